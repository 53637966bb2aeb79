"""Headers and footers of PDFs are told from the rows of tables that go on page after page."""

from collections.abc import Sequence
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from storage.records import Page
from tests.ingest.formats.test_pdf import pages_of
from tests.ingest.known_pdfs import prose
from tests.ingest.made_pdfs import HEIGHT, canvas, lines

TOP = HEIGHT - 50
EDGES = (60, 260, 360, 520)


def margins_of(page: Page) -> list[str]:
    return [page.text[start:end] for start, end in page.margins]


def draw_grid(drawing: Canvas, rows: Sequence[Sequence[str]], *, top: float = TOP) -> None:
    """Each row 20 points high, with lines around every cell."""
    for number, row in enumerate(rows):
        for left, cell in zip(EDGES, row, strict=False):
            lines(drawing, [cell], top=top - 14 - 20 * number, left=left + 5, size=10)
    bottom = top - 20 * len(rows)
    for number in range(len(rows) + 1):
        drawing.line(EDGES[0], top - 20 * number, EDGES[-1], top - 20 * number)
    for edge in EDGES:
        drawing.line(edge, bottom, edge, top)


def test_a_header_that_a_ruled_table_repeats_on_each_page_stays_its_first_row(
    tmp_path: Path,
) -> None:
    drawing = canvas(tmp_path / "a")
    for page in range(4):
        rows = [(f"Prestation {page}.{n}", "jour", f"{page}{n}0,00 €") for n in range(30)]
        draw_grid(drawing, [("Prestation", "Unité", "Prix HT"), *rows])
        drawing.showPage()
    drawing.save()
    for page in pages_of(tmp_path / "a"):
        (table,) = page.tables
        assert page.text[table.start : table.header_end] == "Prestation | Unité | Prix HT"
        assert page.text[table.start : table.end].count("\n") == 30
        assert page.margins == ()


def test_a_letterhead_in_a_frame_is_a_header_though_one_cell_differs(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a")
    for page in range(4):
        head = [("ACME SA", "QP-12", f"Section {'ABCD'[page]}"), ("Qualité", "v3", "Interne")]
        draw_grid(drawing, head)
        lines(drawing, [prose(page + 10 * n, 8) for n in range(20)], top=600)
        drawing.showPage()
    drawing.save()
    for page in pages_of(tmp_path / "a"):
        assert page.tables == ()
        assert margins_of(page) == ["Qualité v3 Interne"]


def test_rows_alike_but_for_their_numbers_are_no_running_lines(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a")
    for page in range(5):
        for n in range(40):
            row = f"Prélèvement mutuelle n° {7 * page + n} du 0{page + 1}/03/2024"
            lines(drawing, [row], top=TOP - 18 * n, size=10)
        lines(drawing, [f"Page {page + 1} / 5"], top=30, left=280, size=9)
        drawing.showPage()
    drawing.save()
    for page in pages_of(tmp_path / "a"):
        assert margins_of(page) == [f"Page {page.number} / 5"]


def test_pages_are_counted_in_roman_numbers_too(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a")
    for page, number in enumerate(("ii", "iii", "iv", "v", "vi")):
        lines(drawing, [prose(page + 10 * n, 8) for n in range(20)], top=600)
        lines(drawing, [f"Avant-propos {number}"], top=30, left=280, size=9)
        drawing.showPage()
    drawing.save()
    assert [margins_of(page)[0] for page in pages_of(tmp_path / "a")] == [
        f"Avant-propos {number}" for number in ("ii", "iii", "iv", "v", "vi")
    ]
