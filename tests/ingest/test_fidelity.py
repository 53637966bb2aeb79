"""What is read of PDFs of known text: nearly every word, in the order in which it is read."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest

from tests.ingest import known_pdfs
from tests.ingest.formats.test_pdf import pages_of, rotate
from tests.ingest.made_pdfs import handbook
from tests.ingest.test_chunking import chunks

LEAST_RECALL = LEAST_ORDER = 0.99
MADE: dict[str, Callable[[Path], str]] = {
    "two columns": known_pdfs.two_columns,
    "hyphens at line ends": known_pdfs.hyphenated,
    "composed accents and ligatures": partial(known_pdfs.accents, composed=True),
    "decomposed accents": partial(known_pdfs.accents, composed=False),
    "a table in lines": known_pdfs.ruled_table,
    "a table without lines": known_pdfs.aligned_table,
    "footnotes": known_pdfs.footnotes,
}


def words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold())


def recall(expected: Sequence[str], found: Sequence[str]) -> float:
    """The share of the expected words, as often as they stand there, that were found."""
    return (Counter(expected) & Counter(found)).total() / len(expected)


def order_kept(expected: Sequence[str], found: Sequence[str]) -> float:
    """The longest sequence of words that both have in this order, as a share of the expected."""
    above = [0] * (len(found) + 1)
    for word in expected:
        row = [0]
        for at, other in enumerate(found):
            row.append(above[at] + 1 if word == other else max(above[at + 1], row[at]))
        above = row
    return above[-1] / len(expected)


def test_the_measures_tell_a_lost_word_from_a_moved_one() -> None:
    said = list("abcdefgh")
    assert recall(said, said[1:]) == 7 / 8
    assert order_kept(said, said[4:] + said[:4]) == 4 / 8
    assert recall(said, said[4:] + said[:4]) == 1.0


@pytest.mark.parametrize("kind", MADE)
@pytest.mark.parametrize("rotation", [0, 90])
def test_every_word_of_a_pdf_is_read_in_order(tmp_path: Path, kind: str, rotation: int) -> None:
    path = tmp_path / "made.pdf"
    expected = words(MADE[kind](path))
    if rotation:
        rotate(path, turned := tmp_path / "turned.pdf", rotation)
        path = turned
    found = words("\n".join(page.text for page in pages_of(path)))
    assert recall(expected, found) >= LEAST_RECALL
    assert order_kept(expected, found) >= LEAST_ORDER
    assert len(found) <= 1.01 * len(expected)


@pytest.mark.parametrize(
    ("made", "rows"), [(known_pdfs.ruled_table, known_pdfs.ROWS),
                       (known_pdfs.aligned_table, known_pdfs.FIGURES)],
)  # fmt: skip
def test_the_rows_of_a_table_are_lines_under_a_marked_header(
    tmp_path: Path, made: Callable[[Path], str], rows: Sequence[Sequence[str]]
) -> None:
    made(tmp_path / "made.pdf")
    (page,) = pages_of(tmp_path / "made.pdf")
    (table,) = page.tables
    said = page.text[table.start : table.end].split("\n")
    assert said == [" | ".join(row).strip() for row in rows]
    assert page.text[table.start : table.header_end] == said[0]


def test_running_lines_are_in_the_page_and_in_no_chunk(tmp_path: Path) -> None:
    pages = pages_of(handbook(tmp_path / "book.pdf"))
    drafts = chunks(pages)
    for page in pages:
        assert "Valmont Industrie – Accord télétravail" in page.text
        assert f"Page {page.number} sur" in page.text
    assert not any("Valmont" in draft.text or "sur 4" in draft.text for draft in drafts)
