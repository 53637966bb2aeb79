"""Of real files: every chunk is exactly its spans in the pages, and together they lose nothing."""

import unicodedata
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest

from ingest.formats.file_type import FileType
from tests.ingest.exact_spans import check_spans, kept_pages

TYPES = frozenset((FileType.PDF, FileType.TEXT))
MOST_MIB = 3
ALL = 10_000
# How many files of each set, evenly spread: of long PDFs a few, so that it takes about a minute.
SETS = {
    "northwind": 6,
    "sec10q": 4,
    "messy-pdf": ALL,
    "office": ALL,
    "piaf": ALL,
    "clapnq": ALL,
    "mtrag": ALL,
}
# Every file of these types in the collection of odd ones: its suffix, and how many can be read.
ODD_ONES = {
    ".docx": 15,
    ".pptx": 5,
    ".xlsx": 5,
    ".odt": 2,
    ".rtf": 2,
    ".html": 10,
    ".epub": 2,
    ".csv": 8,
    ".md": 5,
    ".eml": 30,
    ".msg": 2,
}


def sample(folder: Path, most: int) -> list[Path]:
    """Some of the files of a set, the same every time."""
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".pdf", ".txt") and path.stat().st_size < MOST_MIB << 20
    ]
    return files[:: max(1, len(files) // most)]


@pytest.mark.parametrize("name", SETS)
def test_every_chunk_of_a_set_is_exactly_its_spans(shared_data: Path, name: str) -> None:
    files = sample(shared_data / name / "documents", SETS[name])
    assert sum(check_spans(kept_pages(path, TYPES), path.stem) > 0 for path in files)


@pytest.mark.parametrize("suffix", ODD_ONES)
def test_every_chunk_of_an_office_file_book_page_or_mail_is_exactly_its_spans(
    shared_data: Path, suffix: str
) -> None:
    files = sorted((shared_data / "office" / "documents").glob(f"*{suffix}"))
    counts = [check_spans(kept_pages(path), path.stem) for path in files]
    assert sum(count > 0 for count in counts) >= ODD_ONES[suffix]


def letters(text: str) -> Counter[str]:
    """Its letters and digits, in compatibility form, and how often each stands there."""
    plain = unicodedata.normalize("NFKC", text)
    return Counter(character for character in plain if character.isalnum())


@pytest.mark.parametrize("name", ["northwind", "sec10q"])
def test_rows_of_tables_hold_every_letter_that_pdfium_finds_once(
    shared_data: Path, name: str
) -> None:
    tables = 0
    path = sample(shared_data / name / "documents", 1)[0]
    with pypdfium2.PdfDocument(path) as document:
        for drawn, page in zip(document, kept_pages(path, TYPES), strict=True):
            assert letters(page.text) == letters(drawn.get_textpage().get_text_range())
            tables += len(page.tables)
    assert tables >= 30 or name == "northwind"
