"""What LangChain hands over and gets back: documents, ids, filters, counts, vectors."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from langchain_core.documents import Document
from numpy.typing import NDArray

from storage.errors import BadInput
from storage.records import Passage
from storage.text_documents import AddedText

Filter = Mapping[str, Any] | None

PASSAGE = "passage:"  # before the number of a passage of a file: no id of an added text


def passage_document(passage: Passage) -> Document:
    """A passage with where it stands; its id is `passage:NUMBER`."""
    chunk = passage.chunk
    return Document(
        id=f"{PASSAGE}{chunk.id}",
        page_content=chunk.text,
        metadata={
            "document_id": chunk.document_id,
            "title": chunk.title,
            "file_name": passage.file_name,
            "page": passage.page,
            "section": chunk.section,
            "collection": passage.collection,
            "spans": [[span.page, span.start, span.end] for span in chunk.spans],
            "score": passage.score,
        },
    )


def text_document(added: AddedText) -> Document:
    """An added text as it was given."""
    return Document(id=added.id, page_content=added.text, metadata=dict(added.metadata))


def has_all(document: Document, wanted: Filter) -> bool:
    """Whether a document's metadata has every key and value of a filter."""
    absent = object()
    return all(document.metadata.get(key, absent) == value for key, value in (wanted or {}).items())


def checked_id(text_id: str | None) -> str:
    """The id of a text to be added, made up where none is given. Raises BadInput."""
    if text_id is None:
        return str(uuid.uuid4())
    if text_id.startswith(PASSAGE):
        raise BadInput(
            f"{text_id[:80]!r} cannot be the id of a text.",
            hint=f"Ids that begin with {PASSAGE} are those of passages of files.",
        )
    return text_id


def checked_count(k: int, *, most: int | None = None) -> int:
    """A number of documents asked for. Raises BadInput."""
    if k < 1 or (most is not None and k > most):
        raise BadInput(f"k is {k}, expected 1 {f'to {most}' if most else 'or more'}.")
    return k


def checked_vector(vector: Sequence[float], dimension: int) -> NDArray[np.float32]:
    """A vector as float32, shape (dimension,). Raises BadInput."""
    found = np.asarray(vector, dtype=np.float32)
    if found.shape != (dimension,) or not np.isfinite(found).all() or not found.any():
        raise BadInput(
            f"A vector of shape {found.shape} was given, expected ({dimension},), finite and "
            "not zero.",
            hint="Give one of IntramurosEmbeddings(store.embedder).",
        )
    return found


def refuse_unknown(unknown: Mapping[str, Any]) -> None:
    """An argument that is passed over in silence might be a filter that somebody relies on."""
    if unknown:
        raise TypeError(f"unknown arguments: {', '.join(sorted(unknown))}")
