"""Text of a PDF that a person does not see is kept apart; text that they see stays."""

from pathlib import Path

import pytest

from ingest.formats.parsed import RawPage
from ingest.formats.pdf import read_pdf
from ingest.formats.pdf_hidden import HiddenRun, blanked, hidden_texts
from ingest.formats.source import Source
from storage.page_findings import HiddenKind
from storage.records import PageReading
from tests.ingest.hidden_pdfs import (
    SECRET,
    VISIBLE,
    WAYS,
    poisoned,
    scan_with_more_than_it_shows,
    scan_with_text_under_it,
    seen,
)
from tests.ingest.made_pdfs import canvas, lines


def first_page(path: Path) -> RawPage:
    return read_pdf(Source.at(path), max_pages=10).pages[0]


@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_hiding_is_found_and_named(tmp_path: Path, way: str) -> None:
    page = first_page(poisoned(tmp_path / "a.pdf", WAYS[way]))
    assert [(one.kind.value, one.text) for one in page.hidden] == [(way.split()[0], SECRET)]
    assert VISIBLE in page.text
    assert "Ignore" not in page.text and "52" not in page.text


def test_the_text_under_a_scan_is_the_text_of_the_scan(tmp_path: Path) -> None:
    page = first_page(scan_with_text_under_it(tmp_path / "a.pdf"))
    assert not page.hidden
    assert page.text.count(VISIBLE) == 8
    assert page.reading is PageReading.TEXT


def test_text_without_ink_is_hidden_where_the_scan_has_none_either(tmp_path: Path) -> None:
    page = first_page(scan_with_more_than_it_shows(tmp_path / "a.pdf"))
    assert page.text.count(VISIBLE) == 1
    assert [(one.kind, one.text) for one in page.hidden] == [(HiddenKind.INVISIBLE, SECRET)]


def test_real_scans_keep_the_text_that_was_recognised(shared_data: Path) -> None:
    for name in ("pdf__a1977-backus-p21", "pdf__pdf-with-ocr-text"):
        page = first_page(shared_data / "office" / "documents" / f"{name}.pdf")
        assert not page.hidden and len(page.text) > 1_000


def test_what_is_seen_is_not_hidden(tmp_path: Path) -> None:
    page = first_page(seen(tmp_path / "a.pdf"))
    assert not page.hidden
    for words in ("White on black", "Pale grey", "Small print", "Turned text"):
        assert words in page.text


def test_hidden_words_within_a_visible_line_leave_it(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a.pdf")
    drawing.setFont("Helvetica", 11)
    drawing.drawString(70, 700, "Leave has 25 days")
    drawing.setFillGray(1)
    drawing.drawString(170, 700, "or rather 52")
    drawing.setFillGray(0)
    drawing.drawString(240, 700, "a year.")
    drawing.showPage()
    drawing.save()
    page = first_page(tmp_path / "a.pdf")
    assert " ".join(page.text.split()) == "Leave has 25 days a year."
    assert [one.text for one in page.hidden] == ["or rather 52"]


def test_a_hidden_line_that_touches_something_dark_is_hidden_where_it_does_not(
    tmp_path: Path,
) -> None:
    drawing = canvas(tmp_path / "a.pdf")
    lines(drawing, [VISIBLE], top=700)
    drawing.rect(60, 490, 14, 30, fill=1)  # the first letter stands on it
    drawing.setFillGray(1)
    lines(drawing, [SECRET], top=500)
    drawing.showPage()
    drawing.save()
    page = first_page(tmp_path / "a.pdf")
    assert "previous" not in page.text
    assert SECRET[2:] in page.hidden[0].text


def test_a_line_that_runs_off_the_page_loses_what_is_outside(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a.pdf")
    lines(drawing, ["Inside the page " + "and so on " * 10 + "outside of it"], top=700)
    drawing.showPage()
    drawing.save()
    page = first_page(tmp_path / "a.pdf")
    assert page.text.startswith("Inside the page") and "outside" not in page.text
    assert [one.kind for one in page.hidden] == [HiddenKind.OFF_PAGE]
    assert page.hidden[0].text.endswith("outside of it")


def test_nothing_hidden_is_a_heading_or_the_title(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a.pdf")
    drawing.setFillGray(1)
    lines(drawing, ["A hidden title"], top=760, size=30)
    drawing.setFillGray(0)
    lines(drawing, [VISIBLE] * 4, top=700)
    drawing.showPage()
    drawing.save()
    found = read_pdf(Source.at(tmp_path / "a.pdf"), max_pages=10)
    assert "hidden" not in found.title
    assert not found.pages[0].headings


def test_runs_with_nothing_to_see_between_them_are_one_text() -> None:
    text = "ab cd\r\nef gh"
    runs = [HiddenRun(0, 2, HiddenKind.TINY), HiddenRun(3, 5, HiddenKind.TINY)]
    assert [one.text for one in hidden_texts(text, runs)] == ["ab cd"]
    apart = [HiddenRun(0, 2, HiddenKind.TINY), HiddenRun(7, 9, HiddenKind.TINY)]
    assert [one.text for one in hidden_texts(text, apart)] == ["ab", "ef"]
    assert blanked(text, [HiddenRun(0, 9, HiddenKind.TINY)]) == "     \r\n   gh"


def test_real_documents_have_next_to_no_hidden_text(shared_data: Path) -> None:
    """One of northwind and one of sec10q; all of both, 1,092 pages, have none (November 2026)."""
    for folder in ("northwind", "sec10q"):
        path = min((shared_data / folder / "documents").glob("*.pdf"))
        assert not [p for p in read_pdf(Source.at(path), max_pages=999).pages if p.hidden]
