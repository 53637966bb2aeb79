"""How SQLite is opened for the ledger: for everything, and to read where its disk has no room."""

from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import StaticPool

BUSY_TIMEOUT_S = 30
WRITE = "ledger_write"  # the execution option of a connection that will write


def ledger_engine(path: Path, *, foreign_keys: str = "ON") -> Engine:
    """Connections for many threads and several processes, in WAL mode."""
    engine = create_engine(
        f"sqlite:///{path}",
        connect_args={"timeout": BUSY_TIMEOUT_S},
        pool_size=8,
        max_overflow=-1,
        hide_parameters=True,  # texts of documents and questions never stand in an error
    )
    _configure(
        engine,
        "journal_mode=WAL",
        "synchronous=FULL",
        f"foreign_keys={foreign_keys}",
        "secure_delete=ON",
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def roomless_engine(path: Path) -> Engine:
    """One connection that only reads, and keeps every other process out meanwhile.

    Processes that share a database in WAL mode keep its index in a file of 32 KiB beside it, for
    which a full disk has no block. Who has the database alone keeps it in memory. What they read is
    one state all along, so that no transaction is begun.
    """
    engine = create_engine(
        f"sqlite:///{path}",
        connect_args={"timeout": BUSY_TIMEOUT_S, "check_same_thread": False},
        poolclass=StaticPool,
        hide_parameters=True,
    )
    _configure(engine, "locking_mode=EXCLUSIVE", "query_only=ON")
    return engine


def has_no_room(cause: BaseException | None) -> bool:
    """True for the error of a database that found no room for what it needs to be read."""
    found = getattr(cause.orig, "sqlite_errorname", "") if isinstance(cause, DatabaseError) else ""
    return found in ("SQLITE_IOERR_SHMSIZE", "SQLITE_FULL")


def _configure(engine: Engine, *pragmas: str) -> None:
    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        # The driver's own BEGIN comes late and deferred; ours is sent by `begin`.
        connection.isolation_level = None
        # SQLite's own knows ASCII alone, and "CONGÉS" would not be found by "congés".
        connection.create_function("lower", 1, _lower, deterministic=True)
        with closing(connection.cursor()) as cursor:
            for pragma in pragmas:
                cursor.execute(f"PRAGMA {pragma}")


def _lower(value: object) -> object:
    return value.casefold() if isinstance(value, str) else value
