"""An original lives as long as something refers to it, and no longer."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from storage.access import create_collection
from storage.documents import find_document
from storage.jobs import enqueue
from storage.ledger import Ledger
from storage.originals import Originals
from storage.records import OPERATOR
from storage.unused_originals import ON_ITS_WAY_S, discard_orphans, discard_unused
from tests.storage.populating import add, new_version


@pytest.fixture
def originals(ledger: Ledger, home: Path) -> Originals:
    create_collection(ledger, "hr", groups=["hr"])
    return Originals(home)


def keep(originals: Originals, content: bytes, *, age_s: float = 2 * ON_ITS_WAY_S) -> str:
    sha256 = originals.keep(io.BytesIO(content), limit_bytes=100).sha256
    then = time.time() - age_s
    os.utime(originals.path(sha256), (then, then))
    return sha256


def test_only_old_originals_that_nothing_refers_to_are_orphans(
    ledger: Ledger, originals: Originals
) -> None:
    read, waiting = keep(originals, b"read"), keep(originals, b"waiting")
    orphan, on_its_way = keep(originals, b"orphan"), keep(originals, b"on its way", age_s=1)
    add(ledger, new_version("hr", "/read", content=read))
    enqueue(
        ledger,
        collection="hr",
        source="/waiting",
        file_name="waiting",
        requested_by="operator",
        batch="b",
        content_sha256=waiting,
        size_bytes=7,
    )
    assert discard_orphans(ledger, originals) == 1
    assert not originals.path(orphan).exists()
    assert all(originals.path(one).exists() for one in (read, waiting, on_its_way))
    assert discard_orphans(ledger, originals) == 0


def test_a_copy_whose_writer_died_goes_and_one_that_is_written_stays(
    ledger: Ledger, originals: Originals, home: Path
) -> None:
    keep(originals, b"x")
    incoming = home / "originals" / "incoming"
    for name in ("dead", "alive"):
        (incoming / name).write_bytes(b"half")
    os.utime(incoming / "dead", (0, 0))
    originals.drop_unfinished(ON_ITS_WAY_S)
    assert [path.name for path in incoming.iterdir()] == ["alive"]


def test_a_home_without_originals_has_no_orphans(ledger: Ledger, home: Path) -> None:
    assert discard_orphans(ledger, Originals(home)) == 0


def test_what_is_still_referred_to_is_not_discarded(ledger: Ledger, originals: Originals) -> None:
    content = keep(originals, b"read")
    add(ledger, new_version("hr", "/read", content=content))
    assert not discard_unused(ledger, originals, content)
    assert originals.path(content).exists()


def test_a_removal_killed_before_its_commit_loses_neither_document_nor_file(
    ledger: Ledger, originals: Originals, home: Path
) -> None:
    content = keep(originals, b"read")
    made = add(ledger, new_version("hr", "/read", content=content))
    program = (
        "import sys, time\n"
        "from contextlib import contextmanager\n"
        "from pathlib import Path\n"
        "from storage.ledger import Ledger\n"
        "from storage.originals import Originals\n"
        "from storage.versions import remove_document\n"
        "class Pausing(Ledger):\n"
        "    @contextmanager\n"
        "    def write(self):\n"
        "        with super().write() as connection:\n"
        "            yield connection\n"
        "            print('done but for the commit', flush=True)\n"
        "            time.sleep(60)\n"
        "home = Path(sys.argv[1])\n"
        "remove_document(Pausing.open(home), Originals(home), sys.argv[2])\n"
    )
    root = Path(__file__).resolve().parents[2]
    remover = subprocess.Popen(
        [sys.executable, "-c", program, str(home), made.document_id],
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
    )
    with remover:
        assert remover.stdout is not None
        assert remover.stdout.readline() == "done but for the commit\n"
        remover.send_signal(signal.SIGKILL)
    assert find_document(ledger, OPERATOR, made.document_id).content_sha256 == content
    assert originals.path(content).exists()
