"""Fixtures that every package's tests share; light, so that no test pays for another's imports."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.ledger import Ledger

SHARED_DATA = (Path(__file__).resolve().parents[2] / "shared" / "data").resolve()


@pytest.fixture(autouse=True)
def hermetic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of this machine reaches a test, and no test reaches a real home."""
    for name in [name for name in os.environ if name.startswith("ASSISTANT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where a test's home folder is, or will be."""
    return tmp_path / "home"


@pytest.fixture
def ledger(home: Path) -> Iterator[Ledger]:
    """The ledger of a new home."""
    made = Ledger.create(home)
    yield made
    made.close()


@pytest.fixture
def shared_data() -> Path:
    """The folder of real documents and questions; skips the test where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("../shared/data is not here: real documents and questions are not tested")
    return SHARED_DATA
