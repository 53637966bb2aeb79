"""The ledger: the authority on what is kept and who may read it (SQLite in WAL mode)."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine, Insert
from sqlalchemy.exc import DatabaseError, OperationalError

from storage.errors import BadInput, HomeError, HomeMissing, HomeTooNew, LedgerDamaged
from storage.ledger_engine import WRITE, has_no_room, ledger_engine, roomless_engine

REVISION = "0007"  # the newest in storage/migrations/versions; a test compares them
FILE_NAME = "ledger.sqlite3"


class Ledger:
    """The database of one home folder, for many threads and several processes at once.

    Every write is one transaction that is on disk when it returns (WAL, synchronous FULL), but
    within `together`. `without_room`: it was opened to be read alone, for want of a free block.
    """

    def __init__(self, home: Path, engine: Engine, *, without_room: bool = False) -> None:
        self.home = home
        self.without_room = without_room
        self._engine = engine
        self._held = _Held()

    @classmethod
    def create(cls, home: Path) -> Self:
        """A new home: directories 0700, files 0600. Raises BadInput where there is one already.

        The tables appear in one transaction: of two that begin at once one is refused, and what
        was interrupted is begun again.
        """
        path = home / FILE_NAME
        _make_file(path)
        with cls(home, ledger_engine(path))._opened() as ledger, ledger.write() as connection:
            if _tables(connection):
                raise BadInput(
                    f"{home} is a home folder already.",
                    hint="Use it as it is, or set ASSISTANT_HOME to another folder.",
                )
            _upgrade(connection)
        return ledger

    @classmethod
    def open(cls, home: Path) -> Self:
        """The ledger of a home, checked, and migrated where it is of an older version.

        Raises HomeMissing, HomeTooNew or LedgerDamaged; HomeError where it may not be entered.
        """
        require_home(home)
        with cls(home, ledger_engine(home / FILE_NAME))._opened() as ledger:
            _check(ledger)
            _migrate(ledger)
        return ledger

    @classmethod
    def open_to_read(cls, home: Path) -> Self:
        """As `open`; where the disk has no room for that, what is there can be read all the same,
        by one process at a time, and every write raises HomeError."""
        try:
            return cls.open(home)
        except HomeError as error:
            if not has_no_room(error.__cause__):
                raise
            short = error
        engine = roomless_engine(home / FILE_NAME)
        with cls(home, engine, without_room=True)._opened() as ledger:
            _check(ledger)
            if _is_older(ledger):
                raise short  # there is no room to migrate it
        return ledger

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the ledger from its first query on.

        Raises HomeError where the database cannot be read now, LedgerDamaged where its pages
        make no sense, BadInput where a value asked for is none that it could hold.
        """
        if self._held.connection is not None:
            yield self._held.connection
            return
        with self._usable(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that commits at the end and rolls back on any error.

        It takes the write lock at its start, so that it never fails half-way for want of it;
        another writer is waited for up to BUSY_TIMEOUT_S. Raises as `read` does, HomeError also
        where another writer took longer or the disk is full.
        """
        if self._held.connection is not None:
            with self._held.connection.begin_nested():
                yield self._held.connection
            return
        with self._usable():
            writer = self._engine.connect().execution_options(**{WRITE: True})
            with writer as connection, connection.begin():
                yield connection

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that this thread writes within is one transaction, on disk when it ends.

        A `write` within that fails is undone by itself; what leaves this block undoes all. Others
        who write wait meanwhile. One within another is part of it.
        """
        if self._held.connection is not None:
            yield
            return
        with self.write() as connection:
            self._held.connection = connection
            try:
                yield
            finally:
                self._held.connection = None

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            why = "the disk is full" if has_no_room(error) else error.orig
            raise HomeError(
                f"{self.home / FILE_NAME} cannot be used now: {why}.",
                hint="See that its disk has room and that this user may write there; try again.",
            ) from error
        except DatabaseError as error:
            if type(error) is not DatabaseError:
                raise
            raise damaged(self.home, str(error.orig)) from error
        except json.JSONDecodeError as error:
            raise damaged(self.home, "a list in it cannot be parsed") from error
        except (UnicodeEncodeError, OverflowError) as error:  # half a character, 2**63
            raise BadInput(
                "A text or a number given cannot be looked up or kept.",
                hint="Give text in UTF-8, and numbers below 9,000,000,000,000,000,000.",
            ) from error

    @contextmanager
    def _opened(self) -> Iterator[Self]:
        """Itself, closed again where what is done with it fails."""
        try:
            yield self
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()


class _Held(threading.local):
    """The connection of the transaction that a thread's writes belong to."""

    connection: Connection | None = None


def require_home(home: Path) -> None:
    """Raise HomeMissing where `home` is none, and HomeError where that cannot be seen."""
    try:
        present = (home / FILE_NAME).is_file()
    except OSError as error:
        raise unusable(home, error) from error
    if not present:
        raise HomeMissing(
            f"{home} is not a home folder: it holds no {FILE_NAME}.",
            hint="Make one with: assistant init. Or set ASSISTANT_HOME to yours.",
        )


def unusable(home: Path, error: OSError) -> HomeError:
    """What the operating system refused, as an error of ours."""
    return HomeError(
        f"{home} cannot be used as a home folder: {error.strerror or error}.",
        hint="Set ASSISTANT_HOME to a folder that this user may write.",
    )


def damaged(home: Path, found: str) -> LedgerDamaged:
    """What was found in the ledger of `home` that nobody wrote."""
    return LedgerDamaged(
        f"{home / FILE_NAME} is damaged: {found}.",
        hint="Nothing is served from it. Restore the home folder from a backup.",
    )


def insert_row(connection: Connection, statement: Insert) -> int:
    """The id that the ledger gave to the row that `statement` adds to a numbered table."""
    key = connection.execute(statement).inserted_primary_key
    if key is None:
        raise TypeError("the statement adds no row to a numbered table")
    return int(key[0])


def _make_file(path: Path) -> None:
    """An empty file that its owner alone can read, in a folder that its owner alone can enter."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.chmod(0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise unusable(path.parent, error) from error


def _check(ledger: Ledger) -> None:
    with ledger.read() as connection:
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if found != "ok":
        raise damaged(ledger.home, str(found))


def _is_older(ledger: Ledger) -> bool:
    """True where it is to be migrated. Raises LedgerDamaged and HomeTooNew."""
    with ledger.read() as connection:
        revision = _revision(connection)
    if revision is None:
        raise LedgerDamaged(
            f"{ledger.home / FILE_NAME} is damaged: it holds no tables of ours.",
            hint="Restore the home folder from a backup; if it was never used: assistant init.",
        )
    if not revision.isdecimal() or revision > REVISION:
        raise HomeTooNew(
            f"{ledger.home} was written by a newer version: it is at revision {revision}, "
            f"this program knows revision {REVISION}.",
            hint="Install the newer version, or restore a backup from before it.",
        )
    return revision != REVISION


def _migrate(ledger: Ledger) -> None:
    if not _is_older(ledger):
        return
    # SQLite alters most columns by copying a table and dropping the first, and with foreign keys
    # on, the rows that refer to it would go with it.
    unchecked = Ledger(ledger.home, ledger_engine(ledger.home / FILE_NAME, foreign_keys="OFF"))
    try:
        with unchecked.write() as connection:
            _upgrade(connection)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise damaged(ledger.home, f"rows of {broken[0]} refer to nothing")
    finally:
        unchecked.close()


def _upgrade(connection: Connection) -> None:
    from storage.migrations.upgrade import upgrade

    upgrade(connection)


def _tables(connection: Connection) -> int:
    """How many tables there are, whoever made them."""
    count = "SELECT count(*) FROM sqlite_master WHERE type = 'table'"
    return int(connection.exec_driver_sql(count).scalar_one())


def _revision(connection: Connection) -> str | None:
    """The revision of the tables; None for a database that has none."""
    named = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    if not connection.exec_driver_sql(named).scalar():
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)
