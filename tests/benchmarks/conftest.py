"""A folder with a PDF of two pages and a text file, to be searched."""

from pathlib import Path

import pytest

from tests.ingest.made_pdfs import HEIGHT, canvas, lines

LINES_A_PAGE = 12  # a page shorter than a chunk would share one with the next page
PAGES = ("Paid leave is 25 days a year for everybody.", "The canteen opens at noon every day.")


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """leave.pdf: leave on page 1, the canteen on page 2; dogs.txt: longer than a chunk."""
    folder = tmp_path / "documents"
    folder.mkdir()
    drawing = canvas(folder / "leave.pdf")
    for text in PAGES:
        lines(drawing, [text] * LINES_A_PAGE, top=HEIGHT - 100)
        drawing.showPage()
    drawing.save()
    (folder / "dogs.txt").write_text("Dogs may come to the office on Fridays.\n" * 60, "utf-8")
    return folder
