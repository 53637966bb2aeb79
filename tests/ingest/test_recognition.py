"""Recognition: several pages at a time, a limit for the document, what is merged with what."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.errors import UnreadableDocument
from ingest.reading import ReadDocument, read_file, reading_sandbox
from ingest.recognition import labelled, merged
from ingest.settings import IngestSettings
from storage.page_findings import PageWarning
from storage.processor import allowed_processors
from storage.records import Heading, Page, PageReading, Verdict
from tests.ingest.made_mails import attach, mail
from tests.ingest.made_pdfs import picture_of, scanned, with_wrong_letters

SCAN = (
    "Règlement intérieur de l'entreprise",
    "Le salarié dispose de vingt-cinq jours de congés payés.",
)


def read(path: Path, *, children: int = 1, settings: IngestSettings | None = None) -> ReadDocument:
    settings = settings or IngestSettings()
    with reading_sandbox(settings, children=children) as sandbox:
        return read_file(path, file_name=path.name, sandbox=sandbox, settings=settings)


def program(folder: Path, script: str) -> str:
    """The PATH with a tesseract that runs the script; it lists French as its language."""
    made = folder / "bin" / "tesseract"
    made.parent.mkdir()
    made.write_text(f'#!/bin/sh\ncase "$*" in *list-langs*) echo; echo fra;; *) {script};; esac\n')
    made.chmod(0o755)
    return f"{made.parent}:/usr/bin:/bin"


COLUMNS = "level\\tblock_num\\tpar_num\\tline_num\\tconf\\ttext"
WORD = f"printf '{COLUMNS}\\n5\\t1\\t1\\t1\\t96\\tBonjour\\n'"


def test_pages_are_recognised_as_many_at_a_time_as_there_are_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work = tmp_path / "at work"
    at_work.mkdir()
    count = f"mkdir '{at_work}/'$$; sleep 1; many=$(ls '{at_work}' | wc -l); rmdir '{at_work}/'$$"
    monkeypatch.setenv(
        "PATH", program(tmp_path, f"{count}; {WORD.replace('Bonjour', 'Page%d')} $many")
    )
    path = scanned(tmp_path / "a.pdf", [picture_of(SCAN, dpi=50)] * 6)
    for children in (3, 1):
        found = read(path, children=children)
        assert max(page.text for page in found.pages) == f"Page{children}"
        assert all(page.text for page in found.pages)


def test_a_document_has_a_time_limit_and_its_other_pages_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", program(tmp_path, f"sleep 0.6; {WORD}"))
    path = scanned(tmp_path / "a.pdf", [picture_of(SCAN, dpi=50)] * 6)
    found = read(path, settings=IngestSettings(ocr_document_s=1))
    assert found.verdict is Verdict.PARTLY_READ
    assert 3 <= len(found.unread_pages) <= 5
    assert f"{len(found.unread_pages)} scanned pages were not reached" in found.warnings[0]
    assert "ASSISTANT_OCR_DOCUMENT_S" in found.warnings[0]


def test_what_on_page_raises_ends_recognition_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancel(done: int, total: int) -> None:
        if time.monotonic() - started > 1:
            raise InterruptedError

    monkeypatch.setenv("PATH", program(tmp_path, "sleep 30"))
    path = scanned(tmp_path / "a.pdf", [picture_of(SCAN, dpi=50)] * 8)
    settings = IngestSettings()
    started = time.monotonic()
    with reading_sandbox(settings, children=2) as sandbox:
        with pytest.raises(InterruptedError):
            read_file(path, file_name="a", sandbox=sandbox, settings=settings, on_page=cancel)
        assert time.monotonic() - started < 10
        (tmp_path / "b.txt").write_text("Deux jours.")
        assert read_file(tmp_path / "b.txt", file_name="b", sandbox=sandbox, settings=settings)


@pytest.mark.slow
def test_a_page_with_wrong_letters_is_read_from_its_picture(tmp_path: Path) -> None:
    def next_letter(letter: str) -> str:
        return chr(ord(letter) + 3) if letter.isascii() and letter.isalpha() else letter

    (page,) = read(with_wrong_letters(tmp_path / "a.pdf", next_letter)).pages
    assert page.reading is PageReading.OCR
    assert "Le salarié en télétravail bénéficie des mêmes droits" in page.text


@pytest.mark.slow
def test_pictures_alone_and_in_mails_are_recognised(tmp_path: Path) -> None:
    sheet = picture_of(SCAN)
    sheet.save(tmp_path / "a.tif", save_all=True, append_images=[sheet], dpi=(200, 200))
    found = read(tmp_path / "a.tif", children=2)
    assert [page.reading for page in found.pages] == [PageReading.OCR] * 2
    assert all("vingt-cinq jours de congés payés" in page.text for page in found.pages)
    assert found.media_type == "image/tiff"
    message = attach(mail(), scanned(tmp_path / "b.pdf", [sheet]).read_bytes(), "règlement.pdf")
    (tmp_path / "c.eml").write_bytes(message.as_bytes())
    found = read(tmp_path / "c.eml")
    assert found.verdict is Verdict.READ
    page = found.pages[1]
    assert page.text.startswith("Attachment (pièce jointe): règlement.pdf\n")
    assert page.headings[0] == Heading(0, 1, "Attachment (pièce jointe): règlement.pdf")
    assert "vingt-cinq jours de congés payés" in page.text
    assert page.confidence is not None


def test_without_tesseract_a_picture_has_no_text_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    picture_of(SCAN).save(tmp_path / "a.png")
    with pytest.raises(UnreadableDocument) as caught:
        read(tmp_path / "a.png")
    assert caught.value.verdict is Verdict.NO_TEXT
    assert "Tesseract" in caught.value.detail
    message = attach(mail(), (tmp_path / "a.png").read_bytes(), "scan.png")
    (tmp_path / "b.eml").write_bytes(message.as_bytes())
    found = read(tmp_path / "b.eml")
    assert (found.verdict, found.unread_pages) == (Verdict.PARTLY_READ, (2,))


@pytest.mark.slow
def test_a_mail_is_read_though_an_attachment_breaks_a_limit(tmp_path: Path) -> None:
    from benchmarks.hostile_pdfs import ATTACKS

    settings = IngestSettings(read_cpu_s=3, read_wall_s=8, read_memory_mib=256)
    for name in list(ATTACKS)[:4]:
        path = tmp_path / f"{name}.eml"
        path.write_bytes(attach(mail(), ATTACKS[name](), "bombe.pdf").as_bytes())
        found = read(path, settings=settings)
        assert "Bonjour à tous." in found.pages[0].text
        if found.verdict is not Verdict.READ:
            assert "bombe.pdf" in found.pages[1].text


TEXT = Page(1, "Tampon 12", PageReading.UNREAD)


def test_a_stamp_yields_to_more_text_and_stays_where_there_is_none() -> None:
    assert merged(TEXT, "", PageReading.UNREAD, None) == TEXT
    assert merged(TEXT, "Tampon 12", PageReading.OCR, 90.0).reading is PageReading.TEXT
    found = merged(TEXT, "Tampon 12 et le contrat entier", PageReading.OCR, 90.0)
    assert (found.text, found.confidence) == ("Tampon 12 et le contrat entier", 90.0)
    warned = replace(TEXT, warnings=(PageWarning.PICTURE,))
    assert merged(warned, "Tampon 12", PageReading.OCR, 90.0).warnings == ()  # it was read
    assert merged(warned, "", PageReading.UNREAD, None).warnings == (PageWarning.PICTURE,)


def test_doubted_text_yields_to_what_looks_more_like_a_language() -> None:
    odd = Page(1, "Oh vdodulh hq whohwudydlo ehqhilflh ghv phphv gurlwv " * 6, PageReading.UNREAD)
    prose = "Le salarié en télétravail bénéficie des mêmes droits que les autres. " * 4
    assert merged(odd, prose, PageReading.OCR, 90.0).text == prose
    kept = merged(odd, odd.text, PageReading.OCR, 90.0)
    assert (kept.text, kept.reading) == (odd.text, PageReading.TEXT)


def test_a_label_stands_above_the_text_and_every_position_moves_on() -> None:
    page = Page(3, "Titre\nTexte\nPied", margins=((12, 16),), headings=(Heading(0, 2, "Titre"),))
    found = labelled(page, "Pièce 1")
    assert found.text == "Pièce 1\nTitre\nTexte\nPied"
    assert [found.text[start:end] for start, end in found.margins] == ["Pied"]
    assert [found.text[one.start :].split("\n")[0] for one in found.headings] == [
        "Pièce 1",
        "Titre",
    ]
    assert labelled(page, "") == page
    assert labelled(Page(1, ""), "Pièce 1").text == "Pièce 1"


def test_there_is_at_least_one_processor() -> None:
    assert allowed_processors() >= 1
