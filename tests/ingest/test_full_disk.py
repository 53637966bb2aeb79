"""A disk that is really full: searches go on, nothing is torn, and work resumes by itself (F3)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.required_tools import needs

ROOT = Path(__file__).resolve().parents[2]
OWN_MOUNTS = ("unshare", "--map-root-user", "--mount")  # needs no rights where Linux lets one


@pytest.mark.slow
@pytest.mark.timeout(240)
@needs(*OWN_MOUNTS, "true", why="a small disk of its own can be filled")
def test_while_the_disk_is_full_people_search_and_afterwards_the_work_goes_on_by_itself(
    tmp_path: Path,
) -> None:
    (tmp_path / "disk").mkdir()
    ended = subprocess.run(
        [*OWN_MOUNTS, sys.executable, "-m", "tests.ingest.full_disk_process"]
        + [str(tmp_path / "disk"), str(tmp_path / "docs")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert ended.returncode == 0, ended.stderr
    seen = json.loads(ended.stdout)
    for one in seen["rounds"]:
        assert one["failed"] == 0, one
        assert one["answered"] > 5, one
        assert one["found"] > 0, one
    assert seen["documents"] == 6 + 4 * len(seen["rounds"])
    fullest = seen["rounds"][0]
    assert fullest["trouble"] in ("HomeError", "IndexUnusable"), fullest
    assert fullest["waiting"] > 0
    assert "full" in fullest["refused"], fullest
