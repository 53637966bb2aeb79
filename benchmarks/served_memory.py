"""The memory of `assistant serve` over a home, once it is ready and once it has answered."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from assistant.questions_file import EvaluationQuestion
from benchmarks.kept_folders import KEPT
from benchmarks.resident_memory import Memory

MOMENTS = {
    "ready": "`assistant serve`, ready",
    "answered": "`assistant serve`, the questions answered, two at a time",
}
AT_A_TIME = 2
_READY_WITHIN_S = 600.0
_SETTLED_S = 5.0  # what is begun behind the first page is done
_ANSWER_WITHIN_S = 120.0


def of_server(home: Path, questions: Sequence[EvaluationQuestion]) -> dict[str, Memory]:
    """The memory at each of MOMENTS, of a server over a copy of the home, without a model."""
    with tempfile.TemporaryDirectory(dir=KEPT, prefix="served-") as scratch:
        copy = Path(scratch) / "home"
        shutil.copytree(home, copy)
        with _served(copy, Path(scratch) / "log") as (process, address):
            found = {"ready": _memory(process)}
            with ThreadPoolExecutor(AT_A_TIME) as people:
                for _ in people.map(lambda one: _ask(address, copy, one.question), questions):
                    pass
            found["answered"] = _memory(process)
    return found


@contextmanager
def _served(home: Path, log: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server over the home until the end, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {
        "ASSISTANT_HOME": str(home),
        "ASSISTANT_PORT": str(port),
        "ASSISTANT_MODEL": "none",
    }
    command = [str(Path(sys.executable).with_name("assistant")), "serve"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=os.environ | own, stdout=output, stderr=output)
        try:
            until = time.monotonic() + _READY_WITHIN_S
            while b"is ready" not in log.read_bytes():
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"The server does not start:\n{log.read_text()[-2000:]}")
                time.sleep(0.2)
            time.sleep(_SETTLED_S)
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def _ask(address: str, home: Path, question: str) -> None:
    from ui.operator_token import read_operator_token

    request = urllib.request.Request(
        f"{address}/api/v1/ask",
        data=json.dumps({"question": question}).encode(),
        headers={
            "Authorization": f"Bearer {read_operator_token(home)}",
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request, timeout=_ANSWER_WITHIN_S) as answer:
        answer.read()


def _memory(process: subprocess.Popen[bytes]) -> Memory:
    return Memory.of_rollup(Path(f"/proc/{process.pid}/smaps_rollup").read_text("ascii"))
