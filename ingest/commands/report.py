"""`ingest report`: what was read of a document, page by page, and what was not."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from storage.ledger import Ledger
    from storage.records import Reader

AT_ONCE = 500


def report(
    document: Annotated[
        str | None,
        typer.Argument(help="Document id, or the file it came from. Not given: all, a line each."),
    ] = None,
    collection: Annotated[
        str | None, typer.Option(help="Only this collection; or where to look for the file.")
    ] = None,
    failed: Annotated[
        bool, typer.Option("--failed", help="List the files that could not be read instead.")
    ] = False,
    to_check: Annotated[
        bool,
        typer.Option(
            "--to-check",
            help="Only documents with unread pages, hidden text that is set aside, or warnings.",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
    as_name: Annotated[
        str | None, typer.Option("--as", help="Act as this person (role compliance or admin).")
    ] = None,
) -> None:
    """Show how documents were read: pages, warnings, hidden text, duplicates.

    For one document a line a page; without one a line a document, newest first. With --failed a
    line for each file whose last attempt failed, until it is read or gone.

    Exit code: 0 done, 1 --failed lists a file, 2 misuse, 3 the home cannot be used now.
    """
    from ingest.acting import actor, readable_collection
    from ingest.batch_report import EXIT_SOME_FAILED
    from ingest.commands.remove import named
    from ingest.home import ledger_to_read
    from ingest.report_json import report_json
    from ingest.report_lines import report_lines
    from storage.reading_report import reading_report

    _check(document, failed=failed, to_check=to_check)
    with ledger_to_read() as ledger:
        acting = actor(ledger, as_name)
        if collection is not None:
            readable_collection(ledger, acting, collection)
        if failed:
            count = _failed(ledger, acting.reader, collection, as_json=as_json)
            raise typer.Exit(EXIT_SOME_FAILED if count else 0)
        if document is None:
            _summary(ledger, acting.reader, collection, to_check=to_check, as_json=as_json)
            return
        found = named(ledger, acting.reader, document, collection)
        shown = reading_report(ledger, acting.reader, found.id)
    as_text = "\n".join(report_lines(shown))
    typer.echo(json.dumps(report_json(shown, for_operator=True)) if as_json else as_text)


def _check(document: str | None, *, failed: bool, to_check: bool) -> None:
    from storage.errors import BadInput

    if to_check and (failed or document is not None):
        raise BadInput(
            "--to-check lists documents that were read, and takes neither one nor --failed.",
            hint="For a document: ingest report DOCUMENT.",
        )
    if failed and document is not None:
        raise BadInput(
            "--failed lists every file that could not be read, and takes no document.",
            hint="For a document: ingest report DOCUMENT.",
        )


def _failed(ledger: "Ledger", reader: "Reader", collection: str | None, *, as_json: bool) -> int:
    """Print the files that could not be read; how many there are."""
    from ingest.unread_report import unread_json, unread_line, what_to_do
    from storage.unread_files import every_unread_file

    count, meanings = 0, set()
    for job in every_unread_file(ledger, reader, collection=collection):
        shown = unread_json(job)
        meanings.add((str(shown["verdict"]), str(shown["meaning"])))
        typer.echo(json.dumps(shown) if as_json else unread_line(job))
        count += 1
    if not as_json:
        for line in [f"Files that could not be read: {count}", *what_to_do(meanings)]:
            typer.echo(line)
    return count


def _summary(
    ledger: "Ledger", reader: "Reader", collection: str | None, *, to_check: bool, as_json: bool
) -> None:
    from ingest.report_json import summary_json
    from ingest.report_lines import summary_line
    from storage.documents import list_documents
    from storage.reading_report import attention
    from storage.records import Verdict
    from storage.unread_files import count_unread

    count = unread = quarantined = hidden = 0
    while found := list_documents(
        ledger, reader, collection=collection, to_check=to_check, limit=AT_ONCE, offset=count
    ):
        seen = attention(ledger, found)
        for one in found:
            about = seen[one.id]
            unread += one.verdict is Verdict.PARTLY_READ
            quarantined += one.verdict is Verdict.QUARANTINED
            hidden += about.hidden
            line = json.dumps(summary_json(one, about)) if as_json else summary_line(one, about)
            typer.echo(line)
        count += len(found)
    if as_json:
        return
    typer.echo(
        f"Documents{' to check' if to_check else ''}: {count}, partly read: {unread}, "
        f"in quarantine: {quarantined}, hidden texts set aside: {hidden}"
    )
    if failed := count_unread(ledger, reader, collection=collection):
        typer.echo(f"Files that could not be read: {failed}; see them with --failed")
