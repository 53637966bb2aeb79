"""Commands that only read, on a home whose disk has not one free block."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ingest.test_full_disk import MOUNTED, OWN_MOUNTS
from tests.required_tools import needs_right

ROOT = Path(__file__).resolve().parents[3]
FULL = "the disk of the home is full"
Ended = list[tuple[int, str, str]]

pytestmark = needs_right(*MOUNTED, why="a small disk of its own is filled")


def on_a_full_disk(tmp_path: Path, *commands: str) -> Ended:
    """Exit code, output and errors of each command, all run at once."""
    process = [sys.executable, "-m", "tests.ingest.full_home_process", str(tmp_path), *commands]
    ended = subprocess.run(
        [*OWN_MOUNTS, *process], cwd=ROOT, capture_output=True, text=True, timeout=100
    )
    assert ended.returncode == 0, ended.stderr
    return [(code, out, err) for code, out, err in json.loads(ended.stdout)]


@pytest.mark.parametrize("left", [(), ("--crashed",)], ids=["closed", "left by a killed process"])
def test_what_is_there_is_told_and_that_the_disk_is_full(
    tmp_path: Path, left: tuple[str, ...]
) -> None:
    listed = ("status", "status --json", "list", "report", "report --failed", "quarantine list")
    commands = [f"ingest.cli {one}" for one in listed]
    commands += ["ui.cli collection list", "ui.cli user list", "ui.cli mentions tea"]
    ended = on_a_full_disk(tmp_path, *left, *commands)
    for command, (code, _, err) in zip(commands, ended, strict=True):
        assert (code, FULL in err) == (0, True), (command, err)
    assert "policies: 0 documents" in ended[0][1]
    assert json.loads(ended[1][1])["disk_full"] is True
    assert "policies" in ended[6][1]


def test_what_would_change_the_home_is_refused(tmp_path: Path) -> None:
    for code, out, err in on_a_full_disk(
        tmp_path, "ingest.cli remove x --collection policies", "ui.cli collection grant policies hr"
    ):
        assert (code, out) == (3, "")
        assert "See that its disk has room" in err
