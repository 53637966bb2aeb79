"""Passwords are kept as argon2id hashes."""

import time

import pytest

from storage.errors import BadInput
from ui.passwords import HASHER, hash_of_nobody, hash_password, is_outdated, password_matches

SECRET = "correct horse battery"


def test_the_right_password_matches_and_no_other() -> None:
    kept = hash_password(SECRET)
    assert kept.startswith("$argon2id$")
    assert SECRET not in kept
    assert password_matches(SECRET, kept)
    assert not password_matches(SECRET + " ", kept)
    assert not password_matches("", kept)
    assert hash_password(SECRET) != kept


def test_the_same_letters_typed_in_another_way_match() -> None:
    assert password_matches("caf\u00e9", hash_password("cafe\u0301"))


def test_nobody_has_no_password() -> None:
    assert not password_matches(SECRET, None)
    assert not password_matches("nobody has this name", None)


@pytest.mark.parametrize("kept", ["", "x", "$argon2id$", "$2b$12$abcdefghijklmnopqrstuv"])
def test_a_hash_that_is_none_matches_nothing(kept: str) -> None:
    assert not password_matches(SECRET, kept)


@pytest.mark.parametrize("password", ["", "a" * 1025])
def test_an_empty_or_endless_password_is_refused(password: str) -> None:
    with pytest.raises(BadInput):
        hash_password(password)


def test_an_endless_password_is_not_matched_by_its_beginning() -> None:
    assert not password_matches("a" * 5000, hash_password("a" * 1024))


def test_a_lone_surrogate_is_no_trouble() -> None:
    assert not password_matches("\ud800", hash_password(SECRET))


def test_a_hash_of_weaker_parameters_is_outdated() -> None:
    weaker = type(HASHER)(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(SECRET)
    assert is_outdated(weaker)
    assert not is_outdated(hash_password(SECRET))


def test_an_unknown_name_takes_as_long_as_a_wrong_password() -> None:
    kept = hash_password(SECRET)
    hash_of_nobody()  # made once in the life of the process

    def least_s(password_hash: str | None) -> float:
        times = []
        for _ in range(7):
            started = time.thread_time()  # of the processor: other tests may share the machine
            password_matches("wrong", password_hash)
            times.append(time.thread_time() - started)
        return min(times)

    assert 0.6 < least_s(None) / least_s(kept) < 1.6
