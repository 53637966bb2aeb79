"""Commands whose output goes where there is no room any more: a log on a full disk."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage.ledger import Ledger

FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="the system has no /dev/full")
def test_output_that_cannot_be_written_is_one_line_and_no_failure_of_documents(
    ledger: Ledger, collection: str
) -> None:
    with FULL.open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "ingest.cli", "status"],
            env=os.environ | {"ASSISTANT_HOME": str(ledger.home)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ran.returncode == 3
    assert ran.stderr.splitlines() == [
        "Error: What is printed cannot be written: No space left on device.",
        "Hint: Make room where it goes, and run the same command again.",
    ]
