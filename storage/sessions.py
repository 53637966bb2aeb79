"""Signed-in sessions and failed sign-ins: both outlive a restart of the server."""

import hashlib
import time
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from storage.ledger import Ledger
from storage.people import record
from storage.records import Person
from storage.schema import people, sessions, sign_in_failures

TOUCH_EVERY_S = 60.0  # a write for each request would serialise the readers


def open_session(
    ledger: Ledger, person_id: int, *, token: str, idle_s: float, absolute_s: float
) -> None:
    """Remember that who presents `token` is that person; only its SHA-256 is kept.

    The session ends after `idle_s` seconds without a sign of life, and `absolute_s` from now.
    """
    now = time.time()
    with ledger.write() as connection:
        connection.execute(
            delete(sessions).where(
                (sessions.c.ends <= now) | (sessions.c.last_seen + sessions.c.idle_s <= now)
            )
        )
        connection.execute(
            sessions.insert().values(
                token_sha256=_sha256(token),
                person_id=person_id,
                last_seen=now,
                idle_s=idle_s,
                ends=now + absolute_s,
            )
        )


def person_of(
    ledger: Ledger, token: str, *, now: float | None = None, watching: bool = False
) -> Person | None:
    """Who presents `token`; None where the session is unknown or over, or the person disabled.

    `now` is in seconds since 1970. Counts as a sign of life, kept at most once a minute; not where
    a page asks by itself that somebody is only `watching`.
    """
    now = time.time() if now is None else now
    with ledger.read() as connection:
        row = _live_session(connection, token, now)
        person = None if row is None else record(connection, row)
    if row is not None and not watching and now - row.last_seen > TOUCH_EVERY_S:
        with ledger.write() as connection:
            connection.execute(
                update(sessions)
                .where(sessions.c.token_sha256 == _sha256(token))
                .values(last_seen=now)
            )
    return person


def session_lives(ledger: Ledger, token: str, *, now: float | None = None) -> bool:
    """Whether `token` still opens a session; no sign of life, unlike `person_of`.

    For an answer that is still being written: it must not keep an idle session alive.
    """
    with ledger.read() as connection:
        return _live_session(connection, token, time.time() if now is None else now) is not None


def close_session(ledger: Ledger, token: str) -> None:
    """Forget a token."""
    with ledger.write() as connection:
        connection.execute(delete(sessions).where(sessions.c.token_sha256 == _sha256(token)))


def close_sessions_of(ledger: Ledger, person_id: int) -> None:
    """End every session of a person."""
    with ledger.write() as connection:
        connection.execute(delete(sessions).where(sessions.c.person_id == person_id))


def record_failure(ledger: Ledger, key: str, *, keep_s: float = 3600) -> None:
    """Count one failed sign-in under `key` (an account, an address); older than `keep_s` goes."""
    now = time.time()
    with ledger.write() as connection:
        connection.execute(delete(sign_in_failures).where(sign_in_failures.c.at < now - keep_s))
        connection.execute(sign_in_failures.insert().values(key=_sha256(key), at=now))


def recent_failures(ledger: Ledger, key: str, *, window_s: float) -> int:
    """How many failed sign-ins `key` had in the last `window_s` seconds."""
    with ledger.read() as connection:
        found = connection.execute(
            select(func.count())
            .select_from(sign_in_failures)
            .where(
                sign_in_failures.c.key == _sha256(key),
                sign_in_failures.c.at > time.time() - window_s,
            )
        ).scalar_one()
    return int(found)


def _live_session(connection: Connection, token: str, now: float) -> Row[Any] | None:
    """The person's row with `last_seen`; None where the session is over or the person disabled."""
    return connection.execute(
        select(people, sessions.c.last_seen)
        .join(sessions, sessions.c.person_id == people.c.id)
        .where(
            sessions.c.token_sha256 == _sha256(token),
            sessions.c.ends > now,
            sessions.c.last_seen + sessions.c.idle_s > now,
            people.c.disabled == 0,
        )
    ).first()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
