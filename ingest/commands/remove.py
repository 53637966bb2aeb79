"""`ingest remove`: documents leave, at once and for everybody."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from storage.ledger import Ledger
    from storage.records import Document, Reader


def remove(
    names: Annotated[
        list[str],
        typer.Argument(help="Document ids, or the files they came from.", metavar="DOCUMENT"),
    ],
    collection: Annotated[
        str | None, typer.Option(help="The collection, where several have the same file.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
    as_name: Annotated[
        str | None, typer.Option("--as", help="Act as this person (role compliance or admin).")
    ] = None,
) -> None:
    """Remove documents. Nobody finds or opens them from this moment on, server or not.

    The files they came from stay where they are. Where a document is not known, nothing at all
    is removed.
    """
    from ingest.acting import actor, readable_collection
    from ingest.home import opened_ledger
    from ingest.visible import visible
    from storage.originals import Originals
    from storage.versions import remove_document

    with opened_ledger() as ledger:
        acting = actor(ledger, as_name)
        if collection is not None:
            readable_collection(ledger, acting, collection)
        chosen = {
            document.id: document
            for document in (named(ledger, acting.reader, name, collection) for name in names)
        }
        for document in chosen.values():
            remove_document(ledger, Originals(ledger.home), document.id)
            shown = {"removed": document.id, "collection": document.collection}
            typer.echo(
                json.dumps(shown | {"source": document.source})
                if as_json
                else f"removed {document.id}  {document.collection}  {visible(document.source)}"
            )


def named(ledger: "Ledger", reader: "Reader", name: str, collection: str | None) -> "Document":
    """The document with that id or source, if `reader` may read it.

    Raises UnknownDocument where there is none, BadInput where several collections have one.
    """
    from ingest.visible import visible
    from storage.access import list_collections
    from storage.documents import find_by_source, find_document
    from storage.errors import BadInput, UnknownDocument
    from storage.names import one_line

    def found_as(document_id: str) -> "Document | None":
        try:
            document = find_document(ledger, reader, document_id)
        except UnknownDocument:
            return None
        return document if collection in (None, document.collection) else None

    if document := found_as(one_line(name)):
        return document
    collections = [one.name for one in list_collections(ledger, reader)]
    sources = {name, str(Path(name).absolute()), os.path.realpath(name)}
    candidates = {
        known.id
        for one in collections
        for source in sources
        if collection in (None, one) and (known := find_by_source(ledger, one, source))
    }
    matching = [document for one in sorted(candidates) if (document := found_as(one))]
    if len(matching) > 1:
        where = ", ".join(sorted(document.collection for document in matching))
        raise BadInput(f"{name} is in several collections: {where}.", hint="Give --collection.")
    if not matching:
        raise UnknownDocument(
            f"There is no document {visible(name)!r}.",
            hint="See the ids and files with: ingest list.",
        )
    return matching[0]
