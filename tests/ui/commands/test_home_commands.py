"""init, user and collection: a home made from the terminal, without a question asked."""

import json
import sqlite3
from pathlib import Path

import pytest

from storage.ledger import FILE_NAME, Ledger
from storage.people import password_hash_of
from tests.ui.commands.command_line import CommandLine
from ui.passwords import password_matches

PASSWORD = "correct horse battery"


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text(f"{PASSWORD}\n")
    return path


@pytest.fixture
def initialised(assistant: CommandLine, password_file: Path) -> CommandLine:
    """A home with the administrator alice."""
    made = assistant("init", "--admin", "alice", "--password-file", str(password_file))
    assert made.code == 0
    return assistant


def kept_password_is(home: Path, name: str, password: str) -> bool:
    ledger = Ledger.open(home)
    kept = password_hash_of(ledger, name)
    ledger.close()
    return kept is not None and password_matches(password, kept)


def test_init_takes_the_password_from_a_file_and_does_not_print_it(
    assistant: CommandLine, password_file: Path, home: Path
) -> None:
    made = assistant("init", "--admin", "alice", "--password-file", str(password_file))
    assert made.code == 0
    assert PASSWORD not in made.out + made.err
    assert str(home) in made.out
    assert kept_password_is(home, "alice", PASSWORD)


def test_init_without_a_terminal_makes_a_password_and_prints_it_once(
    assistant: CommandLine, home: Path
) -> None:
    made = assistant("init")
    password = made.out.split("with the password ")[1].split()[0]
    assert len(password) >= 24
    assert kept_password_is(home, "admin", password)
    assert password not in assistant("user", "list").out


def test_init_twice_is_refused_and_changes_nothing(initialised: CommandLine, home: Path) -> None:
    again = initialised("init", "--admin", "mallory")
    assert again.code == 2
    assert "home folder already" in again.err
    assert "mallory" not in initialised("user", "list").out
    assert kept_password_is(home, "alice", PASSWORD)


def test_a_refused_password_leaves_no_half_made_home(
    assistant: CommandLine, tmp_path: Path, home: Path
) -> None:
    (tmp_path / "short").write_text("short\n")
    refused = assistant("init", "--password-file", str(tmp_path / "short"))
    assert refused.code == 2
    assert "at least 12" in refused.err
    refused = assistant("init", "--password-file", str(tmp_path / "absent"))
    assert refused.code == 2 and "absent" in refused.err
    refused = assistant("init", "--admin", "<b>")
    assert refused.code == 2 and "cannot be the name" in refused.err
    assert not (home / FILE_NAME).exists()


def test_a_command_without_a_home_says_how_to_make_one(assistant: CommandLine, home: Path) -> None:
    for command in (["user", "list"], ["collection", "list"], ["ask", "a question"]):
        refused = assistant(*command)
        assert refused.code == 3
        assert str(home) in refused.err and "assistant init" in refused.err


def test_a_home_of_a_newer_version_is_refused(initialised: CommandLine, home: Path) -> None:
    with sqlite3.connect(home / FILE_NAME) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    refused = initialised("user", "list")
    assert refused.code == 3
    assert "newer version" in refused.err and "9999" in refused.err


def test_people_are_added_listed_and_disabled(
    initialised: CommandLine, password_file: Path
) -> None:
    added = initialised(
        "user", "add", "emma", "--group", "staff", "--group", "hr",
        "--password-file", str(password_file), "--json",
    )  # fmt: skip
    assert json.loads(added.out) == {
        "name": "emma",
        "display_name": "emma",
        "role": "employee",
        "groups": ["hr", "staff"],
        "disabled": False,
    }
    assert "shut out" in initialised("user", "disable", "emma").out
    people = {one["name"]: one for one in json.loads(initialised("user", "list", "--json").out)}
    assert people["emma"]["disabled"] and people["alice"]["role"] == "admin"
    listed = initialised("user", "list").out
    assert "emma" in listed and "(disabled)" in listed and "no group" in listed


def test_a_forgotten_password_is_replaced_and_a_disabled_person_let_in_again(
    initialised: CommandLine, home: Path
) -> None:
    made = initialised("user", "password", "alice")
    chosen = made.out.split("The password is ")[1].split()[0]
    assert kept_password_is(home, "alice", chosen)
    assert not kept_password_is(home, "alice", PASSWORD)
    initialised("user", "disable", "alice")
    assert not kept_password_is(home, "alice", chosen)
    assert initialised("user", "enable", "alice").code == 0
    assert kept_password_is(home, "alice", chosen)
    assert initialised("user", "password", "ghost").code == 2
    assert initialised("user", "enable", "ghost").code == 2


def test_a_person_without_a_group_is_said_to_see_nothing(initialised: CommandLine) -> None:
    added = initialised("user", "add", "nobody")
    assert "see no document" in added.out
    assert "password is " in added.out


def test_unknown_and_taken_names_are_refused(initialised: CommandLine) -> None:
    assert initialised("user", "disable", "ghost").code == 2
    taken = initialised("user", "add", "alice")
    assert taken.code == 2 and "alice" in taken.err
    assert initialised("collection", "grant", "nowhere", "hr").code == 2


def test_collections_are_added_granted_and_listed(initialised: CommandLine) -> None:
    assert "nobody but the operator" in initialised("collection", "add", "hr").out
    granted = initialised("collection", "grant", "hr", "managers", "--json")
    assert json.loads(granted.out) == {"name": "hr", "groups": ["managers"]}
    assert json.loads(initialised("collection", "list", "--json").out) == [json.loads(granted.out)]
    taken = initialised("collection", "add", "hr")
    assert taken.code == 2 and "'hr'" in taken.err
