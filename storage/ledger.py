"""The ledger: the authority on what is kept and who may read it (SQLite in WAL mode)."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine, Insert, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError

from storage.errors import BadInput, HomeError, HomeMissing, HomeTooNew, LedgerDamaged

REVISION = "0001"  # the newest in storage/migrations/versions; a test compares them
FILE_NAME = "ledger.sqlite3"
BUSY_TIMEOUT_S = 30
_WRITE = "ledger_write"


class Ledger:
    """The database of one home folder, for many threads and several processes at once.

    Every write is one transaction that is on disk when it returns (WAL, synchronous FULL).
    """

    def __init__(self, home: Path, engine: Engine) -> None:
        self.home = home
        self._engine = engine

    @classmethod
    def create(cls, home: Path) -> Self:
        """A new home: directories 0700, files 0600. Raises BadInput where there is one already."""
        path = home / FILE_NAME
        if path.exists():
            raise BadInput(
                f"{home} is a home folder already.",
                hint="Use it as it is, or set ASSISTANT_HOME to another folder.",
            )
        try:
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            home.chmod(0o700)
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except OSError as error:
            raise HomeError(
                f"{home} cannot be used as a home folder: {error.strerror or error}.",
                hint="Set ASSISTANT_HOME to a folder that this user may write.",
            ) from error
        return cls.open(home)

    @classmethod
    def open(cls, home: Path) -> Self:
        """The ledger of a home, checked, and migrated where it is of an older version.

        Raises HomeMissing, HomeTooNew or LedgerDamaged.
        """
        path = home / FILE_NAME
        if not path.is_file():
            raise HomeMissing(
                f"{home} is not a home folder: it holds no {FILE_NAME}.",
                hint="Make one with: assistant init. Or set ASSISTANT_HOME to yours.",
            )
        ledger = cls(home, _engine(path))
        try:
            _check(ledger)
            _migrate(ledger)
        except DatabaseError as error:
            ledger.close()
            raise _damaged(path, str(error.orig)) from error
        except BaseException:
            ledger.close()
            raise
        return ledger

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the ledger from its first query on.

        Raises HomeError where the database cannot be read now.
        """
        with self._usable(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that commits at the end and rolls back on any error.

        It takes the write lock at its start, so that it never fails half-way for want of it;
        another writer is waited for up to BUSY_TIMEOUT_S. Raises HomeError where the database
        cannot be written now: another writer took longer, the disk is full.
        """
        with self._usable():
            writer = self._engine.connect().execution_options(**{_WRITE: True})
            with writer as connection, connection.begin():
                yield connection

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            raise HomeError(
                f"{self.home / FILE_NAME} cannot be used now: {error.orig}.",
                hint="See that its disk has room and that this user may write there; try again.",
            ) from error

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()


def insert_row(connection: Connection, statement: Insert) -> int:
    """The id that the ledger gave to the row that `statement` adds to a numbered table."""
    key = connection.execute(statement).inserted_primary_key
    if key is None:
        raise TypeError("the statement adds no row to a numbered table")
    return int(key[0])


def _engine(path: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        connect_args={"timeout": BUSY_TIMEOUT_S},
        pool_size=8,
        max_overflow=-1,
        hide_parameters=True,  # texts of documents and questions never stand in an error
    )

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        # The driver's own BEGIN comes late and deferred; ours is sent by `begin` below.
        connection.isolation_level = None
        with closing(connection.cursor()) as cursor:
            for pragma in (
                "journal_mode=WAL",
                "synchronous=FULL",
                "foreign_keys=ON",
                "secure_delete=ON",
            ):
                cursor.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(_WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _check(ledger: Ledger) -> None:
    with ledger.read() as connection:
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if found != "ok":
        raise _damaged(ledger.home / FILE_NAME, str(found))


def _damaged(path: Path, found: str) -> LedgerDamaged:
    return LedgerDamaged(
        f"{path} is damaged: {found}.",
        hint="Nothing is served from it. Restore the home folder from a backup.",
    )


def _migrate(ledger: Ledger) -> None:
    revision = _revision(ledger)
    if revision == REVISION:
        return
    if revision is not None and (not revision.isdecimal() or revision > REVISION):
        raise HomeTooNew(
            f"{ledger.home} was written by a newer version: it is at revision {revision}, "
            f"this program knows revision {REVISION}.",
            hint="Install the newer version, or restore a backup from before it.",
        )
    from storage.migrations.upgrade import upgrade

    with ledger.write() as connection:
        upgrade(connection)


def _revision(ledger: Ledger) -> str | None:
    """The revision of the tables; None for a database that has none yet."""
    with ledger.read() as connection:
        known = connection.exec_driver_sql(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
        ).scalar()
        if not known:
            return None
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return str(found) if found is not None else None
