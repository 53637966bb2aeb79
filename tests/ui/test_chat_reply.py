"""An answer grows event by event into what is kept of it."""

from assistant.events import (
    Answer,
    AnswerDone,
    AnswerKind,
    AnswerSentence,
    EvidenceFound,
    ModelWaiting,
)
from storage.records import Span
from storage.turn_records import CitedSource, Turn, TurnSentence
from ui.chat_reply import Reply, grown, reply_of


def source(number: int) -> CitedSource:
    return CitedSource(f"d{number}", 1, 10, "Title", "f.pdf", 3, (Span(3, 0, 5),), "quote", number)


FIRST = AnswerSentence("Two days.", (1,), True, (source(1),))
SECOND = AnswerSentence("Perhaps.", paragraph=True)


def test_sources_come_with_the_sentences_that_cite_them() -> None:
    reply = grown(Reply(), EvidenceFound((source(1), source(2))))
    assert reply.searched and len(reply.evidence) == 2 and not reply.sources
    reply = grown(grown(reply, FIRST), SECOND)
    assert reply.sources == (source(1),)
    assert reply.sentences == (
        TurnSentence("Two days.", (1,), True),
        TurnSentence("Perhaps.", (), False, paragraph=True),
    )
    assert reply.kind is None


def test_waiting_is_counted_until_a_sentence_comes() -> None:
    reply = grown(Reply(), ModelWaiting(7.5))
    assert reply.waited_s == 7.5
    assert grown(reply, FIRST).waited_s == 0.0


def test_the_last_event_replaces_what_was_shown_so_far() -> None:
    answer = Answer(
        AnswerKind.EXTRACTIVE, "fr", (FIRST,), (source(1),), notice="model-busy", complete=False
    )
    reply = grown(grown(Reply(), SECOND), AnswerDone(answer))
    assert reply.kind is AnswerKind.EXTRACTIVE
    assert [sentence.text for sentence in reply.sentences] == ["Two days."]
    assert (reply.notice, reply.complete, reply.language) == ("model-busy", False, "fr")


def turn(**changes: object) -> Turn:
    values: dict[str, object] = {
        "id": 7,
        "question": "How many?",
        "answer": "Two days. [1]",
        "kind": "generated",
        "language": "en",
        "model": "m",
        "complete": True,
        "sources": (source(1),),
    }
    return Turn(**(values | changes))  # type: ignore[arg-type]


def test_a_kept_turn_reads_as_it_was_given() -> None:
    kept = TurnSentence("Two days.", (1,), True)
    reply = reply_of(turn(sentences=(kept,), helpful=False, notice="stopped"))
    assert reply.sentences == (kept,)
    assert (reply.turn_id, reply.helpful, reply.notice) == (7, False, "stopped")


def test_a_turn_without_sentences_is_shown_whole() -> None:
    assert reply_of(turn()).sentences == (TurnSentence("Two days. [1]", (1,), True),)
    assert reply_of(turn(answer="", kind="refusal", sources=())).sentences == ()
