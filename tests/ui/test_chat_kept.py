"""Kept answers and what became of the documents they rest on since."""

from pathlib import Path

import pytest

from assistant.answering import Assistant
from assistant.conversation import ask
from assistant.mention_answer import MOST_LISTED
from assistant.settings import AssistantSettings
from storage.conversations import list_turns, start
from storage.documents import list_documents
from storage.people import add_person
from storage.records import OPERATOR, Role
from storage.store import Store
from storage.versions import remove_document, retag_document
from tests.assistant.handbook import add, handbook_store, new_ledger, store_over
from tests.assistant.scripted_model import ScriptedModel
from tests.fakes import WordEmbedder
from ui.chat_kept import still_open

CITED = "Le télétravail est possible deux jours par semaine."
UNSUPPORTED = "Le télétravail serait possible trois jours par semaine."


@pytest.fixture
def store(home: Path) -> Store:
    return handbook_store(home, WordEmbedder(dimension=512))


@pytest.mark.parametrize("written", [CITED, UNSUPPORTED])
def test_an_answer_is_withdrawn_with_the_document_its_writer_was_given(
    store: Store, written: str
) -> None:
    emma = add_person(store.ledger, "emma", password_hash="x", role=Role.EMPLOYEE, groups={"staff"})
    conversation_id = start(store.ledger, emma.name)
    assistant = Assistant(store, AssistantSettings(model="none"), model=ScriptedModel(written))
    question = "Combien de jours de télétravail par semaine ?"
    list(ask(assistant, question, person=emma, conversation_id=conversation_id))
    turns = list_turns(store.ledger, emma.name, conversation_id)
    ((_, shown),) = still_open(store.ledger, emma.reader, turns)
    assert [sentence.text for sentence in shown.sentences] == [written]
    for document in list_documents(store.ledger, OPERATOR):
        remove_document(store.ledger, store.originals, document.id)
    ((_, shown),) = still_open(store.ledger, emma.reader, turns)
    assert shown.withdrawn
    assert shown.sentences == ()
    store.close()


def test_a_count_is_withdrawn_with_any_document_it_counts(store: Store) -> None:
    embedder, everyone = WordEmbedder(dimension=512), frozenset({"staff"})
    made = [
        add(store.ledger, embedder, f"{n}.md", ["Amiante."], title="T")
        for n in range(MOST_LISTED + 1)
    ]
    emma = add_person(store.ledger, "emma", password_hash="x", role=Role.EMPLOYEE, groups=everyone)
    conversation_id = start(store.ledger, emma.name)
    assistant = Assistant(store, AssistantSettings(model="none"))
    question = "Quels documents mentionnent l'amiante ?"
    list(ask(assistant, question, person=emma, conversation_id=conversation_id))
    turns = list_turns(store.ledger, emma.name, conversation_id)
    ((_, shown),) = still_open(store.ledger, emma.reader, turns)
    assert not shown.withdrawn and shown.sentences[0].counts[0] == len(made)
    listed = {source.document_id for source in shown.sources}
    (unlisted,) = set(made) - listed
    retag_document(store.ledger, unlisted, frozenset({"board"}))
    ((_, shown),) = still_open(store.ledger, emma.reader, turns)
    assert shown.withdrawn and not shown.sentences and not shown.sources
    store.close()


def test_a_twin_that_is_gone_leaves_the_answer_without_a_word_of_it(home: Path) -> None:
    embedder = WordEmbedder(dimension=512)
    ledger = new_ledger(home)
    for year, amount in ((2024, 150), (2025, 165), (2026, 150)):
        said = f"A hotel night in Paris is refunded up to {amount} euros with breakfast."
        add(ledger, embedder, f"{year}.md", [said], title=f"Travel policy {year}")
    with store_over(ledger, embedder) as store:
        emma = add_person(ledger, "emma", password_hash="x", role=Role.EMPLOYEE, groups={"staff"})
        conversation_id = start(ledger, emma.name)
        model = ScriptedModel("A hotel night in Paris is refunded up to 150 euros with breakfast.")
        assistant = Assistant(store, AssistantSettings(model="none"), model=model)
        question = "Up to what amount is a hotel night in Paris refunded?"
        list(ask(assistant, question, person=emma, conversation_id=conversation_id))
        turns = list_turns(ledger, emma.name, conversation_id)
        ((_, shown),) = still_open(ledger, emma.reader, turns)
        (source,) = shown.sources
        assert [twin.quote[41:44] for twin in source.also_in + source.differing] == ["150", "165"]
        for twin in source.twins:
            remove_document(ledger, store.originals, twin.document_id)
            ((_, shown),) = still_open(ledger, emma.reader, turns)
            assert not shown.withdrawn
            assert twin.document_id not in {one.document_id for one in shown.sources[0].twins}
        assert shown.sources[0].twins == ()
