"""Records become the rows of a table, whatever separates their fields."""

from pathlib import Path

import pytest

from ingest.formats.csv_file import separator
from ingest.formats.header_rows import header_count
from tests.ingest.reading_formats import lines, parsed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a,b\nc,d\n", ","),
        ("a;b\n1,5;2,5\n", ";"),
        ("a\tb, c\nd\te, f\n", "\t"),
        ("a|b\nc|d\n", "|"),
        ('"a;b",c\n"d;e",f\n', ","),
        ("un\ndeux\n", ""),
        ("Taux\n1,5\n12,75\n", ""),
        ("1,5\n12,75\n", ","),
    ],
)
def test_the_separator_is_found(text: str, found: str) -> None:
    assert separator(text) == found


def test_quoted_fields_empty_columns_and_title_lines(tmp_path: Path) -> None:
    content = (
        'Congés 2026;;\n\nNom;;Jours\n"Durand;\nLuc";;25\nPetit;;"12 ""demi"""\n;;\n'
    )  # fmt: skip
    (tmp_path / "a.csv").write_bytes(content.encode("cp1252"))
    assert lines(parsed(tmp_path / "a.csv")) == [
        ["Congés 2026", "Nom | Jours", "Durand; Luc | 25", 'Petit | 12 "demi"']
    ]


def test_a_column_of_texts_is_lines(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("nom\nDurand\nPetit\n")
    assert lines(parsed(tmp_path / "a.csv")) == [["nom", "Durand", "Petit"]]
    (tmp_path / "a.csv").write_text("Taux\n1,5\n12,75\n")
    assert lines(parsed(tmp_path / "a.csv")) == [["Taux", "1,5", "12,75"]]


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ([["Nom", "Jours"], ["Durand", "25"]], 1),
        ([["Nom", "2024"], ["Durand", "25"]], 1),
        ([["", "2024", "2025"], ["Ventes", "1", "2"]], 1),
        ([["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]], 1),
        ([["Nom", "Durand"], ["Ville", "Lyon"]], 0),
        ([["Durand", "25"], ["Petit", "12"]], 0),
        ([["Nom", "Jours"]], 0),
        ([["Il a droit à des jours.", "Jours"], ["Durand", "25"]], 0),
        ([["", "2024", "", ""], ["Service", "H1", "H2", "S"], ["Paie", "1", "2", "3"]], 2),
        ([], 0),
    ],
)
def test_header_rows_are_those_that_name_columns(rows: list[list[str]], count: int) -> None:
    assert header_count(rows) == count


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;"])
def test_the_separator_that_a_file_states_for_excel_is_no_record(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.csv").write_text(f"{line}\r\nNom;Salaire, brut\r\nDurand;1,5\r\n")
    assert lines(parsed(tmp_path / "a.csv")) == [["Nom | Salaire, brut", "Durand | 1,5"]]
