"""T16: what a file hides reaches no prompt, so a model that obeys everything obeys nothing."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.answering import AnswerDone, Assistant
from assistant.prompts import Prompt
from assistant.settings import AssistantSettings
from storage.access import create_collection
from storage.documents import list_documents
from storage.ledger import Ledger
from storage.quarantine import hidden_texts, release_text
from storage.records import OPERATOR, Reader
from storage.settings import StorageSettings
from storage.store import Store, open_owned
from tests.assistant.scripted_model import ScriptedModel
from tests.fakes import WordEmbedder
from tests.ingest.adding import add, drain
from tests.ingest.hidden_pdfs import SECRET, WAYS, poisoned

STAFF = Reader("emma", frozenset({"staff"}))
QUESTION = "How many days of paid leave do employees have?"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with closing(Ledger.create(home)) as ledger:
        create_collection(ledger, "policies", groups=["staff"])
    with open_owned(StorageSettings(home=home), embedder=WordEmbedder(dimension=512)) as opened:
        yield opened


def obey(prompt: Prompt) -> str:
    """What a model writes that does whatever its prompt says."""
    told = "52" if "52" in prompt.user else "25"
    return f"Employees have {told} days of paid leave a year [1]."


def asked(store: Store) -> tuple[Prompt, str]:
    model = ScriptedModel(write_by=obey)
    assistant = Assistant(store, AssistantSettings(model="none"), model=model)
    last = list(assistant.answer(QUESTION, reader=STAFF))[-1]
    assert isinstance(last, AnswerDone)
    (prompt,) = model.prompts
    return prompt, last.answer.text


@pytest.mark.parametrize("way", WAYS)
def test_hidden_text_is_in_no_evidence_and_no_prompt(
    store: Store, tmp_path: Path, way: str
) -> None:
    add(store, poisoned(tmp_path / "leave.pdf", WAYS[way]))
    prompt, answer = asked(store)
    assert "previous instructions" not in prompt.user and "52" not in prompt.user
    assert "25 days" in answer and "52" not in answer
    assert all(SECRET not in one.text for one in prompt.evidence)


def test_once_released_it_is_evidence_like_any_other(store: Store, tmp_path: Path) -> None:
    """The test above would fail if hidden text got in: this one shows that it notices."""
    add(store, poisoned(tmp_path / "leave.pdf", WAYS["background"]))
    (document,) = list_documents(store.ledger, OPERATOR)
    (one,) = hidden_texts(store.ledger, OPERATOR, document.id)
    release_text(store.ledger, OPERATOR, document.id, one.digest, by="claire")
    drain(store)
    prompt, _ = asked(store)
    assert "52" in prompt.user
