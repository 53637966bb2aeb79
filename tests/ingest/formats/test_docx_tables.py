"""Tables of Word: over which columns of its grid a cell reaches."""

from pathlib import Path

import pytest

from tests.ingest.made_docx import paragraph, raw_docx
from tests.ingest.reading_formats import lines, parsed


def cell(text: str, *, columns: int = 1) -> str:
    span = f'<w:tcPr><w:gridSpan w:val="{columns}"/></w:tcPr>' if columns != 1 else ""
    return f"<w:tc>{span}{paragraph(text)}</w:tc>"


def row(*cells: str, before: int = 0) -> str:
    skipped = f'<w:trPr><w:gridBefore w:val="{before}"/></w:trPr>' if before else ""
    return f"<w:tr>{skipped}{''.join(cells)}</w:tr>"


def read(tmp_path: Path, *rows: str, widths: tuple[str, ...] = ()) -> list[str]:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    table = f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    (page,) = lines(parsed(raw_docx(tmp_path / "a.docx", table)))
    return [" ".join(line.split()) for line in page]


HEADER = row(cell("Nom", columns=2), cell("Jours"))


def test_rows_that_stand_out_a_little_have_the_same_columns(tmp_path: Path) -> None:
    moved = row(cell("Durand"), cell("12"), before=1)
    assert read(tmp_path, HEADER, moved, widths=("108", "3000", "900")) == [
        "Nom | Jours",
        "Durand | 12",
    ]


@pytest.mark.parametrize("widths", [("900", "3000", "900"), ("0", "3000", "900"), (), ("x", "1")])
def test_a_column_that_is_wide_or_unknown_is_one(tmp_path: Path, widths: tuple[str, ...]) -> None:
    moved = row(cell("Durand"), cell("12"), before=1)
    assert read(tmp_path, HEADER, moved, widths=widths) == ["Nom | | Jours", "| Durand | 12"]


def test_a_cell_in_a_narrow_column_keeps_the_columns_apart(tmp_path: Path) -> None:
    below = row(cell("x"), cell("Durand"), cell("12"))
    assert read(tmp_path, HEADER, below, widths=("108", "3000", "900")) == [
        "Nom | | Jours",
        "x | Durand | 12",
    ]


@pytest.mark.parametrize("span", ["0", "-3", "x", "99999999999"])
def test_a_span_that_cannot_be_is_one_column(tmp_path: Path, span: str) -> None:
    odd = f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>{paragraph("a")}</w:tc>'
    rows = (row(odd, cell("b")), row(cell("c"), cell("d")))
    assert read(tmp_path, *rows, widths=("900", "900")) == ["a | b", "c | d"]


def test_an_absurd_span_reaches_over_the_columns_that_are_there(tmp_path: Path) -> None:
    rows = (row(cell("a"), cell("b", columns=999_999_999)), row(cell("c"), cell("d"), cell("e")))
    assert read(tmp_path, *rows, widths=("900", "900", "900")) == ["a | b", "c | d | e"]
