"""Headers and footers of Word, OpenDocument and RTF: in the pages, found, and in no passage."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_HEADER_FOOTER
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from ingest.cleaning import known_words
from ingest.formats.blocks import PAGE_CHARACTERS, TextBlock
from ingest.formats.page_margins import Section, is_page_field, with_margins
from ingest.formats.parsed import ParsedFile
from ingest.reading_child import cleaned
from storage.access import create_collection
from storage.ledger import Ledger
from storage.lettered_pages import LetteredPages
from storage.mentions import find_mentions
from storage.page_findings import HiddenKind, HiddenText
from storage.records import OPERATOR, Page
from storage.sought import sought
from tests.ingest.made_packages import made_odf, odf_part
from tests.ingest.reading_formats import lines, parsed
from tests.ingest.test_chunking import chunks
from tests.storage.populating import add, new_version

SAID = {
    "fr": ("Procédure QUA-2024-17", "Direction générale", "Les congés sont posés en mars."),
    "en": ("Procedure QUA-2024-17", "Head office", "Leave is requested in March."),
}
Make = Callable[[Path, str, str, str], Path]


def word(folder: Path, header: str, footer: str, body: str) -> Path:
    document = docx.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = header
    section.footer.paragraphs[0].text = footer
    for field in (
        '<w:fldSimple {} w:instr=" PAGE "><w:r><w:t>7</w:t></w:r></w:fldSimple>',
        '<w:r {}><w:fldChar w:fldCharType="begin"/><w:instrText> NUMPAGES </w:instrText>'
        '<w:fldChar w:fldCharType="separate"/><w:t>12</w:t><w:fldChar w:fldCharType="end"/></w:r>',
    ):
        number = section.footer.add_paragraph("Page ")
        number._p.append(parse_xml(field.format(nsdecls("w"))))
    hidden = section.header.add_paragraph().add_run("caché / hidden")
    hidden.font.hidden = True
    document.add_paragraph(body)
    document.save(str(folder / "a.docx"))
    return folder / "a.docx"


def text_document(folder: Path, header: str, footer: str, body: str) -> Path:
    styles = (
        '<office:automatic-styles><style:style style:name="P1" style:family="paragraph">'
        '<style:text-properties text:display="none"/></style:style></office:automatic-styles>'
        '<office:master-styles><style:master-page style:name="Standard">'
        f'<style:header><text:p text:style-name="P2">{header}</text:p>'
        '<text:p text:style-name="P1">caché / hidden</text:p></style:header>'
        f"<style:footer><text:p>{footer}</text:p><text:p>Page <text:page-number>7"
        "</text:page-number> / <text:page-count>12</text:page-count></text:p></style:footer>"
        "</style:master-page></office:master-styles>"
    )
    # The content has styles of its own under the same names.
    own = (
        '<style:style style:name="P2" style:family="paragraph">'
        '<style:text-properties text:display="none"/></style:style>'
    )
    more = {"styles.xml": odf_part(styles)}
    content = f"<text:p>{body}</text:p>"
    return made_odf(folder / "a.odt", "text", content, styles=own, more=more)


def rich_text(folder: Path, header: str, footer: str, body: str) -> Path:
    def written(text: str) -> str:
        return text.encode("cp1252").decode("latin-1")

    content = (
        r"{\rtf1\ansi\ansicpg1252\sectd{\header HEAD\par{\v caché / hidden}\par}"
        r"{\footer\pard FOOT\par Page \chpgn\par Page {\field{\*\fldinst { PAGE }}{\fldrslt {7}}}"
        r" / {\field{\*\fldinst NUMPAGES}{\fldrslt 12}}\par}BODY\par}"
    )
    for name, said in (("HEAD", header), ("FOOT", footer), ("BODY", body)):
        content = content.replace(name, written(said))
    (folder / "a.rtf").write_bytes(content.encode("latin-1"))
    return folder / "a.rtf"


def pages_of(file: ParsedFile) -> list[Page]:
    words = known_words(page.text for page in file.pages)
    return [cleaned(number, raw, words) for number, raw in enumerate(file.pages, start=1)]


def margins_of(page: Page) -> list[str]:
    return [page.text[start:end] for start, end in page.margins]


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("make", [word, text_document, rich_text])
def test_what_is_said_above_and_below_is_in_the_page_found_and_in_no_passage(
    tmp_path: Path, make: Make, language: str
) -> None:
    header, footer, body = SAID[language]
    (page,) = pages = pages_of(parsed(make(tmp_path, header, footer, body)))
    assert page.text == f"{header}\n{body}\n{footer}"
    assert margins_of(page) == [header, footer]
    assert [(one.kind, one.text) for one in page.hidden] == [
        (HiddenKind.NOT_SHOWN, "caché / hidden")
    ]
    drafts = chunks(pages)
    assert [draft.text for draft in drafts] == [body]
    new = replace(new_version("handbook", "/a"), pages=pages, chunks=drafts)
    with closing(Ledger.create(tmp_path / "home")) as ledger:
        create_collection(ledger, "handbook", groups=["staff"])
        kept = add(ledger, new).document_id
        for written in ("QUA-2024-17", header, footer):
            found = find_mentions(ledger, LetteredPages(), OPERATOR, sought(f'"{written}"'))
            assert found.document_ids == (kept,)
        for written in ("caché", "hidden"):
            assert not find_mentions(
                ledger, LetteredPages(), OPERATOR, sought(written)
            ).document_ids


@pytest.mark.parametrize("make", [word, text_document, rich_text])
def test_a_document_that_says_nothing_else_has_no_text(tmp_path: Path, make: Make) -> None:
    (page,) = pages_of(parsed(make(tmp_path, "En-tête", "Pied", "")))
    assert (page.text, page.margins) == ("", ())
    assert page.hidden


def test_each_section_of_word_says_its_own_headers_once(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Partie une"
    document.sections[0].first_page_header.paragraphs[0].text = "Page de garde"
    document.sections[0].even_page_header.paragraphs[0].text = "Personne ne voit ceci"
    document.add_paragraph("un")
    for name in ("Partie deux", "", "Partie quatre"):
        section = document.add_section()
        if name:
            section.header.is_linked_to_previous = False
            section.header.paragraphs[0].text = name
            section.different_first_page_header_footer = name == "Partie deux"
        document.add_paragraph("suite").paragraph_format.page_break_before = True
    document.save(str(tmp_path / "a.docx"))
    file = parsed(tmp_path / "a.docx")
    assert lines(file) == [
        ["Partie une", "un"],
        ["Page de garde", "Partie deux", "suite"],
        ["suite"],
        ["Partie quatre", "suite"],
    ]
    assert [margins_of(page) for page in pages_of(file)] == [
        ["Partie une"], ["Page de garde", "Partie deux"], [], ["Partie quatre"],
    ]  # fmt: skip


def test_a_reference_to_what_is_no_header_is_passed_over(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("un")
    reference = document.sections[0]._sectPr.add_headerReference(WD_HEADER_FOOTER.PRIMARY, "rId1")
    kinds = {name: relation.reltype for name, relation in document.part.rels.items()}
    reference.set(qn("r:id"), next(name for name in kinds if kinds[name].endswith("/numbering")))
    document.save(str(tmp_path / "a.docx"))
    assert lines(parsed(tmp_path / "a.docx")) == [["un"]]


def test_each_kind_of_pages_of_an_opendocument_text_says_its_headers_once(tmp_path: Path) -> None:
    def master(name: str, inside: str, then: str = "") -> str:
        return (
            f'<style:master-page style:name="{name}" style:next-style-name="{then}">{inside}'
            "</style:master-page>"
        )

    def header(text: str, kind: str = "", display: str = "true") -> str:
        return (
            f'<style:header{kind} style:display="{display}"><text:p>{text}</text:p>'
            f"</style:header{kind}>"
        )

    styles = odf_part(
        "<office:master-styles>"
        + master("Standard", header("Suite") + header("Personne ne voit ceci", "-left", "false"))
        + master("First", header("Garde"), "Standard")
        + master("Landscape", header("Annexe"))
        + "</office:master-styles>"
    )
    own = "".join(
        f'<style:style style:name="{name}" style:family="paragraph" '
        f'style:master-page-name="{master}"/>'
        for name, master in (("G", "First"), ("L", "Landscape"), ("S", "Standard"))
    )
    body = "<text:sequence-decls/>" + "".join(
        f'<text:p text:style-name="{name}">{text}</text:p>'
        for name, text in (("G", "un"), ("", "deux"), ("L", "trois"), ("S", "quatre"))
    )
    more = {"styles.xml": styles}
    file = parsed(made_odf(tmp_path / "a.odt", "text", body, styles=own, more=more))
    assert lines(file) == [["Garde", "Suite", "un", "deux"], ["Annexe", "trois"], ["quatre"]]


def test_each_section_of_rich_text_says_its_own_headers_once(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_bytes(
        rb"{\rtf1\sectd\titlepg{\headerf Garde\par}{\header Partie une\par}"
        rb"{\headerl Personne\par}un\par\sect\sectd deux\par\sect\sectd"
        rb"{\header Partie trois\par}{\headerf Personne\par}{\footer Pied} trois\par"
        rb"{\field{\*\fldinst PAGE}{\fldrslt 4}} pages\par}"
    )
    assert lines(parsed(tmp_path / "a.rtf")) == [
        ["Garde", "Partie une", "un"],
        ["deux"],
        ["Partie trois", "trois", "4 pages", "Pied"],
    ]


def test_headers_never_start_a_page_and_long_ones_are_text() -> None:
    long = TextBlock("mot " * (PAGE_CHARACTERS // 4 + 1))
    made = with_margins([Section([TextBlock("corps")], [long, TextBlock("a")], [TextBlock("b")])])
    assert [block.is_margin for block in made] == [False, False, False, True]
    ends = Section([TextBlock("un"), TextBlock("deux", starts_page=True)], [TextBlock("tête")])
    begins = Section([TextBlock("trois", starts_page=True)], [TextBlock("tête", level=1, table=3)])
    first, second = with_margins([ends])[0], with_margins([begins])
    assert not first.starts_page
    assert [(b.text, b.starts_page, b.level, b.table) for b in second] == [
        ("tête", True, 0, 0), ("trois", False, 0, 0),
    ]  # fmt: skip
    scan = [TextBlock("", starts_page=True, pictures=(3,)), TextBlock("quatre")]
    third = with_margins([Section(scan, [TextBlock("tête")])])
    assert [(b.text, b.starts_page) for b in third] == [
        ("tête", True), ("", False), ("quatre", False),
    ]  # fmt: skip


def test_lines_said_twice_and_numbers_of_pages_are_left_out() -> None:
    above = [TextBlock(text) for text in ("Charte", "Page / of", "- -", " Charte ", "Page 2 bis")]
    unseen = TextBlock("", hidden=(HiddenText(HiddenKind.TINY, "x"),))
    made = with_margins([Section([TextBlock("corps")], [*above, unseen])])
    assert [block.text for block in made] == ["Charte", "Page 2 bis", "", "corps"]
    assert made[2].hidden == unseen.hidden
    assert is_page_field(" page \\* MERGEFORMAT ") and is_page_field("NUMPAGES")
    assert not is_page_field("PAGEREF x") and not is_page_field("") and not is_page_field("DATE")
