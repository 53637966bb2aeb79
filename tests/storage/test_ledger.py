"""The ledger as a file: made, opened, migrated, refused; transactions and permissions."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Connection, String, select, text

from storage.access import create_collection, find_collection
from storage.documents import find_document
from storage.errors import BadInput, HomeError, HomeMissing, HomeTooNew, LedgerDamaged
from storage.ledger import FILE_NAME, REVISION, Ledger
from storage.migrations.upgrade import newest_revision
from storage.records import OPERATOR
from storage.schema import collections, metadata


def test_a_new_home_is_readable_by_its_owner_alone(home: Path) -> None:
    former = os.umask(0)
    try:
        ledger = Ledger.create(home)
        with ledger.write() as connection:
            connection.execute(text("CREATE TABLE probe (x)"))
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in home.iterdir()}
        ledger.close()
    finally:
        os.umask(former)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert modes.keys() >= {FILE_NAME, f"{FILE_NAME}-wal"}
    assert set(modes.values()) == {0o600}


def test_the_promised_pragmas_hold_on_every_connection(ledger: Ledger) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 30_000,
    }
    with ledger.read() as first, ledger.read() as second:
        for connection in (first, second):
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
            assert found == wanted


def test_the_migrations_lead_to_the_tables_of_the_schema(ledger: Ledger) -> None:
    assert newest_revision() == REVISION
    with ledger.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_making_a_home_says_nothing_even_where_every_library_may_speak(home: Path) -> None:
    program = (
        "import logging, sys\n"
        "from pathlib import Path\n"
        "logging.basicConfig(level=logging.INFO)\n"
        "from storage.ledger import Ledger\n"
        "Ledger.create(Path(sys.argv[1])).close()\n"
    )
    made = subprocess.run([sys.executable, "-c", program, str(home)], capture_output=True)
    assert (made.returncode, made.stdout, made.stderr) == (0, b"", b"")


def test_a_second_home_in_the_same_folder_is_refused(ledger: Ledger, home: Path) -> None:
    with pytest.raises(BadInput, match="home folder already"):
        Ledger.create(home)


def test_a_folder_without_a_ledger_says_what_to_do(home: Path) -> None:
    with pytest.raises(HomeMissing) as caught:
        Ledger.open(home)
    assert str(home) in caught.value.message
    assert "assistant init" in caught.value.hint


def test_a_home_that_cannot_be_looked_into_is_named(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="cannot be used as a home folder: File name too long"):
        Ledger.open(tmp_path / ("x" * 300))


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(HomeError, match="file"):
        Ledger.create(tmp_path / "file" / "home")


def test_a_home_of_a_newer_version_is_refused_with_both_revisions(home: Path) -> None:
    Ledger.create(home).close()
    with sqlite3.connect(home / FILE_NAME) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(HomeTooNew, match=rf"9999.*{REVISION}"):
        Ledger.open(home)


@pytest.mark.parametrize("damage", ["no database", "zeroed pages", "truncated"])
def test_a_damaged_ledger_is_refused_before_anything_is_served(home: Path, damage: str) -> None:
    Ledger.create(home).close()
    path = home / FILE_NAME
    size = path.stat().st_size
    if damage == "no database":
        path.write_bytes(b"this is no database" * 300)
    elif damage == "truncated":
        os.truncate(path, size // 2)
    else:
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(bytes(size - 4096))
    with pytest.raises(LedgerDamaged) as caught:
        Ledger.open(home)
    assert "backup" in caught.value.hint


def test_an_emptied_ledger_is_never_taken_for_a_new_one(home: Path) -> None:
    Ledger.create(home).close()
    os.truncate(home / FILE_NAME, 0)
    with pytest.raises(LedgerDamaged, match="no tables"):
        Ledger.open(home)


def test_a_home_whose_making_was_interrupted_is_made_again(home: Path) -> None:
    home.mkdir()
    (home / FILE_NAME).touch()
    Ledger.create(home).close()
    Ledger.open(home).close()


def test_somebody_elses_database_is_neither_used_nor_changed(home: Path) -> None:
    home.mkdir()
    with closing(sqlite3.connect(home / FILE_NAME)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    with pytest.raises(LedgerDamaged, match="no tables of ours"):
        Ledger.open(home)
    with pytest.raises(BadInput):
        Ledger.create(home)
    with closing(sqlite3.connect(home / FILE_NAME)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]


def test_of_two_who_make_a_home_at_once_one_is_refused(home: Path) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from storage.errors import BadInput\n"
        "from storage.ledger import Ledger\n"
        "try:\n"
        "    Ledger.create(Path(sys.argv[1]))\n"
        "except BadInput:\n"
        "    sys.exit(2)\n"
    )
    makers = [subprocess.Popen([sys.executable, "-c", program, str(home)]) for _ in range(3)]
    assert sorted(maker.wait(timeout=60) for maker in makers) == [0, 2, 2]
    Ledger.open(home).close()


def test_a_migration_that_copies_a_table_keeps_the_rows_that_refer_to_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite deletes them where foreign keys are on; this is how a future migration would go."""
    ledger = Ledger.create(home)
    create_collection(ledger, "hr", groups=["staff"])
    with ledger.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    ledger.close()

    def copy(connection: Connection) -> None:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("collections", recreate="always") as batch:
            batch.add_column(Column("colour", String(8), nullable=True))
        connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": REVISION})

    monkeypatch.setattr("storage.ledger._upgrade", copy)
    migrated = Ledger.open(home)
    assert find_collection(migrated, "hr").groups == {"staff"}
    with migrated.read() as connection:
        assert connection.execute(text("SELECT colour FROM collections")).all() == [(None,)]
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    migrated.close()


def test_a_migration_that_fails_leaves_the_home_as_it_was(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = Ledger.create(home)
    with ledger.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    ledger.close()

    def fail(connection: Connection) -> None:
        connection.execute(text("DROP TABLE turns"))
        raise ZeroDivisionError

    monkeypatch.setattr("storage.ledger._upgrade", fail)
    with pytest.raises(ZeroDivisionError):
        Ledger.open(home)
    with closing(sqlite3.connect(home / FILE_NAME)) as connection:
        assert connection.execute("SELECT count(*) FROM turns").fetchone() == (0,)


@pytest.mark.parametrize("value", ["\ud800", 2**63])
def test_a_value_that_no_row_could_hold_is_refused_clearly(
    ledger: Ledger, value: str | int
) -> None:
    with pytest.raises(BadInput), ledger.read() as connection:
        connection.execute(select(collections).where(collections.c.name == value))
    with pytest.raises(BadInput), ledger.write() as connection:
        connection.execute(collections.insert().values(name=value, created=0))
    with pytest.raises(BadInput):
        find_document(ledger, OPERATOR, "half a character: \udfff")


def test_damage_met_while_serving_is_named(ledger: Ledger, home: Path) -> None:
    create_collection(ledger, "hr", groups=["staff"])
    ledger.close()
    with (home / FILE_NAME).open("r+b") as file:
        file.seek(4096)
        file.write(bytes((home / FILE_NAME).stat().st_size - 4096))
    with pytest.raises(LedgerDamaged):
        find_collection(ledger, "hr")


def test_an_error_in_a_transaction_leaves_nothing_of_it(ledger: Ledger) -> None:
    with pytest.raises(ZeroDivisionError), ledger.write() as connection:
        connection.execute(text("INSERT INTO collections (name, created) VALUES ('a', 0)"))
        _ = 1 / 0
    with ledger.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM collections")).scalar() == 0


def test_writers_in_many_threads_wait_for_each_other(ledger: Ledger) -> None:
    def add(name: str) -> None:
        for number in range(20):
            with ledger.write() as connection:
                count = connection.execute(text("SELECT count(*) FROM collections")).scalar()
                connection.execute(
                    text("INSERT INTO collections (name, created) VALUES (:name, :count)"),
                    {"name": f"{name}{number}", "count": count},
                )

    threads = [threading.Thread(target=add, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with ledger.read() as connection:
        counts = connection.execute(text("SELECT created FROM collections")).scalars().all()
    assert sorted(counts) == list(range(80))  # each saw all that was written before it


def test_a_killed_writer_leaves_nothing_half_done(ledger: Ledger, home: Path) -> None:
    program = (
        "import os, sys, time\n"
        "from pathlib import Path\n"
        "from sqlalchemy import text\n"
        "from storage.ledger import Ledger\n"
        "ledger = Ledger.open(Path(sys.argv[1]))\n"
        "with ledger.write() as connection:\n"
        "    add = text(\"INSERT INTO collections (name, created) VALUES ('a', 0)\")\n"
        "    connection.execute(add)\n"
        "    print('written', flush=True)\n"
        "    time.sleep(60)\n"
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", program, str(home)], stdout=subprocess.PIPE, text=True
    )
    with writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "written\n"
        writer.send_signal(signal.SIGKILL)
    with ledger.write() as connection:  # the dead writer's lock is free
        assert connection.execute(text("SELECT count(*) FROM collections")).scalar() == 0
