"""Commands whose output goes where there is no room any more, and those that write there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage.ledger import Ledger

FULL = Path("/dev/full")
LOST = [
    "Error: What is printed cannot be written: No space left on device.",
    "Hint: Make room where it goes, and run the same command again.",
]
WRITES = """
import sys, typer
from pathlib import Path
from ingest.cli import run
app = typer.Typer()
@app.command()
def write() -> None:
    typer.echo("begun")
    with Path("/dev/full").open("w") as file:
        file.write("a line of a run")
sys.argv = ["write"]
run(app)
"""
HELD_BACK = """
import sys, typer
from ingest.cli import run
app = typer.Typer()
@app.command()
def write() -> None:
    sys.stdout.write("said at the end")
sys.argv = ["write"]
run(app)
"""

pytestmark = [
    pytest.mark.skipif(not FULL.exists(), reason="the system has no /dev/full"),
    pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"]),
]


def ran(
    *arguments: str, home: Path, unbuffered: str, full: str, code: str = ""
) -> subprocess.CompletedProcess[str]:
    """`ingest` with its output to /dev/full as the shell does it, or some Python."""
    command = [sys.executable, *(("-c", code) if code else ("-m", "ingest.cli")), *arguments]
    return subprocess.run(
        ["bash", "-c", f'"$@" {full}', "bash", *command],
        env=os.environ | {"ASSISTANT_HOME": str(home), "PYTHONUNBUFFERED": unbuffered},
        capture_output=True,
        text=True,
        check=False,
    )


def test_output_that_cannot_be_written_is_one_line_and_no_failure_of_documents(
    ledger: Ledger, collection: str, unbuffered: str
) -> None:
    found = ran("status", home=ledger.home, unbuffered=unbuffered, full=">/dev/full")
    assert (found.returncode, found.stderr.splitlines()) == (3, LOST)


def test_what_is_written_only_as_the_command_ends_is_not_lost_in_silence(
    home: Path, unbuffered: str
) -> None:
    found = ran(home=home, unbuffered=unbuffered, full=">/dev/full", code=HELD_BACK)
    assert (found.returncode, found.stderr.splitlines()) == (3, LOST)


@pytest.mark.parametrize(("arguments", "code"), [(["status"], 3), (["remove", "nothing"], 2)])
def test_where_errors_go_to_the_same_full_log_the_exit_code_says_it(
    ledger: Ledger, arguments: list[str], code: int, unbuffered: str
) -> None:
    both = ">/dev/full 2>/dev/full"
    found = ran(*arguments, home=ledger.home, unbuffered=unbuffered, full=both)
    assert found.returncode == code


def test_a_disk_that_is_full_elsewhere_is_not_taken_for_that_of_the_output(
    home: Path, unbuffered: str
) -> None:
    found = ran(home=home, unbuffered=unbuffered, full="", code=WRITES)
    assert (found.returncode, found.stdout) == (3, "begun\n")
    assert found.stderr.splitlines() == [
        "Error: A disk has no room: No space left on device.",
        "Hint: Make room where the data is kept and where the command writes, and run it again.",
    ]
