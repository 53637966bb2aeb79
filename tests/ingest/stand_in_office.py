"""A program in the place of LibreOffice that makes at once of known files what a test prepared."""

import os
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from tests.ingest.made_compound import compound, stream

SCRIPT = """#!/bin/sh
while [ $# -gt 1 ]; do
  case "$1" in --outdir) out=$2;; --convert-to) to=${{2%%:*}};; esac
  shift
done
echo "$to" >> '{folder}/asked'
{before}
made='{folder}'/$(sha256sum < "$1" | cut -c1-64).$to
[ -f "$made" ] || exit 1
mkdir -p "$out" && cp "$made" "$out/document.$to"
"""
ROOTS = {"doc": "WordDocument", "xls": "Workbook", "ppt": "PowerPoint Document"}


def old_file(kind: str, mark: str = "") -> bytes:
    """A file of that kind as far as its root tells; another `mark` makes another one."""
    return compound(ROOTS[kind], contents={"Mark": stream(mark.encode())})


class StandIn:
    """The program; `asked` are the types it was asked for, in order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.act()

    def act(self, before: str = ":") -> None:
        """Run the shell command `before` each time."""
        program = self.folder / "soffice"
        program.write_text(SCRIPT.format(folder=self.folder, before=before))
        program.chmod(0o755)

    def prepare(self, original: bytes, made: Path) -> bytes:
        """Make the file `made` of those bytes, which are given back."""
        name = f"{sha256(original).hexdigest()}{made.suffix}"
        shutil.copyfile(made, self.folder / name)
        return original

    @property
    def asked(self) -> list[str]:
        log = self.folder / "asked"
        return log.read_text().split() if log.exists() else []


def only_its_tools(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be found but what the program runs: no LibreOffice and no Tesseract."""
    folder.mkdir()
    for name in ("sha256sum", "cut", "mkdir", "cp", "sleep"):
        (folder / name).symlink_to(shutil.which(name) or name)
    monkeypatch.setenv("PATH", str(folder))


def installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """The program in a new folder, found before all others of its name."""
    found = StandIn(folder)
    monkeypatch.setenv("PATH", os.pathsep.join((str(folder), os.environ["PATH"])))
    return found
