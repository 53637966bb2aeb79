"""What brings a collection in step with a folder: a pure function of what is known and found.

A document follows its bytes to another path only where that leaves no path to a new document
that had one before: whoever was kept from reading what lies there stays kept from it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath


class FolderAction(StrEnum):
    """What happens to a file's document when a collection is brought in step with its folder."""

    NEW = "new"
    CHANGED = "changed"
    OUTDATED = "outdated"  # the same bytes, which would be read or embedded otherwise now
    MOVED = "moved"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class FolderChange:
    """One change; `former` is where a moved document was, `document_id` is empty for a new one."""

    action: FolderAction
    source: str
    former: str = ""
    document_id: str = ""


@dataclass(frozen=True, slots=True)
class KnownContent:
    """A document at a source: the SHA-256 of its content, and whether its readers are narrowed.

    `outdated` where the same content would be read or embedded otherwise now.
    """

    document_id: str
    content: str
    narrowed: bool = False
    outdated: bool = False


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """The changes, moves first, then by source; and how many documents stay as they are."""

    changes: tuple[FolderChange, ...]
    unchanged: int

    def of(self, *actions: FolderAction) -> Iterator[FolderChange]:
        """The changes of those kinds."""
        return (change for change in self.changes if change.action in actions)

    @property
    def counts(self) -> dict[str, int]:
        """How many changes there are of each kind, none left out."""
        counter = Counter(change.action for change in self.changes)
        return {action.value: counter[action] for action in FolderAction}


# By how many last parts of their paths two places are alike, tried in this order: a folder that
# was renamed keeps the names in it, and a file's own name says more than where it lies.
LIKENESS = (4, 3, 2, 1, 0)


def plan_sync(
    known: Mapping[str, KnownContent],
    found: Mapping[str, str | None],
    *,
    kept: Callable[[str], bool] = lambda source: False,
) -> SyncPlan:
    """What to do with the documents `known` at their sources, where the files `found` are.

    `found` has the SHA-256 of each file; "" for one that is like no document's; None for one that
    is left alone for now. A document without a file is removed, unless it is `kept`.

    Of several documents with the bytes of several new files, those with like paths belong
    together; narrowed documents come before others, so that of two that are one now the narrower
    stays; then names decide.
    """
    moves = _safe_moves(known, found, _matches(known, found, kept))
    targets, leaving = {target: former for former, target in moves.items()}, set(moves)
    changes, unchanged = [], 0
    for former, target in sorted(moves.items(), key=lambda move: move[1]):
        document_id = known[former].document_id
        changes.append(FolderChange(FolderAction.MOVED, target, former, document_id))
    for source in sorted(known.keys() | found.keys()):
        if source in targets:
            continue
        document = None if source in leaving else known.get(source)
        action = _action(document, source, found, kept)
        if action is not None:
            document_id = document.document_id if document else ""
            changes.append(FolderChange(action, source, document_id=document_id))
        elif document is not None:
            unchanged += 1
    return SyncPlan(tuple(changes), unchanged)


def _action(
    document: KnownContent | None,
    source: str,
    found: Mapping[str, str | None],
    kept: Callable[[str], bool],
) -> FolderAction | None:
    """What happens to the document at a source, or to the file without one."""
    if source not in found:
        return FolderAction.REMOVED if document and not kept(source) else None
    content = found[source]
    if content is None:
        return None
    if document is None:
        return FolderAction.NEW
    if content != document.content:
        return FolderAction.CHANGED
    return FolderAction.OUTDATED if document.outdated else None


def _matches(
    known: Mapping[str, KnownContent],
    found: Mapping[str, str | None],
    kept: Callable[[str], bool],
) -> dict[str, str]:
    """Former source → source with the same bytes, one to one; both without their own any more."""
    gone = defaultdict(list)
    for source, document in known.items():
        elsewhere = source in found and found[source] not in (None, document.content)
        if elsewhere or (source not in found and not kept(source)):
            gone[document.content].append(source)
    come = defaultdict(list)
    for source, content in found.items():
        if (
            content is not None
            and content in gone
            and (source not in known or known[source].content != content)
        ):
            come[content].append(source)
    matches: dict[str, str] = {}
    for content, sources in come.items():
        formers = sorted(gone[content], key=lambda one: (not known[one].narrowed, one))
        matches |= _paired(formers, sorted(sources))
    return matches


def _paired(formers: Sequence[str], sources: Sequence[str]) -> dict[str, str]:
    """Each former source with one of `sources`, the most alike first."""
    paired: dict[str, str] = {}
    free = list(sources)
    for likeness in LIKENESS:
        places = defaultdict(list)
        for source in reversed(free):
            places[_tail(source, likeness)].append(source)
        for former in formers:
            if former not in paired and (same := places[_tail(former, likeness)]):
                paired[former] = same.pop()
        taken = set(paired.values())
        free = [source for source in free if source not in taken]
    return paired


def _tail(source: str, parts: int) -> tuple[str, ...]:
    """The last parts of a path, and its suffix: another one may mean another way of reading."""
    path = PurePath(source)
    tail = path.parts[len(path.parts) - parts :] if parts <= len(path.parts) else path.parts
    return (path.suffix.lower(), *tail)


def _safe_moves(
    known: Mapping[str, KnownContent], found: Mapping[str, str | None], moves: dict[str, str]
) -> dict[str, str]:
    """The moves that leave no path to a new document which had one, and overwrite none.

    What is left are chains that begin at a path that is gone, and rings.
    """
    while True:
        targets = set(moves.values())
        safe = {
            former: target
            for former, target in moves.items()
            if (former not in found or former in targets)
            and (target not in known or target in moves)
        }
        if len(safe) == len(moves):
            return safe
        moves = safe
