"""What the chat answers to one request: whose conversation, which answer, what is kept."""

from collections.abc import Iterator
from types import SimpleNamespace

import gradio as gr
import pytest

from assistant.answering import Assistant
from assistant.settings import AssistantSettings
from storage.access import revoke
from storage.conversations import list_conversations, list_turns, start
from storage.errors import LedgerDamaged
from storage.people import disable_person, find_person
from tests.ollama_server import OllamaServer
from tests.ui.organisation import Organisation
from ui.chat_desk import ChatDesk, View
from ui.chat_runs import Runs

pytestmark = pytest.mark.slow

QUESTION = "Combien de jours de télétravail par semaine ?"
LONG_ANSWER = ("Trois jours par semaine. ", *(f"Voici la phrase {n}. " for n in range(200)))


def sent_by(name: str, session: str = "tab") -> gr.Request:
    return gr.Request(username=name, session_hash=session)


def desk_of(organisation: Organisation, assistant: object, language: str = "en") -> ChatDesk:
    site = SimpleNamespace(store=organisation.store, assistant=assistant)
    return ChatDesk(site, language, Runs())  # type: ignore[arg-type]


@pytest.fixture
def desk(organisation: Organisation) -> ChatDesk:
    settings = AssistantSettings.model_validate({"model": "none"})
    return desk_of(organisation, Assistant(organisation.store, settings))


def shown(view: View) -> str:
    return "".join(message["content"] for message in view.messages or ())


def asked(desk: ChatDesk, name: str, conversation: str = "", question: str = QUESTION) -> View:
    """The last view of an answer."""
    return list(desk.send(question, conversation, sent_by(name)))[-1]


def test_an_answer_is_shown_as_it_was_kept(organisation: Organisation, desk: ChatDesk) -> None:
    views = list(desk.send(f"  {QUESTION} ", "", sent_by("emma")))
    assert views[0].running is True and views[0].box == ""
    last = views[-1]
    assert last.running is False and last.conversation_id
    assert "possible trois jours par semaine" in shown(last)
    turns = list_turns(organisation.store.ledger, "emma", last.conversation_id)
    assert [turn.question for turn in turns] == [QUESTION]
    again = desk.open(last.conversation_id, sent_by("emma"))
    assert again.messages == last.messages
    assert f"turn={turns[0].id}&amp;source=1" in shown(again)


def test_a_follow_up_stays_in_its_conversation(organisation: Organisation, desk: ChatDesk) -> None:
    first = asked(desk, "emma")
    second = asked(desk, "emma", first.conversation_id or "", "Et auprès de qui ?")
    assert second.conversation_id == first.conversation_id
    assert len(second.messages or ()) == 4


def test_the_conversation_of_another_is_as_good_as_none(
    organisation: Organisation, desk: ChatDesk
) -> None:
    theirs = asked(desk, "hugo").conversation_id or ""
    opened = desk.open(theirs, sent_by("emma"))
    assert opened.conversation_id == "" and opened.messages == []
    mine = asked(desk, "emma", theirs)
    assert mine.conversation_id not in ("", theirs)
    desk.forget(theirs, "", sent_by("emma"))
    assert len(list_turns(organisation.store.ledger, "hugo", theirs)) == 1


@pytest.mark.parametrize("name", ["dora", "nobody-of-that-name", ""])
def test_who_is_disabled_or_unknown_gets_nothing(desk: ChatDesk, name: str) -> None:
    for view in (
        desk.open("", sent_by(name)),
        asked(desk, name),
        desk.forget("", "", sent_by(name)),
    ):
        assert view.messages == [] and view.shelf == ""
        assert "session has ended" in (view.welcome or "").replace("&#46;", ".")


def test_a_person_who_is_disabled_in_mid_chat_is_out(
    organisation: Organisation, desk: ChatDesk
) -> None:
    conversation = asked(desk, "emma").conversation_id or ""
    disable_person(organisation.store.ledger, "emma")
    assert asked(desk, "emma", conversation).messages == []
    assert desk.open(conversation, sent_by("emma")).messages == []


@pytest.mark.parametrize("question", ["", "   ", "\n\t"])
def test_an_empty_question_gets_a_remark(desk: ChatDesk, question: str) -> None:
    view = asked(desk, "emma", question=question)
    assert "Write a question first" in (view.remark or "") and view.messages is None


@pytest.mark.parametrize(
    ("question", "language", "remark"),
    [
        ("🙂👍🏽", "en", "Write a question first"),
        ("\x00", "fr", "Écrivez d’abord une question"),
        ("what is the", "en", "names no subject"),
        ("et le la du", "fr", "ne nomme aucun sujet"),
    ],
)
def test_a_question_that_asks_nothing_stays_in_the_field_with_a_remark(
    organisation: Organisation, question: str, language: str, remark: str
) -> None:
    settings = AssistantSettings.model_validate({"model": "none"})
    desk = desk_of(organisation, Assistant(organisation.store, settings), language)
    view = asked(desk, "emma", question=question)
    assert remark in (view.remark or "")
    assert not list_conversations(organisation.store.ledger, "emma")


@pytest.mark.parametrize("question", ["每周可以远程办公几天？", "Wie viele Tage télétravail?\x00"])
def test_another_language_gets_an_answer_in_the_chat(desk: ChatDesk, question: str) -> None:
    view = asked(desk, "emma", question=question)
    assert view.remark is None and len(view.messages or ()) == 2


def test_a_question_over_the_limit_stays_in_the_field_and_nothing_is_kept(
    organisation: Organisation, desk: ChatDesk
) -> None:
    question = "télétravail " * 900
    view = asked(desk, "emma", question=question)
    assert view.box == question.strip() and view.messages == [] and view.conversation_id == ""
    assert "10799" in (view.remark or "") and "2000" in (view.remark or "")
    assert not list_conversations(organisation.store.ledger, "emma")
    kept = asked(desk, "emma").conversation_id or ""
    again = asked(desk, "emma", kept, question)
    assert again.conversation_id == kept and len(again.messages or ()) == 2


def test_an_answer_is_hidden_once_its_source_is_closed_to_the_person(
    organisation: Organisation, desk: ChatDesk
) -> None:
    conversation = asked(desk, "hugo", question="salary band seven euros a year").conversation_id
    assert "61000" in shown(desk.open(conversation or "", sent_by("hugo")))
    revoke(organisation.store.ledger, "hr", group="hr")
    later = shown(desk.open(conversation or "", sent_by("hugo")))
    assert "no longer shown" in later
    assert "61000" not in later and "Salaries" not in later


def test_the_nearest_titles_of_a_refusal_are_checked_again(
    organisation: Organisation, desk: ChatDesk
) -> None:
    view = asked(desk, "hugo", question="Salaries zebra giraffe meteorology")
    if "Salaries" not in shown(view).split("nearest")[-1]:
        pytest.fail("the refusal named no title: this test shows nothing")
    revoke(organisation.store.ledger, "hr", group="hr")
    later = shown(desk.open(view.conversation_id or "", sent_by("hugo")))
    assert "I found nothing" in later and "<li>Salaries" not in later


def test_whether_an_answer_helped_is_kept_for_ones_own_answers_only(
    organisation: Organisation, desk: ChatDesk
) -> None:
    ledger = organisation.store.ledger
    conversation = asked(desk, "emma").conversation_id or ""
    turn = list_turns(ledger, "emma", conversation)[0].id
    for mark in (
        f"{turn}:maybe",
        "x:yes",
        ":",
        "",
        f"{turn}",
        "9" * 30 + ":yes",
        f"{turn + 1}:yes",
    ):
        desk.helpful(mark, sent_by("emma"))
    desk.helpful(f"{turn}:yes", sent_by("hugo"))
    assert list_turns(ledger, "emma", conversation)[0].helpful is None
    desk.helpful(f"{turn}:no", sent_by("emma"))
    assert list_turns(ledger, "emma", conversation)[0].helpful is False


def test_a_conversation_can_be_deleted(organisation: Organisation, desk: ChatDesk) -> None:
    first = asked(desk, "emma").conversation_id or ""
    second = asked(desk, "emma").conversation_id or ""
    view = desk.forget(first, second, sent_by("emma"))
    assert view.messages is None and first not in (view.shelf or "")
    view = desk.forget(second, second, sent_by("emma"))
    assert view.messages == [] and view.conversation_id == ""
    assert not list_conversations(organisation.store.ledger, "emma")


class Failing:
    """An assistant whose store can be read and whose every answer fails."""

    def __init__(self, organisation: Organisation, error: Exception) -> None:
        self.store = organisation.store
        self.error = error

    def answer(self, *_: object, **__: object) -> Iterator[object]:
        raise self.error


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (RuntimeError("secret /srv/path"), "Something unexpected went wrong."),
        (LedgerDamaged("secret /srv/path"), "The document ledger is damaged"),
    ],
)
def test_a_failure_is_said_in_a_sentence_without_its_text(
    organisation: Organisation, error: Exception, sentence: str
) -> None:
    view = asked(desk_of(organisation, Failing(organisation, error)), "emma")
    assert view.running is False
    text = shown(view).replace("&#46;", ".").replace("&#59;", ";")
    assert sentence in text and "secret" not in text and "t&#233;l" not in text


def test_the_examples_name_only_documents_of_ones_own(desk: ChatDesk) -> None:
    emma = desk.open("", sent_by("emma")).welcome or ""
    hugo = desk.open("", sent_by("hugo")).welcome or ""
    assert "Salaries" in hugo and "Salaries" not in emma and "Inquiry" not in hugo + emma
    assert "No document is open to you" in (desk.open("", sent_by("nobody")).welcome or "")


def test_closing_the_views_closes_the_stream_of_the_model(organisation: Organisation) -> None:
    with OllamaServer() as model:
        model.answer(*LONG_ANSWER, piece_pause_s=0.1)
        settings = AssistantSettings.model_validate({"ollama_url": model.url})
        desk = desk_of(organisation, Assistant(organisation.store, settings))
        views = desk.send(QUESTION, "", sent_by("emma"))
        for view in views:
            if "Trois jours" in shown(view):
                break
        assert model.open_chats == 1
        views.close()
        model.wait_until_idle(1.0)
        kept = list_conversations(organisation.store.ledger, "emma")
        turns = list_turns(organisation.store.ledger, "emma", kept[0].id)
        assert turns[0].complete is False and "Trois jours" in turns[0].answer


def test_stopping_ends_the_answer_with_what_it_has(organisation: Organisation) -> None:
    with OllamaServer() as model:
        model.answer(*LONG_ANSWER, piece_pause_s=0.1)
        settings = AssistantSettings.model_validate({"ollama_url": model.url})
        desk = desk_of(organisation, Assistant(organisation.store, settings), "fr")
        views = desk.send(QUESTION, "", sent_by("emma"))
        for view in views:
            if "Trois jours" in shown(view):
                desk.stop(sent_by("emma", "another tab"))
                desk.stop(sent_by("emma"))
        model.wait_until_idle(1.0)
        assert view.running is False
        assert "Réponse incomplète" in shown(view) and "Trois jours" in shown(view)
        assert find_person(organisation.store.ledger, "emma").disabled is False


def test_a_conversation_that_was_only_begun_is_not_listed(
    organisation: Organisation, desk: ChatDesk
) -> None:
    start(organisation.store.ledger, "emma")
    assert "None yet" in (desk.open("", sent_by("emma")).shelf or "")
