"""A reusable child process that reads hostile files within limits.

    Sandbox ── task, one JSON line ──▶ python -m <module>   (see ingest.sandboxed)
            ◀── progress lines, then a reply or a refusal ──

A task that breaks a limit costs its child, which is killed with its own children and replaced;
the caller gets `UnreadableDocument` with the verdict. Nothing but JSON crosses the pipes.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from ingest.errors import UnreadableDocument
from ingest.sandboxed import JsonObject
from storage.records import Verdict

START_S = 60.0  # a fresh interpreter needs 0.1 s; a machine under load much longer
TASK_BYTES = 60_000  # fits the pipe, so that handing over a task never blocks
TASKS_PER_CHILD = 500
GROWTH_MIB = 256  # resident memory above that of a fresh child at which it is replaced
WATCH_S = 0.05

# What a parser and tesseract need to be found and to run alone; no proxy, key or home.
KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "TMPDIR", "TZ")
CHILD_VARIABLES = {
    "LC_ALL": "C.UTF-8",
    "OMP_THREAD_LIMIT": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",  # an arena a thread would eat the address space that is allowed
}
# -I ignores PYTHON* variables, the current folder and the user's packages.
START_MODULE = (
    "import runpy, sys; sys.path.append(sys.argv[1]); "
    "runpy.run_module(sys.argv[2], run_name='__main__')"
)
PACKAGES_FOLDER = Path(__file__).resolve().parents[1]


class Sandbox:
    """One child process running `module`; safe to use from several threads, one task at a time.

    The child starts with the first task, is replaced after `TASKS_PER_CHILD` tasks or when it
    has grown, and dies with this process, also when this is killed.
    """

    def __init__(self, module: str, *, memory_mib: int, output_mib: int = 256) -> None:
        self._module = module
        self._memory_bytes = memory_mib << 20
        self._output_bytes = output_mib << 20
        self._turn = threading.Lock()
        self._child: _Child | None = None

    def run(
        self,
        task: Mapping[str, object],
        *,
        cpu_s: float,
        wall_s: float,
        on_progress: Callable[[JsonObject], None] = lambda _: None,
    ) -> JsonObject:
        """The child's reply to `task`; `on_progress` gets what it reports before.

        Raises UnreadableDocument with the child's own verdict, or with TOO_SLOW,
        TOO_MUCH_MEMORY, TOO_LARGE (the reply) or PARSER_DIED when a limit ended it.
        An exception in `on_progress` ends the task and is passed on.
        """
        line = json.dumps({"cpu_s": cpu_s, "task": task}).encode("ascii") + b"\n"
        if len(line) > TASK_BYTES:
            raise ValueError(f"A task may have {TASK_BYTES} bytes, this one has {len(line)}.")
        with self._turn:
            child = self._ready_child()
            try:
                reply = child.answer(line, wall_s=wall_s, on_progress=on_progress)
            except _Refused as refusal:
                self._retire(child)
                raise UnreadableDocument(refusal.verdict, refusal.detail) from None
            except BaseException:
                self._drop(child)
                raise
            self._retire(child)
            return reply

    def close(self) -> None:
        """End the child; the next task starts another."""
        with self._turn:
            if self._child is not None:
                self._drop(self._child)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _ready_child(self) -> "_Child":
        if self._child is not None and self._child.ended():
            self._drop(self._child)
        if self._child is None:
            self._child = _Child(self._module, self._memory_bytes, self._output_bytes)
        return self._child

    def _retire(self, child: "_Child") -> None:
        child.tasks += 1
        if child.tasks >= TASKS_PER_CHILD or child.growth_mib() > GROWTH_MIB:
            self._drop(child)

    def _drop(self, child: "_Child") -> None:
        self._child = None
        child.kill()


class _Refused(Exception):
    """The child lives and says that this document cannot be read."""

    def __init__(self, verdict: Verdict, detail: str) -> None:
        super().__init__(detail)
        self.verdict = verdict
        self.detail = detail


class _Child:
    """The running process and its pipes."""

    def __init__(self, module: str, memory_bytes: int, output_bytes: int) -> None:
        self.tasks = 0
        self._output_bytes = output_bytes
        self._memory_bytes = memory_bytes
        self._pending = bytearray()
        lifeline, self._lifeline = os.pipe()
        try:
            self._process = _start(module, lifeline)
        except BaseException:
            os.close(self._lifeline)
            raise
        finally:
            os.close(lifeline)
        assert self._process.stdin is not None and self._process.stdout is not None
        self._tasks = self._process.stdin
        self._replies = self._process.stdout
        os.set_blocking(self._replies.fileno(), False)
        self._greet(module, lifeline)
        self._fresh_mib = self._memory_mib("VmRSS")
        self._fresh_space_mib = self._memory_mib("VmSize")

    def _greet(self, module: str, lifeline: int) -> None:
        opening = {"lifeline": lifeline, "memory_bytes": self._memory_bytes}
        try:
            self._hand_over(json.dumps(opening).encode("ascii") + b"\n")
            next(self._messages(START_S))
        except (UnreadableDocument, BrokenPipeError) as error:
            self.kill()
            raise RuntimeError(
                f"The child process did not start; `python -m {module}` shows why."
            ) from error

    def answer(
        self, line: bytes, *, wall_s: float, on_progress: Callable[[JsonObject], None]
    ) -> JsonObject:
        """The reply to one task."""
        self._hand_over(line)
        for message in self._messages(wall_s):
            if "progress" in message:
                on_progress(message["progress"])
            elif "refused" in message:
                refused = message["refused"]
                raise _Refused(Verdict(refused["verdict"]), str(refused["detail"]))
            else:
                reply: JsonObject = message["reply"]
                return reply
        raise AssertionError("messages end with a reply or an exception")

    def ended(self) -> bool:
        return self._process.poll() is not None

    def growth_mib(self) -> int:
        """Resident memory in MiB above that of the fresh child."""
        return self._memory_mib("VmRSS") - self._fresh_mib

    def kill(self) -> None:
        """End the child and what it started, and reap it."""
        if self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._tasks.close()
        self._replies.close()
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1

    def _hand_over(self, line: bytes) -> None:
        self._tasks.write(line)
        self._tasks.flush()

    def _messages(self, wall_s: float) -> Iterator[JsonObject]:
        """Messages as they come; UnreadableDocument when time, output or the child ends."""
        deadline = time.monotonic() + wall_s
        received = peak_mib = 0
        with selectors.DefaultSelector() as selector:
            selector.register(self._replies, selectors.EVENT_READ)
            while True:
                end = self._pending.find(b"\n")
                if end >= 0:
                    line = bytes(self._pending[:end])
                    del self._pending[: end + 1]
                    yield json.loads(line)
                    continue
                if time.monotonic() > deadline:
                    raise _too_slow(f"Reading it takes longer than {wall_s:g} s.")
                if not selector.select(WATCH_S):
                    peak_mib = self._memory_mib("VmPeak")
                    continue
                block = os.read(self._replies.fileno(), 1 << 20)
                if not block:
                    raise self._death(peak_mib)
                received += len(block)
                if received > self._output_bytes:
                    raise _breach(Verdict.TOO_LARGE, "It holds more text than is allowed.")
                self._pending += block

    def _death(self, peak_mib: int) -> UnreadableDocument:
        """Why the child closed its pipe before it replied."""
        try:
            code = self._process.wait(timeout=START_S)
        except subprocess.TimeoutExpired:
            return _breach(Verdict.PARSER_DIED, "The parser closed its pipe.")
        if code == -signal.SIGXCPU:
            return _too_slow("Reading it takes more processor time than is allowed.")
        room_mib = self._memory_bytes >> 20
        if code == -signal.SIGKILL or peak_mib > self._fresh_space_mib + 0.9 * room_mib:
            return _breach(Verdict.TOO_MUCH_MEMORY, f"Reading it takes more than {room_mib} MiB.")
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return _breach(Verdict.PARSER_DIED, f"The parser stopped with {how}.")

    def _memory_mib(self, field: str) -> int:
        """A field of /proc/<pid>/status in MiB; 0 where there is none."""
        try:
            status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        except OSError:
            return 0
        for line in status.splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1]) >> 10
        return 0


def _start(module: str, lifeline: int) -> subprocess.Popen[bytes]:
    environment = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-I", "-c", START_MODULE, str(PACKAGES_FOLDER), module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment | CHILD_VARIABLES,
        pass_fds=(lifeline,),
        start_new_session=True,
    )


def _breach(verdict: Verdict, detail: str) -> UnreadableDocument:
    return UnreadableDocument(verdict, detail)


def _too_slow(detail: str) -> UnreadableDocument:
    return _breach(Verdict.TOO_SLOW, detail)
