"""What is taken out of a workbook: cells as a person sees them, in tables with their header."""

from pathlib import Path

from ingest.formats.sheet_rows import Tables, sheet_blocks
from storage.records import Verdict
from tests.ingest.made_packages import (
    DRAWING,
    MAIN,
    cell,
    made_xlsx,
    relations,
    rows_xml,
    sheet_xml,
)
from tests.ingest.reading_formats import headings, lines, parsed, refusal

BUDGET = [["Service", "Année", "Montant"], ["Paie", 2024, 12.5], ["Achats", 2025, 7]]


def test_a_sheet_starts_a_page_with_its_name_as_heading(tmp_path: Path) -> None:
    sheets = {"Budget": sheet_xml(rows_xml(BUDGET)), "Vide": sheet_xml(""), "Notes": sheet_xml(
        rows_xml([["Révisé en œuvre"]]))}  # fmt: skip
    file = parsed(made_xlsx(tmp_path / "a.xlsx", sheets))
    assert lines(file) == [
        ["Budget", "Service | Année | Montant", "Paie | 2024 | 12.5", "Achats | 2025 | 7"],
        ["Notes", "Révisé en œuvre"],
    ]
    assert headings(file) == [[(1, "Budget")], [(1, "Notes")]]


def test_cells_are_shown_in_their_format(tmp_path: Path) -> None:
    codes = ["dd/mm/yyyy", "0.0%", "#,##0.00 [$€-40C]", ";;;"]
    row = "".join(
        cell(place, value, style=style)
        for place, value, style in [("A1", 45292, 1), ("B1", 0.125, 2), ("C1", 1234.5, 3),
                                    ("D1", 7, 4)]
    )  # fmt: skip
    others = (
        '<c r="A2" t="b"><v>1</v></c><c r="B2" t="e"><v>#REF!</v></c>'
        '<c r="C2" t="str"><f>A1&amp;"x"</f><v>calculé</v></c><c r="D2"><f>1+1</f><v>2</v></c>'
    )
    rows = f'<row r="1">{row}</row><row r="2">{others}</row>'
    file = parsed(made_xlsx(tmp_path / "a.xlsx", {"S": sheet_xml(rows)}, codes=codes))
    assert lines(file) == [["S", "01/01/2024 | 12.5% | 1,234.50 € |", "TRUE | #REF! | calculé | 2"]]


def test_formulas_without_a_result_are_counted(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><v>3</v></c></row>'
    file = parsed(made_xlsx(tmp_path / "a.xlsx", {"S": sheet_xml(rows)}))
    assert lines(file) == [["S", "3"]]
    assert file.warnings == (
        "Sheet S: 1 formula is without a stored result; open and save it in a spreadsheet program.",
    )


def test_what_is_hidden_is_left_out_and_named(tmp_path: Path) -> None:
    rows = rows_xml([["vu", "colonne"], ["ligne", "x"], ["reste", "y"]]).replace(
        '<row r="2">', '<row r="2" hidden="1">'
    )
    columns = '<cols><col min="2" max="2" hidden="1"/></cols>'
    sheets = {
        "A": sheet_xml(rows, columns=columns),
        "Salaires": sheet_xml(rows_xml([["secret"]])),
        "Très": sheet_xml(rows_xml([["secret"]])),
    }
    states = {"Salaires": "hidden", "Très": "veryHidden"}
    file = parsed(made_xlsx(tmp_path / "a.xlsx", sheets, states=states))
    assert lines(file) == [["A", "vu", "reste"]]
    assert file.warnings == (
        "Hidden sheets are left out: Salaires, Très.",
        "Sheet A: 1 hidden row is left out.",
        "Sheet A: 1 hidden column is left out.",
    )


def test_what_is_left_in_cells_below_merged_ones_is_hidden(tmp_path: Path) -> None:
    rows = (
        f'<row r="1">{cell("A1", "Titre")}{cell("B1", "caché")}</row>'
        f'<row r="2">{cell("A2", "sous A2")}{cell("B2", "x")}{cell("C2", "y")}</row>'
        f'<row r="3">{cell("A3", "encore")}{cell("B3", "z")}{cell("C3", "t")}</row>'
    )
    merged = '<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="A2:A3"/></mergeCells>'
    file = parsed(made_xlsx(tmp_path / "a.xlsx", {"S": sheet_xml(rows, after=merged)}))
    assert lines(file) == [["S", "Titre", "sous A2 | x | y", "sous A2 | z | t"]]
    assert [one.text for one in file.pages[0].hidden] == ["caché\nencore"]


def test_merged_cells_stand_once_in_a_row_and_in_each_of_their_rows(tmp_path: Path) -> None:
    rows = rows_xml([["Région", "Ville", "Ventes"], ["Nord", "Lille", 1], [None, "Arras", 2]])
    merged = '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>'
    wide = rows_xml([["Bilan", None, None], ["a", "b", "c"]])
    sheets = {
        "S": sheet_xml(rows, after=merged),
        "T": sheet_xml(wide, after='<mergeCells><mergeCell ref="A1:C1"/></mergeCells>'),
    }
    file = parsed(made_xlsx(tmp_path / "a.xlsx", sheets))
    assert lines(file) == [
        ["S", "Région | Ville | Ventes", "Nord | Lille | 1", "Nord | Arras | 2"],
        ["T", "Bilan", "a | b | c"],
    ]


def test_comments_are_counted_and_boxes_and_shared_texts_read(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    drawing = (
        f'<x:wsDr xmlns:x="x" xmlns:a="{DRAWING}"><x:sp><x:txBody><a:p><a:r><a:t>Encadré</a:t>'
        "</a:r></a:p></x:txBody></x:sp></x:wsDr>"
    )
    more = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations(
            ("rId1", "comments", "../comments1.xml"), ("rId2", "drawing", "../drawing1.xml")
        ),
        "xl/comments1.xml": f'<comments xmlns="{MAIN}"><commentList><comment><text><t>secret</t>'
        "</text></comment></commentList></comments>",
        "xl/drawing1.xml": drawing,
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "sharedStrings", "sharedStrings.xml"),
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><r><t>en </t></r><r><t>gras</t></r>'
        "<rPh><t>yomi</t></rPh></si><si><t>ligne_x000A_suite</t></si></sst>",
    }
    file = parsed(made_xlsx(tmp_path / "a.xlsx", {"S": sheet_xml(rows)}, more=more))
    assert lines(file) == [["S", "en gras | ligne suite", "Encadré"]]
    assert file.warnings == ("1 comment is left out.",)


def test_every_group_of_rows_has_its_header() -> None:
    def blocks(*rows: list[str]) -> list[tuple[int, bool, str]]:
        cells = [dict(enumerate(row)) for row in rows]
        return [(b.table, b.is_header, b.text) for b in sheet_blocks(cells, Tables())]

    header, first, second = ["Nom", "Jours"], ["Durand", "25"], ["Petit", "12"]
    assert blocks(["Congés"], header, first, [], second, [], ["Ville", "Sites"], ["Lyon", "3"]) == [
        (0, False, "Congés"),
        (1, True, "Nom | Jours"),
        (1, False, "Durand | 25"),
        (1, False, "Petit | 12"),
        (2, True, "Ville | Sites"),
        (2, False, "Lyon | 3"),
    ]
    assert blocks(["", "2024", "", "2025"], ["Service", "H1", "H2", "H1 25"],
                  ["Paie", "1", "2", "3"])[:2] == [
        (1, True, "| 2024 |  | 2025"),
        (1, True, "Service | H1 | H2 | H1 25"),
    ]  # fmt: skip
    assert not any(is_header for _, is_header, _ in blocks(first, second))


def test_long_sheets_are_cut_into_pages(tmp_path: Path) -> None:
    rows = rows_xml([["mot " * 50, number] for number in range(60)])
    file = parsed(made_xlsx(tmp_path / "a.xlsx", {"S": sheet_xml(rows)}))
    assert len(file.pages) == 5
    refused = refusal(tmp_path / "a.xlsx", max_pages=4)
    assert refused.verdict is Verdict.TOO_MANY_PAGES


def test_cells_anywhere_cost_no_more_than_they_hold(tmp_path: Path) -> None:
    rows = '<row r="1048576"><c r="XFD1048576"><v>7</v></c></row><row r="9999999"/>'
    merged = '<mergeCells><mergeCell ref="A1:XFD1048575"/></mergeCells>'
    file = parsed(made_xlsx(tmp_path / "a.xlsx", {"S": sheet_xml(rows, after=merged)}))
    assert lines(file) == [["S", "7"]]
