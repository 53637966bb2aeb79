"""Boxes of Word forms, ticked and empty, and signs in fonts of signs."""

from pathlib import Path

import pytest

from storage.page_findings import HiddenKind
from tests.ingest.made_docx import NAMESPACE, raw_docx
from tests.ingest.made_packages import relations
from tests.ingest.reading_formats import lines, parsed

FONT = "<w:rPr><w:rFonts w:ascii='{0}' w:hAnsi='{0}'/></w:rPr>".format
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'


def run(text: str, properties: str = "") -> str:
    return f"<w:r>{properties}<w:t xml:space='preserve'>{text}</w:t></w:r>"


def symbol(font: str, code: str) -> str:
    return f"<w:r><w:sym w:font='{font}' w:char='{code}'/></w:r>"


def old_box(states: str) -> str:
    return (
        "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:name w:val='C'/><w:checkBox>"
        f"<w:sizeAuto/>{states}</w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText>"
        "FORMCHECKBOX</w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
    )


def content_box(state: str, shown: str, properties: str = "") -> str:
    return (
        f"<w:sdt {W14}><w:sdtPr><w14:checkbox>{state}</w14:checkbox></w:sdtPr><w:sdtContent>"
        f"{run(shown, properties)}</w:sdtContent></w:sdt>"
    )


@pytest.mark.parametrize(
    ("inside", "read"),
    [
        (symbol("Wingdings", "F0FE") + run(" Oui"), "☒ Oui"),
        (symbol("Wingdings", "00A8") + run(" Oui"), "☐ Oui"),
        (symbol("Wingdings 2", "F052") + run(" Oui"), "☒ Oui"),
        (symbol("Wingdings", "F04A") + run("Oui"), "Oui"),  # a face: not read before either
        (symbol("Wingdings", "zz") + run("Oui"), "Oui"),
        (run("\uf0fe", FONT("Wingdings")) + run(" o"), "☒ o"),
        (run("o", FONT("Wingdings")) + run(" o"), "☐ o"),
        (run("oui", "<w:rPr><w:rFonts w:cs='Wingdings'/></w:rPr>"), "oui"),
        (run("oui", "<w:rPr><w:rFonts w:ascii='Arial' w:cs='Wingdings'/></w:rPr>"), "oui"),
        (run("oui", FONT("Wingdings").replace("/>", " w:asciiTheme='minorHAnsi'/>")), "oui"),
        (old_box("<w:default w:val='0'/><w:checked/>") + run("Oui"), "☒ Oui"),
        (old_box("<w:default w:val='1'/><w:checked w:val='0'/>") + run("Oui"), "☐ Oui"),
        (old_box("<w:default w:val='1'/>") + run("Oui"), "☒ Oui"),
        (old_box("") + run("Oui"), "☐ Oui"),
        (content_box("<w14:checked w14:val='1'/>", "X") + run(" Oui"), "☒ Oui"),
        (content_box("<w14:checked w14:val='0'/>", "☐") + run(" Oui"), "☐ Oui"),
        (content_box("", "o", FONT("Wingdings")) + run(" Oui"), "☐ Oui"),
        (content_box("", "Je refuse"), "Je refuse"),
    ],
)
def test_boxes_of_word(tmp_path: Path, inside: str, read: str) -> None:
    assert lines(parsed(raw_docx(tmp_path / "a.docx", f"<w:p>{inside}</w:p>"))) == [[read]]


def test_a_box_that_word_hides_is_not_read(tmp_path: Path) -> None:
    hidden = content_box("<w14:checked w14:val='1'/>", "☒", "<w:rPr><w:vanish/></w:rPr>")
    (page,) = parsed(raw_docx(tmp_path / "a.docx", f"<w:p>{hidden}{run('Oui')}</w:p>")).pages
    assert page.text == "Oui"
    assert [one.kind for one in page.hidden] == [HiddenKind.NOT_SHOWN]


def test_a_style_may_set_the_font_of_signs(tmp_path: Path) -> None:
    styles = (
        f'<w:styles xmlns:w="{NAMESPACE}"><w:style w:type="character" w:styleId="S">'
        "<w:rPr><w:rFonts w:ascii='Wingdings' w:hAnsi='Wingdings'/></w:rPr></w:style></w:styles>"
    )
    styled = run("o", "<w:rPr><w:rStyle w:val='S'/></w:rPr>")
    body = f"<w:p>{styled}{run(' o')}</w:p>"
    more = {
        "word/styles.xml": styles.encode(),
        "word/_rels/document.xml.rels": relations(("rId1", "styles", "styles.xml")).encode(),
    }
    assert lines(parsed(raw_docx(tmp_path / "a.docx", body, more=more))) == [["☐ o"]]
