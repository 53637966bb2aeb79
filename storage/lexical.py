"""Search by words: BM25 over the folded words of chunks and their French and English stems."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from storage.errors import IndexUnusable
from storage.folding import words
from storage.function_words import content_words
from storage.records import Chunk, Frequencies, Hit
from storage.stemming import stem, stems

if TYPE_CHECKING:
    import tantivy

# Part of every sealed manifest: another number means that indexes are rebuilt.
ANALYSIS_VERSION = 1

# Fields: chunk, audience, the folded words, and their stems by language. All that is given to
# tantivy is words that one space separates.
_WORDS = "words"
_STEMS = {"fr": "french", "en": "english"}
_TOKENIZER = "separated"
# The weight of a plain folded word beside its stem. MRR on piaf, clapnq, northwind: stems alone
# .754, .932, .534; weight 0.5 .763, .933, .535; weight 1 .761, .936, .538 (November 2026).
# A weight for words of the title gave .004 more at most, and is left out.
_WORD_WEIGHT = 0.5
_HEAP_BYTES = 30_000_000
_MOST_TERMS = 256  # of a query; a question is far shorter
_TIE_MARGIN = 16


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
        path = None if folder is None else str(folder)
        with _failing_as_ours():
            self._index = tantivy.Index(self._schema, path=path, reuse=True)
            # "manual": no thread that watches the folder; `commit` reloads.
            self._index.config_reader("manual")
            self._index.reload()
        plain = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer(_TOKENIZER, plain)

    def __len__(self) -> int:
        return int(self._index.searcher().num_docs)

    def add(self, chunks: Sequence[Chunk]) -> None:
        """Index `chunks`; one whose id is already in the index replaces it."""
        if not chunks:
            return
        with self._writing, _failing_as_ours():
            self._delete([chunk.id for chunk in chunks])
            writer = self._open_writer()
            for chunk in chunks:
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
                self._index.reload()

    def close(self) -> None:
        """Settle; the index is not used afterwards."""
        self.settle()

    def search(self, text: str, *, language: str, audiences: frozenset[int], k: int) -> list[Hit]:
        """The `k` best chunks of `audiences` with a word of `text`, best first; score is BM25.

        `text` is only words, never a query language. Ties go to the lower chunk id.
        """
        if k < 1 or not audiences:
            return []
        query = self._query(text, language=language, audiences=audiences)
        if query is None:
            return []
        with _failing_as_ours():
            found = _best(self._index.searcher(), query, k)
        return sorted(found, key=lambda hit: (-hit.score, hit.chunk_id))[:k]

    def document_frequencies(self, words: Sequence[str], *, language: str) -> Frequencies:
        """How many chunks hold each of `words`, or another form of it, whoever may read them.

        Words are folded, as `storage.folding.words` gives them; one that no chunk holds counts 0.
        A removed chunk counts until tantivy merges it away. About 2 µs a word.
        """
        field = _STEMS.get(language, "english")
        searcher = self._index.searcher()
        with _failing_as_ours():
            counts = {word: searcher.doc_freq(field, stem(word, language)) for word in words}
        return Frequencies(counts, chunks=searcher.num_docs)

    def _query(
        self, text: str, *, language: str, audiences: frozenset[int]
    ) -> "tantivy.Query | None":
        from tantivy import Occur, Query

        asked = content_words(words(text), language=language)[:_MOST_TERMS]
        if not asked:
            return None
        field = _STEMS.get(language, "english")
        terms = [
            (Occur.Should, Query.term_query(self._schema, field, term, "freq"))
            for term in dict.fromkeys(stems(asked, language))
        ]
        for word in asked:
            term = Query.term_query(self._schema, _WORDS, word, "freq")
            terms.append((Occur.Should, Query.boost_query(term, _WORD_WEIGHT)))
        readable = Query.term_set_query(self._schema, "audience", sorted(audiences))
        return Query.boolean_query(
            [
                (Occur.Must, Query.boolean_query(terms)),
                (Occur.Must, Query.const_score_query(readable, 0.0)),
            ]
        )

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
            self._index.reload()


def _best(searcher: "tantivy.Searcher", query: "tantivy.Query", k: int) -> list[Hit]:
    """At least the `k` best, with every chunk that ties with the last of them."""
    limit = k + _TIE_MARGIN
    while True:
        hits = searcher.search(query, limit, count=False).hits
        if len(hits) < limit or hits[-1][0] < hits[k - 1][0]:
            break
        limit *= 4
    ids = searcher.fast_field_values("chunk", [address for _, address in hits])
    return [
        Hit(int(chunk_id or 0), float(score))  # every document has the field
        for chunk_id, (score, _) in zip(ids, hits, strict=True)
    ]


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
    builder.add_unsigned_field("audience", indexed=True)
    for name in (_WORDS, *_STEMS.values()):
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
    return document
