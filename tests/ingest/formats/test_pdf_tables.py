"""Tables of PDFs come out as rows, and running text that stands in columns does not."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from storage.records import Page
from tests.ingest.formats.test_pdf import pages_of
from tests.ingest.known_pdfs import prose, set_text
from tests.ingest.made_pdfs import HEIGHT, canvas, lines
from tests.ingest.test_chunking import chunks


def draw_rows(
    drawing: Canvas, rows: Sequence[Sequence[str]], *, top: float, step: float = 14,
    lefts: Sequence[float] = (70, 300, 400, 480),
) -> float:  # fmt: skip
    """Each row cell by cell at its place; returns where the next would stand."""
    for row in rows:
        for left, cell in zip(lefts, row, strict=False):
            if cell:
                lines(drawing, [cell], top=top, left=left, size=10)
        top -= step
    return top


def rows_of(page: Page) -> list[list[str]]:
    """The rows of each table of the page."""
    return [page.text[table.start : table.end].split("\n") for table in page.tables]


def headers_of(page: Page) -> list[str]:
    return [page.text[table.start : table.header_end] for table in page.tables]


def test_a_sum_keeps_its_sign_and_an_empty_cell_its_place(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a")
    rows = [
        ("Products", "$", "1,200", "12"),
        ("Services", "$", "310", ""),
        ("Other", "", "", "3"),
        ("Total", "$", "1,510", "15"),
    ]
    draw_rows(drawing, rows, top=700, lefts=(70, 290, 310, 400))
    drawing.save()
    assert rows_of(pages_of(tmp_path / "a")[0]) == [
        ["Products | $ 1,200 | 12", "Services | $ 310", "Other | | 3", "Total | $ 1,510 | 15"]
    ]


def test_labels_without_numbers_and_labels_in_two_lines_are_rows(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a")
    rows = [
        ("", "2022", "2023"),
        ("Charges:",),
        ("Loyers", "10", "11"),
        ("Salaires et primes versés",),
        ("aux salariés", "20", "21"),
        ("Total", "30", "32"),
    ]
    draw_rows(drawing, rows, top=700)
    drawing.save()
    (page,) = pages_of(tmp_path / "a")
    assert rows_of(page) == [
        [
            "| 2022 | 2023",
            "Charges:",
            "Loyers | 10 | 11",
            "Salaires et primes versés aux salariés | 20 | 21",
            "Total | 30 | 32",
        ]
    ]
    assert headers_of(page) == ["| 2022 | 2023"]


def test_lines_stacked_over_a_column_are_one_cell_of_the_header(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a")
    for left, stack in ((300, ("June 25,", "2022")), (400, ("June 26,", "2021"))):
        lines(drawing, stack, top=700, left=left, size=10, step=1.1)
    draw_rows(drawing, [("Sales", "1", "2"), ("Cost", "3", "4"), ("Tax", "5", "6")], top=670)
    drawing.save()
    (page,) = pages_of(tmp_path / "a")
    assert headers_of(page) == ["| June 25, 2022 | June 26, 2021"]


def test_cells_of_a_header_in_one_two_or_three_lines_are_whole(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a")
    stacks = (("Cost",), ("Unrealized", "Gains"), ("Cash", "and Cash", "Equivalents"))
    for left, stack in zip((250, 330, 430), stacks, strict=True):
        lines(drawing, stack, top=660 + 11 * len(stack), left=left, size=10, step=1.1)
    rows = [("Paper", "1", "2", "3"), ("Bonds", "4", "5", "6"), ("Total", "5", "7", "9")]
    draw_rows(drawing, rows, top=655, lefts=(70, 250, 330, 430))
    drawing.save()
    (page,) = pages_of(tmp_path / "a")
    assert headers_of(page) == ["| Cost | Unrealized Gains | Cash and Cash Equivalents"]


def test_text_above_between_and_below_tables_stays_text(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a")
    top = set_text(drawing, prose(1, 40), top=HEIGHT - 90)
    rows = [("Loyers", "10", "11"), ("Salaires", "20", "21"), ("Total", "30", "32")]
    for seed in (2, 3):
        top = draw_rows(drawing, rows, top=top)
        top = set_text(drawing, prose(seed, 40), top=top)
    drawing.save()
    (page,) = pages_of(tmp_path / "a")
    assert page.text.split("\n") == [
        prose(1, 40),
        *(said := ["Loyers | 10 | 11", "Salaires | 20 | 21", "Total | 30 | 32"]),
        prose(2, 40),
        *said,
        prose(3, 40),
    ]
    assert rows_of(page) == [said, said]


@pytest.mark.parametrize("by_line", [True, False])
def test_running_text_in_two_columns_is_no_table(tmp_path: Path, by_line: bool) -> None:
    drawing = canvas(tmp_path / "a")
    columns = [[prose(seed + n, 6)[:36] for n in range(20)] for seed in (100, 200)]
    if by_line:
        draw_rows(drawing, list(zip(*columns, strict=True)), top=700, lefts=(70, 320))
    else:
        for left, texts in zip((70, 320), columns, strict=True):
            lines(drawing, texts, top=700, left=left, size=10)
    drawing.save()
    (page,) = pages_of(tmp_path / "a")
    assert page.tables == ()
    assert "|" not in page.text


def test_running_text_in_three_narrow_columns_is_no_table(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a")
    columns = [simpleSplit(prose(seed, 90), "Helvetica", 10, 120)[:20] for seed in (5, 6, 7)]
    assert max(len(line) for column in columns for line in column) <= 30
    draw_rows(drawing, list(zip(*columns, strict=False)), top=700, lefts=(60, 220, 380))
    drawing.save()
    assert pages_of(tmp_path / "a")[0].tables == ()


def test_a_list_of_points_or_numbers_is_no_table(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a")
    items = [("•", "Deux jours"), ("•", "Trois jours"), ("a)", "Un an"), ("12.", "Un mois")]
    draw_rows(drawing, items, top=700, lefts=(70, 100))
    drawing.save()
    assert pages_of(tmp_path / "a")[0].tables == ()


def test_a_table_goes_on_on_the_next_page_where_its_columns_do(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a")
    rows = [(f"Poste {n}", f"{n}00", f"{n}50") for n in range(1, 9)]
    draw_rows(drawing, [("", "2022", "2023"), *rows], top=700)
    drawing.showPage()
    draw_rows(drawing, rows, top=700)
    drawing.showPage()
    draw_rows(drawing, [(first, second) for first, second, _ in rows], top=700)
    drawing.save()
    pages = pages_of(tmp_path / "a")
    assert [table.goes_on for page in pages for table in page.tables] == [False, True, False]
    second = [draft for draft in chunks(pages) if draft.spans[-1].page == 2]
    assert all(draft.text.startswith("| 2022 | 2023\nPoste") for draft in second)


def test_a_drawing_of_crossing_lines_with_letters_is_no_table(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a")
    for n in range(6):
        drawing.line(70 + 40 * n, 500, 70 + 40 * n, 700)
        drawing.line(70, 500 + 40 * n, 270, 500 + 40 * n)
    for n, letter in enumerate("ABC"):
        lines(drawing, [letter], top=520 + 80 * n, left=80 + 80 * n)
    drawing.save()
    assert pages_of(tmp_path / "a")[0].tables == ()


def test_a_page_laid_out_in_frames_is_no_table(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a")
    for place in range(3):
        drawing.line(60, 100 + 310 * place, 560, 100 + 310 * place)
        drawing.line(60 + 250 * place, 100, 60 + 250 * place, 720)
    for left in (60, 310):
        for bottom in (410, 100):
            set_text(drawing, prose(left + bottom, 140), top=bottom + 290, left=left + 8, width=230)
    drawing.save()
    assert pages_of(tmp_path / "a")[0].tables == ()


def test_words_of_a_cell_that_touch_the_next_are_parted_at_the_ruling_line(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a")
    drawing.setFont("Helvetica", 10)
    for n, (first, second) in enumerate((("Plan", "Price"), ("Basic cover", "Ten euros"))):
        drawing.drawString(80 if n == 0 else 113, 690 - 20 * n, first)
        drawing.drawString(172, 690 - 20 * n, second)
    for n in range(3):
        drawing.line(70, 705 - 20 * n, 300, 705 - 20 * n)
    for edge in (70, 170, 300):
        drawing.line(edge, 665, edge, 705)
    drawing.save()
    (page,) = pages_of(tmp_path / "a")
    assert rows_of(page) == [["Plan | Price", "Basic cover | Ten euros"]]
    assert headers_of(page) == ["Plan | Price"]


def test_a_debit_and_a_credit_of_which_no_row_has_both_are_two_columns(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a")
    rows = [("Date", "Libellé", "Débit", "Crédit")]
    rows += [(f"0{n}/01/2025", f"Achat n° {n}", f"{n}1,00", "") for n in range(1, 4)]
    rows += [(f"0{n}/01/2025", f"Virement n° {n}", "", f"{n}2,50") for n in range(4, 8)]
    draw_rows(drawing, rows, top=700, lefts=(70, 160, 400, 450))
    drawing.save()
    (found,) = rows_of(pages_of(tmp_path / "a")[0])
    assert found[:2] == ["Date | Libellé | Débit | Crédit", "01/01/2025 | Achat n° 1 | 11,00"]
    assert found[-1] == "07/01/2025 | Virement n° 7 | | 72,50"
