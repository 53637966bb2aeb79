"""A home with a collection, owned by the test, with an embedder to compute by hand."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest import cli
from storage.access import create_collection
from storage.ledger import Ledger
from storage.settings import StorageSettings
from storage.store import Store, open_owned
from tests.fakes import WordEmbedder
from tests.ingest.command_line import Ingest, Ran
from tests.ingest.mirroring import Mirror, old
from tests.ingest.stand_in_office import StandIn, installed


@pytest.fixture
def collection(ledger: Ledger) -> str:
    """The name of a collection that the group staff may read, in a new home."""
    return create_collection(ledger, "policies", groups=["staff"]).name


@pytest.fixture
def store(ledger: Ledger, collection: str, home: Path) -> Iterator[Store]:
    """The home with that collection, opened by its owner; Chroma and tantivy are real."""
    with open_owned(StorageSettings(home=home), embedder=WordEmbedder()) as opened:
        yield opened


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of our own, to see what is left in it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """A program in the place of LibreOffice."""
    return installed(tmp_path / "programs", monkeypatch)


@pytest.fixture
def ingest(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ingest:
    """Runs `ingest` with these arguments in this process."""

    def ran(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["ingest", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        return Ran(int(ended.value.code or 0), out, err)

    return ran


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of three files, one in a subfolder, last written long ago."""
    for name in ("a", "b", "sub/c"):
        old(tmp_path / "docs" / f"{name}.txt", f"Rule {name} is about subject{name[-1]}.")
    return tmp_path / "docs"


@pytest.fixture
def mirror(ledger: Ledger, collection: str, folder: Path) -> Mirror:
    """That folder, mirrored into the collection by one sync."""
    made = Mirror(ledger, folder)
    assert made.run().complete
    return made
