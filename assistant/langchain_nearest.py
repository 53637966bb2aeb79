"""The documents of one collection that are nearest to a vector, as LangChain gets them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from langchain_core.documents import Document

from assistant.langchain_documents import (
    Filter,
    checked_count,
    checked_vector,
    has_all,
    passage_document,
    text_document,
)
from storage.access import readable_audiences, readable_collection
from storage.passages import fetch_passages
from storage.records import Chunk, Hit, Reader
from storage.store import Store
from storage.text_documents import texts_of_documents

_DEPTH = 100  # chunks asked of the index at first; several may be of one text


@dataclass(frozen=True, slots=True)
class Found:
    """A document with the cosine of its nearest chunk, -1 to 1."""

    document: Document
    cosine: float
    chunk: Chunk


def nearest(
    store: Store,
    vector: Sequence[float],
    *,
    reader: Reader,
    collection: str,
    k: int,
    wanted: Filter,
) -> list[Found]:
    """The `k` documents nearest to `vector` that `reader` may read and that `wanted` lets pass.

    The index is asked deeper while it has more and the ledger gives out too few. Equal cosines
    are ordered by chunk id. Raises UnknownCollection, BadInput.
    """
    k = checked_count(k)
    query = checked_vector(vector, store.embedder.dimension)
    readable_collection(store.ledger, reader, collection)
    audiences = readable_audiences(store.ledger, reader, collections=[collection])
    depth = max(_DEPTH, k)
    while audiences:
        hits = store.index.search_dense(query, audiences=audiences, k=depth)
        checked = _checked(store, reader, collection, hits)
        found = [one for one in checked if has_all(one.document, wanted)]
        if len(found) >= k or len(hits) < depth:
            return found[:k]
        depth *= 4
    return []


def _checked(store: Store, reader: Reader, collection: str, hits: Sequence[Hit]) -> list[Found]:
    """What the ledger gives out to the reader, in order; a text where its nearest chunk is."""
    ids = [hit.chunk_id for hit in hits]
    passages = fetch_passages(store.ledger, reader, ids, collections=[collection])
    of = {passage.chunk.document_id for passage in passages.values()}
    texts = texts_of_documents(store.ledger, reader, collection, of)
    found: dict[str, Found] = {}
    for hit in hits:
        passage = passages.get(hit.chunk_id)
        if passage is None:
            continue
        text = texts.get(passage.chunk.document_id)
        scored = replace(passage, score=hit.score)
        document = passage_document(scored) if text is None else text_document(text)
        found.setdefault(str(document.id), Found(document, hit.score, passage.chunk))
    return list(found.values())
