"""`ingest sync`: a collection is brought in step with a folder."""

from typing import TYPE_CHECKING, Annotated

import typer

from ingest.commands.folder_options import (
    AsJson,
    Asked,
    AsName,
    Collection,
    Exclude,
    Folder,
    Include,
    Readers,
    mirrored,
)

if TYPE_CHECKING:
    from ingest.batch_report import BatchReport
    from ingest.folder_look import FolderLook
    from ingest.progress import Progress


def sync(
    folder: Folder,
    collection: Collection,
    include: Include = None,
    exclude: Exclude = None,
    readers: Readers = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and change nothing.")
    ] = False,
    allow_removals: Annotated[
        bool,
        typer.Option(
            "--allow-removals", "--yes", help="Also where most documents would be removed."
        ),
    ] = False,
    as_json: AsJson = False,
    as_name: AsName = None,
) -> None:
    """Make a collection hold what a folder holds: new, changed, moved and deleted files.

    A file that looks as it did (size, times, inode) is not opened; one that was moved keeps its
    document. Only documents that came from the folder are removed, and none while the folder is
    away or empty. Links are not followed; hidden and temporary files are left out. Ctrl-C stops
    after the documents at hand; the same command goes on.

    Exit code: 0 in step, 1 some files cannot be found, 2 misuse or too many removals, 3 the folder
    or the home cannot be used now.
    """
    from ingest.interruption import Interrupted
    from ingest.progress import progress_for

    asked = Asked(folder, collection, include or (), exclude or (), readers or (), as_name)
    with mirrored(asked) as (folder_sync, _, stop):
        try:
            look = folder_sync.look()
        except Interrupted:
            raise typer.Exit(stop.exit_code) from None
        if not allow_removals:
            folder_sync.check_there(look)
            if not dry_run:
                folder_sync.check(look)
        progress = progress_for(as_json=as_json)
        addition = folder_sync.addition(progress)
        report = addition.report
        if dry_run:
            folder_sync.foretell(look, report)
            _foretell(look, report, progress)
            held = None if allow_removals else folder_sync.held(look)
            if held is not None:
                raise held  # as without --dry-run, after what else would be done
            raise typer.Exit(0)
        try:
            folder_sync.carry_out(look, addition, progress)
        finally:
            progress.end(report)
        if stop.is_set():
            progress.remark("Interrupted. The same command goes on where this one stopped.")
            raise typer.Exit(stop.exit_code)
        raise typer.Exit(report.exit_code)


def _foretell(look: "FolderLook", report: "BatchReport", progress: "Progress") -> None:
    """Say what would be done."""
    for entry in look.left_out:
        report.left_out[entry.why] += 1
        progress.left_out(entry)
    for change in look.plan.changes:
        progress.changed(change)
    progress.end(report)
    progress.remark("A dry run: nothing was changed.")
