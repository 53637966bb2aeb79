from pathlib import Path

import pytest

from assistant.questions_file import EvaluationQuestion
from benchmarks import served_memory
from storage.access import create_collection
from storage.ledger import Ledger

QUESTION = EvaluationQuestion(
    id="1", question="When is tea served?", language="en", answerable=False, relevant=[]
)


@pytest.mark.slow
def test_a_server_over_a_copy_of_a_home_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served_memory, "KEPT", tmp_path)
    ledger = Ledger.create(tmp_path / "home")
    create_collection(ledger, "staff", groups=["staff"])
    ledger.close()
    before = {path.name for path in (tmp_path / "home").iterdir()}
    found = served_memory.of_server(tmp_path / "home", [QUESTION] * 3)
    assert set(found) == set(served_memory.MOMENTS)
    assert all(200 < memory.private <= memory.pss <= memory.resident for memory in found.values())
    assert {path.name for path in (tmp_path / "home").iterdir()} == before
    assert not list(tmp_path.glob("served-*"))
