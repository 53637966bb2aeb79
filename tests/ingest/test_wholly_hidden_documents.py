"""A document of which a person sees no text is kept in quarantine, and found once released."""

from pathlib import Path

import pytest
from sqlalchemy import select

from assistant.catalogue import Catalogue
from ingest.batch_report import BatchReport, summary_lines
from ingest.report_lines import report_lines
from ingest.settings import IngestSettings
from storage.access import readable_audiences
from storage.documents import find_by_source, list_documents
from storage.jobs import count_open, find_job
from storage.lettered_pages import LetteredPages
from storage.mentions import find_mentions
from storage.originals import Originals
from storage.page_findings import PageWarning
from storage.quarantine import hidden_texts, release_text, withhold_text
from storage.reading_report import attention, reading_report
from storage.records import OPERATOR, Document, JobState, Verdict
from storage.schema import chunks, pages
from storage.sought import sought
from storage.store import Store
from storage.versions import remove_document
from tests.ingest.adding import add, assert_whole, drain, found, submit
from tests.ingest.hidden_pdfs import SECRET
from tests.ingest.made_docx import raw_docx
from tests.ingest.made_pdfs import canvas, draw_picture, lines, picture_of

FRENCH = "Le salarié dispose de cinquante-deux jours de congés payés pour les travaux de nuit."


def all_white(path: Path) -> Path:
    """Two pages, each with one white sentence: an English instruction and a French one."""
    drawing = canvas(path)
    for text in (SECRET, FRENCH):
        drawing.setFillGray(1)
        lines(drawing, [text], top=600)
        drawing.showPage()
    drawing.save()
    return path


def all_vanished(path: Path) -> Path:
    runs = (f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{text}</w:t></w:r>" for text in (SECRET, FRENCH))
    return raw_docx(path, "".join(f"<w:p>{run}</w:p>" for run in runs))


def all_undisplayed(path: Path) -> Path:
    path.write_text(
        f"<body><p hidden>{SECRET}</p><p style='font-size:0'>{FRENCH}</p></body>", encoding="utf-8"
    )
    return path


MADE = {"a.pdf": all_white, "a.docx": all_vanished, "a.html": all_undisplayed}


def document_at(store: Store, path: Path) -> Document:
    document = find_by_source(store.ledger, "policies", str(path))
    assert document is not None
    return document


def kept_texts(store: Store) -> str:
    with store.ledger.read() as connection:
        texts = [*connection.execute(select(chunks.c.text)).scalars()]
        texts += connection.execute(select(pages.c.text)).scalars()
    return "\n".join(texts)


@pytest.fixture(params=sorted(MADE))
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return MADE[request.param](tmp_path / request.param)


def test_it_is_kept_with_its_marks_and_nothing_of_it_is_found(store: Store, path: Path) -> None:
    job = add(store, path)[path.name]
    assert (job.verdict, job.state) == (Verdict.QUARANTINED, JobState.DONE)
    assert "All of its text is hidden" in job.detail
    document = document_at(store, path)
    assert (document.verdict, document.chunk_count) == (Verdict.QUARANTINED, 0)
    assert not kept_texts(store).strip()
    assert not found(store, "instructions") and not found(store, "congés")
    assert not find_mentions(store.ledger, LetteredPages(), OPERATOR, sought("congés")).found
    report = reading_report(store.ledger, OPERATOR, document.id)
    assert {one.text for one in report.quarantined} >= {SECRET, FRENCH}
    assert PageWarning.HIDDEN_INSTRUCTION in report.pages[0].warnings
    assert not any(page.searchable for page in report.pages)
    assert next(line for line in report_lines(report) if "quarantined by" in line)
    assert attention(store.ledger, [document])[document.id].grave


def test_what_is_released_is_found_and_only_that(store: Store, path: Path) -> None:
    add(store, path)
    document = document_at(store, path)
    digests = {one.text: one.digest for one in hidden_texts(store.ledger, OPERATOR, document.id)}
    release_text(store.ledger, OPERATOR, document.id, digests[FRENCH], by="claire")
    drain(store)
    assert FRENCH in "".join(found(store, "congés")) and not found(store, "instructions")
    released = document_at(store, path)
    assert (released.id, released.verdict, released.language) == (document.id, Verdict.READ, "fr")
    assert_whole(store)
    withhold_text(store.ledger, OPERATOR, document.id, digests[FRENCH], by="claire")
    drain(store)
    assert not found(store, "congés") and FRENCH not in kept_texts(store)
    assert document_at(store, path).verdict is Verdict.QUARANTINED
    assert_whole(store)


def test_again_it_is_unchanged_and_still_not_called_read(store: Store, path: Path) -> None:
    add(store, path)
    again = add(store, path)[path.name]
    assert again.verdict is Verdict.QUARANTINED and "Unchanged" in again.detail
    report = BatchReport(documents=1)
    report.add(again)
    assert report.exit_code == 1
    assert summary_lines(report)[0] == "0 of 1 document is searchable (1 quarantined)."


def test_where_pages_are_unread_nobody_says_that_all_of_the_text_is_hidden(
    store: Store, tmp_path: Path
) -> None:
    drawing = canvas(tmp_path / "a.pdf")
    lines(drawing, [SECRET], top=500, size=0.5)
    drawing.showPage()
    for _ in range(2):
        draw_picture(drawing, picture_of(["Employees have 25 days of paid leave a year."] * 8))
        drawing.showPage()
    drawing.save()
    for again in (False, True):
        (queued,) = submit(store.ledger, tmp_path / "a.pdf")
        drain(store, IngestSettings(ocr=False))
        job = find_job(store.ledger, queued.id)
        assert job and job.verdict is Verdict.QUARANTINED and ("Unchanged" in job.detail) is again
        assert "o visible text could be read" in job.detail
        assert "Not read: pages 2, 3." in job.detail
        assert "ll of its text is hidden" not in job.detail


def test_the_same_bytes_under_another_name_are_quarantined_too(store: Store, path: Path) -> None:
    twin = path.with_stem("b")
    twin.write_bytes(path.read_bytes())
    verdicts = {job.verdict for job in add(store, path, twin).values()}
    assert verdicts == {Verdict.QUARANTINED}
    document = document_at(store, path)
    (near,) = reading_report(store.ledger, OPERATOR, document.id).near
    assert near.identical and near.document.source == str(twin)


def test_a_window_may_hold_it_beside_documents_with_text(store: Store, path: Path) -> None:
    other = path.with_name("z.txt")
    other.write_text("Employees have 25 days of paid leave a year.")
    verdicts = {name: job.verdict for name, job in add(store, path, other).items()}
    assert verdicts == {path.name: Verdict.QUARANTINED, "z.txt": Verdict.READ}
    assert found(store, "paid leave")
    assert_whole(store)


def test_a_document_that_was_read_leaves_nothing_where_its_file_hides_all(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "a.html"
    path.write_text("<p>Employees have 25 days of paid leave a year.</p>")
    add(store, path)
    assert found(store, "paid leave")
    all_undisplayed(path)
    add(store, path)
    assert document_at(store, path).verdict is Verdict.QUARANTINED
    assert not found(store, "paid leave")
    assert set(store.originals.contents()) == {document_at(store, path).content_sha256}
    assert_whole(store)


def test_no_question_is_steered_towards_it(store: Store, path: Path) -> None:
    add(store, path)
    catalogue = Catalogue()
    catalogue.follow(store.ledger)
    assert catalogue.count(readable_audiences(store.ledger, OPERATOR)) == 0


def test_removed_it_leaves_nothing(store: Store, path: Path) -> None:
    add(store, path)
    document = document_at(store, path)
    remove_document(store.ledger, Originals(store.home), document.id)
    assert not list_documents(store.ledger, OPERATOR) and not set(store.originals.contents())
    assert not count_open(store.ledger)
