"""`ingest watch` as a process of its own, by its example."""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from storage.ledger import Ledger
from tests.ingest.adding import write
from tests.ingest.command_line import Ingest
from tests.ingest.mirroring import Mirror

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_it_watches_until_a_signal_and_ends_cleanly(
    ledger: Ledger, home: Path, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    from storage.access import create_collection

    for name in ("policies", "staff"):
        create_collection(ledger, name, groups=["staff"])
    Mirror(ledger, write(tmp_path / "policies" / "a.txt", "Tea.").parent).run()
    with (
        subprocess.Popen(
            [sys.executable, "-m", "ingest.cli", "watch", "policies", "--collection", "policies"],
            cwd=tmp_path,
            env=os.environ | {"ASSISTANT_HOME": str(home), "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
        ExitStack() as ends,
    ):
        ends.callback(process.kill)
        assert process.stderr is not None
        first = process.stderr.readline()
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
    assert first == f"Watching {tmp_path}/policies. Ctrl-C ends it.\n"
    assert (process.returncode, err) == (code, "")


def test_misuse_ends_it_at_once(ingest: Ingest, ledger: Ledger, tmp_path: Path) -> None:
    ran = ingest("watch", tmp_path, "--collection", "nowhere")
    assert (ran.code, ran.out) == (2, "")
    assert ingest("watch", tmp_path, "--collection", "x", "--settle-s", "0").code == 2
