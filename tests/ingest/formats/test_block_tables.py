"""Rows of tables whose cells hold blocks: what lays out the page, and what nobody sees."""

from pathlib import Path

from ingest.formats.block_tables import rows_of_blocks
from ingest.formats.blocks import TextBlock
from ingest.formats.merged_cells import Cell, joined_table
from storage.page_findings import HiddenKind, HiddenText
from tests.ingest.made_docx import paragraph, raw_docx
from tests.ingest.made_packages import made_odf, made_pptx, slide_xml
from tests.ingest.reading_formats import parsed

C, LEFT, ABOVE = Cell(), Cell(joins_left=True), Cell(joins_above=True)


def cells(*texts: str) -> list[list[TextBlock]]:
    return [[TextBlock(text)] if text else [] for text in texts]


def read(*rows: list[list[TextBlock]], merged: list[list[Cell]] | None = None) -> list[TextBlock]:
    plain = [[C] * len(row) for row in rows]
    return list(rows_of_blocks(rows, joined_table(merged or plain), table=1))


def test_a_row_of_one_cell_lays_out_the_page() -> None:
    blocks = read(cells("Nom", "Jours"), cells("Un paragraphe."), cells("Durand", "12"))
    assert [(b.table, b.text) for b in blocks] == [
        (1, "Nom | Jours"),
        (0, "Un paragraphe."),
        (1, "Durand | 12"),
    ]


def test_a_line_over_all_columns_is_a_row_and_keeps_the_header() -> None:
    rows = [cells("Titre", ""), cells("Nom", "Jours"), cells("Durand", "12"), cells("Groupe", "")]
    merged = [[C, LEFT], [C, C], [C, C], [C, LEFT]]
    blocks = read(*rows, merged=merged)
    assert [(b.table, b.is_header, b.text) for b in blocks] == [
        (1, True, "Titre"),
        (1, True, "Nom | Jours"),
        (1, False, "Durand | 12"),
        (1, False, "Groupe"),
    ]


def test_headings_and_paragraphs_over_all_columns_are_no_row() -> None:
    heading = [[TextBlock("Chapitre", level=2)], []]
    two = [[TextBlock("Un."), TextBlock("Deux.")], []]
    blocks = read(heading, two, cells("a", "b"), merged=[[C, LEFT], [C, LEFT], [C, C]])
    assert [(b.table, b.level, b.text) for b in blocks] == [
        (0, 2, "Chapitre"),
        (0, 0, "Un."),
        (0, 0, "Deux."),
        (1, 0, "a | b"),
    ]


def test_what_stands_in_a_merged_cell_is_told_once_and_what_stands_under_it_hidden() -> None:
    secret = HiddenText(HiddenKind.TINY, "petit")
    first = [[TextBlock("a", pictures=(3,), hidden=(secret,))], [TextBlock("b")]]
    merged = [[C, C], [ABOVE, C], [ABOVE, C]]
    blocks = read(first, cells("dessous", "c"), cells("", "d"), merged=merged)
    assert [block.text for block in blocks] == ["a | b", "a | c", "a | d"]
    assert [block.pictures for block in blocks] == [(3,), (), ()]
    assert [block.hidden for block in blocks] == [
        (secret,),
        (HiddenText(HiddenKind.NOT_SHOWN, "dessous"),),
        (),
    ]


def test_text_in_covered_cells_is_hidden_in_each_format(tmp_path: Path) -> None:
    word = (
        f"<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>{paragraph('a')}</w:tc>"
        f"<w:tc>{paragraph('b')}</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>"
        f"{paragraph('dessous')}</w:tc><w:tc>{paragraph('c')}</w:tc></w:tr></w:tbl>"
    )
    odf = (
        '<table:table table:name="T"><table:table-row><table:table-cell '
        'table:number-columns-spanned="1" table:number-rows-spanned="2"><text:p>a</text:p>'
        "</table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell>"
        "</table:table-row><table:table-row><table:covered-table-cell><text:p>dessous</text:p>"
        "</table:covered-table-cell><table:table-cell><text:p>c</text:p></table:table-cell>"
        "</table:table-row></table:table>"
    )
    text = "<a:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></a:txBody>".format
    slide = (
        "<p:graphicFrame><p:nvGraphicFramePr/><a:graphic><a:graphicData><a:tbl><a:tblPr/><a:tr>"
        f'<a:tc rowSpan="2">{text("a")}</a:tc><a:tc>{text("b")}</a:tc></a:tr><a:tr>'
        f'<a:tc vMerge="1">{text("dessous")}</a:tc><a:tc>{text("c")}</a:tc></a:tr>'
        "</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )
    rtf = (
        rb"{\rtf1 \trowd\clvmgf\cellx1000\cellx2000\pard\intbl a\cell b\cell\row "
        rb"\trowd\clvmrg\cellx1000\cellx2000\pard\intbl dessous\cell c\cell\row \pard}"
    )
    (tmp_path / "a.rtf").write_bytes(rtf)
    for path in (
        raw_docx(tmp_path / "a.docx", word),
        made_odf(tmp_path / "a.odt", "text", odf),
        made_odf(tmp_path / "a.ods", "spreadsheet", odf),
        made_pptx(tmp_path / "a.pptx", [slide_xml(slide)]),
        tmp_path / "a.rtf",
    ):
        (page,) = parsed(path).pages
        assert page.text.endswith("a | b\n\na | c"), path
        assert [(one.kind, one.text) for one in page.hidden] == [
            (HiddenKind.NOT_SHOWN, "dessous")
        ], path
