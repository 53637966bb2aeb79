"""Pictures of pages, drawn in a child process with limits."""

import io
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from ingest.errors import UnreadableDocument
from storage.records import Verdict
from tests.ui.pdf_files import (
    endless_page,
    honest_pdf,
    looping_pages,
    memory_bomb,
    time_bomb,
)
from ui.highlight import Box, needles_for
from ui.page_image import PageImages, PageKey, affordable

LINES = ("Le télétravail est possible", "trois jours par semaine.", "Il est révisé en mars.")
TEXT = "Le télétravail est possible trois jours par semaine. Il est révisé en mars."


@pytest.fixture(scope="module")
def images() -> Iterator[PageImages]:
    made = PageImages(wall_s=8, cpu_s=2)
    yield made
    made.close()


def kept(folder: Path, content: bytes) -> Path:
    path = folder / "original"
    path.write_bytes(content)
    return path


def spans_of(part: str) -> list[list]:
    start = TEXT.index(part)
    return [needles_for(TEXT, start, start + len(part))]


def ink_in(png: bytes, box: Box) -> int:
    """How many dark pixels the box holds."""
    with Image.open(io.BytesIO(png)) as picture:
        edges = (int(box.left), int(box.top), int(box.right) + 1, int(box.bottom) + 1)
        return sum(picture.convert("L").crop(edges).histogram()[:128])


def test_a_page_is_drawn_and_each_cited_line_gets_a_box(images: PageImages, tmp_path: Path) -> None:
    path = kept(tmp_path, honest_pdf([["first page"], LINES]))
    picture, boxes = images.drawn(
        path, PageKey("two", 2, 1000), spans=spans_of("est possible trois jours")
    )
    assert picture.png.startswith(b"\x89PNG")
    assert picture.width == 1000
    assert len(boxes) == 2
    assert all(ink_in(picture.png, box) > 50 for box in boxes)
    upper, lower = boxes
    assert upper.bottom <= lower.top + 4
    assert lower.left < upper.left  # the second line begins at the margin
    whole = Box(0, 0, picture.width, picture.height)
    outside = ink_in(picture.png, whole) - sum(ink_in(picture.png, box) for box in boxes)
    assert outside > 0  # the last line is not in a box


def test_on_a_page_on_its_side_a_span_of_two_lines_has_boxes_on_both(
    images: PageImages, tmp_path: Path
) -> None:
    span = spans_of("Le télétravail est possible trois jours par semaine.")
    inks = []
    for rotation in (0, 90):
        path = kept(tmp_path, honest_pdf([LINES], rotation=rotation))
        width = 1000 if rotation == 0 else 1414  # so that the letters are of one size
        picture, boxes = images.drawn(path, PageKey(f"on{rotation}", 1, width), spans=span)
        inks.append(sum(ink_in(picture.png, box) for box in boxes))
    assert inks[1] > 0.9 * inks[0] > 0


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_on_a_rotated_page_the_boxes_are_where_the_letters_are(
    images: PageImages, tmp_path: Path, rotation: int
) -> None:
    path = kept(tmp_path, honest_pdf([LINES], rotation=rotation))
    picture, boxes = images.drawn(
        path, PageKey(f"turned{rotation}", 1, 800), spans=spans_of("trois jours par semaine")
    )
    assert boxes
    assert sum(ink_in(picture.png, box) for box in boxes) > 100


def test_a_picture_that_was_drawn_is_kept_for_a_moment(images: PageImages, tmp_path: Path) -> None:
    path = kept(tmp_path, honest_pdf([LINES]))
    key = PageKey("kept", 1, 600)
    first = images.picture(path, key)
    path.unlink()
    assert images.picture(path, key) is first
    with pytest.raises(UnreadableDocument):
        images.picture(path, PageKey("kept", 1, 601))


def test_two_spans_are_looked_for_each_on_its_own(images: PageImages, tmp_path: Path) -> None:
    path = kept(tmp_path, honest_pdf([LINES]))
    spans = spans_of("télétravail") + spans_of("révisé en mars")
    _, boxes = images.drawn(path, PageKey("both", 1, 600), spans=spans)
    assert len(boxes) == 2


def test_a_text_that_the_page_does_not_draw_gets_no_box(images: PageImages, tmp_path: Path) -> None:
    path = kept(tmp_path, honest_pdf([["Something else entirely."]]))
    _, boxes = images.drawn(path, PageKey("else", 1, 600), spans=spans_of("télétravail"))
    assert boxes == []


def test_a_very_tall_page_is_bounded(images: PageImages, tmp_path: Path) -> None:
    picture = images.picture(kept(tmp_path, endless_page()), PageKey("tall", 1, 2000))
    assert picture.width * picture.height <= 6_500_000


@pytest.mark.parametrize(
    ("content", "verdicts"),
    [
        (b"no pdf at all", {Verdict.DAMAGED}),
        (b"", {Verdict.DAMAGED}),
        (looping_pages(), {Verdict.DAMAGED}),
        (time_bomb(), {Verdict.TOO_SLOW}),
        (memory_bomb(), {Verdict.TOO_MUCH_MEMORY, Verdict.PARSER_DIED}),
    ],
    ids=["no-pdf", "empty", "loop", "time", "memory"],
)
def test_a_hostile_file_costs_the_child_and_the_next_page_is_drawn(
    images: PageImages, tmp_path: Path, content: bytes, verdicts: set[Verdict]
) -> None:
    hostile = PageKey(f"hostile{len(content)}", 1, 1240)
    started = time.monotonic()
    with pytest.raises(UnreadableDocument) as caught:
        images.picture(kept(tmp_path, content), hostile)
    assert caught.value.verdict in verdicts
    assert time.monotonic() - started < 15
    again = time.monotonic()
    with pytest.raises(UnreadableDocument):
        images.picture(tmp_path / "original", hostile)
    assert time.monotonic() - again < 0.1  # it is not tried twice
    honest = kept(tmp_path, honest_pdf([LINES]))
    assert images.picture(honest, PageKey("honest", 1, 600 + len(content) % 50)).png


def test_what_does_not_fit_a_task_is_left_out() -> None:
    text = "un mot " * 3000
    spans = [needles_for(text, 0, len(text)), needles_for("trois jours", 0, 11)]
    kept_spans = affordable(spans)
    assert sum(len(letters) for needles in kept_spans for letters, _ in needles) <= 8000
    assert len(kept_spans) == 2
