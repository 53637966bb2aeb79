"""Text that runs up, down or backwards on its page is read in its order, its tables as rows."""

from pathlib import Path

import pypdf
import pytest

from ingest.formats.parsed import RawPage
from ingest.formats.pdf import read_pdf
from ingest.formats.source import Source
from tests.ingest.made_pdfs import HEIGHT, PARAGRAPH, WIDTH, canvas, lines

ROWS = (("Pays", "Montant", "Date"), ("France", "1 200,00", "2026-01-31"),
        ("Italie", "3 400,00", "2026-02-28"), ("Espagne", "560,00", "2026-03-31"))  # fmt: skip
CORNERS = {0: (0.0, 0.0), 90: (WIDTH, 0.0), 180: (WIDTH, HEIGHT), 270: (0.0, HEIGHT)}


def page_of(path: Path) -> RawPage:
    return read_pdf(Source.at(path), max_pages=9).pages[0]


def turned(path: Path, direction: int, *, beside: str = "") -> Path:
    """A paragraph and a table that run in that direction; text beside them runs upwards."""
    drawing = canvas(path)
    if beside:
        drawing.saveState()
        drawing.translate(20, 200)
        drawing.rotate(90)
        lines(drawing, [beside], top=0, left=0)
        drawing.restoreState()
    drawing.translate(*CORNERS[direction])
    drawing.rotate(direction)
    top = (HEIGHT if direction in (0, 180) else WIDTH) - 80
    top = lines(drawing, PARAGRAPH, top=top)
    for row in ROWS:
        top -= 20
        for place, cell in enumerate(row):
            lines(drawing, [cell], top=top, left=70.0 + 120 * place)
    drawing.save()
    return path


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("direction", [0, 90, 180, 270])
def test_text_that_runs_another_way_than_its_page_reads_as_upright_text_does(
    tmp_path: Path, direction: int, rotation: int
) -> None:
    upright = page_of(turned(tmp_path / "a", 0))
    assert " ".join(upright.text.split()).startswith(" ".join(PARAGRAPH))
    assert "France | 1 200,00 | 2026-01-31" in upright.text
    writer = pypdf.PdfWriter(clone_from=turned(tmp_path / "b", direction))
    writer.pages[0].rotate(rotation)
    writer.write(tmp_path / "b")
    assert page_of(tmp_path / "b") == upright


def test_a_line_that_runs_up_the_margin_turns_no_page(tmp_path: Path) -> None:
    text = page_of(turned(tmp_path / "a", 0, beside="arXiv 2611.01234")).text
    assert "arXiv 2611.01234" in text
    assert "France | 1 200,00 | 2026-01-31" in text
