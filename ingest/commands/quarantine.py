"""`ingest quarantine`: hidden text that was set aside, listed, let in, taken out again."""

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ingest.batch_report import BatchReport
    from storage.ledger import Ledger


quarantine = typer.Typer(
    help="List the hidden texts that were set aside, release them, withhold them again.",
    epilog="Example: ingest quarantine list",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Document = Annotated[str, typer.Argument(help="Document id, or the file it came from.")]
Digests = Annotated[
    list[str],
    typer.Argument(help="Digests of its hidden texts, or their first letters.", metavar="DIGEST"),
]
Collection = Annotated[str | None, typer.Option(help="The collection.")]
AsName = Annotated[
    str | None, typer.Option("--as", help="Act as this person (role compliance or admin).")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]


@quarantine.command("list", epilog="Example: ingest quarantine list --collection staff --json")
def list_(
    document: Annotated[
        str | None, typer.Argument(help="Document id or file. Not given: every document.")
    ] = None,
    collection: Collection = None,
    as_json: AsJson = False,
    as_name: AsName = None,
) -> None:
    """List hidden texts, released ones too, with the digests that name them."""
    from ingest.acting import actor, readable_collection
    from ingest.commands.remove import named
    from ingest.home import ledger_to_read
    from ingest.report_json import hidden_json
    from ingest.report_lines import hidden_line
    from ingest.visible import visible
    from storage.documents import list_documents
    from storage.quarantine import hidden_texts

    with ledger_to_read() as ledger:
        reader = actor(ledger, as_name).reader
        if collection is not None:
            readable_collection(ledger, actor(ledger, as_name), collection)
        if document is not None:
            documents = [named(ledger, reader, document, collection)]
        else:
            documents = list_documents(ledger, reader, collection=collection)
        listed = [
            (one, found) for one in documents if (found := hidden_texts(ledger, reader, one.id))
        ]
    if as_json:
        for one, found in listed:
            for text in found:
                typer.echo(json.dumps({"document": one.id, **hidden_json(text)}))
        return
    for one, found in listed:
        typer.echo(f"{one.id}  {one.collection}  {visible(one.source)}")
        for text in found:
            typer.echo(f"  {hidden_line(text)}")
    to_release = "To let one in: ingest quarantine release DOCUMENT DIGEST"
    typer.echo(to_release if listed else "No hidden text was found.")


@quarantine.command("release", epilog="Example: ingest quarantine release policies/a.pdf 1f09c2")
def release(
    document: Document,
    digests: Digests,
    collection: Collection = None,
    as_json: AsJson = False,
    as_name: AsName = None,
) -> None:
    """Let hidden texts into a document: it is read again, and they are found from then on.

    They stay in when a later version of the document has the same hidden text. After Ctrl-C the
    decision stands, and the same command goes on.

    Exit code: 0 it was read again, 1 that failed, 2 misuse, 3 the home cannot be used now.
    """
    from storage.quarantine import release_text

    _decide(release_text, document, digests, collection, as_json=as_json, as_name=as_name)


@quarantine.command("withhold", epilog="Example: ingest quarantine withhold policies/a.pdf 1f09c2")
def withhold(
    document: Document,
    digests: Digests,
    collection: Collection = None,
    as_json: AsJson = False,
    as_name: AsName = None,
) -> None:
    """Take a release back: the document is read again without those texts.

    One that has no other text is in quarantine then. Interruption and exit codes as for release.
    """
    from storage.quarantine import withhold_text

    _decide(withhold_text, document, digests, collection, as_json=as_json, as_name=as_name)


def _decide(
    change: Callable[..., int],
    document: str,
    digests: list[str],
    collection: str | None,
    *,
    as_json: bool,
    as_name: str | None,
) -> None:
    """Make the change for each digest, then wait for the new reading."""
    from ingest.acting import actor
    from ingest.commands.remove import named
    from ingest.home import opened_ledger

    with opened_ledger() as ledger:
        reader = actor(ledger, as_name).reader
        found = named(ledger, reader, document, collection)
        jobs = {change(ledger, reader, found.id, one, by=reader.name) for one in digests}
        code = _read_again(ledger, jobs, as_json=as_json)
    raise typer.Exit(code)


def _read_again(ledger: "Ledger", jobs: Iterable[int], *, as_json: bool) -> int:
    """Do the work or follow who does it; the exit code."""
    from ingest.addition import Addition
    from ingest.interruption import interruptible
    from ingest.progress import progress_for
    from ingest.settings import IngestSettings
    from storage.jobs import find_job
    from storage.settings import StorageSettings, load_settings
    from storage.store import open_owned

    storage, progress = load_settings(StorageSettings), progress_for(as_json=as_json)
    queued = [job for one in sorted(jobs) if (job := find_job(ledger, one))]
    with interruptible() as stop:
        addition = Addition(
            ledger,
            open_store=lambda: open_owned(storage),
            settings=load_settings(IngestSettings),
            progress=progress,
            stop=stop,
        )
        try:
            addition.finish(queued)
        finally:
            progress.end(addition.report)
        if stop.is_set():
            progress.remark(
                "Interrupted. The decision stands, and the new reading stays queued: the same "
                "command goes on, and so does assistant serve."
            )
            return stop.exit_code
    return exit_code(addition.report)


def exit_code(report: "BatchReport") -> int:
    """0 where every document was read again, though it may have no text to be found any more."""
    from ingest.batch_report import EXIT_SOME_FAILED

    done = report.finished == report.documents and all(one.kept for one in report.verdicts)
    return 0 if done else EXIT_SOME_FAILED
