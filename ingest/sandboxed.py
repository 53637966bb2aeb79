"""The child's side of `ingest.sandbox`: limits itself, then answers tasks until told to stop."""

import ctypes
import fcntl
import json
import math
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from ingest.errors import UnreadableDocument
from storage.records import Verdict

JsonObject = dict[str, Any]
Report = Callable[[JsonObject], None]
Answer = Callable[[JsonObject, Report], JsonObject]

F_SETSIG = 10  # Linux; the fcntl module does not name it
PR_SET_PDEATHSIG = 1
OPEN_FILES = 128
NICENESS = 10  # whoever asks a question comes before what is read for later


def serve(answer: Answer) -> None:
    """Answer tasks from standard input, one JSON line each, until it closes.

    `answer(task, report)` returns the reply; `report` sends progress before it. What a library
    prints goes nowhere: the real standard output is kept for replies.
    """
    tasks, replies = _keep_pipes()
    opening = json.loads(tasks.readline())
    _die_with_parent(opening["lifeline"])
    _limit_process(memory_bytes=opening["memory_bytes"], written_bytes=opening["written_bytes"])
    _send(replies, {"ready": True})
    for line in tasks:
        order = json.loads(line)
        _allow_cpu(order["cpu_s"])
        _send(replies, {"taken": True})
        _send(replies, _outcome(answer, order["task"], replies))


def die_with_starter() -> None:
    """For `preexec_fn` of what a child starts itself: the kernel kills it when the child ends.

    It follows the thread that started it, here the only one of its process.
    """
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _keep_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Move the pipes away from descriptors 0 and 1, which libraries and their children use."""
    tasks = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return tasks, replies


def _send(replies: BinaryIO, message: JsonObject) -> None:
    replies.write(json.dumps(message).encode("ascii") + b"\n")
    replies.flush()


def _outcome(answer: Answer, task: JsonObject, replies: BinaryIO) -> JsonObject:
    """The last message of a task: a reply, or a verdict and its reason."""
    try:
        return {"reply": answer(task, lambda progress: _send(replies, {"progress": progress}))}
    except UnreadableDocument as refusal:
        return _refused(refusal.verdict, refusal.detail)
    except MemoryError:
        return _refused(Verdict.TOO_MUCH_MEMORY, "Reading it takes more memory than is allowed.")
    except Exception as error:  # noqa: BLE001 - the outer rim of the child
        # The message of a parser's error may quote the document: its type alone is passed on.
        return _refused(Verdict.PARSER_DIED, f"The parser failed with {type(error).__name__}.")


def _refused(verdict: Verdict, detail: str) -> JsonObject:
    return {"refused": {"verdict": verdict.value, "detail": detail}}


def _die_with_parent(lifeline: int) -> None:
    """Have the kernel kill this process as soon as the parent's end of `lifeline` closes.

    PR_SET_PDEATHSIG would follow the thread that started us, not the process: a pool's thread
    that ends would take its child with it. Where F_SETSIG is absent, the end of standard input
    stops the child after its task.
    """
    if not sys.platform.startswith("linux"):
        return
    fcntl.fcntl(lifeline, F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(lifeline, fcntl.F_GETFL)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, flags | os.O_ASYNC | os.O_NONBLOCK)
    try:
        os.read(lifeline, 1)
    except BlockingIOError:
        return  # open and empty: the parent lives
    os._exit(1)


def _limit_process(*, memory_bytes: int, written_bytes: int) -> None:
    os.nice(NICENESS)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, written_bytes)  # 0 for a parser: it has nothing to write
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    _limit(resource.RLIMIT_AS, _address_space() + memory_bytes)


def _limit(kind: int, amount: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        amount = min(amount, hard)
    resource.setrlimit(kind, (amount, amount))


def _allow_cpu(seconds: float) -> None:
    """Let this process use `seconds` of processor time more; SIGXCPU ends it afterwards."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    allowed = math.ceil(time.process_time() + seconds)
    if hard != resource.RLIM_INFINITY:
        allowed = min(allowed, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, hard))


def _address_space() -> int:
    """Bytes of address space the interpreter uses before any task."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 512 << 20  # not Linux: what Python maps at most before a task
    return pages * resource.getpagesize()
