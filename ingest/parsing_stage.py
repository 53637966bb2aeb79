"""The first stage: files are read several at a time, ahead of those who embed and publish them."""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from ingest.pipeline import Prepared
from storage.records import Job

# Chunks that were read and not published yet: whoever reads waits while there are more. About a
# thousand are published and as many embedded at a time; with 2,048 nobody read meanwhile, and then
# nobody embedded. A chunk with its page, its vector and its token rows takes 15 to 20 KB, most of
# it once it is embedded. A document counts as one at least,
# and so many characters of its hidden texts, which are in no chunk, as another.
MOST_WAITING_CHUNKS = 3072
HIDDEN_CHARACTERS = 1_000
OVERTAKE_S = 2.0  # a document that takes longer to read is overtaken by those that follow it
LOOK_AGAIN_S = 0.2
# Jobs that were claimed and wait, most of them copies of what is being read: beyond so many nothing
# passes them. A claimed job is shown as one that is being read, and takes about a kilobyte.
MOST_HELD = 512

Claim = Callable[[], Sequence[Job]]
Prepare = Callable[[Job], Prepared | None]


@dataclass(slots=True, eq=False)
class _Place:
    """A job in the order of claims, from when it is claimed until its document is published."""

    job: Job
    prepared: Prepared | None = None
    weight: int = 0  # of what was prepared, in chunks
    ready_since: float | None = None  # time.monotonic()
    taken: bool = False


class ParsingStage:
    """Threads that claim jobs and prepare their documents, in the order of claims where possible.

    `claim` gives the next jobs, or none where none is queued now. `prepare` gives the document, or
    None where the job has its verdict already. Two jobs of one source are never under way together:
    the later one waits until `release` was called for the first. Where two have the same bytes the
    later one waits until the first is read. Those that follow a waiting one pass it.
    """

    def __init__(self, claim: Claim, prepare: Prepare, *, threads: int) -> None:
        self._claim = claim
        self._prepare = prepare
        self._changed = threading.Condition()
        self._claimed: deque[Job] = deque()  # not begun
        self._places: list[_Place] = []
        self._failure: BaseException | None = None
        self._empty = False  # nothing was queued at the last look
        self._look_at = 0.0  # time.monotonic()
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, name=f"ingest-parsing-{number}", daemon=True)
            for number in range(threads)
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._over.set()
        with self._changed:
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    @property
    def over(self) -> bool:
        """True once nothing that is read will be wanted any more."""
        return self._over.is_set()

    @property
    def waiting(self) -> list[Prepared]:
        """The documents that are read and not published yet."""
        with self._changed:
            return [place.prepared for place in self._places if place.prepared is not None]

    def ready(self, *, wait_s: float, chunks: int) -> list[Prepared]:
        """The next documents, in the order in which their jobs were claimed; each is given once.

        Those that have so many chunks together, or all there are. Waits up to `wait_s` for the
        first. Raises what `claim` or `prepare` raised.
        """
        with self._changed:
            found = self._next(chunks)
            if not found and not self._drained():
                self._changed.wait(wait_s)
                found = self._next(chunks)
            if self._failure is not None:
                raise self._failure
            return found

    @property
    def drained(self) -> bool:
        """True where nothing can follow before what was taken is released, or more is queued."""
        with self._changed:
            return self._drained()

    @property
    def finished(self) -> bool:
        """True where nothing is under way any more, and nothing was queued at the last look."""
        with self._changed:
            return self._finished()

    def end_if_finished(self) -> bool:
        """Where it is finished, claim nothing more: whoever comes now waits for the next stage."""
        with self._changed:
            if self._finished():
                self._over.set()
            return self._finished()

    def release(self, jobs: Sequence[Job]) -> None:
        """These jobs have their verdicts."""
        ids = {job.id for job in jobs}
        with self._changed:
            self._places = [place for place in self._places if place.job.id not in ids]
            self._changed.notify_all()

    def _drained(self) -> bool:
        reading = any(not place.taken for place in self._places)
        nothing_follows = self._empty or len(self._claimed) >= MOST_HELD
        return self._failure is None and not reading and nothing_follows and self._free() is None

    def _finished(self) -> bool:
        return self._empty and not self._places and not self._claimed

    def _free(self) -> int | None:
        """Which of the claimed jobs may begin: the first whose source is not under way, nor that of
        one before it, and whose bytes nobody reads."""
        under_way = {_document(place.job) for place in self._places}
        being_read = {
            place.job.content_sha256 for place in self._places if place.ready_since is None
        }
        for number, job in enumerate(self._claimed):
            if _document(job) not in under_way and job.content_sha256 not in being_read:
                return number
            under_way.add(_document(job))
        return None

    def _next(self, chunks: int) -> list[Prepared]:
        found: list[Prepared] = []
        waited_for = False
        for place in self._places:
            if chunks <= 0:
                break
            if place.taken:
                continue
            if place.ready_since is None:
                waited_for = True
            elif place.prepared and (not waited_for or _has_waited(place.ready_since)):
                place.taken = True
                found.append(place.prepared)
                chunks -= place.weight
        return found

    def _work(self) -> None:
        try:
            while place := self._begin_next():
                prepared = self._prepare(place.job)
                weight = weight_of(prepared) if prepared else 0
                with self._changed:
                    place.weight = weight
                    place.prepared, place.ready_since = prepared, time.monotonic()
                    if prepared is None:
                        self._places.remove(place)
                    self._changed.notify_all()
        except BaseException as error:  # noqa: BLE001 - whoever waits for the documents raises it
            with self._changed:
                self._failure = self._failure or error
                self._changed.notify_all()

    def _begin_next(self) -> _Place | None:
        """The next job to be read, its place taken; None where it is over."""
        with self._changed:
            while not self.over and self._failure is None:
                if self._room() and (free := self._free_after_looking()) is not None:
                    place = _Place(self._claimed[free])
                    del self._claimed[free]
                    self._places.append(place)
                    return place
                self._changed.wait(LOOK_AGAIN_S)
            return None

    def _free_after_looking(self) -> int | None:
        """As `_free`, of jobs claimed now where all that were claimed before have to wait."""
        free = self._free()
        while free is None and len(self._claimed) < MOST_HELD and time.monotonic() >= self._look_at:
            self._look()
            free = self._free()
        return free

    def _look(self) -> None:
        """Claim the next jobs. Where none is queued nobody looks again for a while."""
        was_empty = self._empty
        claimed = self._claim()
        self._claimed.extend(claimed)
        self._empty = not claimed
        if self._empty:
            self._look_at = time.monotonic() + LOOK_AGAIN_S
        if not (self._empty and was_empty):  # else the threads would wake each other without end
            self._changed.notify_all()

    def _room(self) -> bool:
        return sum(place.weight for place in self._places) < MOST_WAITING_CHUNKS


def weight_of(document: Prepared) -> int:
    """What a document that waits takes, in chunks: as many as it has, and more for hidden text."""
    hidden = sum(len(one.text) for page in document.version.pages for one in page.hidden)
    return max(1, len(document.keys)) + hidden // HIDDEN_CHARACTERS


def _has_waited(since: float) -> bool:
    return time.monotonic() - since > OVERTAKE_S


def _document(job: Job) -> tuple[str, str]:
    return job.collection, job.source
