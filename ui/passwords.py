"""Passwords: argon2id hashes, and a check that takes as long for a name that nobody has."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from storage.errors import BadInput

MAX_PASSWORD_LENGTH = 1024
# OWASP password storage cheat sheet (2025), second recommendation: 19 MiB, two passes, one lane.
# On two shared cores a check takes about 30 ms, so that a flood of them cannot take the machine.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """The argon2id hash of `password`, in its encoded form with parameters and salt.

    Raises BadInput for an empty password and for one of more than MAX_PASSWORD_LENGTH characters.
    """
    if not password or len(password) > MAX_PASSWORD_LENGTH:
        raise BadInput(
            f"A password has 1 to {MAX_PASSWORD_LENGTH} characters; this one has {len(password)}.",
            hint="Choose another password.",
        )
    return HASHER.hash(as_typed(password))


def password_matches(password: str, password_hash: str | None) -> bool:
    """True where `password` is the one that was hashed. None, for an unknown name, takes as long.

    Takes about 30 ms of one core: never on the event loop.
    """
    known = password_hash is not None
    try:
        HASHER.verify(password_hash or hash_of_nobody(), as_typed(password[:MAX_PASSWORD_LENGTH]))
    except (VerificationError, InvalidHashError):
        return False
    return known and len(password) <= MAX_PASSWORD_LENGTH


def is_outdated(password_hash: str) -> bool:
    """True where the hash was made with other parameters than those of today."""
    return HASHER.check_needs_rehash(password_hash)


@cache
def hash_of_nobody() -> str:
    """A hash against which the password for an unknown name is checked."""
    return HASHER.hash("nobody has this name")


def as_typed(password: str) -> str:
    """NFC: an é typed on one keyboard equals an é typed on another; lone surrogates replaced."""
    normal = unicodedata.normalize("NFC", password)
    return normal.encode("utf-8", "replace").decode("utf-8")
