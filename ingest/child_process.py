"""A child process that answers tasks, seen from its parent: start, talk, watch, kill."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ingest.errors import UnreadableDocument
from ingest.sandboxed import JsonObject
from storage.records import Verdict

START_S = 60.0  # a fresh interpreter needs 0.1 s; on a machine under load much longer
END_S = 5.0  # between the end of the replies and that of the process
WATCH_S = 0.05
_BLOCK_BYTES = 1 << 20

# What a parser and tesseract need to be found and to run alone; no proxy, no key, no home.
KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "TMPDIR", "TZ")
CHILD_VARIABLES = {
    "LC_ALL": "C.UTF-8",
    "OMP_THREAD_LIMIT": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",  # an arena a thread would eat the address space that is allowed
}
PACKAGES_FOLDER = str(Path(__file__).resolve().parents[1])
# -I ignores PYTHON* variables, the current folder and the user's own packages.
START_MODULE = (
    "import runpy, sys; sys.argv[1] in sys.path or sys.path.insert(0, sys.argv[1]); "
    "runpy.run_module(sys.argv[2], run_name='__main__')"
)


class RefusedByChild(Exception):
    """The child lives, and says why this document cannot be read."""

    def __init__(self, verdict: Verdict, detail: str) -> None:
        super().__init__(detail)
        self.verdict = verdict
        self.detail = detail


class ChildNotStarted(RuntimeError):
    """No child process gets as far as its first task: no document has done that."""


class ChildProcess:
    """One running child and its pipes; `tasks` counts what it was asked."""

    def __init__(
        self, module: str, *, memory_bytes: int, output_bytes: int, written_bytes: int = 0
    ) -> None:
        self.tasks = 0
        self._memory_bytes = memory_bytes
        self._output_bytes = output_bytes
        self._written_bytes = written_bytes
        self._pending: list[bytes] = []  # of a line that has not ended
        lifeline, self._lifeline = os.pipe()
        try:
            self._process = _started(module, lifeline)
        except BaseException:
            os.close(self._lifeline)
            raise
        finally:
            os.close(lifeline)
        assert self._process.stdin is not None and self._process.stdout is not None
        self._tasks = self._process.stdin
        self._replies = self._process.stdout
        os.set_blocking(self._replies.fileno(), False)
        self._fresh_mib = self._fresh_space_mib = 0
        self._greet(module, lifeline)
        self._fresh_mib = self._memory_mib("VmRSS")
        self._fresh_space_mib = self._memory_mib("VmSize")

    def answer(
        self,
        line: bytes,
        *,
        wall_s: float,
        on_progress: Callable[[JsonObject], None],
        on_wait: Callable[[], None],
    ) -> JsonObject:
        """The reply to one task, of which `line` is the JSON.

        Raises BrokenPipeError where the child was gone before, RefusedByChild where it refuses,
        UnreadableDocument where it breaks a limit or ends; only the second leaves it usable.
        """
        self.tasks += 1
        self._hand_over(line)
        messages = self._messages(wall_s, on_wait)
        self._wait_until_taken(messages)
        for message in messages:
            if "progress" in message:
                on_progress(message["progress"])
            elif "refused" in message:
                refused = message["refused"]
                raise RefusedByChild(Verdict(refused["verdict"]), str(refused["detail"]))
            else:
                reply: JsonObject = message["reply"]
                return reply
        raise AssertionError("messages end with a reply or an exception")

    def ended(self) -> bool:
        """True where the process is gone."""
        return self._process.poll() is not None

    def growth_mib(self) -> int:
        """Resident memory in MiB above that of the fresh child; 0 where it cannot be told."""
        return self._memory_mib("VmRSS") - self._fresh_mib

    def kill(self) -> None:
        """End the child and what it started, and reap it."""
        if self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process.communicate()  # closes the pipes, also one with a task left in it
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1

    def _greet(self, module: str, lifeline: int) -> None:
        opening = {
            "lifeline": lifeline,
            "memory_bytes": self._memory_bytes,
            "written_bytes": self._written_bytes,
        }
        try:
            self._hand_over(json.dumps(opening).encode("ascii") + b"\n")
            next(self._messages(START_S, _nothing))
        except (UnreadableDocument, BrokenPipeError) as error:
            self.kill()
            raise ChildNotStarted(
                f"The child process did not start; `python -m {module}` shows why."
            ) from error

    def _wait_until_taken(self, messages: Iterator[JsonObject]) -> None:
        """Raise BrokenPipeError where the child ends before it takes the task: not the task's
        doing."""
        try:
            next(messages)
        except UnreadableDocument as death:
            if death.verdict is Verdict.TOO_SLOW:
                raise
            raise BrokenPipeError from death

    def _hand_over(self, line: bytes) -> None:
        self._tasks.write(line)
        self._tasks.flush()

    def _messages(self, wall_s: float, on_wait: Callable[[], None]) -> Iterator[JsonObject]:
        """Messages as they come; time spent by who takes them does not count."""
        received = peak_mib = 0
        left_s = wall_s
        with selectors.DefaultSelector() as selector:
            selector.register(self._replies, selectors.EVENT_READ)
            while True:
                start = time.monotonic()
                ready = selector.select(WATCH_S)
                left_s -= time.monotonic() - start
                if not ready:
                    if left_s < 0:
                        detail = f"Reading it takes longer than {wall_s:g} s."
                        raise UnreadableDocument(Verdict.TOO_SLOW, detail)
                    peak_mib = max(peak_mib, self._memory_mib("VmPeak"))
                    on_wait()
                    continue
                block = os.read(self._replies.fileno(), _BLOCK_BYTES)
                if not block:
                    raise self._death(peak_mib)
                received += len(block)
                if received > self._output_bytes:
                    raise UnreadableDocument(
                        Verdict.TOO_LARGE, "It holds more text than is allowed."
                    )
                *lines, rest = block.split(b"\n")
                for line in lines:
                    self._pending.append(line)
                    message = b"".join(self._pending)
                    self._pending.clear()
                    yield json.loads(message)
                self._pending.append(rest)

    def _death(self, peak_mib: int) -> UnreadableDocument:
        """Why the replies ended before the one that was waited for."""
        try:
            code = self._process.wait(timeout=END_S)
        except subprocess.TimeoutExpired:
            return UnreadableDocument(Verdict.PARSER_DIED, "The parser closed its pipe.")
        if code == -signal.SIGXCPU:
            detail = "Reading it takes more processor time than is allowed."
            return UnreadableDocument(Verdict.TOO_SLOW, detail, of_bytes=True)
        room_mib = self._memory_bytes >> 20
        # Where an allocation fails, PDFium aborts; most grow by doubling, so half is the last
        # size that is seen. SIGKILL that is not ours comes from the kernel short of memory.
        if code == -signal.SIGKILL or peak_mib > self._fresh_space_mib + room_mib // 2:
            return UnreadableDocument(
                Verdict.TOO_MUCH_MEMORY, f"Reading it takes more than {room_mib} MiB of memory."
            )
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return UnreadableDocument(Verdict.PARSER_DIED, f"The parser stopped with {how}.")

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


def _started(module: str, lifeline: int) -> subprocess.Popen[bytes]:
    environment = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-I", "-c", START_MODULE, PACKAGES_FOLDER, module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment | CHILD_VARIABLES,
        pass_fds=(lifeline,),
        start_new_session=True,
    )


def _nothing() -> None:
    """Wait on."""
