"""A home on a small disk of its own without one free block, and what commands say: `python -m` this
with a folder and the commands. It runs under `unshare --map-root-user --mount`.

It prints a JSON list: exit code, standard output and standard error of each command. `--crashed`:
as a process leaves the ledger that was killed, with what it wrote last in the log beside it.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from storage.access import create_collection
from storage.ledger import Ledger


def main(disk: Path, *commands: str) -> int:
    """Mount, fill, and run all commands at once."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], check=True)
    home = disk / "home"
    ledger = Ledger.create(home)
    create_collection(ledger, "policies", groups=["staff"])
    if "--crashed" in commands:
        for name in ("ledger.sqlite3", "ledger.sqlite3-wal"):
            shutil.copy(home / name, disk / name)
    ledger.close()
    if "--crashed" in commands:
        assert (disk / "ledger.sqlite3-wal").stat().st_size
        for name in ("ledger.sqlite3", "ledger.sqlite3-wal"):
            (disk / name).replace(home / name)
    fill(disk / "filler")
    running = [
        subprocess.Popen(
            [sys.executable, "-m", *shlex.split(command)],
            env=os.environ | {"ASSISTANT_HOME": str(home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for command in commands
        if command != "--crashed"
    ]
    ended = [(*one.communicate(timeout=60), one.returncode) for one in running]
    sys.stdout.write(json.dumps([(code, out, err) for out, err, code in ended]))
    return 0


def fill(filler: Path) -> None:
    """A file that takes all that is free."""
    with filler.open("wb", buffering=0) as stream:
        try:
            while True:
                stream.write(b"\1" * 4096)
        except OSError:
            pass
    assert not os.statvfs(filler.parent).f_bfree


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
