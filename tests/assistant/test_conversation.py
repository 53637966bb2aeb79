from collections.abc import Iterator
from contextlib import closing

import pytest

from assistant import conversation
from assistant.answering import AnswerDone, Assistant
from assistant.conversation import ask
from assistant.errors import ModelCutShort, QuestionTooLong
from assistant.events import AnswerSentence, EvidenceFound
from assistant.follow_up import Role as Who
from assistant.follow_up import Said, follow_up
from assistant.settings import AssistantSettings
from storage.access import revoke
from storage.conversations import delete_conversation, list_turns, start
from storage.errors import NotFound
from storage.people import add_person
from storage.records import Person, Role
from storage.store import Store
from storage.turn_records import Turn
from tests.assistant.scripted_model import ScriptedModel

SENTENCE = "Le télétravail est possible deux jours par semaine."
QUESTION = "Combien de jours de télétravail par semaine ?"


@pytest.fixture
def emma(handbook: Store) -> Person:
    return add_person(
        handbook.ledger, "emma", password_hash="x", role=Role.EMPLOYEE, groups={"staff"}
    )


@pytest.fixture
def conversation_id(handbook: Store, emma: Person) -> Iterator[str]:
    yield start(handbook.ledger, emma.name)


def assistant(store: Store, model: ScriptedModel) -> Assistant:
    return Assistant(store, AssistantSettings(model="none"), model=model)


def turns(store: Store, person: Person, conversation_id: str) -> list[Turn]:
    return list_turns(store.ledger, person.name, conversation_id)


def test_the_turn_is_kept_before_the_last_event_comes_out(
    handbook: Store, emma: Person, conversation_id: str
) -> None:
    asking = assistant(handbook, ScriptedModel(SENTENCE))
    for event in ask(asking, QUESTION, person=emma, conversation_id=conversation_id):
        kept = turns(handbook, emma, conversation_id)
        assert bool(kept) == isinstance(event, AnswerDone)
    (turn,) = kept
    assert (turn.question, turn.kind, turn.complete) == (QUESTION, "generated", True)
    assert turn.answer == f"{SENTENCE} [1]"
    assert turn.sources[0].quote == SENTENCE
    assert [(one.text, one.citations, one.supported) for one in turn.sentences] == [
        (SENTENCE, (1,), True)
    ]


def test_leaving_keeps_what_was_written_as_cut_short(
    handbook: Store, emma: Person, conversation_id: str
) -> None:
    model = ScriptedModel(f"{SENTENCE} Une autre phrase. " * 20)
    events = ask(assistant(handbook, model), QUESTION, person=emma, conversation_id=conversation_id)
    while not isinstance(next(events), AnswerSentence):
        pass
    events.close()
    assert model.closed == 1
    (turn,) = turns(handbook, emma, conversation_id)
    assert (turn.answer, turn.complete, turn.notice) == (f"{SENTENCE} [1]", False, "stopped")
    assert turn.sources[0].number == 1


def test_leaving_before_the_first_sentence_keeps_nothing(
    handbook: Store, emma: Person, conversation_id: str
) -> None:
    model = ScriptedModel(SENTENCE)
    events = ask(assistant(handbook, model), QUESTION, person=emma, conversation_id=conversation_id)
    assert isinstance(next(events), EvidenceFound)
    events.close()
    assert turns(handbook, emma, conversation_id) == []


def test_an_answer_that_the_model_broke_off_is_kept_as_such(
    handbook: Store, emma: Person, conversation_id: str
) -> None:
    model = ScriptedModel(f"{SENTENCE} Et", failure=ModelCutShort("died"))
    list(ask(assistant(handbook, model), QUESTION, person=emma, conversation_id=conversation_id))
    (turn,) = turns(handbook, emma, conversation_id)
    assert (turn.complete, turn.notice) == (False, "model-cut-short")


def test_the_history_comes_from_the_ledger(
    handbook: Store, emma: Person, conversation_id: str
) -> None:
    model = ScriptedModel(SENTENCE)
    asking = assistant(handbook, model)
    list(ask(asking, QUESTION, person=emma, conversation_id=conversation_id))
    list(ask(asking, "Et en période d'essai ?", person=emma, conversation_id=conversation_id))
    assert "Question précédente" not in model.prompts[0].user
    assert f"Question précédente : {QUESTION}" in model.prompts[1].user


def test_a_conversation_of_somebody_else_does_not_exist(
    handbook: Store, emma: Person, conversation_id: str
) -> None:
    other = add_person(
        handbook.ledger, "hugo", password_hash="x", role=Role.ADMIN, groups={"staff"}
    )
    events = ask(
        assistant(handbook, ScriptedModel(SENTENCE)),
        QUESTION,
        person=other,
        conversation_id=conversation_id,
    )
    with pytest.raises(NotFound):
        next(events)


def test_a_conversation_deleted_meanwhile_is_not_made_again(
    handbook: Store, emma: Person, conversation_id: str
) -> None:
    model = ScriptedModel(SENTENCE)
    events = ask(assistant(handbook, model), QUESTION, person=emma, conversation_id=conversation_id)
    with closing(events):
        next(events)
        delete_conversation(handbook.ledger, emma.name, conversation_id)
        assert isinstance(list(events)[-1], AnswerDone)
    with pytest.raises(NotFound):
        turns(handbook, emma, conversation_id)


def test_a_refusal_is_kept_with_its_titles_and_a_bad_question_is_not(
    handbook: Store, emma: Person, conversation_id: str
) -> None:
    asking = assistant(handbook, ScriptedModel(SENTENCE))
    question = "Who won the football world championship of 1998?"
    list(ask(asking, question, person=emma, conversation_id=conversation_id))
    (turn,) = turns(handbook, emma, conversation_id)
    assert (turn.kind, turn.answer) == ("refusal", "")
    assert turn.nearest
    with pytest.raises(QuestionTooLong):
        list(ask(asking, "x" * 10_000, person=emma, conversation_id=conversation_id))
    assert len(turns(handbook, emma, conversation_id)) == 1


def test_the_language_of_the_question_decides_and_that_of_the_person_where_it_cannot_be_told(
    handbook: Store, emma: Person, conversation_id: str
) -> None:
    model = ScriptedModel("Employees have 25 days of paid leave a year.")
    asking = assistant(handbook, model)
    question = "How many days of paid leave do employees have?"
    list(ask(asking, question, person=emma, conversation_id=conversation_id, language="fr"))
    assert turns(handbook, emma, conversation_id)[0].language == "en"


def names_heard(store: Store, emma: Person, conversation_id: str) -> str:
    """What a follow-up takes over once an answer named somebody."""
    answer = "Le télétravail est validé par Nadia Belkacem deux jours par semaine."
    asking = assistant(store, ScriptedModel(answer))
    list(ask(asking, QUESTION, person=emma, conversation_id=conversation_id))
    said = conversation._said(asking, emma, turns(store, emma, conversation_id))
    found = follow_up("Et comment la joindre ?", said, "fr")
    assert found is not None
    return found.joined


def test_the_last_answer_is_heard_with_its_names(
    handbook: Store, emma: Person, conversation_id: str
) -> None:
    assert "nadia belkacem" in names_heard(handbook, emma, conversation_id)


def test_an_answer_that_is_no_longer_shown_is_not_heard(
    handbook: Store, emma: Person, conversation_id: str
) -> None:
    names_heard(handbook, emma, conversation_id)
    revoke(handbook.ledger, "staff", group="staff")
    (turn,) = turns(handbook, emma, conversation_id)
    said = conversation._said(assistant(handbook, ScriptedModel()), emma, [turn])
    assert said == [Said(Who.USER, QUESTION)]
