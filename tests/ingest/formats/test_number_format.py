"""Numbers look as they do in the spreadsheet, code by code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.number_format import number_text, text_text


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (1234.5, "General", "1234.5"),
        (0.1 + 0.2, "General", "0.3"),
        (2024, "General", "2024"),
        (73282932000074, "General", "73282932000074"),  # the number of a French company
        (-999999999999999, "General", "-999999999999999"),
        (12345678901.25, "General", "12345678901.25"),
        (9999999999.97, "General", "9999999999.97"),
        (-0.1 - 2e10, "General", "-20000000000.1"),
        (1e19, "0." + 20 * "0", "1.00000E+19"),
        (1e15, "General", "1.00000E+15"),
        (1234.5, "#,##0.00", "1,234.50"),
        (1234567, "#,##0", "1,234,567"),
        (1.005, "0.00", "1.01"),
        (12.5, '0 "kg"', "13 kg"),
        (-0.001, "0.00", "0.00"),
        (0.125, "0.0%", "12.5%"),
        (0.5, ".00", ".50"),
        (1234, "0.##", "1234"),
        (7, "00000", "00007"),
        (612345678, "0# ## ## ## ##", "06 12 34 56 78"),
        (-5, "0;(0)", "(5)"),
        (0, '0;-0;"néant"', "néant"),
        (5, ";;;", ""),
        (5, "[<10]0;0.0", "5"),
        (1234.5, "#,##0.00 [$€-40C]", "1,234.50 €"),
        (-1234.5, '"$"#,##0.00', "-$1,234.50"),
        (-1234.5, '_-* #,##0.00 "€"_-;-* #,##0.00 "€"_-;_-* "-"?? "€"_-;_-@_-', "-1,234.50 €"),
        (-1234.6, r"#,##0_);[Red]\(#,##0\)", "(1,235)"),
        (1234567, '0.0,,"M"', "1.2M"),
        (12345, "0.00E+00", "1.23E+04"),
        (2.25, "# ?/?", "2 1/4"),
        (45292, "dd/mm/yyyy", "01/01/2024"),
        (45292, "mmm-yy", "Jan-24"),
        (45292.75, "[$-40C]d mmmm yyyy hh:mm", "1 janvier 2024 18:00"),
        (45292, "[$-F800]dddd, mmmm dd, yyyy", "2024-01-01"),
        (0.5, "h:mm AM/PM", "12:00 PM"),
        (1.5, "[h]:mm:ss", "36:00:00"),
        (0.0625, "mm:ss", "30:00"),
        (59, "yyyy-mm-dd", "1900-02-28"),
        (61, "yyyy-mm-dd", "1900-03-01"),
        (-1, "dd/mm/yyyy", "-1"),
    ],
)
def test_a_number_is_shown_as_its_code_says(value: float, code: str, shown: str) -> None:
    assert number_text(value, code) == shown


def test_days_count_from_1904_where_the_workbook_says_so() -> None:
    assert number_text(0, "yyyy-mm-dd", from_1904=True) == "1904-01-01"


@pytest.mark.parametrize(
    ("code", "shown"),
    [("General", "mot"), ("@", "mot"), ("0.00", "mot"), (";;;", ""), ('0;0;0;"n° "@', "n° mot")],
)
def test_a_text_is_shown_as_its_code_says(code: str, shown: str) -> None:
    assert text_text("mot", code) == shown


@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(alphabet='0#?.,%;/@[]<>=$-E+ymdhs"\\_*AMP Generalé', max_size=40),
)
def test_no_code_stops_the_reading(value: float, code: str) -> None:
    assert isinstance(number_text(value, code), str)
    assert isinstance(text_text("x", code), str)
