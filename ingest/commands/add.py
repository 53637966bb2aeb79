"""`ingest add`: files and folders become searchable, or it is said why not."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.commands.manifest_option import Wanted

if TYPE_CHECKING:
    from ingest.acting import Actor
    from ingest.file_tree import FoundFile, LeftOut
    from ingest.order import Order
    from ingest.progress import Progress
    from storage.ledger import Ledger
    from storage.store import Store

    Asked = Iterable[tuple[FoundFile | LeftOut, Order]]
    Walk = Callable[[Callable[[], None]], Asked]  # with what ends it early


Collection = Annotated[
    str, typer.Option(help="The collection that gets the documents; a manifest may name others.")
]
Create = Annotated[
    bool, typer.Option("--create", help="Make the collection if there is none of that name.")
]
Groups = Annotated[
    list[str] | None,
    typer.Option(help="With --create: a group that may read the collection; repeat for more."),
]
Readers = Annotated[
    list[str] | None,
    typer.Option(
        help="Narrow these documents to members of this group; repeat for more. '*' undoes it. "
        "Not given: each stays as narrowed as it is."
    ),
]
ManifestFile = Annotated[
    Path | None,
    typer.Option(
        help="A CSV file that lists the files, in columns path, title, collection, readers, "
        "effective_date, source_url. Nothing is added where a row cannot be used.",
        metavar="FILE",
    ),
]


def add(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files and folders.", metavar="PATH")
    ] = None,
    collection: Collection = "",
    manifest: ManifestFile = None,
    create: Create = False,
    groups: Groups = None,
    readers: Readers = None,
    title: Annotated[str, typer.Option(help="The title, for a single file.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
    as_name: Annotated[
        str | None, typer.Option("--as", help="Act as this person (role compliance or admin).")
    ] = None,
) -> None:
    """Add files and folders to a collection, and wait until each can be found.

    Unchanged files cost nothing, changed ones are replaced. Hidden files are left out, links are
    not followed. While a server runs, it does the work and this command shows the progress.
    After an interruption the same command goes on.

    Exit code: 0 all can be found, 1 some cannot, 2 misuse, 3 the home cannot be used now.
    """
    from ingest.acting import actor, narrowing
    from ingest.commands.manifest_option import checked_manifest, orders
    from ingest.home import opened_ledger
    from ingest.order import Order
    from ingest.progress import progress_for

    paths, groups = paths or [], groups or []
    _check(paths, manifest, title=title, groups=groups, create=create, collection=collection)
    with opened_ledger() as ledger:
        acting = actor(ledger, as_name)
        narrowed = narrowing(ledger, readers or (), new_groups=groups)
        order = Order(collection, acting.reader, narrowed, title)
        wanted = Wanted(collection, create=create, groups=groups)
        if manifest is None:
            walk, remark = _walked(ledger, acting, paths, order, wanted)
        else:
            rows = checked_manifest(ledger, acting, manifest, wanted, as_json=as_json)
            walk, remark = (lambda check: orders(rows, order)), ""
        progress = progress_for(as_json=as_json)
        if remark:
            progress.remark(remark)
        code = _added(ledger, walk, progress)
    raise typer.Exit(code)


def _check(
    paths: list[Path],
    manifest: Path | None,
    *,
    title: str,
    groups: list[str],
    create: bool,
    collection: str,
) -> None:
    from storage.errors import BadInput

    if bool(paths) == (manifest is not None):
        raise BadInput(
            "Name files and folders (PATH), or a --manifest, and not both.",
            hint="See: ingest add --help.",
        )
    if paths and not collection:
        raise BadInput("--collection is missing.", hint="See them with: ingest status.")
    if title and (manifest or len(paths) > 1 or paths[0].is_dir()):
        raise BadInput("--title names a single file.", hint="Add that file by itself.")
    if groups and not create:
        raise BadInput(
            "--groups belongs to --create.",
            hint=f"For a collection that exists: assistant collection grant {collection} GROUP",
        )


def _walked(
    ledger: "Ledger", acting: "Actor", paths: list[Path], order: "Order", wanted: Wanted
) -> "tuple[Walk, str]":
    """The files below the paths, for a collection that is there; and what to remark of it."""
    from ingest.acting import made_collection, readable_collection
    from ingest.file_tree import FileTree

    tree = FileTree(paths, own_home=ledger.home)
    if wanted.create:
        made = made_collection(ledger, acting, wanted.collection, groups=wanted.groups)
    else:
        made = readable_collection(ledger, acting, wanted.collection)
    remark = f"No group may read {made.name} yet: assistant collection grant {made.name} GROUP"

    def walk(check: "Callable[[], None]") -> "Asked":
        return ((entry, order) for entry in tree.walk(check))

    return walk, "" if made.groups else remark


def _added(ledger: "Ledger", walk: "Walk", progress: "Progress") -> int:
    """Add the files and tell how it ended; the exit code."""
    from ingest.addition import Addition
    from ingest.interruption import check_stop, interruptible
    from ingest.settings import IngestSettings
    from storage.settings import StorageSettings, load_settings

    def open_store() -> "Store":
        from storage.store import open_owned

        return open_owned(storage)

    storage, settings = load_settings(StorageSettings), load_settings(IngestSettings)
    with interruptible() as stop:
        addition = Addition(
            ledger,
            open_store=open_store,
            settings=settings,
            progress=progress,
            stop=stop,
        )
        try:
            addition.run_each(walk(partial(check_stop, stop)))
        finally:
            progress.end(addition.report)
    if stop.is_set():
        progress.remark(
            "Interrupted. What is queued stays queued: the same command goes on, "
            "and so does assistant serve."
        )
        return stop.exit_code
    return addition.report.exit_code
