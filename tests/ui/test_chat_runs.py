"""An answer on its way can be stopped or left from another request."""

import threading
import time

from ui.chat_runs import Runs


def test_stopping_reaches_the_run_of_that_session_only() -> None:
    runs = Runs()
    with runs.begin("a") as ours, runs.begin("b") as other:
        runs.stop("a")
        assert ours.stopped.is_set() and not ours.left
        assert not other.stopped.is_set()


def test_nothing_happens_where_no_run_is_going_on() -> None:
    runs = Runs()
    runs.stop("a")
    runs.leave("a")
    with runs.begin("a"):
        pass
    runs.stop("a")


def test_leaving_waits_until_the_run_has_ended() -> None:
    runs = Runs()
    begun = threading.Event()

    def run() -> None:
        with runs.begin("a") as own:
            begun.set()
            own.stopped.wait(5)
            assert own.left

    thread = threading.Thread(target=run)
    thread.start()
    begun.wait(5)
    before = time.monotonic()
    runs.leave("a")
    thread.join(5)
    assert not thread.is_alive() and time.monotonic() - before < 1.0


def test_a_new_run_leaves_the_one_before() -> None:
    runs = Runs()
    with runs.begin("a") as first:
        first.ended.set()  # as if it had ended at once
        with runs.begin("a") as second:
            assert first.left and first.stopped.is_set()
            assert not second.left and not second.stopped.is_set()
