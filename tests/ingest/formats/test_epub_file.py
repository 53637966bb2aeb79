"""What is taken out of a book."""

import zipfile
from collections import Counter
from pathlib import Path

from ingest.formats.epub_sheets import sheets_beside
from ingest.formats.xml_package import XmlPackage
from storage.page_findings import HiddenKind
from storage.records import Verdict
from tests.ingest.made_packages import made_epub
from tests.ingest.reading_formats import headings, lines, parsed, refusal

DOCTYPE = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/xhtml11.dtd">'
CHAPTER = "<html><body><h1>{}</h1><p>{}</p></body></html>".format


def test_chapters_come_in_reading_order_each_on_a_new_page(tmp_path: Path) -> None:
    chapters = {
        "b.xhtml": DOCTYPE + CHAPTER("Deux", "L’œuvre &amp; la suite&nbsp;: voir."),
        "a.xhtml": CHAPTER("Un", 'Un <a href="http://x">lien</a>.'),
        "nav.xhtml": "<html><body><nav><p>table des matières</p></nav></body></html>",
        "hors.xhtml": CHAPTER("Hors", "pas dans l’ordre de lecture"),
    }
    order = ["nav.xhtml", "a.xhtml", "b.xhtml", "gone.xhtml"]
    file = parsed(made_epub(tmp_path / "a.epub", chapters, title="Le livre", order=order))
    assert lines(file) == [["Un", "Un lien."], ["Deux", "L’œuvre & la suite\xa0: voir."]] or lines(
        file
    ) == [["Un", "Un lien."], ["Deux", "L’œuvre & la suite : voir."]]
    assert headings(file) == [[(1, "Un")], [(1, "Deux")]]
    assert file.title == "Le livre"


def test_a_book_without_a_title_has_that_of_its_first_heading(tmp_path: Path) -> None:
    assert parsed(made_epub(tmp_path / "a.epub", {"a": CHAPTER("Un", "x")})).title == "Un"


def test_protected_books_say_so_and_scrambled_fonts_do_not_matter(tmp_path: Path) -> None:
    method = (
        '<encryption><EncryptedData><EncryptionMethod Algorithm="{}"/></EncryptedData></encryption>'
    )
    for algorithm, is_read in (
        ("http://www.idpf.org/2008/embedding", True),
        ("http://www.w3.org/2001/04/xmlenc#aes128-cbc", False),
    ):
        more = {"META-INF/encryption.xml": method.format(algorithm)}
        path = made_epub(tmp_path / "a.epub", {"a.xhtml": CHAPTER("Un", "x")}, more=more)
        if is_read:
            assert lines(parsed(path)) == [["Un", "x"]]
        else:
            assert refusal(path).verdict is Verdict.ENCRYPTED


def test_a_book_without_its_list_of_parts_is_damaged(tmp_path: Path) -> None:
    path = made_epub(tmp_path / "a.epub", {"a.xhtml": CHAPTER("Un", "x")})
    path.write_bytes(path.read_bytes().replace(b"book.opf", b"book.xxx", 2))
    assert refusal(path).verdict is Verdict.DAMAGED


def test_style_sheets_of_the_package_hide_what_they_say(tmp_path: Path) -> None:
    chapter = (
        "<html><head><link rel='stylesheet' href='styles/book.css'/></head><body><p>Visible.</p>"
        "<p class='a'>Le congé dure 52 jours.</p><p class='b'>Leave has 52 days.</p></body></html>"
    )
    sheets = {
        "OPS/styles/book.css": "@import url('more/pale.css'); p.a { display: none }",
        "OPS/styles/more/pale.css": "@import 'pale.css'; .b { color: #fff }",
    }
    found = parsed(made_epub(tmp_path / "a.epub", {"a.xhtml": chapter}, more=sheets))
    assert [page.text.strip() for page in found.pages] == ["Visible."]
    assert [(one.kind, one.text) for page in found.pages for one in page.hidden] == [
        (HiddenKind.NOT_SHOWN, "Le congé dure 52 jours."),
        (HiddenKind.BACKGROUND, "Leave has 52 days."),
    ]
    unknown = parsed(made_epub(tmp_path / "b.epub", {"a.xhtml": chapter.replace("book", "no")}))
    assert "52 jours" in unknown.pages[0].text


class _Counted(XmlPackage):
    """A package that counts what is read of it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        super().__init__(archive)
        self.reads: Counter[str] = Counter()

    def read(self, name: str) -> bytes:
        self.reads[name] += 1
        return super().read(name)


def test_a_sheet_that_imports_itself_and_others_many_times_is_read_once(tmp_path: Path) -> None:
    imports = "@import 'a.css'; @import 'b.css'; @import 'A.css';" * 50
    sheets = {"OPS/a.css": imports + ".a{}", "OPS/b.css": imports + ".b{}"}
    book = made_epub(tmp_path / "a.epub", {"a.xhtml": CHAPTER("Un", "x")}, more=sheets)
    with zipfile.ZipFile(book) as archive:
        package = _Counted(archive)
        texts = sheets_beside(package, "OPS/a.xhtml")("a.css")
    assert texts is not None
    assert [text.rpartition(";")[2] for text in texts] == [".b{}", ".a{}"]
    assert package.reads == {"OPS/a.css": 1, "OPS/b.css": 1}
