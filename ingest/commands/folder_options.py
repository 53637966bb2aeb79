"""What `ingest sync` and `ingest watch` are asked, and what they make of it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ingest.folder_sync import FolderSync
    from ingest.interruption import Interruption
    from ingest.mirrored_folder import MirroredFolder
    from storage.store import Store

Folder = Annotated[Path, typer.Argument(help="The folder; no link.", metavar="DIR")]
Collection = Annotated[str, typer.Option(help="The collection that mirrors it.")]
Include = Annotated[
    list[str] | None,
    typer.Option(
        help="Only files like this, as in a .gitignore: *.pdf, /handbook/. Case counts; repeat "
        "for more."
    ),
]
Exclude = Annotated[
    list[str] | None,
    typer.Option(
        help="No files like this: drafts/, **/old/**. Their documents are left as they are. "
        "Case counts; repeat for more."
    ),
]
Readers = Annotated[
    list[str] | None,
    typer.Option(help="Narrow new and changed documents to this group; repeat for more."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]
AsName = Annotated[
    str | None, typer.Option("--as", help="Act as this person (role compliance or admin).")
]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a folder is to be mirrored as."""

    folder: Path
    collection: str
    include: Sequence[str]
    exclude: Sequence[str]
    readers: Sequence[str]
    as_name: str | None


@contextmanager
def mirrored(asked: Asked) -> Iterator[tuple["FolderSync", "MirroredFolder", "Interruption"]]:
    """The folder and what brings the collection in step with it, until the command ends."""
    from ingest.acting import actor, narrowing, readable_collection
    from ingest.folder_sync import FolderSync
    from ingest.globs import Globs
    from ingest.home import opened_ledger
    from ingest.interruption import interruptible
    from ingest.mirrored_folder import MirroredFolder
    from ingest.order import Order
    from ingest.settings import IngestSettings
    from storage.settings import StorageSettings, load_settings

    storage, settings = load_settings(StorageSettings), load_settings(IngestSettings)
    globs = Globs.of(asked.include, asked.exclude, folder=asked.folder)
    with opened_ledger() as ledger, interruptible() as stop:
        acting = actor(ledger, asked.as_name)
        narrowed = narrowing(ledger, asked.readers)
        made = readable_collection(ledger, acting, asked.collection)
        folder = MirroredFolder(asked.folder, globs, own_home=ledger.home)

        def open_store() -> "Store":
            from storage.store import open_owned

            return open_owned(storage)

        sync = FolderSync(
            ledger,
            folder,
            Order(made.name, acting.reader, narrowed),
            open_store=open_store,
            settings=settings,
            stop=stop,
        )
        yield sync, folder, stop
