"""Whole files through the child process: verdicts, recognition, limits, real collections."""

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import ImageDraw

from benchmarks.hostile_pdfs import ATTACKS
from benchmarks.hostile_streams import MORE_ATTACKS
from ingest.errors import UnreadableDocument
from ingest.reading import RECIPE, ReadDocument, read_file, reading_sandbox
from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings
from storage.records import PageReading, Verdict
from tests.ingest import made_docx, made_packages, made_pdfs
from tests.ingest.made_pdfs import PARAGRAPH, canvas, lines, picture_of, scanned

SETTINGS = IngestSettings()
SCAN = (
    "Règlement intérieur de l'entreprise",
    "Le salarié dispose de vingt-cinq jours de congés payés.",
    "The employee handbook applies to all sites.",
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with reading_sandbox(SETTINGS) as sandbox:
        yield sandbox


def read(path: Path, sandbox: Sandbox, *, settings: IngestSettings = SETTINGS) -> ReadDocument:
    return read_file(path, file_name=path.name, sandbox=sandbox, settings=settings)


def refusal(
    path: Path, sandbox: Sandbox, *, settings: IngestSettings = SETTINGS
) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        read(path, sandbox, settings=settings)
    return caught.value


def test_a_pdf_is_read_with_its_title_language_and_pages(tmp_path: Path, sandbox: Sandbox) -> None:
    document = read(made_pdfs.handbook(tmp_path / "x.pdf"), sandbox)
    assert document.title == "Accord sur le télétravail"
    assert document.language == "fr"
    assert document.media_type == "application/pdf"
    assert (document.verdict, document.unread_pages) == (Verdict.READ, ())
    assert [page.number for page in document.pages] == [1, 2, 3, 4]
    assert all(page.margins and page.headings for page in document.pages)


def test_every_format_is_read(tmp_path: Path, sandbox: Sandbox) -> None:
    made_docx.handbook(tmp_path / "a.docx")
    (tmp_path / "a.html").write_text("<html><h1>The guide</h1><p>Two days a week.")
    (tmp_path / "a.md").write_text("# The guide\n\nTwo days a week.")
    (tmp_path / "note_de_service-2.txt").write_text("Deux jours par semaine.")
    (tmp_path / "Barème 2026.csv").write_text("Nom;Jours\nDurand;25\n")
    (tmp_path / "a.rtf").write_bytes(b"{\\rtf1 Deux jours\\par}")
    title = made_packages.text_shape("Le guide", place='type="title"')
    made_packages.made_pptx(tmp_path / "a.pptx", [made_packages.slide_xml(title)])
    rows = made_packages.rows_xml([["Nom", "Jours"], ["Durand", 25]])
    made_packages.made_xlsx(tmp_path / "a.xlsx", {"S": made_packages.sheet_xml(rows)})
    made_packages.made_odf(tmp_path / "a.odt", "text", "<text:h>Le guide</text:h>")
    page = "<html><h1>Le guide</h1><p>Deux jours.</p></html>"
    made_packages.made_epub(tmp_path / "a.epub", {"a.xhtml": page})
    found = {path.suffix: read(path, sandbox) for path in tmp_path.iterdir()}
    assert {suffix: document.title for suffix, document in found.items()} == {
        ".docx": "Guide du télétravail",
        ".html": "The guide",
        ".md": "The guide",
        ".txt": "note de service-2",
        ".csv": "Barème 2026",
        ".rtf": "a",
        ".pptx": "Le guide",
        ".xlsx": "a",
        ".odt": "Le guide",
        ".epub": "Le guide",
    }
    assert {document.verdict for document in found.values()} == {Verdict.READ}
    assert found[".md"].language == "en"


def test_a_name_is_only_a_name(tmp_path: Path, sandbox: Sandbox) -> None:
    path = tmp_path / "é\udc80 \u202efdp.exe"
    path.write_text("Deux jours par semaine.")
    assert read(path, sandbox).pages[0].text == "Deux jours par semaine."


def test_scanned_pages_are_recognised_in_french_and_english(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    document = read(scanned(tmp_path / "a.pdf", [picture_of(SCAN)]), sandbox)
    (page,) = document.pages
    assert page.reading is PageReading.OCR
    assert page.confidence is not None and page.confidence > 80
    for words in ("Règlement intérieur", "vingt-cinq jours de congés payés", "employee handbook"):
        assert words in page.text
    assert document.verdict is Verdict.READ


def test_a_scan_that_lies_on_its_side_is_turned(tmp_path: Path, sandbox: Sandbox) -> None:
    sheet = picture_of([*SCAN, *PARAGRAPH, *SCAN]).rotate(90, expand=True)
    document = read(scanned(tmp_path / "a.pdf", [sheet.resize((1654, 2339))]), sandbox)
    assert "vingt-cinq jours" in document.pages[0].text


def test_a_stamped_scan_is_recognised_whole(tmp_path: Path, sandbox: Sandbox) -> None:
    document = read(scanned(tmp_path / "a.pdf", [picture_of(SCAN)], stamp="VAL-000123"), sandbox)
    assert "congés payés" in document.pages[0].text


def test_blank_sheets_and_specks_are_blank_and_a_photograph_is_unread(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    speckled = picture_of([])
    for place in range(20):
        speckled.putpixel((place * 70 + 30, place * 90 + 40), 0)
    photograph = picture_of([])
    ImageDraw.Draw(photograph).ellipse((200, 200, 1400, 1400), fill=90)
    sheets = [picture_of(SCAN), picture_of([]), speckled, photograph]
    document = read(scanned(tmp_path / "a.pdf", sheets), sandbox)
    assert [page.reading for page in document.pages] == [
        PageReading.OCR,
        PageReading.BLANK,
        PageReading.BLANK,
        PageReading.UNREAD,
    ]
    assert (document.verdict, document.unread_pages) == (Verdict.PARTLY_READ, (4,))


def mixed(path: Path) -> Path:
    """A page of text and a scanned one."""
    drawing = canvas(path)
    lines(drawing, PARAGRAPH, top=700)
    drawing.showPage()
    made_pdfs.draw_picture(drawing, picture_of(SCAN))
    drawing.save()
    return path


def test_without_tesseract_a_scan_is_unread_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with reading_sandbox(SETTINGS) as sandbox:
        document = read(mixed(tmp_path / "a.pdf"), sandbox)
        assert (document.verdict, document.unread_pages) == (Verdict.PARTLY_READ, (2,))
        assert "Tesseract" in document.warnings[0]
        refused = refusal(scanned(tmp_path / "b.pdf", [picture_of(SCAN)]), sandbox)
    assert refused.verdict is Verdict.NO_TEXT
    assert "Tesseract" in refused.detail


def test_recognition_can_be_switched_off(tmp_path: Path, sandbox: Sandbox) -> None:
    document = read(mixed(tmp_path / "a.pdf"), sandbox, settings=IngestSettings(ocr=False))
    assert document.unread_pages == (2,)
    assert "ASSISTANT_OCR" in document.warnings[0]


def test_a_page_that_takes_too_long_to_recognise_is_unread_and_the_others_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "bin" / "tesseract"
    slow.parent.mkdir()
    slow.write_text('#!/bin/sh\ncase "$*" in *list-langs*) echo; echo fra;; *) sleep 60;; esac\n')
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}:/usr/bin:/bin")
    started = time.monotonic()
    with reading_sandbox(SETTINGS) as sandbox:
        document = read(mixed(tmp_path / "a.pdf"), sandbox, settings=IngestSettings(ocr_page_s=1))
    assert time.monotonic() - started < 20
    assert (document.verdict, document.unread_pages) == (Verdict.PARTLY_READ, (2,))


def test_progress_ends_with_all_pages_and_never_goes_back(tmp_path: Path, sandbox: Sandbox) -> None:
    sheets = [picture_of(SCAN), picture_of(SCAN)]
    seen: list[tuple[int, int]] = []
    read_file(
        scanned(tmp_path / "a.pdf", sheets),
        file_name="a.pdf",
        sandbox=sandbox,
        settings=SETTINGS,
        on_page=lambda done, total: seen.append((done, total)),
    )
    assert seen == sorted(seen)
    assert seen[-1] == (2, 2)
    assert (1, 2) in seen


def test_what_on_page_raises_ends_the_reading(tmp_path: Path, sandbox: Sandbox) -> None:
    def cancel(done: int, total: int) -> None:
        raise InterruptedError

    path = made_pdfs.handbook(tmp_path / "a.pdf")
    with pytest.raises(InterruptedError):
        read_file(path, file_name="a", sandbox=sandbox, settings=SETTINGS, on_page=cancel)
    assert read(path, sandbox).verdict is Verdict.READ


@pytest.mark.parametrize(
    ("make", "verdict"),
    [
        (lambda path: path.write_bytes(b""), Verdict.EMPTY),
        (lambda path: path.write_bytes(b"  \n"), Verdict.EMPTY),
        (lambda path: path.write_bytes(bytes(range(256)) * 9), Verdict.UNKNOWN_TYPE),
        (lambda path: path.write_bytes(b"%PDF-1.4 and no more"), Verdict.DAMAGED),
        (lambda path: path.write_bytes(b"x" * (3 << 20)), Verdict.TOO_LARGE),
        (lambda path: made_pdfs.handbook(path, pages=6), Verdict.TOO_MANY_PAGES),
        (lambda path: path.write_text("<html><script>x</script></html>"), Verdict.NO_TEXT),
        (lambda path: path.mkdir(), Verdict.UNREADABLE_FILE),
        (lambda path: None, Verdict.UNREADABLE_FILE),
    ],
)
def test_each_file_that_cannot_be_read_has_its_verdict(
    tmp_path: Path, sandbox: Sandbox, make: object, verdict: Verdict
) -> None:
    make(tmp_path / "a")  # type: ignore[operator]
    settings = IngestSettings(max_file_mib=2, max_pages=5)
    refused = refusal(tmp_path / "a", sandbox, settings=settings)
    assert refused.verdict is verdict
    assert refused.detail.endswith(".")


def test_the_title_is_never_too_long(tmp_path: Path, sandbox: Sandbox) -> None:
    (tmp_path / "a.md").write_text("# " + "mot " * 500)
    title = read(tmp_path / "a.md", sandbox).title
    assert len(title) <= 200
    assert title.endswith("…")


def test_the_recipe_names_what_makes_the_text() -> None:
    assert "pypdfium2 5" in RECIPE


@pytest.mark.slow
@pytest.mark.parametrize("name", ATTACKS | MORE_ATTACKS)
def test_a_hostile_pdf_gets_a_verdict_within_its_limits(
    tmp_path: Path, sandbox: Sandbox, name: str
) -> None:
    (tmp_path / "a.pdf").write_bytes((ATTACKS | MORE_ATTACKS)[name]())
    settings = IngestSettings(read_cpu_s=6, read_wall_s=15, ocr_page_s=10)
    started = time.monotonic()
    try:
        verdict = read(tmp_path / "a.pdf", sandbox, settings=settings).verdict
    except UnreadableDocument as refused:
        verdict = refused.verdict
    assert time.monotonic() - started < 45
    assert verdict in {
        Verdict.READ,
        Verdict.PARTLY_READ,
        Verdict.NO_TEXT,
        Verdict.DAMAGED,
        Verdict.TOO_SLOW,
        Verdict.TOO_MUCH_MEMORY,
        Verdict.TOO_LARGE,
        Verdict.PARSER_DIED,
    }
    (tmp_path / "b.txt").write_text("Deux jours par semaine.")
    assert read(tmp_path / "b.txt", sandbox).verdict is Verdict.READ


def test_files_that_open_and_hold_no_text_are_never_read(
    shared_data: Path, sandbox: Sandbox
) -> None:
    paths = sorted((shared_data / "northwind-damaged" / "documents").iterdir())
    verdicts = {refusal(path, sandbox).verdict for path in paths}
    assert len(paths) == 6
    assert verdicts <= {Verdict.NO_TEXT, Verdict.DAMAGED}


@pytest.mark.slow
@pytest.mark.parametrize("collection", ["messy-pdf", "office"])
def test_every_odd_file_gets_a_verdict_and_none_is_read_without_text(
    shared_data: Path, sandbox: Sandbox, collection: str
) -> None:
    for path in sorted((shared_data / collection / "documents").iterdir()):
        try:
            document = read(path, sandbox)
        except UnreadableDocument as refused:
            assert refused.verdict not in (Verdict.PARSER_DIED, Verdict.FAILED), path.name
            assert refused.detail, path.name
        else:
            assert any(page.text or page.hidden for page in document.pages), path.name
            assert document.title, path.name


def test_real_documents_are_read_page_by_page(shared_data: Path, sandbox: Sandbox) -> None:
    document = read(shared_data / "northwind" / "documents" / "role_library.pdf", sandbox)
    assert len(document.pages) == 31
    assert document.language == "en"
    digest = hashlib.sha256(repr(document.pages).encode()).hexdigest()
    again = read(shared_data / "northwind" / "documents" / "role_library.pdf", sandbox)
    assert hashlib.sha256(repr(again.pages).encode()).hexdigest() == digest
