"""A child process that does what a parser in trouble does: `python -m tests.ingest.…`."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from ingest.errors import UnreadableDocument
from ingest.sandboxed import JsonObject, Report, die_with_starter, serve
from storage.records import Verdict


def answer(task: JsonObject, report: Report) -> JsonObject:
    """What the trick named by the task gives, where it gives anything."""
    return {"said": _TRICKS[task["do"]](task, report)}


def _echo(task: JsonObject, report: Report) -> Any:
    return task.get("text", "")


def _count(task: JsonObject, report: Report) -> int:
    for number in range(task["to"]):
        report({"done": number})
    return int(task["to"])


def _print(task: JsonObject, report: Report) -> str:
    sys.stdout.write("a library's banner\n")
    sys.stdout.flush()
    os.write(1, b'{"reply": {"said": "forged"}}\n')
    subprocess.run(["echo", '{"reply": 1}'], check=True)
    return "own"


def _spin(task: JsonObject, report: Report) -> None:
    while True:
        pass


def _sleep(task: JsonObject, report: Report) -> None:
    report({"pid": os.getpid()})
    time.sleep(600)


def _sleep_beside(task: JsonObject, report: Report) -> None:
    guard = die_with_starter if task.get("guarded") else None
    with subprocess.Popen(["sleep", "600"], preexec_fn=guard) as beside:
        report({"pid": os.getpid(), "beside": beside.pid})
        time.sleep(600)


def _grow(task: JsonObject, report: Report) -> int:
    kept = []
    while True:
        kept.append(bytearray(16 << 20))


def _keep(task: JsonObject, report: Report) -> int:
    globals()["kept"] = bytearray(b"x" * (task["mib"] << 20))
    return os.getpid()


def _flood(task: JsonObject, report: Report) -> str:
    return "x" * (64 << 20)


def _write(task: JsonObject, report: Report) -> int:
    return Path(task["path"]).write_bytes(b"x")


def _stop(task: JsonObject, report: Report) -> None:
    os.kill(os.getpid(), getattr(signal, task["signal"]))
    time.sleep(60)


def _recurse(task: JsonObject, report: Report) -> int:
    return _recurse(task, report) + 1


def _refuse(task: JsonObject, report: Report) -> None:
    raise UnreadableDocument(Verdict.ENCRYPTED, "It needs a password.")


def _fail(task: JsonObject, report: Report) -> None:
    raise KeyError("a secret of the document")


_TRICKS = {
    "echo": _echo,
    "count": _count,
    "print": _print,
    "spin": _spin,
    "sleep": _sleep,
    "sleep-beside": _sleep_beside,
    "grow": _grow,
    "keep": _keep,
    "flood": _flood,
    "write": _write,
    "stop": _stop,
    "recurse": _recurse,
    "refuse": _refuse,
    "fail": _fail,
    "pid": lambda task, report: os.getpid(),
    "environment": lambda task, report: dict(os.environ),
    "modules": lambda task, report: sorted(sys.modules),
}

if __name__ == "__main__":
    serve(answer)
