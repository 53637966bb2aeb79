"""Removals that nobody can have meant: the place of a share that is not mounted is empty."""

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath

from ingest.errors import FolderAway, RemovalsHeld
from ingest.folder_look import FolderLook
from ingest.mirrored_folder import MirroredFolder
from ingest.sync_plan import FolderAction

FEW_DOCUMENTS = 20  # below, removing even all of them is an ordinary day


def refuse_empty(folder: MirroredFolder, look: FolderLook, *, waiting: int = 0) -> None:
    """Raises FolderAway where not one file is left of a folder that had documents, or files that
    are `waiting` to be read: that is how the place of a share looks that is not mounted."""
    removed = sum(1 for _ in look.plan.of(FolderAction.REMOVED))
    if look.empty and (removed or waiting):
        came = f"{removed} documents came from it"
        if waiting:
            came += f" and {waiting} files of it wait to be read"
        raise FolderAway(
            f"{folder.path} holds no file any more, and {came}; they stay.",
            hint="Is its share mounted? If all is meant to go: --allow-removals.",
        )


def refuse_many(folder: MirroredFolder, look: FolderLook) -> None:
    """Raises RemovalsHeld where more than half of the documents would be removed, or all of a
    folder that is there and empty now, as the place of a share is; not where they are few."""
    removed = [change.source for change in look.plan.of(FolderAction.REMOVED)]
    total = sum(1 for one in look.known.values() if one.document)
    if total >= FEW_DOCUMENTS and 2 * len(removed) > total:
        raise _held(f"{len(removed)} of the {total} documents of {folder.path} would be removed.")
    having = _by_folder(source for source, one in look.known.items() if one.document)
    for place, count in sorted(_by_folder(removed).items()):
        if (
            place.startswith(f"{folder.source}/")
            and FEW_DOCUMENTS <= count == having[place]
            and not any(source.startswith(f"{place}/") for source in look.files)
            and folder.has_folder(place)
        ):
            raise _held(f"{place} is empty now; its {count} documents would be removed.")


def _held(what: str) -> RemovalsHeld:
    return RemovalsHeld(
        what,
        hint="Is a share not mounted? See them with ingest sync --dry-run. If it is meant so: "
        "--allow-removals.",
    )


def _by_folder(sources: Iterable[str]) -> Counter[str]:
    """How many of the sources lie in each folder, at any depth."""
    return Counter(str(parent) for source in sources for parent in PurePath(source).parents)
