"""Killed at its write calls to each file of the home, one file after the other (F1).

After each kill the home is looked at as it was left, after the next owner has opened it, after
that one has worked off the queue, and after the same command came once more
(`killed_runs.KilledRuns.broken`, `benchmarks.invariants`). That is seen:

- a document that is visible before each of its chunks can be found by its vector and its words;
- a document that is lost, or half in its old and half in its new state, or there without its file;
- a job that is over before its document is visible, or that nobody takes up again;
- versions, originals and copies that a crash left and nobody removed;
- an original that is torn, or queued before it is there;
- an index or tokens that are used although they are not what was written;
- counts, pages, chunks, vectors and both digests that do not agree.

That it is seen is tested itself, on programs that are broken on purpose: `test_mutations.py`, for
all but the last two lines and the copies. What only a power cut would lose, no kill shows: the
order of writes, flushes and renames is looked at instead.
"""

import os
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from storage.ledger import Ledger
from tests.ingest.killed_runs import PROGRAM, KilledRuns, rewrite
from tests.ingest.written_files import Moment, moments, unflushed_renames
from tests.required_tools import needs

FILES, PARAGRAPHS = 10, 60  # replaced, more rows than Chroma takes before it writes its graph
# Moments tried for each file; 1 is what .ci/run has, and 50 takes hours.
TRIED = int(os.environ.get("INTRAMUROS_KILLS", "0"))
WANTED, AIMS = max(1, TRIED), 4
NEW = ("index/CURRENT.new", "index/g/tokens/projection.bin.new")  # written once, in a new home
CHANGED = (
    *(f"index/g/chroma/{name}" for name in ("chroma.sqlite3", "chroma.sqlite3-journal", "rows.64")),
    *(f"index/g/chroma/*/{name}.bin" for name in ("data_level0", "link_lists")),
    *(f"index/g/tokens/{name}-1.bin" for name in ("rows", "table")),
    *(f"index/g/{name}" for name in ("manifest.json.new", "manifest.json")),
    *("ledger.sqlite3", "ledger.sqlite3-wal"),
    *("originals/incoming/*", "originals/*/*"),
)
# Written in one go with one of those above: tried where INTRAMUROS_KILLS is set.
BESIDE = (
    *(f"index/g/chroma/*/{name}" for name in ("header.bin", "length.bin", "index_metadata.pickle")),
    *("index/g/entries.bin.new", "originals/*"),
)
WORDS = tuple(f"index/g/tantivy/{name}" for name in ("*.del", "*.idx", "*.term", ".tmp*"))
BESIDE_WORDS = tuple(f"index/g/tantivy/*.{name}" for name in ("fast", "fieldnorm", "pos", "store"))
# Of each edition of the files: what is killed at, and by which program they are added.
EDITIONS = (
    (NEW, (), PROGRAM),
    (CHANGED, BESIDE, PROGRAM),
    (WORDS, BESIDE_WORDS, "tests.ingest.words_first"),
)
FLUSHES = ("fsync", "fdatasync")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500 * WANTED)]


def chosen(trace: Path, home: Path, roles: Sequence[str]) -> Iterator[tuple[str, list[Moment]]]:
    """Moments of each file of `roles`: writes, and flushes where no write can be aimed at. Which
    can depends on which thread comes first, so a file may have none this time, and a kill may hit
    another file: of each there are AIMS times as many as are wanted."""
    chance = random.Random(4)
    known = moments(trace, home)
    for role in roles:
        own = [moment for moment in known if moment.role == role]
        writes = [moment for moment in own if moment.call not in FLUSHES] or own
        yield role, chance.sample(writes, min(AIMS * WANTED, len(writes)))


@needs("strace", why="it chooses the moment of the kill")
def test_killed_at_its_writes_to_each_file_of_the_home_it_loses_nothing(
    ledger: Ledger, collection: str, home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "docs"
    ledger.close()
    hits: Counter[str] = Counter()
    before: dict[str, str] = {}
    for edition, (always, beside, program) in enumerate(EDITIONS):
        for number in range(edition, FILES):  # one is left as it was
            rewrite(folder, number, edition, PARAGRAPHS)
        kept = tmp_path / f"edition{edition}"
        killed = KilledRuns(home, folder, kept, before=before, program=program)
        trace = killed.watched()
        assert unflushed_renames(trace, home) == []
        for role, aimed in chosen(trace, home, always + beside if TRIED else always):
            for moment in aimed:
                if killed.hits[role] < WANTED:
                    assert killed.broken(moment) == [], moment
        assert killed.ended() == []
        hits, before = hits + killed.hits, killed.now
    sys.stdout.write("".join(f"{count} {role}\n" for role, count in sorted(hits.items())))
    expected = {role for always, _, _ in EDITIONS for role in always}
    assert len(expected & set(hits)) >= 15, expected - set(hits)
