"""Conversations belong to one person; to everybody else they do not exist."""

import time
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from storage.conversation_tables import conversations, turns
from storage.conversations import (
    EMPTY_FOR_S,
    add_turn,
    cited_source,
    delete_conversation,
    list_conversations,
    list_turns,
    set_helpful,
    start,
)
from storage.errors import NotFound
from storage.ledger import Ledger
from storage.records import Span
from storage.turn_records import CitedSource, Turn, TurnSentence, Twin

TWIN = Twin("e" * 20, 5, 6, "Title", "other.pdf", 3, (Span(3, 1, 6),), "other", "quote", 1)
SOURCE = CitedSource("d" * 20, 3, 4, "Title", "file.pdf", 2, (Span(2, 0, 5),), "quote", 1, (TWIN,))
TURN = Turn(
    id=0,
    question="Combien de jours ?\x00",
    answer="Deux jours [1].",
    kind="generated",
    language="fr",
    model="qwen3:1.7b",
    complete=True,
    sources=(SOURCE,),
    nearest=("Title",),
    sentences=(TurnSentence("Deux jours.", (1,), True, True),),
    notice="model-busy",
)


def test_a_turn_comes_back_as_it_was_kept(ledger: Ledger) -> None:
    conversation = start(ledger, "emma")
    kept = add_turn(ledger, "emma", conversation, TURN)
    assert list_turns(ledger, "emma", conversation) == [kept]
    assert kept.question == "Combien de jours ?"
    assert (kept.sources, kept.sentences) == (TURN.sources, TURN.sentences)
    assert (kept.nearest, kept.notice, kept.complete) == (("Title",), "model-busy", True)
    assert kept.created is not None
    assert cited_source(ledger, "emma", kept.id, 1) == SOURCE


def test_a_source_kept_before_there_were_twins_has_none(ledger: Ledger) -> None:
    conversation = start(ledger, "emma")
    kept = add_turn(ledger, "emma", conversation, TURN)
    with ledger.write() as connection:
        (sources,) = connection.execute(select(turns.c.sources)).one()
        for source in sources:
            del source["twins"]
        connection.execute(update(turns).values(sources=sources))
    assert cited_source(ledger, "emma", kept.id, 1) == replace(SOURCE, twins=())


def test_nobody_else_can_tell_that_a_conversation_exists(ledger: Ledger) -> None:
    conversation = start(ledger, "emma")
    kept = add_turn(ledger, "emma", conversation, TURN)
    with pytest.raises(NotFound) as unknown:
        list_turns(ledger, "adam", "0" * 32)
    attempts = (
        lambda: list_turns(ledger, "adam", conversation),
        lambda: add_turn(ledger, "adam", conversation, TURN),
        lambda: cited_source(ledger, "adam", kept.id, 1),
        lambda: set_helpful(ledger, "adam", kept.id, helpful=True),
        lambda: delete_conversation(ledger, "adam", conversation),
    )
    for attempt in attempts:
        with pytest.raises(NotFound) as forbidden:
            attempt()
        assert forbidden.value.message == unknown.value.message
    assert list_conversations(ledger, "adam") == []
    assert list_turns(ledger, "emma", conversation) == [kept]


def test_a_source_that_the_turn_does_not_have_is_not_found(ledger: Ledger) -> None:
    kept = add_turn(ledger, "emma", start(ledger, "emma"), TURN)
    with pytest.raises(NotFound):
        cited_source(ledger, "emma", kept.id, 2)


def test_conversations_are_listed_latest_first_and_named_by_their_first_question(
    ledger: Ledger,
) -> None:
    first, second, _empty = (start(ledger, "emma") for _ in range(3))
    add_turn(ledger, "emma", first, TURN)
    add_turn(ledger, "emma", second, TURN)
    add_turn(ledger, "emma", first, TURN)
    listed = list_conversations(ledger, "emma")
    assert [one.id for one in listed] == [first, second]
    assert {one.title for one in listed} == {"Combien de jours ?"}


def test_whether_it_helped_is_kept_and_can_be_taken_back(ledger: Ledger) -> None:
    conversation = start(ledger, "emma")
    kept = add_turn(ledger, "emma", conversation, TURN)
    for helpful in (True, False, None):
        set_helpful(ledger, "emma", kept.id, helpful=helpful)
        assert list_turns(ledger, "emma", conversation)[0].helpful is helpful


def test_a_deleted_conversation_is_gone_with_its_turns(ledger: Ledger) -> None:
    conversation = start(ledger, "emma")
    kept = add_turn(ledger, "emma", conversation, TURN)
    delete_conversation(ledger, "emma", conversation)
    assert list_conversations(ledger, "emma") == []
    with pytest.raises(NotFound):
        cited_source(ledger, "emma", kept.id, 1)


def test_a_conversation_without_a_question_is_not_kept_for_ever(ledger: Ledger) -> None:
    with ledger.write() as connection:
        for conversation_id, title, updated in (
            ("empty", "", time.time() - 2 * EMPTY_FOR_S),
            ("new", "", time.time()),
            ("used", "asked", time.time() - 2 * EMPTY_FOR_S),
        ):
            connection.execute(
                conversations.insert().values(
                    id=conversation_id, person_name="emma", title=title, created=0, updated=updated
                )
            )
    start(ledger, "emma")
    with pytest.raises(NotFound):
        list_turns(ledger, "emma", "empty")
    assert list_turns(ledger, "emma", "new") == list_turns(ledger, "emma", "used") == []


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("un\n deux\t", "un deux"),
        ("\x00 ", "?"),
        ("\u202eabc", r"\u202eabc"),
        ("a" * 200, "a" * 80),
    ],
)
def test_a_conversation_is_called_as_its_first_question_begins(
    ledger: Ledger, question: str, title: str
) -> None:
    conversation = start(ledger, "emma")
    add_turn(ledger, "emma", conversation, replace(TURN, question=question))
    add_turn(ledger, "emma", conversation, replace(TURN, question="another"))
    assert [one.title for one in list_conversations(ledger, "emma")] == [title]
