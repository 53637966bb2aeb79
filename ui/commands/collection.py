"""`assistant collection`: the sets of documents that share readers."""

import json
from typing import Annotated

import typer

from storage.records import Collection

app = typer.Typer(
    help="Add and list collections, and say which groups may read them.", no_args_is_help=True
)
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="The new collection.")],
    group: Annotated[
        list[str] | None, typer.Option(help="A group that may read it; repeat for more.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Add a collection. Without a group nobody reads it until one is granted.

    Example: assistant collection add hr --group hr --group management
    """
    from ingest.home import opened_ledger
    from storage.access import create_collection

    with opened_ledger() as ledger:
        made = create_collection(ledger, name, groups=group or ())
    typer.echo(json.dumps(described(made), ensure_ascii=False) if as_json else line(made))


@app.command("grant")
def grant(
    name: Annotated[str, typer.Argument(help="The collection.")],
    group: Annotated[str, typer.Argument(help="The group that may read it from now on.")],
    as_json: JsonOption = False,
) -> None:
    """Let a group read a collection, from the next question on.

    Example: assistant collection grant hr management
    """
    from ingest.home import opened_ledger
    from storage.access import find_collection
    from storage.access import grant as grant_group

    with opened_ledger() as ledger:
        grant_group(ledger, name, group=group)
        changed = find_collection(ledger, name)
    typer.echo(json.dumps(described(changed), ensure_ascii=False) if as_json else line(changed))


@app.command("list")
def list_(as_json: JsonOption = False) -> None:
    """List the collections and the groups that may read them.

    Example: assistant collection list
    """
    from ingest.home import ledger_to_read
    from storage.access import list_collections
    from storage.records import OPERATOR

    with ledger_to_read() as ledger:
        collections = list_collections(ledger, OPERATOR)
    if as_json:
        typer.echo(json.dumps([described(one) for one in collections], ensure_ascii=False))
        return
    for one in collections:
        typer.echo(line(one))


def line(collection: Collection) -> str:
    """A collection and its groups on one line."""
    groups = ", ".join(sorted(collection.groups)) or "no group: nobody but the operator reads it"
    return f"{collection.name:<24} {groups}"


def described(collection: Collection) -> dict[str, object]:
    """The stable JSON form of a collection."""
    return {"name": collection.name, "groups": sorted(collection.groups)}
