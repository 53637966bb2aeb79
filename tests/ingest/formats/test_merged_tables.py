"""The same table with merged cells comes out the same from every format that has them."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.ingest.made_docx import paragraph, raw_docx
from tests.ingest.made_packages import (
    cell,
    made_epub,
    made_odf,
    made_pptx,
    made_xlsx,
    sheet_xml,
    slide_xml,
)
from tests.ingest.reading_formats import lines, parsed

# Text, columns, rows; None: another cell lies over it, from the left or from above.
Given = tuple[str, int, int] | None
TABLE: Sequence[Sequence[Given]] = (
    (("Service", 1, 2), ("Jours", 2, 1), None),
    (None, ("printemps", 1, 1), ("automne", 1, 1)),
    (("Paie", 1, 2), ("12", 1, 1), ("14", 1, 1)),
    (None, ("13", 1, 1), ("15", 1, 1)),
    (("Achats et ventes", 3, 1), None, None),
    (("Total", 2, 1), None, ("54", 1, 1)),
)
READ = [
    "Service | Jours",
    "Service | printemps | automne",
    "Paie | 12 | 14",
    "Paie | 13 | 15",
    "Achats et ventes",
    "Total | | 54",
]


def is_below(row: int, at: int) -> bool:
    """True where the cell over this covered one stands above, not to the left."""
    return all(TABLE[row][before] is None for before in range(at + 1))


def html_table() -> str:
    written = (
        "".join(f"<td colspan={each[1]} rowspan={each[2]}>{each[0]}</td>" for each in row if each)
        for row in TABLE
    )
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in written) + "</table>"


def word_table() -> str:
    def one(row: int, at: int, each: Given) -> str:
        if each is None:
            above = is_below(row, at)
            return f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{paragraph('')}</w:tc>" if above else ""
        merge = '<w:vMerge w:val="restart"/>' if each[2] > 1 else ""
        marks = f'<w:tcPr><w:gridSpan w:val="{each[1]}"/>{merge}</w:tcPr>'
        return f"<w:tc>{marks}{paragraph(each[0])}</w:tc>"

    rows = ("".join(one(n, at, each) for at, each in enumerate(row)) for n, row in enumerate(TABLE))
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def odf_table() -> str:
    def one(each: Given) -> str:
        if each is None:
            return "<table:covered-table-cell/>"
        spans = f'table:number-columns-spanned="{each[1]}" table:number-rows-spanned="{each[2]}"'
        return f"<table:table-cell {spans}><text:p>{each[0]}</text:p></table:table-cell>"

    rows = ("".join(map(one, row)) for row in TABLE)
    written = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    return f'<table:table table:name="T">{written}</table:table>'


def slide_table() -> str:
    def one(row: int, at: int, each: Given) -> str:
        if each is None:
            kind = "vMerge" if is_below(row, at) else "hMerge"
            return f'<a:tc {kind}="1"><a:txBody><a:p/></a:txBody></a:tc>'
        text = f"<a:txBody><a:p><a:r><a:t>{each[0]}</a:t></a:r></a:p></a:txBody>"
        return f'<a:tc gridSpan="{each[1]}" rowSpan="{each[2]}">{text}</a:tc>'

    rows = ("".join(one(n, at, each) for at, each in enumerate(row)) for n, row in enumerate(TABLE))
    written = "".join(f"<a:tr>{row}</a:tr>" for row in rows)
    return (
        "<p:graphicFrame><p:nvGraphicFramePr/><a:graphic><a:graphicData><a:tbl><a:tblPr/>"
        f"{written}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )


def rtf_table(*, marked: bool) -> str:
    """Merged over columns by marks, or by being wider than others; over rows by marks."""
    written = ""
    for number, row in enumerate(TABLE):
        definition, texts = r"\trowd", ""
        for at, each in enumerate(row):
            edge = rf"\cellx{1000 * (at + (each[1] if each and not marked else 1))}"
            if each:
                over = (r"\clmgf" if marked and each[1] > 1 else "") + (
                    r"\clvmgf" if each[2] > 1 else ""
                )
                definition += over + edge
                texts += rf"\pard\intbl {each[0]}\cell "
            elif is_below(number, at) or marked:
                definition += (r"\clvmrg" if is_below(number, at) else r"\clmrg") + edge
                texts += r"\pard\intbl\cell "
        written += rf"{definition} {texts}\row "
    return written


def rtf(path: Path, *, marked: bool) -> Path:
    path.write_bytes(rb"{\rtf1\ansi " + rtf_table(marked=marked).encode() + rb"\pard fin\par}")
    return path


def sheet(path: Path) -> Path:
    written, areas = "", ""
    for number, row in enumerate(TABLE, start=1):
        cells = (cell(f"{chr(65 + at)}{number}", each[0]) for at, each in enumerate(row) if each)
        written += f'<row r="{number}">{"".join(cells)}</row>'
        for at, each in enumerate(row):
            if each and each[1] * each[2] > 1:
                last = f"{chr(64 + at + each[1])}{number + each[2] - 1}"
                areas += f'<mergeCell ref="{chr(65 + at)}{number}:{last}"/>'
    return made_xlsx(path, {"F": sheet_xml(written, after=f"<mergeCells>{areas}</mergeCells>")})


def page(path: Path, markup: str) -> Path:
    path.write_text(f"<!doctype html><body>{markup}</body>", encoding="utf-8")
    return path


def book(path: Path) -> Path:
    return made_epub(path, {"a.xhtml": f"<html><body>{html_table()}</body></html>"})


def mail(path: Path) -> Path:
    head = "From: a@b.fr\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/html\n\n"
    path.write_text(head + html_table(), encoding="utf-8")
    return path


MADE: dict[str, Callable[[Path], Path]] = {
    "a.html": lambda path: page(path, html_table()),
    "a.epub": book,
    "a.eml": mail,
    "a.docx": lambda path: raw_docx(path, word_table()),
    "a.odt": lambda path: made_odf(path, "text", odf_table()),
    "a.odp": lambda path: made_odf(
        path, "presentation", f"<draw:page><draw:frame>{odf_table()}</draw:frame></draw:page>"
    ),
    "a.pptx": lambda path: made_pptx(path, [slide_xml(slide_table())]),
    "wide.rtf": lambda path: rtf(path, marked=False),
    "marked.rtf": lambda path: rtf(path, marked=True),
}
SHEETS: dict[str, Callable[[Path], Path]] = {
    "a.xlsx": sheet,
    "a.ods": lambda path: made_odf(path, "spreadsheet", odf_table()),
}


def rows_read(path: Path) -> list[str]:
    return [" ".join(line.split()) for page in lines(parsed(path)) for line in page]


@pytest.mark.parametrize("name", MADE)
def test_merged_cells_stand_in_each_row_and_below_their_column(tmp_path: Path, name: str) -> None:
    read = rows_read(MADE[name](tmp_path / name))
    at = read.index(READ[0])
    assert read[at : at + len(READ)] == READ


@pytest.mark.parametrize("name", SHEETS)
def test_merged_cells_of_sheets_leave_the_other_columns_empty(tmp_path: Path, name: str) -> None:
    read = rows_read(SHEETS[name](tmp_path / name))
    assert read[1:] == ["Service | Jours |", *READ[1:]]


@pytest.mark.parametrize(
    "name", [name for name in MADE if not name.endswith(("html", "epub", "eml"))]
)
def test_both_rows_under_a_header_merged_over_them_are_the_header(
    tmp_path: Path, name: str
) -> None:
    (table,) = parsed(MADE[name](tmp_path / name)).pages[0].tables
    text = parsed(tmp_path / name).pages[0].text
    assert text[table.start : table.header_end].split("\n\n")[-1].endswith("automne")
    assert text[: table.end].endswith("54")  # a name of a group does not end the table
