"""A folder that is mirrored for as long as this runs.

Every round looks through the whole folder, as `ingest sync` does. Rounds begin when something
happened, when a file was not whole or not surely gone the last time, and at intervals whatever
happened. Nothing in the folder ends the watch: it waits for what is away to come back.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Event

from ingest.errors import FolderAway
from ingest.file_tree import LeftOut
from ingest.folder_events import ByClock, ByEvents, EventsUnavailable, Wake
from ingest.folder_look import FolderLook
from ingest.folder_sync import TO_READ, FolderSync
from ingest.interruption import Interrupted
from ingest.mirrored_folder import MirroredFolder
from ingest.progress import Progress
from ingest.settling import Settling
from storage.errors import AssistantError, EmbedderChanged, EmbedderError, HomeError, HomeTooNew

AWAY_S = 10.0  # between looks for a folder that is away
TROUBLE_S = 60.0  # before trying again what a full disk or an absent embedder prevented
REST_FACTOR = 3.0  # looking takes at most a quarter of the time, however busy the folder is
LONGEST_REST_S = 60.0

# How a file looked that was tried (size, time, inode), and when, by time.monotonic().
Tried = tuple[tuple[int, int, int], float]


@dataclass(frozen=True, slots=True)
class Pace:
    """How often to look, in seconds: after `settle_s` at what was not whole, every `poll_s` where
    the system gives no events or is not asked for them, every `every_s` in any case."""

    settle_s: float = 3.0
    poll_s: float = 10.0
    every_s: float = 600.0


class Watch:
    """Mirrors a folder until `stop`; `polling` asks the system for no events."""

    def __init__(
        self,
        sync: FolderSync,
        folder: MirroredFolder,
        *,
        pace: Pace,
        polling: bool,
        progress: Callable[[], Progress],
        stop: Event,
    ) -> None:
        self._sync = sync
        self._folder = folder
        self._pace = pace
        self._polling = polling
        self._new_progress = progress
        self._progress = progress()
        self._stop = stop
        self._settling = Settling(pace.settle_s)
        self._told = ""  # what keeps it from working, said once
        self._left_out: frozenset[LeftOut] = frozenset()
        self._tried: dict[str, Tried] = {}
        self._named: frozenset[int] = frozenset()  # jobs that were said not to be tried again
        self._wait_s = self._looked_s = 0.0

    def run(self) -> None:
        """Work until `stop`. Raises what no waiting mends: no such collection, no such reader."""
        wake = self._wake()
        self._progress.remark(f"Watching {self._folder.path}. Ctrl-C ends it.")
        while not self._stop.is_set():
            self._round()
            self._stop.wait(min(REST_FACTOR * self._looked_s, LONGEST_REST_S))
            try:
                wake.wait(self._wait_s)
            except EventsUnavailable as error:
                wake = self._by_clock(str(error))

    def _wake(self) -> Wake:
        if self._polling:
            return ByClock(self._pace.poll_s, self._stop)
        try:
            return ByEvents(self._folder, self._stop)
        except EventsUnavailable as error:
            return self._by_clock(str(error))

    def _by_clock(self, why: str) -> Wake:
        self._progress.remark(
            f"The system gives no events for {self._folder.path} ({why}); it is looked through "
            f"every {self._pace.poll_s:g} s instead. Where the limit is reached, raise "
            "fs.inotify.max_user_watches and fs.inotify.max_user_instances with sysctl."
        )
        return ByClock(self._pace.poll_s, self._stop)

    def _round(self) -> None:
        self._wait_s = self._pace.every_s
        try:
            self._mirror()
        except Interrupted:
            return
        except FolderAway as away:
            self._tell(away)
            self._wait_s = AWAY_S
        except (EmbedderChanged, HomeTooNew):
            raise  # somebody has to decide
        except (HomeError, EmbedderError) as trouble:
            self._tell(trouble)
            self._wait_s = TROUBLE_S

    def _mirror(self) -> None:
        self._settling.begin_round()
        began = time.monotonic()
        look = self._sync.look(ready=self._settling.ready, gone=self._settling.gone)
        self._looked_s = time.monotonic() - began
        self._sync.check_there(look)
        if self._settling.pending:
            self._wait_s = self._pace.settle_s
        held = self._sync.held(look)
        if held:
            self._tell(held)
        elif self._told:
            self._told = ""
            self._progress.remark(f"{self._folder.path} is mirrored again.")
        news, tried = self._news(look)
        if news.plan.changes or news.left_out or news.touched():
            self._carry_out(news, removals=held is None)
        elif held is None:
            self._sync.forget(look)  # a file that was no document is no change of the plan
        # Not before: what a full disk prevented was not tried.
        self._left_out, self._tried = frozenset(look.left_out), tried

    def _carry_out(self, look: FolderLook, *, removals: bool) -> None:
        progress = self._progress
        addition = self._sync.addition(progress)
        self._sync.carry_out(look, addition, progress, removals=removals)
        failed = addition.report.not_tried
        addition.report.not_tried = [job for job in failed if job.id not in self._named]
        if look.plan.changes or look.left_out:
            self._named = frozenset(job.id for job in failed)
            progress.end(addition.report)
            self._progress = self._new_progress()

    def _news(self, look: FolderLook) -> tuple[FolderLook, dict[str, Tried]]:
        """The look without what was said before, and without what failed a moment ago; and all
        that will have been tried once it is carried out."""
        news = tuple(one for one in look.left_out if one not in self._left_out)
        moment = time.monotonic()
        tried: dict[str, Tried] = {}
        changes = []
        for change in look.plan.changes:
            if change.action in TO_READ:
                file = look.files[change.source]
                looks = (file.size_bytes, file.mtime_ns, file.inode)
                former, when = self._tried.get(change.source, (None, 0.0))
                again = former == looks and moment - when < self._pace.every_s
                tried[change.source] = (looks, when if again else moment)
                if again:
                    continue
            changes.append(change)
        plan = replace(look.plan, changes=tuple(changes))
        return replace(look, left_out=news, plan=plan), tried

    def _tell(self, trouble: AssistantError) -> None:
        if trouble.message != self._told:
            self._told = trouble.message
            self._progress.remark(f"{trouble.message} {trouble.hint}".strip())
