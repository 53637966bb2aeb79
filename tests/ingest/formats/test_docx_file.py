"""What is taken out of a Word document, and what is refused before it is opened."""

import resource
import time
import zipfile
from pathlib import Path

import docx
import pytest
from lxml import etree

from ingest.errors import UnreadableDocument
from ingest.formats.docx_file import read_docx
from ingest.formats.docx_hidden import HiddenRuns
from ingest.formats.docx_numbering import Numbering
from ingest.formats.docx_styles import Styles
from ingest.formats.docx_text import Body
from ingest.formats.parsed import ParsedFile
from ingest.formats.source import Source
from storage.records import Verdict
from tests.ingest.made_docx import document_xml, handbook, paragraph, raw_docx

P = paragraph
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def read(path: Path) -> ParsedFile:
    return read_docx(Source.at(path), max_pages=50)


def lines(file: ParsedFile) -> list[str]:
    return [line for page in file.pages for line in page.text.split("\n\n")]


def read_body(tmp_path: Path, body: str) -> list[list[str]]:
    """The lines of each page of a document with this body."""
    file = read(raw_docx(tmp_path / "a.docx", body))
    return [page.text.split("\n\n") for page in file.pages]


def refusal(path: Path) -> Verdict:
    with pytest.raises(UnreadableDocument) as caught:
        read(path)
    return caught.value.verdict


def test_headings_lists_and_tables_come_in_order_below_the_header(tmp_path: Path) -> None:
    file = read(handbook(tmp_path / "a.docx"))
    assert lines(file)[:3] == ["Confidentiel – en-tête", "Guide du télétravail", "Jours"]
    assert lines(file)[3:6] == [
        "Chaque salarié dispose de deux jours par semaine.", "• le mardi", "• le jeudi",
    ]  # fmt: skip
    assert lines(file)[6:] == [
        "Plages horaires", "1. de 9 h à 12 h", "2. de 14 h à 17 h", "Service | Jours", "Paie | 2",
    ]  # fmt: skip
    (page,) = file.pages
    assert [(h.level, page.text[h.start :].split("\n")[0]) for h in page.headings] == [
        (1, "Jours"),
        (2, "Plages horaires"),
    ]
    assert file.title == "Guide du télétravail"


def test_a_sensible_title_of_its_properties_wins(tmp_path: Path) -> None:
    document = docx.Document(str(handbook(tmp_path / "a.docx")))
    for given, title in (("Charte", "Charte"), ("Word Document", "Guide du télétravail")):
        document.core_properties.title = given
        document.save(str(tmp_path / "b.docx"))
        assert read(tmp_path / "b.docx").title == title


def test_pages_end_where_the_author_or_word_ended_them(tmp_path: Path) -> None:
    broken = "<w:p><w:r><w:t>un</w:t><w:br w:type='page'/><w:t>deux</w:t></w:r></w:p>"
    laid_out = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>trois</w:t></w:r></w:p>"
    both = "<w:p><w:r><w:br w:type='page'/></w:r></w:p>" + laid_out.replace("trois", "quatre")
    before = P("cinq", properties="<w:pageBreakBefore/>")
    assert read_body(tmp_path, broken + laid_out + both + before) == [
        ["un"],
        ["deux"],
        ["trois"],
        ["quatre"],
        ["cinq"],
    ]


def test_without_pages_a_page_has_about_three_thousand_characters(tmp_path: Path) -> None:
    pages = read_body(tmp_path, "".join(P(f"{n} " + "mot " * 100) for n in range(30)))
    assert len(pages) == 5
    assert sum(map(len, pages)) == 30


def test_what_a_person_sees_in_word_is_read_and_what_is_deleted_is_not(tmp_path: Path) -> None:
    body = (
        "<w:sdt><w:sdtContent>" + P("dans un contrôle") + "</w:sdtContent></w:sdt>"
        "<w:p><w:r><w:t>avant </w:t></w:r><w:ins><w:r><w:t>ajouté</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>supprimé</w:delText></w:r></w:del></w:p>"
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>caché</w:t></w:r><w:r><w:t>visible</w:t></w:r>"
        "<w:r><w:noBreakHyphen/><w:t>là</w:t><w:tab/><w:t>puis</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>avec une boîte</w:t><w:drawing><w:txbxContent>"
        + P("dans la boîte")
        + "</w:txbxContent></w:drawing></w:r></w:p>"
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='x'><w:t>neuf</w:t></mc:Choice>"
        "<mc:Fallback><w:t>vieux</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        "<w:p><w:r><w:t>adresse</w:t><w:br/><w:t>ville</w:t></w:r></w:p>"
    )
    assert read_body(tmp_path, body) == [
        [
            "dans un contrôle",
            "avant ajouté",
            "visible-là puis",
            "avec une boîte",
            "dans la boîte",
            "neuf",
            "adresse",
            "ville",
        ]
    ]


def test_a_footnote_follows_its_paragraph(tmp_path: Path) -> None:
    from tests.ingest.made_docx import NAMESPACE, RELATIONS

    notes = (
        f'<w:footnotes xmlns:w="{NAMESPACE}"><w:footnote w:id="2">'
        + P("Sauf accord contraire.")
        + "</w:footnote></w:footnotes>"
    )
    relations = RELATIONS.replace("word/document.xml", "footnotes.xml").replace(
        '/officeDocument"', '/footnotes"'
    )
    body = "<w:p><w:r><w:t>Le principe</w:t><w:footnoteReference w:id='2'/></w:r></w:p>" + P("Fin")
    file = read(
        raw_docx(
            tmp_path / "a.docx",
            body,
            more={
                "word/footnotes.xml": notes.encode(),
                "word/_rels/document.xml.rels": relations.encode(),
            },
        )
    )
    assert lines(file) == ["Le principe", "Sauf accord contraire.", "Fin"]


def test_merged_cells_long_cells_and_tables_in_tables(tmp_path: Path) -> None:
    cell = "<w:tc>{}</w:tc>".format
    long = "long " * 200
    body = (
        f"<w:tbl><w:tr>{cell(P('a') + P('b'))}{cell(P(''))}</w:tr>"
        f"<w:tr>{cell(P(long))}{cell(P('court'))}</w:tr>"
        f"<w:tr>{cell('<w:tbl><w:tr>' + cell(P('x')) + cell(P('y')) + '</w:tr></w:tbl>' + P(''))}"
        "</w:tr></w:tbl>"
    )
    assert read_body(tmp_path, body) == [["a b |", long, "court", "x | y"]]


def table_blocks(body: str) -> list[tuple[int, bool, str]]:
    root = etree.fromstring(document_xml(body).encode())
    walked = Body(
        root[0],
        styles=Styles(None),
        numbering=Numbering(None),
        notes={},
        runs=HiddenRuns(None, root),
        drawn={},
    ).blocks()
    return [(block.table, block.is_header, block.text) for block in walked]


def test_tables_say_which_rows_are_their_headers() -> None:
    row = "<w:tr>{}<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc><w:tc>{}</w:tc></w:tr>".format
    marked = "<w:trPr><w:tblHeader/></w:trPr>"
    body = (
        f"<w:tbl>{row(marked, 'Nom', P('Ville'))}{row('', 'Durand', P('Lyon'))}</w:tbl>"
        + P("entre deux")
        + f"<w:tbl>{row('', 'Nom', P('Jours'))}{row('', 'Durand', P('25'))}</w:tbl>"
        f"<w:tbl>{row('', 'Nom', P('Durand'))}{row('', 'Ville', P('Lyon'))}</w:tbl>"
    )
    assert table_blocks(body) == [
        (1, True, "Nom | Ville"),
        (1, False, "Durand | Lyon"),
        (0, False, "entre deux"),
        (2, True, "Nom | Jours"),
        (2, False, "Durand | 25"),
        (3, False, "Nom | Durand"),
        (3, False, "Ville | Lyon"),
    ]


def test_comments_and_deletions_are_counted_and_charts_and_diagrams_read(tmp_path: Path) -> None:
    from tests.ingest.made_docx import NAMESPACE
    from tests.ingest.made_packages import CHART, DIAGRAM, DRAWING, relations

    text = f"<a:p xmlns:a='{DRAWING}'><a:r><a:t>{{}}</a:t></a:r></a:p>".format
    body = (
        "<w:p><w:r><w:t>vu</w:t></w:r><w:del w:id='1'><w:r><w:delText>non</w:delText></w:r></w:del>"
        f"<w:r><w:drawing><c:chart xmlns:c='{CHART}' xmlns:r='{R}' r:id='rId2'/></w:drawing>"
        f"<w:drawing><d:relIds xmlns:d='{DIAGRAM}' xmlns:r='{R}' r:dm='rId3'/></w:drawing></w:r>"
        "</w:p>"
    )
    more = {
        "word/_rels/document.xml.rels": relations(
            ("rId1", "comments", "comments.xml"),
            ("rId2", "chart", "chart.xml"),
            ("rId3", "diagramData", "data.xml"),
        ),
        "word/comments.xml": f"<w:comments xmlns:w='{NAMESPACE}'><w:comment>{P('secret')}"
        "</w:comment></w:comments>",
        "word/chart.xml": f"<c:chart xmlns:c='{CHART}'><c:title>{text('Ventes')}</c:title>"
        "</c:chart>",
        "word/data.xml": f"<x>{text('Demander')}</x>",
    }
    written = {name: content.encode() for name, content in more.items()}
    file = read(raw_docx(tmp_path / "a.docx", body, more=written))
    assert lines(file) == ["vu", "Ventes", "Demander"]
    assert file.warnings == ("1 comment is left out.", "1 tracked deletion is left out.")


def test_properties_of_another_root_cost_the_title_alone(tmp_path: Path) -> None:
    handbook(tmp_path / "a")
    with zipfile.ZipFile(tmp_path / "a") as whole, zipfile.ZipFile(tmp_path / "b", "w") as changed:
        for name in whole.namelist():
            changed.writestr(name, b"<x/>" if name == "docProps/core.xml" else whole.read(name))
    assert lines(read(tmp_path / "b")) == lines(read(tmp_path / "a"))


def test_a_strict_document_is_read_like_any_other(tmp_path: Path) -> None:
    plain = handbook(tmp_path / "a.docx")
    with zipfile.ZipFile(plain) as archive, zipfile.ZipFile(tmp_path / "b.docx", "w") as strict:
        for name in archive.namelist():
            content = archive.read(name)
            for part in (b"officeDocument", b"wordprocessingml", b"drawingml"):
                content = content.replace(
                    b"http://schemas.openxmlformats.org/" + part + b"/2006/",
                    b"http://purl.oclc.org/ooxml/" + part + b"/",
                )
            strict.writestr(name, content)
    assert lines(read(tmp_path / "b.docx")) == lines(read(plain))


def test_a_bomb_is_refused_in_no_time_and_no_memory(tmp_path: Path) -> None:
    bomb = raw_docx(tmp_path / "a.docx", P("x"), more={"word/media/a.bin": b"\0" * (300 << 20)})
    assert bomb.stat().st_size < 1 << 20
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    assert refusal(bomb) is Verdict.TOO_LARGE
    assert time.monotonic() - started < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 << 10


def test_an_archive_of_many_members_is_refused(tmp_path: Path) -> None:
    many = {f"word/media/{n}.bin": b"" for n in range(10_001)}
    assert refusal(raw_docx(tmp_path / "a.docx", P("x"), more=many)) is Verdict.TOO_LARGE


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE w SYSTEM "http://192.0.2.1/evil.dtd">',
        "<!--" + " " * (1 << 20) + '--><!DOCTYPE w [<!ENTITY a "x">]>',
    ],
    ids=["laughs", "file", "network", "after-a-megabyte"],
)
def test_declared_entities_are_refused(tmp_path: Path, declaration: str) -> None:
    path = raw_docx(tmp_path / "a.docx", P("&a;"), before=declaration)
    assert refusal(path) is Verdict.DAMAGED


def test_entities_hidden_in_another_encoding_are_refused(tmp_path: Path) -> None:
    path = raw_docx(tmp_path / "a.docx", P("x"))
    hidden = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE w [<!ENTITY a "x">]><w/>'
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("word/styles.xml", hidden.encode("utf-16"))
    assert refusal(path) is Verdict.DAMAGED


@pytest.mark.parametrize("kept_bytes", [40, 400, 900])
def test_a_cut_file_is_damaged(tmp_path: Path, kept_bytes: int) -> None:
    path = handbook(tmp_path / "a.docx")
    path.write_bytes(path.read_bytes()[:kept_bytes])
    assert refusal(path) is Verdict.DAMAGED


def test_flipped_bytes_give_text_or_a_verdict_and_nothing_else(tmp_path: Path) -> None:
    whole = handbook(tmp_path / "a.docx").read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 30)):
        flipped = bytearray(whole)
        flipped[place] ^= 0xFF
        (tmp_path / "b.docx").write_bytes(flipped)
        try:
            read(tmp_path / "b.docx")
        except UnreadableDocument as refused:
            assert refused.verdict in (Verdict.DAMAGED, Verdict.TOO_LARGE)
