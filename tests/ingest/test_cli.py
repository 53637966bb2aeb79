import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from storage.access import create_collection, list_collections
from storage.documents import list_documents
from storage.errors import NoRoom
from storage.ledger import Ledger
from storage.locking import HomeLock
from storage.people import add_person
from storage.records import OPERATOR, Role
from tests.ingest.adding import submit, write
from tests.ingest.command_line import Ingest

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ("add", "list", "remove", "report", "status", "sync", "watch")


def help_process(*arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
    run = f"import sys; sys.argv = ['ingest', *{arguments!r}]\n{code}"
    return subprocess.run(
        [sys.executable, "-c", run], cwd=ROOT, capture_output=True, text=True, check=True
    )


def test_help_imports_nothing_heavy() -> None:
    code = (
        "from ingest.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('IMPORTED', *sorted(name.split('.')[0] for name in sys.modules))"
    )
    for command in ((), ("quarantine",), *((name,) for name in COMMANDS)):
        out = help_process(*command, "--help", code=code).stdout
        assert "Example:" in out
        imported = set(out.split("IMPORTED")[1].split())
        heavy = {"torch", "chromadb", "gradio", "sqlalchemy", "tantivy", "numpy"}
        assert not imported & heavy


def test_help_takes_less_than_three_tenths_of_a_second() -> None:
    def processor_s() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    taken = []
    for _ in range(5):
        before = processor_s()
        help_process("--help", code="from ingest.cli import main\nmain()")
        taken.append(processor_s() - before)
    assert min(taken) < 0.3


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_ends_with_an_example(ingest: Ingest, command: str) -> None:
    ran = ingest(command, "--help")
    assert ran.code == 0
    assert ran.out.strip().splitlines()[-1].strip().startswith(f"Example: ingest {command}")


@pytest.mark.parametrize("command", COMMANDS)
def test_without_a_home_it_says_how_to_make_one(
    ingest: Ingest, command: str, tmp_path: Path
) -> None:
    folder = [tmp_path, "--collection", "staff"]
    arguments = {"add": folder, "sync": folder, "watch": folder, "remove": ["x"]}
    ran = ingest(command, *arguments.get(command, []))
    assert (ran.code, ran.out) == (3, "")
    assert "assistant init" in ran.err


def test_an_unknown_collection_is_misuse_and_it_says_how_to_make_it(
    ingest: Ingest, ledger: Ledger, tmp_path: Path
) -> None:
    ran = ingest("add", write(tmp_path / "a.txt", "Tea."), "--collection", "staff")
    assert (ran.code, ran.out) == (2, "")
    assert "staff" in ran.err and "--create" in ran.err
    assert list_collections(ledger, OPERATOR) == []


def test_a_path_that_does_not_exist_is_misuse_and_nothing_was_done(
    ingest: Ingest, ledger: Ledger, tmp_path: Path
) -> None:
    ran = ingest("add", tmp_path / "nowhere\x1b[2J", "--collection", "staff", "--create")
    assert ran.code == 2
    assert "nowhere\\x1b[2J does not exist" in ran.err
    assert list_collections(ledger, OPERATOR) == []


def test_misuse_is_told_before_anything_is_done(
    ingest: Ingest, ledger: Ledger, tmp_path: Path
) -> None:
    create_collection(ledger, "staff", groups=["staff"])
    add_person(ledger, "emma", password_hash="x", role=Role.EMPLOYEE, groups=["staff"])
    file = write(tmp_path / "a.txt", "Tea.")
    for arguments, said in (
        ([file, "--readers", "typo"], "the group typo"),
        ([file, "--as", "nobody"], "nobody"),
        ([file, "--as", "emma"], "role employee"),
        ([tmp_path, "--title", "One"], "--title"),
        ([file, file, "--title", "One"], "--title"),
        ([file, "--groups", "staff"], "--create"),
        ([file, "--no-such-option"], "no-such-option"),
        ([], "PATH"),
        ([file, "--manifest", file], "not both"),
    ):
        ran = ingest("add", *arguments, "--collection", "staff")
        assert (ran.code, ran.out) == (2, ""), said
        assert said in ran.err
        assert "Traceback" not in ran.err
    assert ingest("list", "--collection", "nowhere").code == 2
    assert ingest("remove", "nothing-like-it").code == 2


def test_a_bad_setting_is_misuse(
    ingest: Ingest, ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_MAX_PAGES", "many")
    file = write(tmp_path / "a.txt", "Tea.")
    ran = ingest("add", file, "--collection", "staff", "--create")
    assert ran.code == 2
    assert "ASSISTANT_MAX_PAGES" in ran.err


def test_an_embedder_that_is_not_there_ends_with_3_and_the_jobs_stay_queued(
    ingest: Ingest, ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_EMBEDDER", str(tmp_path / "no-model"))
    file = write(tmp_path / "a.txt", "Tea.")
    ran = ingest("add", file, "--collection", "staff", "--create")
    assert ran.code == 3
    assert "no-model" in ran.err
    assert json.loads(ingest("status", "--json").out)["open_jobs"] == 1


def test_nothing_to_list_is_said_to_people_and_empty_for_machines(
    ingest: Ingest, ledger: Ledger
) -> None:
    assert ingest("list") == (0, "There are no documents yet.\n", "")
    assert ingest("list", "--json") == (0, "", "")


def test_status_tells_who_owns_the_home_what_waits_and_what_failed(
    ingest: Ingest, ledger: Ledger, home: Path, collection: str, tmp_path: Path
) -> None:
    write(tmp_path / "docs" / "bad\x1b[2Jname.txt", "x" * (1 << 21))
    submit(ledger, write(tmp_path / "docs" / "a.txt", "Tea.").parent)
    found = json.loads(ingest("status", "--json").out)
    assert (found["home"], found["owner"], found["open_jobs"]) == (str(home), None, 1)
    assert found["index"] == {"generation": "", "state": "none"}
    assert found["collections"] == [
        {"name": "policies", "groups": ["staff"], "documents": 0, "chunks": 0}
    ]
    assert [failure["verdict"] for failure in found["last_failures"]] == ["too-large"]
    lock = HomeLock.acquire(home, kind="server", address="http://here")
    shown = ingest("status").out
    assert "waits  " not in shown
    lock.set_trouble(NoRoom("The disk is full.", hint="Make room."))
    assert "waits        The disk is full. Make room." in ingest("status").out
    told = json.loads(ingest("status", "--json").out)["owner"]["trouble"]
    assert told == {"code": "no-room", "message": "The disk is full.", "hint": "Make room."}
    lock.release()
    assert f"process {os.getpid()} (server) http://here" in shown
    assert "bad\\x1b[2Jname.txt" in shown and "\x1b" not in shown


def test_a_pipe_that_is_closed_early_leaves_no_traceback(ledger: Ledger, home: Path) -> None:
    ran = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m ingest.cli status | true"],
        cwd=ROOT,
        env=os.environ | {"ASSISTANT_HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stderr == ""


@pytest.fixture
def loaded(ingest: Ingest, ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder `policies` that was added to the collection staff with the real embedder."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "policies" / "travel.md", "Trains are paid by the company.")
    write(tmp_path / "policies" / "tea.txt", "Tea is served at four.")
    ran = ingest("add", "policies", "--collection", "staff", "--create", "--groups", "staff")
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == "2 of 2 documents are searchable (2 read)."
    return tmp_path / "policies"


@pytest.mark.slow
def test_the_examples_of_the_help_run(ingest: Ingest, loaded: Path) -> None:
    for command in (
        (),
        ("quarantine",),
        *((name,) for name in COMMANDS if name != "watch"),
    ):  # which goes on
        shown = " ".join(ingest(*command, "--help").out.split())
        example = re.findall(r"Example: ingest (.*)", shown)[0]
        assert ingest(*example.split()).code == 0, example


@pytest.mark.slow
def test_add_list_and_remove_tell_machines_the_same_as_people(
    ingest: Ingest, ledger: Ledger, loaded: Path
) -> None:
    again = ingest("add", "policies", "--collection", "staff", "--json")
    assert again.code == 0
    documents = [event for event in again.events if event["event"] == "document"]
    assert {event["verdict"] for event in documents} == {"unchanged"}
    assert again.events[-1]["event"] == "summary"
    assert again.events[-1]["searchable"] == 2
    listed = ingest("list", "--collection", "staff", "--json").events
    assert {one["source"] for one in listed} == {
        str(loaded / "tea.txt"),
        str(loaded / "travel.md"),
    }
    assert {one["id"] for one in listed} == {event["document_id"] for event in documents}
    people = ingest("list").out
    assert all(one["id"] in people for one in listed)
    removed = ingest("remove", "policies/tea.txt", listed[0]["id"], "--json")
    assert removed.code == 0
    assert {line["removed"] for line in removed.events} <= {one["id"] for one in listed}
    left = {document.id for document in list_documents(ledger, OPERATOR)}
    assert left == {one["id"] for one in listed} - {line["removed"] for line in removed.events}


@pytest.mark.slow
def test_documents_are_removed_while_another_process_owns_the_home(
    ingest: Ingest, ledger: Ledger, loaded: Path, home: Path
) -> None:
    lock = HomeLock.acquire(home, kind="server", address="http://here")
    ran = ingest("remove", loaded / "tea.txt")
    lock.release()
    assert ran.code == 0
    assert ran.out.startswith("removed ")
    assert [d.file_name for d in list_documents(ledger, OPERATOR)] == ["travel.md"]


@pytest.mark.slow
def test_a_person_lists_and_removes_only_what_they_may_read(
    ingest: Ingest, ledger: Ledger, loaded: Path
) -> None:
    add_person(ledger, "olga", password_hash="x", role=Role.COMPLIANCE, groups=["others"])
    add_person(ledger, "carl", password_hash="x", role=Role.COMPLIANCE, groups=["staff"])
    secret = list_documents(ledger, OPERATOR)[0].id
    assert ingest("list", "--as", "olga", "--json").out == ""
    assert ingest("list", "--collection", "staff", "--as", "olga").code == 2
    unknown = ingest("remove", "0" * 20, "--as", "olga")
    forbidden = ingest("remove", secret, "--as", "olga")
    assert unknown.code == forbidden.code == 2
    assert unknown.err.replace("0" * 20, "ID") == forbidden.err.replace(secret, "ID")
    assert len(list_documents(ledger, OPERATOR)) == 2
    assert len(ingest("list", "--as", "carl", "--json").events) == 2
    assert ingest("remove", secret, "--as", "carl").code == 0


@pytest.mark.slow
def test_a_source_in_two_collections_is_removed_only_where_the_collection_is_named(
    ingest: Ingest, ledger: Ledger, loaded: Path
) -> None:
    assert ingest("add", "policies", "--collection", "other", "--create").code == 0
    ran = ingest("remove", "policies/tea.txt")
    assert ran.code == 2
    assert "other, staff" in ran.err
    assert ingest("remove", "policies/tea.txt", "--collection", "other").code == 0
    assert len(list_documents(ledger, OPERATOR, collection="staff")) == 2


@pytest.mark.slow
def test_files_without_text_end_with_1_and_a_line_each_and_nothing_is_searchable(
    ingest: Ingest, ledger: Ledger, shared_data: Path
) -> None:
    damaged = shared_data / "northwind-damaged" / "documents"
    ran = ingest("add", damaged, "--collection", "hr", "--create", "--groups", "hr")
    assert ran.code == 1
    summary = ran.out[ran.out.index("Not searchable:") :]
    for file in damaged.iterdir():
        assert str(file) in summary
    assert ran.out.count("no-text: ") >= 2 * 5  # one of them cannot even be opened
    assert list_documents(ledger, OPERATOR) == []
    assert "0 of 6 documents are searchable" in ran.out
