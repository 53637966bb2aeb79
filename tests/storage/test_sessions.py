"""Sessions end when they should; failed sign-ins are counted across restarts."""

import time
from pathlib import Path

import pytest

from storage.ledger import FILE_NAME, Ledger
from storage.people import add_person
from storage.records import Person, Role
from storage.sessions import (
    close_session,
    close_sessions_of,
    open_session,
    person_of,
    recent_failures,
    record_failure,
)


@pytest.fixture
def emma(ledger: Ledger) -> Person:
    return add_person(ledger, "emma", password_hash="h", role=Role.EMPLOYEE, groups=[])


def test_a_session_ends_when_idle(ledger: Ledger, emma: Person) -> None:
    open_session(ledger, emma.id, token="t", idle_s=1800, absolute_s=28_800)
    now = time.time()
    assert person_of(ledger, "t", now=now + 1700, watching=True) == emma  # none
    assert person_of(ledger, "t", now=now + 1801) is None
    assert person_of(ledger, "t", now=now + 1799) == emma  # a sign of life
    assert person_of(ledger, "t", now=now + 1799 + 1799) == emma
    assert person_of(ledger, "t", now=now + 1799 + 1799 + 1801) is None


def test_a_session_ends_in_any_case(ledger: Ledger, emma: Person) -> None:
    open_session(ledger, emma.id, token="t", idle_s=1800, absolute_s=3000)
    now = time.time()
    assert person_of(ledger, "t", now=now + 1700) == emma
    assert person_of(ledger, "t", now=now + 3001) is None


def test_unknown_and_closed_tokens_are_nobodys(ledger: Ledger, emma: Person) -> None:
    for token in ("a", "b", "c"):
        open_session(ledger, emma.id, token=token, idle_s=100, absolute_s=100)
    close_session(ledger, "a")
    assert person_of(ledger, "a") is None
    assert person_of(ledger, "unknown") is None
    assert person_of(ledger, "b") == emma
    close_sessions_of(ledger, emma.id)
    assert person_of(ledger, "b") is None and person_of(ledger, "c") is None


def test_the_token_itself_is_not_kept(ledger: Ledger, emma: Person, home: Path) -> None:
    token = "a token that must not be found on disk"
    open_session(ledger, emma.id, token=token, idle_s=100, absolute_s=100)
    for path in home.glob(f"{FILE_NAME}*"):
        assert token.encode() not in path.read_bytes()


def test_failures_are_counted_by_key_within_their_window(ledger: Ledger, home: Path) -> None:
    for _ in range(3):
        record_failure(ledger, "emma")
    record_failure(ledger, "10.0.0.1")
    assert recent_failures(ledger, "emma", window_s=300) == 3
    assert recent_failures(ledger, "10.0.0.1", window_s=300) == 1
    assert recent_failures(ledger, "emma", window_s=0) == 0
    reopened = Ledger.open(home)
    assert recent_failures(reopened, "emma", window_s=300) == 3
    reopened.close()
