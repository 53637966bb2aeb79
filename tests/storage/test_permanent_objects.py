"""Garbage collection rests while libraries are loaded, and leaves what was made alone."""

import gc
import threading
from collections.abc import Iterator

import pytest

from storage import permanent_objects
from storage.permanent_objects import permanent


@pytest.fixture(autouse=True)
def nothing_frozen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with permanent():
        pass  # what earlier tests made is counted from here on
    gc.unfreeze()
    yield
    gc.unfreeze()


def test_nothing_is_collected_within_and_everything_as_before_afterwards() -> None:
    with permanent():
        assert not gc.isenabled()
        with permanent():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_who_collects_by_hand_goes_on_to_do_so() -> None:
    gc.disable()
    try:
        with permanent():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_fails_within_leaves_collection_on() -> None:
    with pytest.raises(ImportError), permanent():
        raise ImportError
    assert gc.isenabled()


def test_collection_rests_until_the_last_of_several_threads_has_ended() -> None:
    first_over, second_in = threading.Event(), threading.Event()

    def second() -> None:
        with permanent():
            second_in.set()
            first_over.wait(10)

    thread = threading.Thread(target=second)
    with permanent():
        thread.start()
        assert second_in.wait(10)
    assert not gc.isenabled()
    first_over.set()
    thread.join()
    assert gc.isenabled()


def test_much_that_was_made_is_not_looked_through_again() -> None:
    with permanent():
        made = [[number] for number in range(2 * permanent_objects._MUCH)]
    assert gc.get_freeze_count() >= len(made)


def test_for_little_nothing_is_left_out_of_collection() -> None:
    with permanent():
        made = [[number] for number in range(10)]
    assert made
    assert gc.get_freeze_count() == 0
