"""The sandbox keeps every limit, says which was broken, and goes on afterwards."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest import sandbox as sandbox_module
from ingest.child_process import ChildNotStarted
from ingest.errors import UnreadableDocument
from ingest.sandbox import Sandbox
from storage.records import Verdict

MODULE = "tests.ingest.misbehaving_child"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(MODULE, memory_mib=256, output_mib=8) as sandbox:
        yield sandbox


def run(sandbox: Sandbox, do: str, **more: Any) -> Any:
    limits = {"cpu_s": more.pop("cpu_s", 20), "wall_s": more.pop("wall_s", 20)}
    on_progress = more.pop("on_progress", lambda _: None)
    return sandbox.run({"do": do, **more}, on_progress=on_progress, **limits)["said"]


def refusal(sandbox: Sandbox, do: str, **more: Any) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        run(sandbox, do, **more)
    return caught.value


def is_alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return status.rsplit(")", 1)[1].split()[0] != "Z"


def children_of(pid: int) -> set[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return {int(child) for task in tasks for child in task.read_text("ascii").split()}


def wait_until_dead(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_alive(pid)


def test_text_of_any_kind_comes_back_as_it_went(sandbox: Sandbox) -> None:
    for text in ("é € 𝄞 \u202e \0 \r\n", "lone \udc80 surrogate", '{"reply": 1}\n{"x"'):
        assert run(sandbox, "echo", text=text) == text


def test_one_child_answers_many_tasks(sandbox: Sandbox) -> None:
    assert len({run(sandbox, "pid") for _ in range(20)}) == 1


def test_a_child_that_was_started_ahead_does_the_first_task() -> None:
    with Sandbox(MODULE, memory_mib=256, children=3) as sandbox:
        before = children_of(os.getpid())
        sandbox.start()
        (started,) = children_of(os.getpid()) - before
        assert run(sandbox, "pid") == started
    assert wait_until_dead(started)


def test_a_child_that_cannot_be_started_ahead_is_the_matter_of_the_task() -> None:
    with Sandbox("tests.ingest.no_such_child", memory_mib=256) as sandbox:
        sandbox.start()
        with pytest.raises(ChildNotStarted):
            run(sandbox, "pid")


def test_a_child_is_replaced_after_its_share_of_tasks(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox_module, "TASKS_PER_CHILD", 1)
    assert len({run(sandbox, "pid") for _ in range(3)}) == 3


def test_a_child_that_has_grown_is_replaced(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox_module, "GROWTH_MIB", 40)
    first = run(sandbox, "keep", mib=100)
    assert run(sandbox, "pid") != first


def test_progress_arrives_in_order_before_the_reply(sandbox: Sandbox) -> None:
    seen: list[int] = []
    assert run(sandbox, "count", to=100, on_progress=lambda p: seen.append(p["done"])) == 100
    assert seen == list(range(100))


def test_what_a_library_prints_cannot_pass_for_a_reply(sandbox: Sandbox) -> None:
    assert run(sandbox, "print") == "own"


@pytest.mark.parametrize(
    ("do", "limits", "verdict"),
    [
        ("spin", {"cpu_s": 1}, Verdict.TOO_SLOW),
        ("sleep", {"wall_s": 0.3}, Verdict.TOO_SLOW),
        ("grow", {}, Verdict.TOO_MUCH_MEMORY),
        ("flood", {}, Verdict.TOO_LARGE),
        ("stop", {"signal": "SIGSEGV"}, Verdict.PARSER_DIED),
        ("stop", {"signal": "SIGABRT"}, Verdict.PARSER_DIED),
        ("stop", {"signal": "SIGKILL"}, Verdict.TOO_MUCH_MEMORY),  # the kernel's way
        ("recurse", {}, Verdict.PARSER_DIED),
        ("fail", {}, Verdict.PARSER_DIED),
        ("refuse", {}, Verdict.ENCRYPTED),
    ],
)
def test_each_breach_has_its_verdict_and_the_next_task_is_answered(
    sandbox: Sandbox, do: str, limits: dict[str, Any], verdict: Verdict
) -> None:
    assert refusal(sandbox, do, **limits).verdict is verdict
    assert run(sandbox, "echo", text="next") == "next"


def test_processor_time_lies_in_the_bytes_and_time_by_the_clock_may_not(sandbox: Sandbox) -> None:
    assert refusal(sandbox, "spin", cpu_s=1).of_bytes
    assert not refusal(sandbox, "sleep", wall_s=0.3).of_bytes


def test_the_message_of_a_failure_does_not_quote_the_document(sandbox: Sandbox) -> None:
    assert refusal(sandbox, "fail").detail == "The parser failed with KeyError."


def test_a_child_may_write_no_file(sandbox: Sandbox, tmp_path: Path) -> None:
    target = tmp_path / "written"
    assert refusal(sandbox, "write", path=str(target)).verdict is Verdict.PARSER_DIED
    assert target.read_bytes() == b""


def test_a_child_that_died_while_idle_is_replaced_without_a_word(sandbox: Sandbox) -> None:
    os.kill(run(sandbox, "pid"), signal.SIGKILL)
    assert run(sandbox, "echo", text="still here") == "still here"


def test_what_the_child_started_is_killed_with_it(sandbox: Sandbox) -> None:
    pids: list[int] = []
    refusal(sandbox, "sleep-beside", wall_s=0.5, on_progress=lambda p: pids.append(p["beside"]))
    assert wait_until_dead(pids[0])


def test_an_exception_of_the_caller_ends_the_task_and_passes(sandbox: Sandbox) -> None:
    pids: list[int] = []

    def cancel(progress: dict[str, int]) -> None:
        pids.append(progress["pid"])
        raise InterruptedError("cancelled")

    with pytest.raises(InterruptedError):
        run(sandbox, "sleep", on_progress=cancel)
    assert wait_until_dead(pids[0])


def test_a_caller_who_waits_can_end_the_task(sandbox: Sandbox) -> None:
    def lose_patience() -> None:
        raise InterruptedError("shutting down")

    started = time.monotonic()
    with pytest.raises(InterruptedError):
        sandbox.run({"do": "sleep"}, cpu_s=20, wall_s=20, on_wait=lose_patience)
    assert time.monotonic() - started < 5


def test_time_of_the_caller_does_not_count(sandbox: Sandbox) -> None:
    assert run(sandbox, "count", to=2, wall_s=0.4, on_progress=lambda _: time.sleep(0.5)) == 2


def test_threads_take_turns(sandbox: Sandbox) -> None:
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda n=n: answers.append(run(sandbox, "echo", text=str(n))))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [str(n) for n in range(8)]


def test_as_many_tasks_run_at_a_time_as_there_are_children() -> None:
    pids: list[int] = []
    at_work = threading.Barrier(2, timeout=30)  # passes only while two tasks are being done

    def work() -> None:
        pids.append(run(sandbox, "pid"))
        run(sandbox, "count", to=1, on_progress=lambda _: at_work.wait())

    with Sandbox(MODULE, memory_mib=256, children=2) as sandbox:
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not at_work.broken
        assert len(pids) == 4
        assert len(set(pids)) <= 2


def test_a_task_that_waits_for_its_turn_can_be_ended(sandbox: Sandbox) -> None:
    def lose_patience() -> None:
        raise InterruptedError

    busy = threading.Thread(target=lambda: run(sandbox, "count", to=3, on_progress=hold))
    held, go_on = threading.Event(), threading.Event()

    def hold(_: object) -> None:
        held.set()
        go_on.wait(30)

    busy.start()
    held.wait(30)
    with pytest.raises(InterruptedError):
        sandbox.run({"do": "echo", "text": "a"}, cpu_s=5, wall_s=5, on_wait=lose_patience)
    go_on.set()
    busy.join()
    assert run(sandbox, "echo", text="a") == "a"


def test_a_child_outlives_the_thread_that_started_it() -> None:
    with Sandbox(MODULE, memory_mib=256) as sandbox:
        pids: list[int] = []
        thread = threading.Thread(target=lambda: pids.append(run(sandbox, "pid")))
        thread.start()
        thread.join()
        assert run(sandbox, "pid") == pids[0]


def test_a_child_inherits_no_secret(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_PASSWORD", "hunter2")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy:3128")
    sandbox.close()
    environment = run(sandbox, "environment")
    assert not {"ASSISTANT_PASSWORD", "HTTPS_PROXY", "HOME", "PYTHONPATH"} & set(environment)


def test_a_child_starts_without_heavy_libraries() -> None:
    with Sandbox("ingest.reading_child", memory_mib=256) as sandbox:
        started = time.monotonic()
        with pytest.raises(UnreadableDocument):
            sandbox.run({"do": "no such task"}, cpu_s=5, wall_s=30)
        assert time.monotonic() - started < 10
    with Sandbox(MODULE, memory_mib=256) as sandbox:
        modules = {name.split(".")[0] for name in run(sandbox, "modules")}
    assert not modules & {"torch", "numpy", "chromadb", "sqlalchemy", "pydantic", "pypdfium2"}


def test_children_die_with_a_parent_that_is_killed() -> None:
    program = (
        f"from ingest.sandbox import Sandbox; s = Sandbox({MODULE!r}, memory_mib=256);"
        "s.run({'do': 'sleep-beside', 'guarded': True}, cpu_s=60, wall_s=60, "
        "on_progress=lambda p: print(p['pid'], p['beside'], flush=True))"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=ROOT, text=True
    )
    assert parent.stdout is not None
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    assert all(map(is_alive, pids))
    parent.kill()
    parent.communicate()
    assert all(map(wait_until_dead, pids))


def test_a_task_too_long_for_the_pipe_is_refused_at_once(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="bytes"):
        run(sandbox, "echo", text="x" * 100_000)


def test_a_module_that_does_not_start_is_named() -> None:
    with (
        Sandbox("tests.ingest.no_such_module", memory_mib=64) as sandbox,
        pytest.raises(RuntimeError, match="no_such_module"),
    ):
        run(sandbox, "echo")
