"""`ingest status`: who works on a home, what waits, what failed, and what it holds."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from storage.ledger import Ledger

FAILURES_SHOWN = 10


def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show who works on the home, what waits, what failed last, and what it holds."""
    from ingest.home import ledger_to_read

    with ledger_to_read() as ledger:
        found = home_status(ledger)
    typer.echo(json.dumps(found) if as_json else "\n".join(lines(found)))


def home_status(ledger: "Ledger") -> dict[str, Any]:
    """The stable JSON form of how a home stands."""
    from storage.access import list_collections
    from storage.documents import count_chunks, count_documents
    from storage.jobs import count_open, recent_jobs
    from storage.locking import owner
    from storage.records import OPERATOR, JobState, Verdict
    from storage.unread_files import count_unread

    owned_by = owner(ledger.home)
    failures = recent_jobs(ledger, OPERATOR, limit=FAILURES_SHOWN, states=[JobState.FAILED])
    return {
        "home": str(ledger.home),
        "disk_full": ledger.without_room,
        "owner": None if owned_by is None else asdict(owned_by),
        "open_jobs": count_open(ledger),
        "index": index_status(ledger, owned=owned_by is not None),
        "collections": [
            {
                "name": one.name,
                "groups": sorted(one.groups),
                "documents": count_documents(ledger, OPERATOR, collection=one.name),
                "chunks": count_chunks(ledger, OPERATOR, collection=one.name),
            }
            for one in list_collections(ledger, OPERATOR)
        ],
        "unread_files": count_unread(ledger, OPERATOR),
        "last_failures": [
            {
                "finished": job.finished.isoformat() if job.finished else None,
                "collection": job.collection,
                "source": job.source,
                "verdict": (job.verdict or Verdict.FAILED).value,
                "detail": job.detail,
            }
            for job in failures
        ],
    }


def index_status(ledger: "Ledger", *, owned: bool) -> dict[str, object]:
    """The generation of the index and its state: none, sealed, open or unsealed.

    An index is open while its owner writes. One that was left unsealed is made anew at the next
    start; nothing is lost by it.
    """
    from storage.generations import current
    from storage.manifest import MANIFEST

    folder = current(ledger.home)
    if folder is None:
        return {"generation": "", "state": "none"}
    if (folder / MANIFEST).is_file():
        return {"generation": folder.name, "state": "sealed"}
    return {"generation": folder.name, "state": "open" if owned else "unsealed"}


def lines(found: dict[str, Any]) -> list[str]:
    """The status for people, every name printable."""
    from ingest.visible import visible

    owned_by, index = found["owner"], found["index"]
    works = "nobody"
    if owned_by:
        works = f"process {owned_by['pid']} ({owned_by['kind']}) {owned_by['address']}".rstrip()
    if owned_by and not owned_by["pid"]:
        works = "a process that cannot be named: its lock file was deleted"
    shown = [
        f"home         {visible(found['home'])}",
        f"in use by    {works}",
    ]
    if owned_by and (trouble := owned_by["trouble"]):
        shown.append(
            f"waits        {visible(trouble['message'])} {visible(trouble['hint'])}".rstrip()
        )
    shown += [
        f"open jobs    {found['open_jobs']}",
        f"index        {index['state']} {index['generation']}".rstrip(),
    ]
    for one in found["collections"]:
        readers = ", ".join(one["groups"]) or "no group"
        counts = f"{_counted(one['documents'], 'document')}, {_counted(one['chunks'], 'chunk')}"
        shown.append(f"collection   {one['name']}: {counts}; read by {readers}")
    for job in found["last_failures"]:
        failure = f"{job['verdict']}: {visible(job['source'])}"
        shown.append(
            f"failed       {(job['finished'] or '')[:19]}  {failure}: {visible(job['detail'])}"
        )
    if unread := found["unread_files"]:
        shown.append(f"not read     {_counted(unread, 'file')}; see ingest report --failed")
    return shown


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
