"""A conversion inside a mail that its caller or a kill ends leaves no document behind."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.conversion import PREFIX, STALE_S
from ingest.reading import read_file, reading_sandbox
from ingest.settings import IngestSettings
from tests.ingest.made_docx import paragraph, raw_docx
from tests.ingest.made_mails import attach, mail
from tests.ingest.running_processes import commands_naming
from tests.ingest.stand_in_office import StandIn, old_file

SETTINGS = IngestSettings(ocr=False)
pytestmark = pytest.mark.usefixtures("temporary")


@pytest.fixture
def contract(tmp_path: Path, office: StandIn) -> bytes:
    """A DOC that can be converted."""
    made = raw_docx(tmp_path / "contract.docx", paragraph("Deux jours."))
    return office.prepare(old_file("doc", "contract"), made)


def test_what_a_caller_raises_ends_the_conversion(
    tmp_path: Path, office: StandIn, contract: bytes
) -> None:
    office.act("exec sleep 600")

    def stop(*_: int) -> None:
        if office.asked:
            raise KeyboardInterrupt

    path = tmp_path / "a.eml"
    path.write_bytes(attach(mail(), contract, "a.doc").as_bytes())
    with reading_sandbox(SETTINGS) as sandbox, pytest.raises(KeyboardInterrupt):
        read_file(path, file_name="a.eml", sandbox=sandbox, settings=SETTINGS, on_page=stop)
    assert list(Path(tempfile.gettempdir()).iterdir()) == []


def test_what_a_kill_leaves_is_deleted_by_the_next_conversion(
    tmp_path: Path, office: StandIn, contract: bytes, temporary: Path
) -> None:
    office.act("exec sleep 600")
    path = tmp_path / "a.eml"
    path.write_bytes(attach(mail(), contract, "a.doc").as_bytes())
    script = (
        "import sys; from pathlib import Path; from ingest.reading import *\n"
        "settings = IngestSettings(ocr=False)\n"
        "with reading_sandbox(settings) as sandbox:\n"
        "    read_file(Path(sys.argv[1]), file_name='a.eml', sandbox=sandbox, settings=settings)\n"
    )
    environment = os.environ | {"TMPDIR": str(temporary), "PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen([sys.executable, "-c", script, str(path)], env=environment) as reading:
        wait_until(lambda: bool(office.asked))
        reading.send_signal(signal.SIGKILL)
    left = list(temporary.iterdir())
    assert len(left) == 2
    assert all(one.name.startswith(PREFIX) and not one.stat().st_mode & 0o077 for one in left)
    for one in left:
        os.utime(one, (time.time() - STALE_S - 5,) * 2)
    office.act()
    wait_until(lambda: not commands_naming(str(temporary)))
    with reading_sandbox(SETTINGS) as sandbox:
        found = read_file(path, file_name="a.eml", sandbox=sandbox, settings=SETTINGS)
    assert "Deux jours." in found.pages[1].text
    assert list(temporary.iterdir()) == []


def wait_until(done: Callable[[], bool]) -> None:
    ends = time.monotonic() + 60
    while not done():
        assert time.monotonic() < ends
        time.sleep(0.05)
