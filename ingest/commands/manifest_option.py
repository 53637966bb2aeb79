"""`ingest add --manifest`: every row is looked at before the first file is taken in."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.acting import Actor
    from ingest.file_tree import FoundFile, LeftOut
    from ingest.manifest import Manifest, RowFault
    from ingest.order import Order
    from storage.ledger import Ledger

FAULTS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """The collection of files that name none, and whether those that are not there are made."""

    collection: str
    create: bool
    groups: Sequence[str]


def checked_manifest(
    ledger: "Ledger",
    acting: "Actor",
    path: Path,
    wanted: Wanted,
    *,
    as_json: bool,
) -> "Manifest":
    """The manifest at `path`, all of whose rows can be added; collections it names are made where
    that is wanted.

    Raises BadInput after every fault was told.
    """
    from ingest.acting import made_collection
    from ingest.manifest import Allowed, read_manifest
    from storage.access import known_groups, list_collections
    from storage.errors import BadInput
    from storage.job_access import EVERY_READER

    readable = {one.name for one in list_collections(ledger, acting.reader)}
    known = {EVERY_READER, *known_groups(ledger), *wanted.groups}
    found = read_manifest(
        path,
        collection=wanted.collection,
        allowed=Allowed(lambda name: wanted.create or name in readable, known.__contains__),
    )
    if found.faults:
        for fault in found.faults[:FAULTS_SHOWN]:
            _tell(fault, as_json=as_json)
        cells = "1 cell" if len(found.faults) == 1 else f"{len(found.faults)} cells"
        raise BadInput(
            f"{path} has {cells} that cannot be used; nothing was added.",
            hint="Mend them and run the same command again.",
        )
    if wanted.create:
        for name in sorted({row.collection for row in found.rows}):
            made_collection(ledger, acting, name, groups=wanted.groups)
    return found


def orders(manifest: "Manifest", order: "Order") -> Iterator[tuple["FoundFile | LeftOut", "Order"]]:
    """Each file of the manifest with what is asked for it: as `order`, but for its own cells."""
    from dataclasses import replace

    from ingest.file_tree import FileTree
    from storage.file_stamps import About

    for row in manifest.rows:
        said = row.effective_date is not None or row.source_url is not None
        asked = replace(
            order,
            collection=row.collection,
            title=row.title or order.title,
            readers=order.readers if row.readers is None else row.readers,
            about=About(row.effective_date, row.source_url) if said else None,
        )
        for entry in FileTree([row.path], seen=True):
            yield entry, asked


def _tell(fault: "RowFault", *, as_json: bool) -> None:
    from ingest.visible import visible

    if as_json:
        event = {"event": "bad-row", "line": fault.line, "column": fault.column}
        sys.stdout.write(
            json.dumps(event | {"found": fault.found, "expected": fault.expected}) + "\n"
        )
    else:
        sys.stderr.write(
            f"line {fault.line}, {fault.column}: found '{visible(fault.found)}', "
            f"expected {visible(fault.expected)}\n"
        )
