"""Bulk work waits while somebody asks, as long as it has worked, and no longer."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from storage import asking_first
from storage.asking_first import AskingFirst

SOON_S = 0.05


def passed(first: AskingFirst, *, worked_s: float) -> threading.Event:
    """Set once a thread that has worked for so long was let go on."""
    over, begun = threading.Event(), threading.Event()

    def work() -> None:
        first.let_pass()
        time.sleep(worked_s)
        begun.set()
        first.let_pass()
        over.set()

    threading.Thread(target=work, daemon=True).start()
    assert begun.wait(10)
    return over


def test_bulk_work_waits_until_nobody_asks_any_more() -> None:
    first = AskingFirst()
    with first.asking():
        over = passed(first, worked_s=SOON_S)
        assert not over.wait(SOON_S / 2)
    assert over.wait(10)


def test_two_who_ask_are_both_waited_for() -> None:
    first = AskingFirst()
    with first.asking():
        with first.asking():
            over = passed(first, worked_s=SOON_S)
        assert not over.wait(SOON_S / 4)
    assert over.wait(10)


def test_bulk_work_goes_on_however_long_somebody_asks() -> None:
    first = AskingFirst()
    with first.asking():
        assert passed(first, worked_s=SOON_S).wait(10)


def test_who_has_worked_for_long_waits_for_a_moment_only() -> None:
    first = AskingFirst()
    with first.asking():
        over = passed(first, worked_s=3 * asking_first.MOST_SAVED_S)
        started = time.monotonic()
        assert over.wait(10)
    assert time.monotonic() - started < 2 * asking_first.MOST_SAVED_S + SOON_S


def test_who_asks_never_waits_for_another_who_asks() -> None:
    first = AskingFirst()
    with first.asking():
        over = threading.Event()

        def ask() -> None:
            with first.asking():
                first.let_pass()
                time.sleep(SOON_S)
                started = time.monotonic()
                first.let_pass()
                waited.append(time.monotonic() - started)
            over.set()

        waited: list[float] = []
        threading.Thread(target=ask, daemon=True).start()
        assert over.wait(10)
    assert waited[0] < SOON_S / 2


def test_a_thread_that_asked_lets_others_pass_afterwards() -> None:
    first = AskingFirst()
    with first.asking():
        first.let_pass()
    over = threading.Event()

    def work() -> None:
        with first.asking():
            first.let_pass()
        time.sleep(SOON_S)
        begun.set()
        first.let_pass()
        over.set()

    begun = threading.Event()
    with first.asking():
        threading.Thread(target=work, daemon=True).start()
        assert begun.wait(10)
        assert not over.wait(SOON_S / 4)
    assert over.wait(10)


def test_bulk_work_that_is_waited_for_lets_nobody_pass_for_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking_first, "MOST_SAVED_S", 10.0)
    first = AskingFirst()
    with first.asking():
        with first.asking(), first.waiting():
            assert passed(first, worked_s=6 * SOON_S).wait(3 * SOON_S)
        over = passed(first, worked_s=6 * SOON_S)  # they ask again
        assert not over.wait(3 * SOON_S)
    assert over.wait(10)


def test_bulk_work_that_lets_pass_goes_on_once_it_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking_first, "MOST_SAVED_S", 10.0)
    first = AskingFirst()
    with first.asking():
        over = passed(first, worked_s=6 * SOON_S)
        assert not over.wait(SOON_S / 4)
        with first.waiting():
            assert over.wait(3 * SOON_S)


def test_waiting_of_who_does_not_ask_changes_nothing() -> None:
    first = AskingFirst()
    with first.waiting():
        pass
    with first.asking():
        over = passed(first, worked_s=SOON_S)
        assert not over.wait(SOON_S / 4)
    assert over.wait(10)


def test_one_who_fails_asks_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking_first, "MOST_SAVED_S", 10.0)
    first = AskingFirst()

    @first.asking()
    def fails() -> None:
        raise ValueError

    with pytest.raises(ValueError):
        fails()
    assert passed(first, worked_s=6 * SOON_S).wait(3 * SOON_S)


def test_a_thread_that_works_for_who_asks_lets_nobody_pass() -> None:
    first = AskingFirst()

    def worked(worked_s: float) -> float:
        first.let_pass()
        time.sleep(worked_s)
        began = time.monotonic()
        first.let_pass()
        return time.monotonic() - began

    with ThreadPoolExecutor(2) as threads, first.asking():
        (own,) = threads.map(first.as_caller(worked), [SOON_S])
        (others,) = threads.map(worked, [SOON_S])
    assert own < SOON_S / 2
    assert others > SOON_S / 2
