"""Search by words: BM25 over the folded words of chunks and their French and English stems."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from storage.asking_first import let_pass
from storage.errors import IndexUnusable
from storage.folding import words
from storage.function_words import content_words
from storage.lexical_reading import LexicalReading, Remembered, chunks_weighed
from storage.records import Chunk, Frequencies, Hit
from storage.spelling import edits_tolerated
from storage.stemming import stem, stem_pairs, stems

if TYPE_CHECKING:
    import tantivy

# Part of every sealed manifest: another number means that indexes are rebuilt.
ANALYSIS_VERSION = 3

# Fields: chunk, audience, the folded words, their stems and pairs of stems by language. All that is
# given to tantivy is words that one space separates.
_WORDS = "words"
_STEMS = {"fr": "french", "en": "english"}
_PAIRS = {"fr": "french_pairs", "en": "english_pairs"}
_TOKENIZER = "separated"
# The weight of a plain folded word beside its stem. MRR on piaf, clapnq, northwind: stems alone
# .754, .932, .534; weight 0.5 .763, .933, .535; weight 1 .761, .936, .538 (November 2026).
# A weight for words of the title gave .004 more at most, and is left out.
_WORD_WEIGHT = 0.5
# The weight of two neighbouring stems beside each of them. MRR on the choosing halves of piaf,
# northwind, mtrag, sec10q: none .797, .459, .605, .512; 0.2 .801, .515, .607, .509; 0.4 .799, .506,
# .619, .456; 0.7 .796, .513, .620, .430 (November 2026).
_PAIR_WEIGHT = 0.2
_HEAP_BYTES = 30_000_000
_ADDED_TOGETHER = 16  # chunks; people who ask pass between
_MOST_TERMS = 256  # of a query; a question is far shorter
# The weight of the words that a mistyped word may have meant, and how many are looked up a query.
# It also joins rare inflections: MRR on the same halves .790, .423, .605, .512 without it.
_MEANT_WEIGHT = 0.5
_MOST_MISTYPED = 4
_MOST_READERS = 500  # sets of audiences of which something is remembered until the next commit


class LexicalIndex:
    """A tantivy index in `folder`, or in memory where that is None.

    What is added or removed is found, or no longer found, after `commit`. Thread-safe. The text
    of a chunk is not kept in it, only its words.
    """

    def __init__(self, folder: Path | None = None) -> None:
        import tantivy

        self._schema = _schema()
        self._writer: tantivy.IndexWriter | None = None
        self._writing = threading.Lock()
        # What is searched, how many chunks BM25 counts there, and what is remembered of those who
        # searched, by their audiences.
        self._view: tuple[tantivy.Searcher, int, dict[frozenset[int], Remembered]]
        path = None if folder is None else str(folder)
        with _failing_as_ours():
            self._index = tantivy.Index(self._schema, path=path, reuse=True)
            # "manual": no thread that watches the folder; `commit` reloads.
            self._index.config_reader("manual")
            self._reload()
        plain = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer(_TOKENIZER, plain)

    def __len__(self) -> int:
        return int(self._view[0].num_docs)

    def add(self, chunks: Sequence[Chunk]) -> None:
        """Index `chunks`; one whose id is already in the index replaces it."""
        for start in range(0, len(chunks), _ADDED_TOGETHER):
            some = chunks[start : start + _ADDED_TOGETHER]
            let_pass()
            with self._writing, _failing_as_ours():
                self._delete([chunk.id for chunk in some])
                writer = self._open_writer()
                for chunk in some:
                    writer.add_document(_document(chunk))

    def remove(self, ids: Sequence[int]) -> None:
        """Take chunks out; ids that are not in the index are passed over."""
        if ids:
            with self._writing, _failing_as_ours():
                self._delete(ids)

    def commit(self) -> None:
        """Make durable and searchable what was added and removed."""
        with self._writing, _failing_as_ours():
            self._commit()

    def settle(self) -> None:
        """Commit and wait until nothing writes to the folder any more: no writer, no merge."""
        with self._writing, _failing_as_ours():
            self._commit()
            writer, self._writer = self._writer, None
            if writer is not None:
                writer.wait_merging_threads()
                self._reload()

    def close(self) -> None:
        """Settle; the index is not used afterwards."""
        self.settle()

    def search(self, text: str, *, language: str, audiences: frozenset[int], k: int) -> list[Hit]:
        """The `k` best chunks of `audiences` with a word of `text`, best first; score is BM25.

        Words weigh as they are rare in what the audiences may read. `text` is only words, never a
        query language. Ties go to the lower chunk id.
        """
        if k < 1 or not audiences:
            return []
        with _failing_as_ours():
            reading = self._reading(audiences)
            if reading is None:
                return []
            query = self._query(text, language=language, reading=reading)
            return [] if query is None else reading.best(query, k)

    def document_frequencies(
        self, words: Sequence[str], *, language: str, audiences: frozenset[int]
    ) -> Frequencies:
        """How many chunks of `audiences` hold each of `words`, or another form of it.

        Words are folded, as `storage.folding.words` gives them; one that no chunk holds counts 0.
        """
        field = _STEMS.get(language, "english")
        with _failing_as_ours():
            reading = self._reading(audiences)
            if reading is None:
                return Frequencies(dict.fromkeys(words, 0), chunks=0)
            counts = {word: reading.frequency(field, stem(word, language)) for word in words}
        return Frequencies(counts, chunks=reading.count)

    def _query(
        self, text: str, *, language: str, reading: LexicalReading
    ) -> "tantivy.Query | None":
        from tantivy import Occur, Query

        language = language if language in _STEMS else "en"
        asked = content_words(words(text), language=language)[:_MOST_TERMS]
        weights = dict.fromkeys(asked, 1.0)
        field = _STEMS[language]
        mistyped = (
            word
            for word in asked
            if edits_tolerated(word) and not reading.frequency(field, stem(word, language))
        )
        for word in islice(mistyped, _MOST_MISTYPED):
            for meant in reading.meant(word, _WORDS):
                weights.setdefault(meant, _MEANT_WEIGHT)
        terms: dict[tuple[str, str], float] = {}
        for word, weight in weights.items():
            for stemmed in stems([word], language):
                terms.setdefault((field, stemmed), weight)
        pairs = stem_pairs(words(text), language)[:_MOST_TERMS]
        terms |= dict.fromkeys(((_PAIRS[language], pair) for pair in pairs), _PAIR_WEIGHT)
        terms |= {(_WORDS, word): weight * _WORD_WEIGHT for word, weight in weights.items()}
        queries = [
            Query.boost_query(Query.term_query(self._schema, *term, "freq"), weight * significance)
            for term, weight in terms.items()
            if (significance := reading.significance(*term))
        ]
        return Query.boolean_query([(Occur.Should, one) for one in queries]) if queries else None

    def _reading(self, audiences: frozenset[int]) -> LexicalReading | None:
        """The index for who may read `audiences`; None where that is nothing."""
        from tantivy import Query

        searcher, weighed, readers = self._view
        remembered = readers.get(audiences)
        if remembered is None:
            if len(readers) >= _MOST_READERS:
                readers.clear()
            readable = Query.term_set_query(self._schema, "audience", list(audiences))
            found = searcher.search(readable, 1, count=True)
            count = found.count or 0  # type: ignore[attr-defined]  # not in its stub
            remembered = Remembered(count, count / max(searcher.num_docs, 1))
            readers[audiences] = remembered
        if not remembered.count:
            return None
        return LexicalReading(
            searcher, self._schema, audiences=audiences, remembered=remembered, weighed=weighed
        )

    def _reload(self) -> None:
        """Search from now on what was committed last."""
        self._index.reload()
        searcher = self._index.searcher()
        self._view = (searcher, chunks_weighed(searcher, self._schema), {})

    def _open_writer(self) -> "tantivy.IndexWriter":
        if self._writer is None:
            self._writer = self._index.writer(_HEAP_BYTES, 1)
        return self._writer

    def _delete(self, ids: Sequence[int]) -> None:
        # delete_documents_by_term takes an int for a signed field and deletes nothing here
        # (tantivy-py 0.27); a query carries the field's own type.
        from tantivy import Query

        chosen = Query.term_set_query(self._schema, "chunk", list(ids))
        self._open_writer().delete_documents_by_query(chosen)

    def _commit(self) -> None:
        if self._writer is not None:
            self._writer.commit()
            self._reload()


@contextmanager
def _failing_as_ours() -> Iterator[None]:
    """Raise IndexUnusable where tantivy fails; it has no error type of its own."""
    try:
        yield
    except (ValueError, OSError, RuntimeError) as error:
        raise IndexUnusable(
            f"The lexical index failed: {error}.", hint="It is made anew from the ledger."
        ) from error


def _schema() -> "tantivy.Schema":
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_unsigned_field("chunk", indexed=True, fast=True)
    builder.add_unsigned_field("audience", indexed=True, fast=True)
    for name in (_WORDS, *_STEMS.values(), *_PAIRS.values()):
        builder.add_text_field(name, tokenizer_name=_TOKENIZER, index_option="freq")
    return builder.build()


def _document(chunk: Chunk) -> "tantivy.Document":
    """Every chunk has its words in both stems: the question's language decides which is asked."""
    from tantivy import Document

    document = Document()
    document.add_unsigned("chunk", chunk.id)
    document.add_unsigned("audience", chunk.audience)
    folded = words(chunk.indexed_text)
    document.add_text(_WORDS, " ".join(folded))
    for language, field in _STEMS.items():
        document.add_text(field, " ".join(stems(folded, language)))
        document.add_text(_PAIRS[language], " ".join(stem_pairs(folded, language)))
    return document
