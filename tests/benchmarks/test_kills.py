"""Random kills of a server that loads and answers, of which `make bench-kills` has a hundred (F1).

Three here, twenty where INTRAMUROS_KILLS is set, as in .ci/run. No time is asserted.
"""

import os
import sys
from pathlib import Path

import pytest

from benchmarks import kills
from benchmarks.heard_process import HeardProcess
from benchmarks.made_corpus import Article
from benchmarks.made_home import made_home
from benchmarks.many_documents import write_files
from storage.ledger import Ledger
from tests.fakes import WordTokenEmbedder

KILLS = 20 if int(os.environ.get("INTRAMUROS_KILLS", "0")) else 3
CHUNKS = 400
ARTICLES = [
    Article("Congés", "fr", tuple(f"La prime numéro {n} est versée en mars." for n in range(30))),
    Article("Leave", "en", tuple(f"Paid leave number {n} is long in March." for n in range(30))),
]
PROGRAM = (sys.executable, "-m", "tests.benchmarks.killed_words")


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_killed_at_random_moments_it_loses_nothing_and_is_ready_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kills, "LOADING_S", 3.0)
    home = made_home(ARTICLES, CHUNKS, WordTokenEmbedder(), root=tmp_path / "kept")
    write_files(ARTICLES, 60, tmp_path / "files")
    seen = kills.run(home, tmp_path / "files", KILLS, program=PROGRAM)
    assert seen.broken == []
    assert seen.kills == KILLS
    assert len(seen.ready_s) >= KILLS // 2
    assert seen.acknowledged == 60  # the last one came to its end
    assert seen.chunks > CHUNKS
    assert ["what did not hold", "nothing"] in kills.table_of(seen).rows


def test_a_document_that_was_acknowledged_and_is_gone_is_lost(ledger: Ledger) -> None:
    kills.create_collection(ledger, kills.COLLECTION, groups=())
    acknowledged = kills.Acknowledged()
    assert acknowledged.lost(ledger) == []
    acknowledged.note([{"at": "read", "source": "/a.txt", "sha256": "0"}])
    assert acknowledged.lost(ledger) == ["1 acknowledged documents are lost, /a.txt"]


def test_a_process_is_heard_until_it_is_killed_and_not_taken_for_alive_when_it_ends() -> None:
    says = 'import time\nprint(\'{"at": "here"}\', flush=True)\ntime.sleep(60)'
    process = HeardProcess([sys.executable, "-c", says])
    (_, event) = next(process.said(until_s=60))
    assert event == {"at": "here"}
    assert list(process.said(until_s=0.1)) == []
    assert process.kill() == []
    ending = HeardProcess([sys.executable, "-c", "raise SystemExit('no room')"])
    with pytest.raises(RuntimeError, match="no room"):
        list(ending.said(until_s=60))
    ending.kill()
