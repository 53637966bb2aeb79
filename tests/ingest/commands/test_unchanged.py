"""Commands that find nothing changed load none of what reading and searching take."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.ingest.mirroring import Mirror

WORK = ("torch", "chromadb", "tantivy", "numpy", "sentence_transformers", "gradio")


@pytest.mark.parametrize(
    "command", [["add", "FOLDER"], ["sync", "FOLDER"]], ids=lambda command: command[0]
)
def test_a_run_over_unchanged_files_imports_nothing_that_works(
    mirror: Mirror, folder: Path, command: list[str]
) -> None:
    arguments = [str(folder) if word == "FOLDER" else word for word in command]
    program = (
        "import sys\n"
        "from ingest.cli import main\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        f"    print([name for name in {WORK!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments, "--collection", "policies"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "unchanged" in done.stdout.lower()
    assert done.stderr.strip().splitlines()[-1] == "[]"
