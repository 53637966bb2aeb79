"""`ingest list`: the documents of a home."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from storage.records import Document

AT_ONCE = 500


def list_(
    collection: Annotated[
        str | None, typer.Option(help="Only the documents of this collection.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
    as_name: Annotated[
        str | None, typer.Option("--as", help="Act as this person (role compliance or admin).")
    ] = None,
) -> None:
    """List the documents that can be found, newest first, with their ids."""
    from ingest.acting import actor, readable_collection
    from ingest.home import ledger_to_read
    from storage.documents import list_documents

    with ledger_to_read() as ledger:
        acting = actor(ledger, as_name)
        if collection is not None:
            readable_collection(ledger, acting, collection)
        offset = 0
        while found := list_documents(
            ledger, acting.reader, collection=collection, limit=AT_ONCE, offset=offset
        ):
            for document in found:
                typer.echo(json.dumps(described(document)) if as_json else line(document))
            offset += len(found)
        if not offset and not as_json:
            typer.echo("There are no documents yet.")


def line(document: "Document") -> str:
    """A document on one line: id, collection, pages, verdict, readers, source."""
    from ingest.visible import visible

    readers = "" if document.readers is None else f"  [{', '.join(sorted(document.readers))}]"
    pages = f"{document.page_count} p."
    return (
        f"{document.id}  {document.collection:<12}  {pages:>7}  {document.verdict.value:<11}"
        f"  {visible(document.source)}{readers}"
    )


def described(document: "Document") -> dict[str, object]:
    """The stable JSON form of a document."""
    return {
        "id": document.id,
        "collection": document.collection,
        "source": document.source,
        "file_name": document.file_name,
        "title": document.title,
        "media_type": document.media_type,
        "language": document.language,
        "readers": None if document.readers is None else sorted(document.readers),
        "verdict": document.verdict.value,
        "pages": document.page_count,
        "unread_pages": list(document.unread_pages),
        "chunks": document.chunk_count,
        "size_bytes": document.size_bytes,
        "sha256": document.content_sha256,
        "added_by": document.added_by,
        "updated": document.updated.isoformat(),
        "effective_date": document.about.effective_date,
        "source_url": document.about.source_url,
    }
