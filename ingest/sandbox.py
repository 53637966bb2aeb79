"""Reusable child processes that read hostile files within limits.

    Sandbox ── task, one JSON line ──▶ python -m <module>   (see ingest.sandboxed)
            ◀── progress lines, then a reply or a refusal ──

A task that breaks a limit costs its child, which is killed with its own children and replaced;
the caller gets `UnreadableDocument` with the verdict. Nothing but JSON crosses the pipes.
"""

import json
from collections.abc import Callable, Mapping
from queue import Empty, LifoQueue
from types import TracebackType
from typing import Self

from ingest.child_process import WATCH_S, ChildNotStarted, ChildProcess, RefusedByChild
from ingest.errors import UnreadableDocument
from ingest.sandboxed import JsonObject

TASK_BYTES = 60_000  # fits the pipe, so that handing over a task never blocks
TASKS_PER_CHILD = 500
GROWTH_MIB = 256  # resident memory above that of a fresh child at which it is replaced


class Sandbox:
    """At most `children` processes running `module`; safe to use from several threads.

    Each does one task at a time; a task waits for its turn where all are busy. A child starts
    when there is a task for it, is replaced after `TASKS_PER_CHILD` tasks or when it has grown,
    and dies with this process, also when this is killed. It may write files of up to
    `written_mib`: none, unless told otherwise.
    """

    def __init__(
        self,
        module: str,
        *,
        memory_mib: int,
        output_mib: int = 256,
        written_mib: int = 0,
        children: int = 1,
    ) -> None:
        self.children = children
        self._closed = False
        self._free: LifoQueue[_Seat] = LifoQueue()  # the child that was used last is warm
        for _ in range(children):
            self._free.put(_Seat(module, memory_mib << 20, output_mib << 20, written_mib << 20))

    def run(
        self,
        task: Mapping[str, object],
        *,
        cpu_s: float,
        wall_s: float,
        on_progress: Callable[[JsonObject], None] = lambda _: None,
        on_wait: Callable[[], None] = lambda: None,
    ) -> JsonObject:
        """A child's reply to `task`; `on_progress` gets what it reports before.

        `on_wait` is called some twenty times a second while there is nothing to report. What
        either of them raises ends the task and is passed on; the time spent in them, and that
        before the turn of this task, do not count.

        Raises UnreadableDocument with the child's own verdict, or with TOO_SLOW,
        TOO_MUCH_MEMORY, TOO_LARGE (the reply) or PARSER_DIED when a limit ended it.
        """
        line = json.dumps({"cpu_s": cpu_s, "task": task}).encode("ascii") + b"\n"
        if len(line) > TASK_BYTES:
            raise ValueError(f"A task may have {TASK_BYTES} bytes, this one has {len(line)}.")
        seat = self._taken(on_wait)
        try:
            try:
                return seat.answer(line, wall_s, on_progress, on_wait)
            except BrokenPipeError:  # the child ended while it was idle
                return seat.answer(line, wall_s, on_progress, on_wait)
        finally:
            self._free.put(seat)

    def start(self) -> None:
        """Start a child now, for a task that comes soon; where none can be, the task finds out.

        Does nothing once the sandbox was closed: nobody would end that child.
        """
        seat = self._free.get()
        try:
            if not self._closed:
                seat.start()
        except (ChildNotStarted, OSError):
            seat.clear()
        finally:
            self._free.put(seat)

    def close(self) -> None:
        """End the children, each after its task; the next task starts another."""
        self._closed = True
        seats = [self._free.get() for _ in range(self.children)]
        for seat in seats:
            seat.clear()
            self._free.put(seat)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _taken(self, on_wait: Callable[[], None]) -> "_Seat":
        while True:
            try:
                return self._free.get(timeout=WATCH_S)
            except Empty:
                on_wait()


class _Seat:
    """Where one child at a time works; of one thread at a time."""

    def __init__(
        self, module: str, memory_bytes: int, output_bytes: int, written_bytes: int
    ) -> None:
        self._module = module
        self._memory_bytes = memory_bytes
        self._output_bytes = output_bytes
        self._written_bytes = written_bytes
        self._child: ChildProcess | None = None

    def answer(
        self,
        line: bytes,
        wall_s: float,
        on_progress: Callable[[JsonObject], None],
        on_wait: Callable[[], None],
    ) -> JsonObject:
        """The reply of this seat's child, which is started first where there is none."""
        child = self._ready_child()
        try:
            reply = child.answer(line, wall_s=wall_s, on_progress=on_progress, on_wait=on_wait)
        except RefusedByChild as refusal:
            self._replace_when_worn(child)
            raise UnreadableDocument(refusal.verdict, refusal.detail) from None
        except BaseException:
            self.clear()
            raise
        self._replace_when_worn(child)
        return reply

    def start(self) -> None:
        """Start a child where there is none."""
        self._ready_child()

    def clear(self) -> None:
        """End the child."""
        if self._child is not None:
            child, self._child = self._child, None
            child.kill()

    def _ready_child(self) -> ChildProcess:
        if self._child is not None and self._child.ended():
            self.clear()
        if self._child is None:
            self._child = ChildProcess(
                self._module,
                memory_bytes=self._memory_bytes,
                output_bytes=self._output_bytes,
                written_bytes=self._written_bytes,
            )
        return self._child

    def _replace_when_worn(self, child: ChildProcess) -> None:
        if child.tasks >= TASKS_PER_CHILD or child.growth_mib() > GROWTH_MIB:
            self.clear()
