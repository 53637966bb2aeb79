"""The counted list in the chat: the count, the documents, the folded rest, links to every page."""

from dataclasses import replace

import pytest

from assistant.events import AnswerKind
from storage.records import Span
from storage.turn_records import CitedSource, TurnSentence
from tests.ui.hostile import NAMES, PAYLOADS
from tests.ui.test_chat_markup import Reading
from ui.chat_markup import reply_html
from ui.chat_mentions import SHOWN, SHOWN_PAGES
from ui.chat_reply import Reply


def reply(
    documents: int = 2,
    *,
    written: str = "télétravail",
    title: str = "Charte",
    quote: str = "Le télétravail est permis.",
    pages: tuple[int, ...] = (3, 2, 0, 7, 1, 1),
    counts: tuple[int, ...] = (2, 47, 0, 3, 0, 120, 0),
) -> Reply:
    sources = tuple(
        CitedSource(f"id{n}", 1, 0, title, "f.pdf", 3, (Span(3, 3, 14),), quote, n)
        for n in range(1, documents + 1)
    )
    head = TurnSentence(written, (), True, counts=counts)
    per_document = (3, 1, len(pages) // 3, *pages)
    listed = [TurnSentence(title, (n.number,), True, counts=per_document) for n in sources]
    return Reply(
        sentences=(head, *listed), sources=sources, kind=AnswerKind.MENTIONS, language="fr"
    )


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "fr",
            "2 documents mentionnent «\u00a0télétravail\u00a0» "
            "(47 mentions, 3 sous d’autres formes)",
        ),
        ("en", "2 documents mention “télétravail” (47 mentions, 3 in other forms)"),
    ],
)
def test_the_count_comes_first(language: str, expected: str) -> None:
    assert Reading(reply_html(reply(), language)).words.startswith(expected)


def test_every_page_is_a_link_that_marks_the_mention() -> None:
    read = Reading(reply_html(reply(1), "fr"))
    assert read.links() == [f"/view/id1/{page}?mention=t%C3%A9l%C3%A9travail" for page in (3, 7)]
    assert "p. 3 ×2" in read.words and "p. 7 ×2" in read.words
    assert [tag for tag, _ in read.tags].count("mark") == 1


def test_what_is_sought_is_said_as_it_is_joined() -> None:
    words = Reading(reply_html(reply(written='"prime" et congé ou grève'), "en")).words
    assert "mention “prime” and “congé” or “grève”" in words


def test_nothing_found_says_that_everything_was_searched() -> None:
    none = reply(0, counts=(0, 0, 0, 0, 0, 120, 2))
    french = Reading(reply_html(none, "fr")).words
    assert "Aucun document ne mentionne" in french and "dans 120 documents" in french
    assert "2 documents ont des pages dont le texte n’a pas pu être lu" in french
    assert "No document mentions “télétravail”." in Reading(reply_html(none, "en")).words


def test_a_long_list_is_folded_and_its_count_stays() -> None:
    many = reply(SHOWN + 4, counts=(SHOWN + 9, 500, 0, 0, 0, 120, 0))
    read = Reading(reply_html(many, "en"))
    assert "details" in [tag for tag, _ in read.tags]
    assert "Show 4 more documents" in read.words
    assert f"{SHOWN + 9} documents mention" in read.words
    assert f"The first {SHOWN + 4} are listed" in read.words
    assert "details" not in [tag for tag, _ in Reading(reply_html(reply(SHOWN), "en")).tags]


def test_pages_beyond_those_shown_are_counted() -> None:
    pages = tuple(number for page in range(SHOWN_PAGES + 5) for number in (page + 1, 1, 0))
    read = Reading(reply_html(reply(1, pages=pages), "en"))
    assert len(read.links()) == SHOWN_PAGES and "and 5 more pages" in read.words


def test_other_forms_and_names_only_are_told_apart() -> None:
    words = Reading(reply_html(reply(counts=(1, 5, 2, 3, 1, 120, 0)), "en")).words
    assert "2 documents hold other forms only" in words
    assert "1 document matches by its title or file name only" in words
    named = reply(1, pages=(), quote="")
    assert "title or file name" in Reading(reply_html(named, "en")).words
    assert Reading(reply_html(named, "en")).links() == ["/view/id1/3?mention=t%C3%A9l%C3%A9travail"]


@pytest.mark.parametrize("payload", PAYLOADS + NAMES)
def test_a_payload_adds_no_tag_no_attribute_and_no_line(payload: str) -> None:
    def shown(text: str) -> str:
        said = reply(written=text, title=text, quote=text)
        said = replace(said, sources=tuple(replace(s, document_id=text) for s in said.sources))
        return reply_html(said, "fr")

    hostile, harmless = Reading(shown(payload)), Reading(shown("x y"))
    without_marks = [
        [(tag, sorted(attributes)) for tag, attributes in read.tags if tag != "mark"]
        for read in (hostile, harmless)
    ]
    assert without_marks[0] == without_marks[1]
    assert all(link.startswith("/view/") for link in hostile.links())
    assert "\n" not in shown(payload)
