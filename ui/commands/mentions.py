"""`assistant mentions`: every document that mentions something, counted."""

from pathlib import Path
from typing import Annotated, Any

import typer

PATH = "/api/v1/mentions"
AT_ONCE = 500  # documents of one request; all are listed


def mentions(
    query: Annotated[
        str,
        typer.Argument(help='A word or phrase; "…" for its very words; joined by and, et, or, ou.'),
    ],
    collection: Annotated[
        list[str] | None, typer.Option(help="Search only this collection; repeat for more.")
    ] = None,
    as_name: Annotated[
        str | None, typer.Option("--as", help="Search as this person instead of as the operator.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List every document that mentions something, with the pages; complete and counted.

    A running server searches; without one, the documents of the home are searched here.

    Example: assistant mentions '"télétravail" ou "travail à distance"'
    """
    import json

    from storage.language import detect_language
    from ui.commands.mention_lines import mentioned

    found = every_mention(query, collections=collection, as_name=as_name)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        typer.echo(mentioned(found, detect_language(query, default="en")))


def every_mention(
    query: str, *, collections: list[str] | None, as_name: str | None
) -> dict[str, Any]:
    """The JSON form of `POST /api/v1/mentions`, with every document in it.

    Raises BadInput, UnknownPerson or UnknownCollection before anything is searched.
    """
    from ingest.home import ledger_to_read
    from storage.lettered_pages import LetteredPages
    from storage.locking import owner
    from storage.mentions import find_mentions
    from storage.settings import StorageSettings, load_settings
    from storage.sought import sought
    from ui.commands.acting import acting_reader, check_collections
    from ui.mentions_json import mentions_json

    settings = load_settings(StorageSettings)
    what = sought(query)
    with ledger_to_read() as ledger:
        reader = acting_reader(ledger, as_name)
        check_collections(ledger, reader, collections)
        serving = owner(settings.home)
        if serving is None or serving.kind != "server" or not serving.address:
            found = find_mentions(ledger, LetteredPages(), reader, what, among=collections or None)
            return mentions_json(found)
    asked: dict[str, Any] = {"query": query, "limit": AT_ONCE}
    asked |= {"collections": collections} if collections else {}
    asked |= {"as": as_name} if as_name is not None else {}
    return from_server(settings.home, serving.address, serving.pid, asked)


def from_server(home: Path, address: str, pid: int, asked: dict[str, Any]) -> dict[str, Any]:
    """What the server finds, request after request until every document is there."""
    from ui.commands.asking import from_server as answered

    found = answered(home, address, PATH, pid=pid, asked=asked)
    more = found["found"]
    while len(more) == AT_ONCE:
        offset = len(found["found"])
        asked = {**asked, "offset": offset}
        more = answered(home, address, PATH, pid=pid, asked=asked)["found"]
        found["found"] += more
    return found
