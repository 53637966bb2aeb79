"""How many documents say it, and where they differ."""

from dataclasses import replace

import pytest

from assistant.events import AnswerKind
from storage.records import Span
from storage.turn_records import CitedSource, TurnSentence, Twin
from tests.ui.test_chat_markup import Reading
from ui.chat_markup import reply_html
from ui.chat_reply import Reply

SAME = Twin("bb", 2, 7, "Policy 2025", "b.pdf", 4, (Span(4, 0, 8),), "25 days.", number=1)
OTHER = Twin("cc", 3, 8, "Policy", "c.pdf", 5, (Span(5, 0, 8),), "30 days.", "25 days.", 2)
SOURCE = CitedSource(
    "aa", 1, 6, "Policy", "a.pdf", 3, (Span(3, 0, 8),), "25 days.", 1, (SAME, OTHER)
)
REPLY = Reply(
    sentences=(TurnSentence("25 days.", (1,), True),),
    sources=(SOURCE,),
    kind=AnswerKind.GENERATED,
    language="en",
    turn_id=9,
)


def links(reply: Reply, language: str = "en") -> list[str | None]:
    read = Reading(reply_html(reply, language))
    return [a["href"] for tag, a in read.tags if tag == "a" and a.get("class") == "twin"]


@pytest.mark.parametrize(
    ("language", "said", "differ"),
    [
        ("en", "2 documents say this; also: Policy 2025, p. 4", "These documents differ:"),
        (
            "fr",
            "2 documents le disent\u202f; aussi\u00a0: Policy 2025, p. 4",
            "Ces documents ne disent pas la même chose\u00a0:",
        ),
    ],
)
def test_the_person_is_told_who_says_the_same_and_who_differs(
    language: str, said: str, differ: str
) -> None:
    words = Reading(reply_html(REPLY, language)).words
    assert said in words
    told = words[words.index(differ) :]
    assert told.index("25 days.") < told.index("30 days."), "both sentences, side by side"
    assert "Policy (a.pdf), p. 3" in words and "Policy (c.pdf), p. 5" in words, "same title"


def test_each_of_them_links_to_its_page() -> None:
    assert links(REPLY) == [
        "/view/aa/3?turn=9&source=1",
        "/view/cc/5?turn=9&source=1&twin=2",
        "/view/bb/4?turn=9&source=1&twin=1",
    ]
    assert links(replace(REPLY, turn_id=None)) == [
        "/view/aa/3?chunk=6",
        "/view/cc/5?chunk=8",
        "/view/bb/4?chunk=7",
    ]


def test_nothing_is_said_where_one_document_says_it() -> None:
    alone = replace(REPLY, sources=(replace(SOURCE, twins=()),))
    assert links(alone) == []
    words = Reading(reply_html(alone, "en")).words
    assert "documents" not in words
