"""What Word does not show is kept apart; white on a dark ground stays."""

from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor

from ingest.formats.docx_file import read_docx
from ingest.formats.parsed import RawPage
from ingest.formats.source import Source
from storage.page_findings import HiddenKind
from tests.ingest.made_docx import NAMESPACE, RELATIONS, paragraph, raw_docx

WHITE = RGBColor(0xFF, 0xFF, 0xFF)


def page_of(tmp_path: Path, body: str) -> RawPage:
    path = raw_docx(tmp_path / "a.docx", body)
    return read_docx(Source.at(path), max_pages=10).pages[0]


def saved(document: docx.document.Document, path: Path) -> RawPage:
    document.save(str(path))
    return read_docx(Source.at(path), max_pages=10).pages[0]


@pytest.mark.parametrize(
    ("properties", "kind"),
    [
        ("<w:vanish/>", HiddenKind.NOT_SHOWN),
        ("<w:sz w:val='2'/>", HiddenKind.TINY),
        ("<w:color w:val='FFFFFF'/>", HiddenKind.BACKGROUND),
        ("<w:color w:val='FDFDFD'/>", HiddenKind.BACKGROUND),
    ],
)
def test_each_way_of_hiding_is_found_and_named(
    tmp_path: Path, properties: str, kind: HiddenKind
) -> None:
    run = f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>"
    body = f"<w:p><w:r><w:t>Seen. </w:t></w:r>{run}A sec</w:t></w:r>{run}ret.</w:t></w:r></w:p>"
    page = page_of(tmp_path, body)
    assert page.text.strip() == "Seen."
    assert [(one.kind, one.text) for one in page.hidden] == [(kind, "A secret.")]


@pytest.mark.parametrize(
    "properties",
    [
        "<w:vanish w:val='0'/>",
        "<w:sz w:val='8'/>",
        "<w:color w:val='auto'/>",
        "<w:color w:val='FFFFFF'/><w:highlight w:val='black'/>",
        "<w:color w:val='FFFFFF'/><w:shd w:val='clear' w:fill='000080'/>",
    ],
)
def test_what_is_seen_is_not_hidden(tmp_path: Path, properties: str) -> None:
    page = page_of(tmp_path, f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>Words</w:t></w:r></w:p>")
    assert (page.text, page.hidden) == ("Words", ())


@pytest.mark.parametrize("properties", ["<w:sz w:val='2'/>", "<w:color w:val='FFFFFF'/>"])
def test_a_box_and_a_note_in_a_tiny_or_white_run_are_seen(tmp_path: Path, properties: str) -> None:
    page = with_box_and_note(tmp_path / "a.docx", properties)
    assert page.text.split("\n\n") == ["In the box", "In the note"]
    assert [one.text for one in page.hidden] == ["Own"]


def test_a_box_and_a_note_in_a_run_that_is_not_shown_are_kept_apart(tmp_path: Path) -> None:
    page = with_box_and_note(tmp_path / "a.docx", "<w:vanish/>")
    assert not page.text
    assert [one.text for one in page.hidden] == ["Own", "In the box\nIn the note"]
    assert {one.kind for one in page.hidden} == {HiddenKind.NOT_SHOWN}


def with_box_and_note(path: Path, properties: str) -> RawPage:
    """The page of a run with these properties, in which a text box and a note are anchored."""
    run = (
        f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>Own</w:t><w:pict><w:txbxContent>"
        f"{paragraph('In the box')}</w:txbxContent></w:pict><w:footnoteReference w:id='2'/></w:r>"
        "</w:p>"
    )
    notes = (
        f'<w:footnotes xmlns:w="{NAMESPACE}"><w:footnote w:id="2">{paragraph("In the note")}'
        "</w:footnote></w:footnotes>"
    )
    related = RELATIONS.replace("word/document.xml", "footnotes.xml")
    more = {
        "word/_rels/document.xml.rels": related.replace('/officeDocument"', '/footnotes"').encode(),
        "word/footnotes.xml": notes.encode(),
    }
    return read_docx(Source.at(raw_docx(path, run, more=more)), max_pages=10).pages[0]


def test_a_style_hides_as_a_run_does(tmp_path: Path) -> None:
    document = docx.Document()
    style = document.styles.add_style("Ghost", WD_STYLE_TYPE.CHARACTER)
    style.font.hidden = True
    paragraph = document.add_paragraph("Seen. ")
    paragraph.add_run("A secret.", style="Ghost")
    small = document.styles.add_style("Dust", WD_STYLE_TYPE.PARAGRAPH)
    small.font.size = Pt(1)
    document.add_paragraph("Dust.", style="Dust")
    page = saved(document, tmp_path / "a.docx")
    assert page.text.strip() == "Seen."
    assert [one.text for one in page.hidden] == ["A secret.", "Dust."]


def test_white_in_a_dark_cell_is_seen_and_in_a_plain_one_is_not(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=2)
    for cell, words in zip(table.rows[0].cells, ("Dark", "Plain"), strict=True):
        cell.paragraphs[0].add_run(words).font.color.rgb = WHITE
    shading = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="1F3864"/>')
    table.rows[0].cells[0]._tc.get_or_add_tcPr().append(shading)
    document.add_paragraph("After.")
    page = saved(document, tmp_path / "a.docx")
    assert "Dark" in page.text and "Plain" not in page.text
    assert [one.text for one in page.hidden] == ["Plain"]


def test_a_paragraph_with_nothing_to_see_leaves_no_empty_block(tmp_path: Path) -> None:
    hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Gone</w:t></w:r></w:p>"
    page = page_of(
        tmp_path, f"<w:p><w:r><w:t>a</w:t></w:r></w:p>{hidden}<w:p><w:r><w:t>b</w:t></w:r></w:p>"
    )
    assert page.text == "a\n\nb"
    assert [one.text for one in page.hidden] == ["Gone"]
