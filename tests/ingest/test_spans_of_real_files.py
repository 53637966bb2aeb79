"""Of real files: every chunk is exactly its spans in the pages, and together they lose nothing."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from ingest.chunking import MOST_CHARACTERS
from ingest.cleaning import known_words
from ingest.errors import UnreadableDocument
from ingest.formats.file_type import FileType, detect
from ingest.formats.parsers import parser_of
from ingest.formats.source import Source
from ingest.reading_child import cleaned
from storage.records import Page
from tests.ingest.test_chunking import chunks

TYPES = (FileType.PDF, FileType.TEXT)
MOST_MIB = 3
# How many files of each set, evenly spread, so that all of it takes less than a minute.
SETS = {
    "northwind": 6,
    "sec10q": 4,
    "messy-pdf": 30,
    "office": 30,
    "piaf": 60,
    "clapnq": 60,
    "mtrag": 60,
}


def sample(folder: Path, most: int) -> list[Path]:
    """Some of the files of a set, the same every time."""
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".pdf", ".txt") and path.stat().st_size < MOST_MIB << 20
    ]
    return files[:: max(1, len(files) // most)]


def pages_of(path: Path) -> list[Page]:
    """The pages as they are kept; none where the file has no text that can be read."""
    source = Source.at(path)
    try:
        file_type = detect(source)
        if file_type not in TYPES:
            return []
        file = parser_of(file_type)(source, max_pages=2_000, on_page=lambda *_: None)
    except UnreadableDocument:
        return []
    words = known_words(page.text for page in file.pages)
    return [cleaned(number, raw, words) for number, raw in enumerate(file.pages, start=1)]


def places(page: Page) -> Iterator[tuple[int, int]]:
    """The visible characters of the page that are in no running header or footer."""
    margins = {at for start, end in page.margins for at in range(start, end)}
    for at, character in enumerate(page.text):
        if at not in margins and not character.isspace():
            yield page.number, at


@pytest.mark.parametrize("name", SETS)
def test_every_chunk_of_a_set_is_exactly_its_spans(shared_data: Path, name: str) -> None:
    read = 0
    for path in sample(shared_data / name / "documents", SETS[name]):
        pages = pages_of(path)
        texts = {page.number: page.text for page in pages}
        covered: set[tuple[int, int]] = set()
        for draft in chunks(pages, title=path.stem, max_tokens=200):
            assert draft.text == "\n".join(texts[s.page][s.start : s.end] for s in draft.spans)
            assert len(draft.text) <= MOST_CHARACTERS
            for span in draft.spans:
                if not span.repeated:
                    covered.update((span.page, at) for at in range(span.start, span.end))
        for page in pages:
            assert covered.issuperset(places(page))
            for table in page.tables:
                assert table.start <= table.header_end < table.end <= len(page.text)
                assert "\n" not in (page.text[table.end - 1], page.text[table.start])
        read += bool(texts)
    assert read


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
        for drawn, page in zip(document, pages_of(path), strict=True):
            assert letters(page.text) == letters(drawn.get_textpage().get_text_range())
            tables += len(page.tables)
    assert tables >= 30 or name == "northwind"
