"""A look at a folder beside what is known of it: what would bring the collection in step."""

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from ingest.content_hash import sha256_of
from ingest.file_tree import FoundFile, LeftOut, Omission, open_regular
from ingest.held_files import HELD, taken_later
from ingest.known_files import Means
from ingest.mirrored_folder import Listing, MirroredFolder
from ingest.stamps import looks_the_same, stamp_of
from ingest.sync_plan import FolderAction, KnownContent, SyncPlan, plan_sync
from storage.file_stamps import FileStamp
from storage.names import one_line
from storage.records import Verdict
from storage.source_files import KnownFile

UNLIKE_ANY = ""  # the content of a file that is no known document's

Ready = Callable[[FoundFile], bool]
Gone = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class FolderLook:
    """What was found, and the plan that follows from it.

    `contents` has the SHA-256 of every file that was hashed, of which none has a size unlike all
    documents'; `stamps` how files look that have the content of a document. `failed` are files
    that would fail again, `waiting` those that were not ready.
    """

    plan: SyncPlan
    files: Mapping[str, FoundFile]
    known: Mapping[str, KnownFile]
    contents: Mapping[str, str]
    stamps: Mapping[str, FileStamp]
    left_out: tuple[LeftOut, ...]
    failed: tuple[str, ...]
    waiting: tuple[str, ...]
    empty: bool  # there is no file in the folder, whatever the patterns take

    @property
    def quarantined(self) -> tuple[str, ...]:
        """The sources of documents that stay in quarantine: nothing of them is read again."""
        read_again = FolderAction.CHANGED, FolderAction.OUTDATED
        ends = {change.source for change in self.plan.of(FolderAction.REMOVED, *read_again)}
        ends.update(self.failed)
        return tuple(
            source
            for source, known in sorted(self.known.items())
            if known.document
            and known.document.verdict is Verdict.QUARANTINED
            and source not in ends
        )

    def touched(self) -> dict[str, tuple[FileStamp, str]]:
        """The files that look otherwise and have the same content as before."""
        stay = {change.source for change in self.plan.changes}
        return {
            source: (stamp, self.contents[source])
            for source, stamp in self.stamps.items()
            if source not in stay
            and (known := self.known.get(source))
            and known.document
            and known.document.content_sha256 == self.contents[source]
        }


def look_at(
    folder: MirroredFolder,
    known: Mapping[str, KnownFile],
    means: Means,
    *,
    ready: Ready = lambda found: True,
    gone: Gone = lambda source: True,
    check: Callable[[], None] = lambda: None,
) -> FolderLook:
    """Look through the folder; files are opened only where their looks do not tell.

    A file that is not `ready` is left alone this time, and so is the document of a missing one
    that is not `gone`. `check` is called all along and may raise to end it. Raises FolderAway.
    """
    listing = folder.listing(check=check)
    documents = {source: one for source, one in known.items() if one.document}
    contents = {source: _content(one, means) for source, one in documents.items()}
    hidden = _Hidden(folder, listing.left_out)
    missing = [source for source in documents.keys() - listing.files.keys() if not hidden(source)]
    early = {source for source in missing if not gone(source)}
    looking = _Looking(listing, known, means, ready, check)
    found = looking.contents_found()
    left_out = [*listing.left_out, *looking.unreadable]
    # A file with the bytes of a document that is not surely gone waits with it: it may be moved.
    undecided = {contents[source].content for source in early}
    sizes_waiting = looking.sizes_waiting()

    def kept(source: str) -> bool:
        document = documents[source].document
        may_be_moved = document is not None and document.size_bytes in sizes_waiting
        return source in early or may_be_moved or hidden(source)

    plan = plan_sync(
        contents,
        {source: None if one in undecided else one for source, one in found.items()},
        kept=kept,
    )
    return FolderLook(
        plan=plan,
        files=listing.files,
        known=known,
        contents=looking.contents,
        stamps=looking.stamps,
        left_out=tuple(left_out),
        failed=tuple(looking.failed),
        waiting=tuple(looking.waiting),
        empty=listing.empty,
    )


class _Looking:
    """The files of one listing on their way to their contents."""

    def __init__(
        self,
        listing: Listing,
        known: Mapping[str, KnownFile],
        means: Means,
        ready: Ready,
        check: Callable[[], None],
    ) -> None:
        self.contents: dict[str, str] = {}
        self.stamps: dict[str, FileStamp] = {}
        self.failed: list[str] = []
        self.waiting: list[str] = []
        self.unreadable: list[LeftOut] = []
        self._held: list[tuple[str, FoundFile]] = []  # tried, and to be tried again
        self._files = listing.files
        self._known = known
        self._means = means
        self._ready = ready
        self._check = check

    def sizes_waiting(self) -> frozenset[int]:
        """The sizes of the files that were not ready: they may be documents that were moved."""
        return frozenset(self._files[source].size_bytes for source in self.waiting)

    def contents_found(self) -> dict[str, str | None]:
        """The content of each file, as `plan_sync` wants it."""
        found: dict[str, str | None] = {}
        new: list[str] = []
        sizes = {one.document.size_bytes for one in self._known.values() if one.document}
        for source, file in self._files.items():
            known = self._known.get(source)
            alike = known if known and looks_the_same(known.stamp, file) else None
            if alike and self._means.failed(alike):
                self.failed.append(source)
                found[source] = None
            elif alike and _is_its_document(alike):
                found[source] = alike.content_sha256
            elif not self._ready(file):
                self.waiting.append(source)
                found[source] = None
            elif known and known.document:  # of no document's size it needs no reading to differ
                like = file.size_bytes in sizes
                found[source] = self._hashed(source, file) if like else UNLIKE_ANY
            else:
                new.append(source)
        found.update(self._hashed_later())
        sizes = self._sizes_to_match(found)
        for source in new:
            file = self._files[source]
            like = file.size_bytes in sizes
            found[source] = self._hashed(source, file) if like else UNLIKE_ANY
        found.update(self._hashed_later())
        return found

    def _sizes_to_match(self, found: Mapping[str, str | None]) -> set[int]:
        """The sizes of documents whose bytes are not at their sources: new files may have them."""
        return {
            known.document.size_bytes
            for source, known in self._known.items()
            if known.document and found.get(source) != known.document.content_sha256
        }

    def _hashed(self, source: str, file: FoundFile) -> str | None:
        try:
            return self._hash((source, file))
        except BlockingIOError:
            self._held.append((source, file))
            return None

    def _hashed_later(self) -> Iterator[tuple[str, str | None]]:
        """The contents of files that another program held, where it gave them up since."""
        for (source, _), content in taken_later(self._held, self._hash, check=self._check):
            yield source, content
        for _, file in self._held:
            self._leave_out(file, Omission.BEING_WRITTEN, HELD)
        self._held.clear()

    def _hash(self, one: tuple[str, FoundFile]) -> str | None:
        """The content; None where it cannot be read. BlockingIOError where the file is held."""
        source, file = one
        seen_ns = time.time_ns()
        try:
            with open_regular(file.path) as stream:
                status = os.fstat(stream.fileno())
                content = sha256_of(stream, status.st_size, check=self._check)
        except BlockingIOError:
            raise
        except OSError as error:
            self._leave_out(file, Omission.UNREADABLE, error.strerror or str(error))
            return None
        if content is None:
            self._leave_out(file, Omission.BEING_WRITTEN)
            return None
        self.contents[source] = content
        self.stamps[source] = stamp_of(status, seen_ns=seen_ns, read_with=self._means.read_with)
        return content

    def _leave_out(self, file: FoundFile, why: Omission, detail: str = "") -> None:
        self.unreadable.append(LeftOut(file.path, why, detail))


def _is_its_document(known: KnownFile) -> bool:
    """True where the file became its document as it is. What is to be tried again is hashed like
    a new file: a document may be moved to it."""
    document = known.document
    return document is not None and document.content_sha256 == known.content_sha256


def _content(known: KnownFile, means: Means) -> KnownContent:
    """A known document as `plan_sync` wants it."""
    document = known.document
    if document is None:
        raise TypeError("the file has no document")
    return KnownContent(
        document.id,
        document.content_sha256,
        narrowed=document.readers is not None,
        outdated=not means.made(document),
    )


class _Hidden:
    """Which sources nobody looked at: patterns leave them out, or a folder is closed to us."""

    def __init__(self, folder: MirroredFolder, left_out: Sequence[LeftOut]) -> None:
        self._folder = folder
        self._closed = {one_line(str(one.path)) for one in left_out if one.hides_documents}

    def __call__(self, source: str) -> bool:
        """True where a file of that source may be there."""
        places = (PurePath(source), *PurePath(source).parents)
        return not self._folder.takes(source) or any(str(one) in self._closed for one in places)
