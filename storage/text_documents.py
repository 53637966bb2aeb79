"""Texts that a program adds one by one: each a document of one page, with its metadata.

A text goes the way of every document: a pending version in the ledger, its chunks in the index,
then active in one transaction. Its source is `langchain:ID`, so that it is found by its id again.
"""

import hashlib
import io
import json
from collections.abc import Collection as Ids
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, Select, and_, select

from storage.access import readable_collection, readable_condition
from storage.chunks import AT_ONCE
from storage.documents import find_by_source, find_document
from storage.embedded_texts import EmbeddedTexts, embedded
from storage.embedding import LARGEST_CHUNK_TOKENS, Embedder
from storage.errors import BadInput, HomeError, UnknownDocument
from storage.language import detect_language
from storage.ledger import Ledger, damaged
from storage.names import one_line, storable
from storage.records import Document, Page, Reader, Verdict, indexed_text
from storage.schema import audiences, collections, documents, pages, versions
from storage.text_division import divide_text
from storage.unused_originals import discard_unused
from storage.version_rows import input_sha256
from storage.versions import NewVersion, activate_version, begin_version, remove_document

if TYPE_CHECKING:
    from storage.store import Store

_SCHEME = "langchain:"
RECIPE = "text 1"  # how a text is divided; named in its version
MOST_ID_CHARACTERS = 500
MOST_TITLE_CHARACTERS = 120
MOST_BYTES = 10 << 20  # of one text


@dataclass(frozen=True, slots=True)
class AddedText:
    """A text with the id and the metadata that its program gave it; values are those of JSON."""

    id: str
    text: str
    metadata: Mapping[str, Any]


def add_texts(store: "Store", reader: Reader, collection: str, texts: Sequence[AddedText]) -> None:
    """Keep texts in a collection that `reader` may read; one whose id is there is replaced.

    Of several with one id the last counts. A text is kept without NUL and lone surrogates; one
    that is blank is kept and never found by a search. A `title` in the metadata is indexed with
    the text. Raises HomeError where this process does not own the home, UnknownCollection,
    UnknownDocument for an id whose document `reader` may not read, BadInput, FileTooLarge; none
    of the texts is visible then.
    """
    _require_owner(store)
    readable_collection(store.ledger, reader, collection)
    distinct = {one.id: one for one in texts}
    formers = {one.id: _former(store.ledger, reader, collection, one.id) for one in texts}
    new = [_version(store, reader, collection, one, formers[one.id]) for one in distinct.values()]
    embedder = store.embedder  # once: another may take over meanwhile
    made = _embedded(store, embedder, new)
    begun = [
        begin_version(
            store.ledger,
            version,
            vectors=made.vectors_of(_keys(version)),
            embedder_digest=embedder.digest,
        )
        for version in new
    ]
    keys = [key for version in new for key in _keys(version)]
    store.index.add(
        [chunk for pending in begun for chunk in pending.chunks],
        made.vectors_of(keys),
        made.tokens_of(keys),
        embedder_digest=embedder.digest,
    )
    for pending in begun:
        activate_version(store.ledger, pending)
    store.index.apply_removals()
    for former in formers.values():
        if former is not None:
            discard_unused(store.ledger, store.originals, former.content_sha256)


def remove_texts(store: "Store", reader: Reader, collection: str, ids: Ids[str] | None) -> int:
    """Remove texts by their ids, or all of them (None), from the ledger and the index; how many.

    Those that are not there, or that `reader` may not read, are passed over. A file's document is
    never removed. Raises HomeError where this process does not own the home, UnknownCollection.
    """
    _require_owner(store)
    readable_collection(store.ledger, reader, collection)
    sources = None if ids is None else [_SCHEME + one for one in ids]
    rows = _rows(store.ledger, _readable(reader, collection), documents.c.source, sources)
    removed = 0
    for row in rows:
        try:
            remove_document(store.ledger, store.originals, row.id)
        except UnknownDocument:  # somebody else was quicker
            continue
        removed += 1
    store.index.apply_removals()
    return removed


def find_texts(
    ledger: Ledger, reader: Reader, collection: str, ids: Ids[str]
) -> dict[str, AddedText]:
    """The texts of those ids that `reader` may read in the collection, by id.

    Raises UnknownCollection.
    """
    readable_collection(ledger, reader, collection)
    sources = [_SCHEME + one for one in ids]
    rows = _rows(ledger, _readable(reader, collection), documents.c.source, sources)
    return {found.id: found for found in (_record(ledger, row) for row in rows)}


def texts_of_documents(
    ledger: Ledger, reader: Reader, collection: str, document_ids: Ids[str]
) -> dict[str, AddedText]:
    """Which of the documents are added texts that `reader` may read, by the document's id."""
    rows = _rows(ledger, _readable(reader, collection), documents.c.id, list(document_ids))
    return {row.id: _record(ledger, row) for row in rows}


def _require_owner(store: "Store") -> None:
    if store.lock is None:
        raise HomeError(
            f"{store.home} is open for reading only: nothing can be added or removed.",
            hint="Open it with storage.store.open_owned, in the one process that owns the home.",
        )


def _former(ledger: Ledger, reader: Reader, collection: str, text_id: str) -> Document | None:
    """The document that a text replaces; UnknownDocument where `reader` may not read it."""
    former = find_by_source(ledger, collection, _source(text_id))
    return None if former is None else find_document(ledger, reader, former.id)


def _source(text_id: str) -> str:
    """Where a text comes from. Raises BadInput for what cannot be an id."""
    if not text_id or len(text_id) > MOST_ID_CHARACTERS or one_line(text_id) != text_id:
        raise BadInput(
            f"{text_id[:80]!r} cannot be the id of a text.",
            hint=f"Use 1 to {MOST_ID_CHARACTERS} characters on one line, without control "
            "characters.",
        )
    return _SCHEME + text_id


def _version(
    store: "Store", reader: Reader, collection: str, added: AddedText, former: Document | None
) -> NewVersion:
    """The text as the ledger will have it; its original is kept on the way."""
    text = storable(added.text)
    title = _title(added.metadata)
    language = detect_language(text)
    original = store.originals.keep(io.BytesIO(text.encode("utf-8")), limit_bytes=MOST_BYTES)
    embedder = store.embedder
    chunks = divide_text(
        text,
        title=title,
        language=language,
        count_tokens=embedder.count_tokens,
        max_tokens=min(embedder.max_tokens, LARGEST_CHUNK_TOKENS),
    )
    return NewVersion(
        collection=collection,
        source=_source(added.id),
        file_name=f"{added.id}.txt",
        title=title,
        media_type="text/plain",
        language=language,
        verdict=Verdict.READ if chunks else Verdict.EMPTY,
        content_sha256=original.sha256,
        size_bytes=original.size_bytes,
        recipe=RECIPE,
        added_by=reader.name,
        pages=[Page(1, text)],
        chunks=chunks,
        readers=former.readers if former else None,
        metadata=_checked_metadata(added.metadata),
    )


def _checked_metadata(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """A copy. Raises BadInput that names the value which JSON would not give back as it is."""
    for key, value in metadata.items():
        try:
            same = json.loads(json.dumps({key: value}, allow_nan=False)) == {key: value}
        except (TypeError, ValueError, RecursionError):
            same = False
        if not same:
            raise BadInput(
                f"The metadata {str(key)[:80]!r} is a {type(value).__name__} that JSON cannot "
                "keep.",
                hint="Use text, numbers, true and false, null, lists, and objects of these.",
            )
    return dict(metadata)


def _title(metadata: Mapping[str, Any]) -> str:
    title = metadata.get("title")
    return (
        one_line(storable(title)).strip()[:MOST_TITLE_CHARACTERS] if isinstance(title, str) else ""
    )


def _embedded(store: "Store", embedder: Embedder, new: Sequence[NewVersion]) -> EmbeddedTexts:
    texts = {
        key: indexed_text(one.title, "", chunk.text)
        for one in new
        for key, chunk in zip(_keys(one), one.chunks, strict=True)
    }
    return embedded(store.ledger, store.index.tokens, embedder, texts)


def _keys(version: NewVersion) -> list[str]:
    """The input hash of each chunk."""
    return [input_sha256(version.title, "", chunk.text) for chunk in version.chunks]


def _readable(reader: Reader, collection: str) -> Select[Any]:
    """The added texts of a collection, with all that `_record` needs."""
    return (
        select(
            documents.c.id,
            documents.c.source,
            versions.c.metadata,
            versions.c.content_sha256,
            pages.c.text,
        )
        .join(collections, collections.c.id == documents.c.collection_id)
        .join(audiences, audiences.c.id == documents.c.audience_id)
        .join(versions, versions.c.id == documents.c.active_version_id)
        .join(pages, and_(pages.c.version_id == versions.c.id, pages.c.number == 1))
        .where(
            readable_condition(reader),
            collections.c.name == collection,
            documents.c.source.startswith(_SCHEME),
        )
        .order_by(documents.c.id)
    )


def _rows(
    ledger: Ledger, query: Select[Any], column: ColumnElement[str], values: Sequence[str] | None
) -> list[Row[Any]]:
    """The rows whose `column` is among `values` (None: all of them)."""
    with ledger.read() as connection:
        if values is None:
            return list(connection.execute(query))
        wanted = sorted(set(values))
        return [
            row
            for start in range(0, len(wanted), AT_ONCE)
            for row in connection.execute(query.where(column.in_(wanted[start : start + AT_ONCE])))
        ]


def _record(ledger: Ledger, row: Row[Any]) -> AddedText:
    """A row as it was given. Raises LedgerDamaged where the text is not as it was kept."""
    if hashlib.sha256(row.text.encode("utf-8")).hexdigest() != row.content_sha256:
        raise damaged(ledger.home, f"the text of document {row.id} is not as it was kept")
    return AddedText(row.source.removeprefix(_SCHEME), row.text, row.metadata or {})
