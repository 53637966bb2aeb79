"""One round of bringing a collection in step with a folder: look, plan, carry out.

Documents that were moved come first, then those that leave, then what is new or changed. A
document whose bytes another file has now leaves after that was read, which it need not be again.
"""

import os
import stat
from collections.abc import Callable, Iterator, Set
from dataclasses import replace
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

from ingest.acting import reader_now
from ingest.addition import Addition
from ingest.batch_report import BatchReport
from ingest.errors import RemovalsHeld
from ingest.file_tree import FoundFile, LeftOut
from ingest.folder_look import FolderLook, Gone, Ready, look_at
from ingest.interruption import check_stop
from ingest.known_files import Means
from ingest.mirrored_folder import MirroredFolder
from ingest.order import Order
from ingest.progress import Progress
from ingest.settings import IngestSettings
from ingest.sync_plan import FolderAction, FolderChange
from ingest.unlikely_removals import refuse_empty, refuse_many
from storage.documents import documents_by_id
from storage.errors import UnknownDocument
from storage.ledger import Ledger
from storage.moving import Move, move_documents
from storage.open_jobs import QueuedFile, queued_files, withdraw_jobs
from storage.originals import Originals
from storage.records import Job
from storage.source_files import forget_missing, known_files, remember_stamps
from storage.unread_files import every_unread_file, forget_unread

if TYPE_CHECKING:
    from storage.store import Store

TO_READ = (FolderAction.NEW, FolderAction.CHANGED, FolderAction.OUTDATED)


class FolderSync:
    """A folder, the collection that mirrors it, and who asked for that.

    `open_store` and `stop` as in `Addition`. Only documents that came from the folder are ever
    changed or removed, and of them only those that who asked may read: by what the ledger says when
    it comes to each, as a watch goes on for months. Where that person may not bring documents into
    the collection any more, whatever is asked of this raises UnknownPerson, BadInput or
    UnknownCollection.
    """

    def __init__(
        self,
        ledger: Ledger,
        folder: MirroredFolder,
        order: Order,
        *,
        open_store: "Callable[[], Store]",
        settings: IngestSettings,
        stop: Event,
    ) -> None:
        self._ledger = ledger
        self._folder = folder
        self._order = order
        self._open_store = open_store
        self._settings = settings
        self._stop = stop

    def look(
        self, *, ready: Ready = lambda found: True, gone: Gone = lambda source: True
    ) -> FolderLook:
        """What was found and what would be done; nothing is changed.

        Raises FolderAway, and Interrupted where it is told to stop.
        """
        order = self._order_now()
        known = known_files(
            self._ledger, order.requested_by, order.collection, str(self._folder.path)
        )
        means = Means(self._ledger.home, self._settings)
        check = partial(check_stop, self._stop)
        return look_at(self._folder, known, means, ready=ready, gone=gone, check=check)

    def _order_now(self) -> Order:
        """The order by who asked, with the groups that the person has now."""
        asking = reader_now(self._ledger, self._order.requested_by, self._order.collection)
        self._order = replace(self._order, requested_by=asking)
        return self._order

    def check(self, look: FolderLook) -> None:
        """Raises FolderAway or RemovalsHeld where the plan removes more than can be meant."""
        self.check_there(look)
        refuse_many(self._folder, look)

    def check_there(self, look: FolderLook) -> None:
        """Raises FolderAway where the folder looks as if its share was not mounted."""
        waiting = self._queued() if look.empty else []
        refuse_empty(self._folder, look, waiting=len({one.source for one in waiting}))

    def held(self, look: FolderLook) -> RemovalsHeld | None:
        """Why the removals of the plan wait for somebody to say so; None where they need not."""
        try:
            refuse_many(self._folder, look)
        except RemovalsHeld as held:
            return held
        return None

    def carry_out(
        self, look: FolderLook, addition: Addition, progress: Progress, *, removals: bool = True
    ) -> None:
        """Do what was planned, in an addition made for it; without `removals` nothing leaves.

        Ends early where it is told to stop; the next round goes on from there.
        """
        report = addition.report
        self._order_now()
        self.foretell(look, report)
        remember_stamps(self._ledger, self._order.collection, look.touched())
        self._move(look, progress)
        if removals:
            self.forget(look)
        leaving = list(look.plan.of(FolderAction.REMOVED)) if removals else []
        to_read = {look.contents.get(change.source) for change in look.plan.of(*TO_READ)}
        late = [change for change in leaving if _content(look, change) in to_read]
        early = [change for change in leaving if _content(look, change) not in to_read]
        self._remove(early, progress)
        addition.run(self._to_read(look), self._order)
        if not self._stop.is_set():
            self._remove(late, progress)

    def foretell(self, look: FolderLook, report: BatchReport) -> None:
        """Note what is planned, and what stays as it is because it would fail again."""
        report.folder, report.still_failed = look.plan, len(look.failed)
        report.still_quarantined = len(look.quarantined)
        if look.failed:
            unread, failed = self._unread(), frozenset(look.failed)
            report.not_tried = sorted(
                (job for job in unread if job.source in failed), key=lambda job: job.source
            )

    def _unread(self) -> Iterator[Job]:
        order, below = self._order_now(), str(self._folder.path)
        return every_unread_file(
            self._ledger, order.requested_by, collection=order.collection, below=below
        )

    def addition(self, progress: Progress) -> Addition:
        """What takes in the files of one round, and counts what came of them."""
        return Addition(
            self._ledger,
            open_store=self._open_store,
            settings=self._settings,
            progress=progress,
            stop=self._stop,
        )

    def _to_read(self, look: FolderLook) -> Iterator[FoundFile | LeftOut]:
        yield from look.left_out
        for change in look.plan.of(*TO_READ):
            yield look.files[change.source]

    def _move(self, look: FolderLook, progress: Progress) -> None:
        planned = list(look.plan.of(FolderAction.MOVED))
        moves = [
            Move(
                document_id=change.document_id,
                former=change.former,
                source=change.source,
                file_name=look.files[change.source].path.name,
                content_sha256=look.contents[change.source],
                stamp=look.stamps[change.source],
            )
            for change in planned
        ]
        with self._ledger.together():  # in which nobody takes a right away
            may = self._may_change({move.document_id for move in moves})
            moves = [move for move in moves if move.document_id in may]
            done = move_documents(self._ledger, self._order.collection, moves)
        moved = {move.source for move in done}
        for change in planned:
            if change.source in moved:
                progress.changed(change)

    def forget(self, look: FolderLook) -> None:
        """Withdraw the jobs of files that are gone, and forget those that never were documents."""
        waiting = [one for one in self._queued() if one.source not in look.files]
        originals = Originals(self._ledger.home)
        withdraw_jobs(self._ledger, originals, [one for one in waiting if _is_gone(one.source)])
        lost = [
            source
            for source, known in look.known.items()
            if known.document is None and source not in look.files and _is_gone(source)
        ]
        forget_missing(self._ledger, self._order.collection, lost)
        unread = self._unread()  # after the above: of the rest no stamp was kept
        gone = [job for job in unread if job.source not in look.files and _is_gone(job.source)]
        forget_unread(self._ledger, gone)

    def _queued(self) -> list[QueuedFile]:
        """The files that wait to be read, as far as who asked may withdraw them."""
        if not self._order.requested_by.everything:
            return []
        return queued_files(self._ledger, self._order.collection, str(self._folder.path))

    def _remove(self, changes: list[FolderChange], progress: Progress) -> None:
        if not changes:
            return
        from storage.versions import remove_document  # with numpy; most rounds remove nothing

        originals = Originals(self._ledger.home)
        for change in changes:
            if self._stop.is_set():
                return
            if self._is_back(change.source) or not self._may_change({change.document_id}):
                continue
            try:
                remove_document(self._ledger, originals, change.document_id)
            except UnknownDocument:  # somebody else was quicker
                continue
            progress.changed(change)

    def _may_change(self, document_ids: Set[str]) -> Set[str]:
        """Those of the documents that who asked may read now."""
        asking = self._order_now().requested_by
        if asking.everything:
            return document_ids
        return documents_by_id(self._ledger, asking, document_ids).keys()

    def _is_back(self, source: str) -> bool:
        """True where a regular file has its name again since the look, as editors save, or may
        have it: in a folder that is closed to us."""
        self._folder.identity()  # raises where the whole folder went away meanwhile
        try:
            return stat.S_ISREG(os.lstat(source).st_mode)
        except OSError:
            return not _is_gone(source)


def _content(look: FolderLook, change: FolderChange) -> str | None:
    known = look.known[change.source]
    return known.document.content_sha256 if known.document else None


def _is_gone(source: str) -> bool:
    """True where nothing is there; not where a folder above it is closed to us."""
    try:
        os.lstat(source)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
