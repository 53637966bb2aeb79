"""The pages of a file as they are kept, and the check that its chunks are exactly their spans."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.chunking import MOST_CHARACTERS
from ingest.cleaning import known_words
from ingest.errors import UnreadableDocument
from ingest.formats.file_type import FileType, detect
from ingest.formats.parsers import parser_of
from ingest.formats.source import Source
from ingest.reading_child import cleaned
from ingest.recognition import labelled
from storage.names import one_line
from storage.records import Page
from tests.ingest.test_chunking import chunks


def kept_pages(path: Path, types: frozenset[FileType] = frozenset(FileType)) -> list[Page]:
    """The pages as they are kept, with the labels of attachments; none of a file that is of
    another type, or that cannot be read."""
    source = Source.at(path)
    try:
        file_type = detect(source)
        if file_type not in types:
            return []
        file = parser_of(file_type)(source, max_pages=2_000, on_page=lambda *_: None)
    except UnreadableDocument:
        return []
    words = known_words(page.text for page in file.pages)
    pages = (cleaned(number, raw, words) for number, raw in enumerate(file.pages, start=1))
    labels = (one_line(raw.label) for raw in file.pages)
    return [labelled(page, label) for page, label in zip(pages, labels, strict=True)]


def check_spans(pages: Sequence[Page], title: str) -> int:
    """How many chunks there are, each of them exactly its spans; together they lose nothing but
    headers and footers, of which they have nothing."""
    texts = {page.number: page.text for page in pages}
    covered: set[tuple[int, int]] = set()
    drafts = chunks(list(pages), title=title, max_tokens=200)
    for draft in drafts:
        assert draft.text == "\n".join(texts[s.page][s.start : s.end] for s in draft.spans)
        assert len(draft.text) <= MOST_CHARACTERS
        for span in draft.spans:
            if not span.repeated:
                covered.update((span.page, at) for at in range(span.start, span.end))
    for page in pages:
        assert covered.issuperset(_places(page, in_margins=False))
        assert covered.isdisjoint(_places(page, in_margins=True))
        for table in page.tables:
            assert table.start <= table.header_end <= table.end <= len(page.text)
            assert table.start < table.end
            assert "\n" not in (page.text[table.end - 1], page.text[table.start])
    return len(drafts)


def _places(page: Page, *, in_margins: bool) -> Iterator[tuple[int, int]]:
    """The visible characters of the page that are, or are not, in its headers and footers."""
    margins = {at for start, end in page.margins for at in range(start, end)}
    for at, character in enumerate(page.text):
        if (at in margins) == in_margins and not character.isspace():
            yield page.number, at
