"""Text under what was drawn later is hidden, whatever else is drawn in its place."""

import tracemalloc

import pytest

from ingest.formats.parsed import RawPage
from ingest.formats.pdf import read_pdf
from ingest.formats.source import Source
from storage.page_findings import HiddenKind
from tests.ingest.formats.test_pdf_overlooked import layered
from tests.ingest.hidden_pdfs import SECRET, VISIBLE

AGAIN = b"BT /F1 12 Tf 72 600 Td (%s) Tj ET " % SECRET.encode()
NO_INK = b"BT 3 Tr /F1 12 Tf 72 600 Td (%s) Tj 0 Tr ET " % SECRET.encode()
OTHER_WORDS = SECRET.replace("52", "25")  # exactly as wide
OTHER = b"BT /F1 12 Tf 72 600 Td (%s) Tj ET " % OTHER_WORDS.encode()
WHITE_RECT, DARK_RECT = b"1 g 60 590 500 30 re f 0 g ", b"0 g 60 590 500 30 re f "


def page_of(content: bytes) -> RawPage:
    return read_pdf(Source(layered(b"/ON[6 0 R]", content), "a.pdf"), max_pages=9).pages[0]


@pytest.mark.parametrize(
    "content",
    [
        AGAIN + WHITE_RECT + AGAIN + WHITE_RECT,
        AGAIN + WHITE_RECT + NO_INK,
        AGAIN + DARK_RECT + AGAIN,
    ],
    ids=["covered twice", "without ink", "black on black"],
)
def test_a_copy_that_nobody_sees_does_not_show_the_text(content: bytes) -> None:
    page = page_of(content)
    assert VISIBLE in page.text and "Ignore" not in page.text
    assert {(one.kind, one.text) for one in page.hidden} >= {(HiddenKind.COVERED, SECRET)}


@pytest.mark.parametrize(
    "content",
    [AGAIN + WHITE_RECT + OTHER, AGAIN + DARK_RECT + b"1 g " + OTHER],
    ids=["dark", "pale"],
)
def test_other_words_in_its_place_do_not_show_the_text(content: bytes) -> None:
    page = page_of(content)
    assert OTHER_WORDS in page.text and SECRET not in page.text
    assert [(one.kind, one.text) for one in page.hidden] == [(HiddenKind.COVERED, SECRET)]


@pytest.mark.parametrize(
    "content",
    [AGAIN + WHITE_RECT + AGAIN, AGAIN + DARK_RECT + b"1 g " + AGAIN],
    ids=["dark", "pale"],
)
def test_text_that_is_drawn_again_over_its_cover_is_read(content: bytes) -> None:
    page = page_of(content)
    assert SECRET in page.text and not page.hidden


@pytest.mark.parametrize("hiding", [b"1 g %s", b"%s 1 g 0 590 800 30 re f"], ids=["white", "under"])
def test_hidden_text_that_runs_off_the_page_is_hidden_within_it_too(hiding: bytes) -> None:
    text = b"BT /F1 12 Tf 400 600 Td (%s) Tj ET" % SECRET.encode()
    page = page_of(hiding % text)
    assert "Ignore" not in page.text and "".join(one.text for one in page.hidden) == SECRET


@pytest.mark.parametrize("half", [10**7, 10**9, 10**38], ids=["large", "vast", "endless"])
def test_a_shape_far_larger_than_the_page_takes_no_more_memory(half: int) -> None:
    page_of(AGAIN)
    shape = b"1 g -%d -%d %d %d re f 0 g" % (half, half, 2 * half, 2 * half)
    tracemalloc.start()
    try:
        page_of(AGAIN + shape)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 32 << 20  # the page drawn three times is 6


def test_a_text_that_lies_nowhere_stops_nothing() -> None:
    huge = b"1" + b"0" * 38
    nowhere = b"BT /F1 12 Tf %s 0 0 %s %s %s Tm (nowhere) Tj ET " % (huge, huge, huge, huge)
    page = page_of(nowhere + AGAIN + WHITE_RECT)
    assert VISIBLE in page.text and SECRET not in page.text
