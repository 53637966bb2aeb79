"""The harness of kills sees each way in which the program is broken on purpose.

Without this a green `test_kills_at_writes` could mean that it looks at nothing. All mutations are
tried where INTRAMUROS_KILLS is set, as in .ci/run, else the first few.
"""

import os
from pathlib import Path

import pytest

from storage.ledger import Ledger
from tests.fakes import WordTokenEmbedder
from tests.ingest.adding_process import add
from tests.ingest.killed_runs import KilledRuns, plain, rewrite, spread
from tests.ingest.mutations import MUTATIONS, UNFLUSHED
from tests.ingest.written_files import moments, unflushed_renames
from tests.required_tools import needs

FILES, PARAGRAPHS = 4, 8
KILLS = 6  # at most: the first that shows it is enough
TRIED = list(MUTATIONS) if int(os.environ.get("INTRAMUROS_KILLS", "0")) else list(MUTATIONS)[:3]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    needs("strace", why="it chooses the moment of the kill"),
]


@pytest.fixture
def folder(ledger: Ledger, collection: str, home: Path, tmp_path: Path) -> Path:
    """A folder of files that are in the home in an earlier edition, but for the first."""
    ledger.close()
    folder = tmp_path / "docs"
    for number in range(FILES):
        rewrite(folder, number, 0, PARAGRAPHS)
    assert add(home, [folder], WordTokenEmbedder()) == 0
    return folder


def killed_runs(home: Path, folder: Path, kept: Path, mutation: str) -> KilledRuns:
    before = {str(path): plain(path.read_text("utf-8")) for path in folder.glob("*.txt")}
    for number in range(1, FILES):
        rewrite(folder, number, 1, PARAGRAPHS)
    return KilledRuns(home, folder, kept, before=before, mutation=mutation)


@pytest.mark.parametrize("name", TRIED)
def test_a_broken_program_is_seen_after_a_kill(
    name: str, home: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mutation = MUTATIONS[name]
    killed = killed_runs(home, folder, tmp_path / "kept", name)
    trace = killed.watched()
    shown = [
        moment
        for moment in moments(trace, home)
        if moment.role == mutation.role and moment.call in mutation.calls
    ]
    mutation.apply(monkeypatch.setattr)  # whoever opens the home again is broken too
    seen: list[list[str]] = []
    for moment in spread(shown, KILLS):
        seen.append(killed.broken(moment))
        if seen[-1]:
            break
    assert seen and any(one.startswith(mutation.seen) for one in seen[-1]), (seen, shown)


def test_an_original_that_is_put_in_place_before_it_is_on_the_disk_is_seen(
    home: Path, folder: Path, tmp_path: Path
) -> None:
    killed = killed_runs(home, folder, tmp_path / "kept", UNFLUSHED)
    unflushed = unflushed_renames(killed.watched(), home)
    assert "originals/*/* is put in place unflushed" in unflushed
