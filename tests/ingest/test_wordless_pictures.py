"""Photographs in documents are no unread pages; the page that shows one is warned of."""

from pathlib import Path

import docx
import pytest

from ingest.errors import UnreadableDocument
from ingest.reading import ReadDocument
from ingest.settings import IngestSettings
from ingest.wordless_pictures import settled
from storage.page_findings import PageWarning
from storage.records import Page, PageReading, Verdict
from tests.ingest.made_mails import attach, mail
from tests.ingest.made_pictures import MAKERS, NAMED, docx_of, odp_of, plain, scan
from tests.ingest.test_recognition import COLUMNS, WORD, program, read

PHOTO = (plain(900, 700), 12.0, 9.0)
SCAN = (scan("vingt-cinq jours ouvrables", dpi=150), 16.0, 22.0)
NOTHING = f"printf '{COLUMNS}\\n'"
# The picture of a scan is higher than it is wide; a PGM says so after its first line.
WORDS_OF_SCANS = (
    f"read kind width height rest; if [ $height -gt $width ]; then {WORD}; else {NOTHING}; fi; "
    "cat > /dev/null"
)
WARNED = (PageWarning.PICTURE,)


def said(found: ReadDocument) -> list[tuple[str, PageReading, tuple[PageWarning, ...]]]:
    return [(page.text, page.reading, page.warnings) for page in found.pages]


@pytest.mark.parametrize("kind", MAKERS)
def test_a_document_with_a_photograph_is_read_and_its_page_is_warned_of(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", program(tmp_path, f"cat > /dev/null; {NOTHING}"))
    found = read(MAKERS[kind](tmp_path / f"a.{kind}", [PHOTO]))
    assert (found.verdict, found.unread_pages, found.warnings) == (Verdict.READ, (), ())
    assert said(found) == [("Annexes", PageReading.TEXT, WARNED)]


def test_a_scan_behind_a_photograph_is_recognised_and_numbered_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", program(tmp_path, WORDS_OF_SCANS))
    found = read(docx_of(tmp_path / "a.docx", [PHOTO, SCAN]))
    assert found.verdict is Verdict.READ
    assert said(found) == [
        ("Annexes", PageReading.TEXT, WARNED),
        ("Picture (image) 2, page 1\nBonjour", PageReading.OCR, ()),
    ]
    assert [page.number for page in found.pages] == [1, 2]
    assert found.pages[1].headings[0].text == "Picture (image) 2, page 1"


@pytest.mark.slow
def test_tesseract_tells_a_photograph_from_a_scan(tmp_path: Path) -> None:
    found = read(docx_of(tmp_path / "a.docx", [PHOTO, SCAN]))
    assert found.verdict is Verdict.READ
    assert [page.reading for page in found.pages] == [PageReading.TEXT, PageReading.OCR]
    assert "vingt-cinq jours ouvrables" in found.pages[1].text


@pytest.mark.parametrize("means", ["missing", "failing", "off", "late"])
def test_a_picture_that_could_not_be_looked_at_is_an_unread_page(
    means: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = {"failing": "exit 1", "late": f"cat > /dev/null; sleep 1.2; {NOTHING}"}
    path = program(tmp_path, script.get(means, f"cat > /dev/null; {NOTHING}"))
    monkeypatch.setenv("PATH", str(tmp_path) if means == "missing" else path)
    settings = IngestSettings(ocr=means != "off", ocr_document_s=1)
    photos = [PHOTO, (plain(901, 700), 12.0, 9.0)]
    found = read(docx_of(tmp_path / "a.docx", photos), settings=settings)
    unread = (2,) if means == "late" else (2, 3)
    assert (found.verdict, found.unread_pages) == (Verdict.PARTLY_READ, unread)
    assert all(found.pages[number - 1].warnings == WARNED for number in unread)
    assert (found.pages[0].warnings == WARNED) == (means == "late")


@pytest.mark.parametrize("kind", [kind for kind in MAKERS if kind not in NAMED])
def test_a_document_of_photographs_alone_has_no_text(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", program(tmp_path, f"cat > /dev/null; {NOTHING}"))
    with pytest.raises(UnreadableDocument) as refused:
        read(MAKERS[kind](tmp_path / f"a.{kind}", [PHOTO], heading=""))
    assert refused.value.verdict is Verdict.NO_TEXT


def test_a_page_of_a_photograph_alone_keeps_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", program(tmp_path, f"cat > /dev/null; {NOTHING}"))
    document = docx.Document()
    (tmp_path / "a.png").write_bytes(PHOTO[0])
    document.add_paragraph("Un.")
    document.add_page_break()
    document.add_picture(str(tmp_path / "a.png"))
    document.add_page_break()
    document.add_paragraph("Trois.")
    document.save(str(tmp_path / "a.docx"))
    found = read(tmp_path / "a.docx")
    assert found.verdict is Verdict.READ
    assert said(found) == [
        ("Un.", PageReading.TEXT, ()),
        ("", PageReading.TEXT, WARNED),
        ("Trois.", PageReading.TEXT, ()),
    ]


def test_behind_a_photograph_in_an_attachment_pages_keep_their_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", program(tmp_path, f"cat > /dev/null; {NOTHING}"))
    message = mail()
    for name in ("a.docx", "b.docx"):
        attach(message, docx_of(tmp_path / name, [PHOTO]).read_bytes(), name)
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    found = read(tmp_path / "a.eml")
    assert (found.verdict, found.unread_pages) == (Verdict.READ, ())
    label = "Attachment (pièce jointe): {}"
    assert said(found)[1:] == [
        (label.format("a.docx") + "\nAnnexes", PageReading.TEXT, WARNED),
        (label.format("a.docx › Picture (image) 1, page 1"), PageReading.BLANK, ()),
        (label.format("b.docx") + "\nAnnexes", PageReading.TEXT, WARNED),
    ]


def test_a_photograph_beside_a_picture_that_nothing_can_draw_leaves_the_slide_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", program(tmp_path, WORDS_OF_SCANS))
    metafile = (b"\x01\0\0\0" + bytes(200), 12.0, 9.0)
    found = read(odp_of(tmp_path / "a.odp", [PHOTO, metafile, SCAN], heading=""))
    assert found.unread_pages == (1,)


def test_a_page_that_was_itself_recognised_or_blank_is_warned_of_too() -> None:
    read_page = Page(1, "Bonjour", PageReading.OCR)
    blank = Page(2, "", PageReading.BLANK)
    photos = [Page(number, "", PageReading.UNREAD, warnings=WARNED) for number in (3, 4)]
    white = Page(5, "", PageReading.BLANK)
    found = settled([read_page, blank, *photos, white], [0, 0, 2, 2, 4], {2, 3, 4, 5})
    assert [(page.number, page.reading, page.warnings) for page in found] == [
        (1, PageReading.OCR, WARNED), (2, PageReading.TEXT, WARNED),
    ]  # fmt: skip
    white = Page(2, "", PageReading.BLANK)
    assert settled([read_page, white], [0, 1], {2}) == (read_page,)


def test_a_photograph_that_came_as_an_attachment_is_unread_and_its_page_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", program(tmp_path, WORDS_OF_SCANS))
    message = mail()
    for name, (picture, _, _) in (("photo.png", PHOTO), ("scan.png", SCAN)):
        attach(message, picture, name)
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    found = read(tmp_path / "a.eml")
    assert (found.verdict, found.unread_pages) == (Verdict.PARTLY_READ, (2,))
    label = "Attachment (pièce jointe): {}"
    assert said(found)[1:] == [
        (label.format("photo.png"), PageReading.UNREAD, WARNED),
        (label.format("scan.png") + "\nBonjour", PageReading.OCR, ()),
    ]
