"""Answers as HTML: what is marked, what is labelled, and that no text becomes markup."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from assistant.events import AnswerKind
from storage.records import Span
from storage.turn_records import CitedSource, TurnSentence, Twin
from tests.ui.hostile import NAMES, PAYLOADS
from ui.chat_markup import notice_html, question_html, reply_html
from ui.chat_reply import Reply

SAID = TurnSentence("Two days.", (1, 2), True)
GUESSED = TurnSentence("Maybe three.")


def source(number: int, *, title: str = "Charter", quote: str = "two days a week") -> CitedSource:
    return CitedSource("abc123", 1, 40 + number, title, "f.pdf", 3, (Span(3, 0, 5),), quote, number)


REPLY = Reply(
    sentences=(SAID,),
    sources=(source(1), source(2)),
    kind=AnswerKind.GENERATED,
    language="en",
    model="small",
    turn_id=9,
)


class Reading(HTMLParser):
    """Tags with their attributes, and the text between them."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def classes(self) -> list[str]:
        return [attributes.get("class") or "" for _, attributes in self.tags]

    def links(self) -> list[str]:
        return [attributes["href"] or "" for tag, attributes in self.tags if tag == "a"]


def test_each_citation_links_to_the_page_with_its_turn_and_number() -> None:
    links = Reading(reply_html(REPLY, "en")).links()
    assert links == [f"/view/abc123/3?turn=9&source={n}" for n in (1, 2)] * 2


def test_while_the_answer_is_written_a_citation_names_the_chunk() -> None:
    growing = replace(REPLY, kind=None, turn_id=None)
    assert Reading(reply_html(growing, "en")).links()[0] == "/view/abc123/3?chunk=41"


def test_a_citation_without_its_source_is_not_shown() -> None:
    reply = replace(REPLY, sentences=(TurnSentence("Two days.", (1, 5), True),))
    assert ">5<" not in reply_html(reply, "en")


def test_a_sentence_without_source_is_marked_and_the_mark_explained() -> None:
    plain = Reading(reply_html(REPLY, "fr"))
    assert "non sourcé" not in plain.words and "legend" not in plain.classes()
    marked = Reading(reply_html(replace(REPLY, sentences=(SAID, GUESSED)), "fr"))
    assert "unsupported" in marked.classes() and "legend" in marked.classes()
    assert "non sourcé" in marked.words


def test_an_extractive_answer_is_labelled_as_quotations_with_the_reason() -> None:
    reply = replace(REPLY, kind=AnswerKind.EXTRACTIVE, model="", notice="model-unreachable")
    read = Reading(reply_html(reply, "en"))
    assert "Quotations from the documents, found without a language model" in read.words
    assert "The language model is not available right now." in read.words
    assert [tag for tag, _ in read.tags].count("blockquote") == 1


def test_an_answer_cut_short_is_labelled() -> None:
    reply = replace(REPLY, complete=False, notice="model-cut-short")
    assert "Réponse incomplète" in Reading(reply_html(reply, "fr")).words
    assert "incomplète" not in Reading(reply_html(REPLY, "fr")).words


def test_a_refusal_says_so_and_names_the_nearest_titles() -> None:
    reply = Reply(kind=AnswerKind.REFUSAL, nearest=("Charter", "Guide"), turn_id=4)
    words = Reading(reply_html(reply, "fr")).words
    assert "Je n’ai rien trouvé dans les documents que vous pouvez lire." in words
    assert "Charter" in words and "Guide" in words
    assert "proches" not in Reading(reply_html(replace(reply, nearest=()), "fr")).words


def test_an_answer_that_may_no_longer_be_shown_says_only_that() -> None:
    read = Reading(reply_html(replace(REPLY, withdrawn=True), "en"))
    assert "no longer shown" in read.words
    assert "Two days" not in read.words and not read.links()


def test_what_was_found_is_shown_before_a_word_is_written() -> None:
    found = Reply(evidence=(source(1), source(2)), searched=True)
    read = Reading(reply_html(found, "en"))
    assert "2 passages found" in read.words and len(read.links()) == 2
    assert "number" not in read.classes(), "a passage has no citation number yet"
    assert "Searching" in Reading(reply_html(Reply(), "en")).words


def test_seconds_are_counted_once_waiting_is_long() -> None:
    assert "seconds" not in reply_html(Reply(searched=True, waited_s=2.0), "en")
    assert "12" in Reading(reply_html(Reply(searched=True, waited_s=12.4), "en")).words


def test_only_a_kept_answer_can_be_judged_and_only_one_with_sources_copied() -> None:
    assert "helpful" in reply_html(REPLY, "en") and "copy" in reply_html(REPLY, "en")
    assert "helpful" not in reply_html(replace(REPLY, turn_id=None), "en")
    refusal = Reply(kind=AnswerKind.REFUSAL, turn_id=1)
    assert "helpful" in reply_html(refusal, "en") and "copy" not in reply_html(refusal, "en")


@pytest.mark.parametrize("helpful", [True, False])
def test_the_mark_that_was_given_is_shown(helpful: bool) -> None:
    read = Reading(reply_html(replace(REPLY, helpful=helpful), "en"))
    pressed = [a["id"] for _, a in read.tags if a.get("class") == "helpful pressed"]
    assert pressed == [f"helpful-9-{'yes' if helpful else 'no'}"]


def everywhere(payload: str, language: str) -> str:
    """`payload` in every place of the chat that shows a text from outside."""
    twin = Twin("e", 1, 2, payload, payload, 1, (), payload, number=1)
    twins = (twin, replace(twin, instead_of=payload, number=2))
    cited = replace(source(1, title=payload, quote=payload), twins=twins)
    sentences = (
        TurnSentence(payload, (1,), True),
        TurnSentence(payload, paragraph=True),
    )
    replies = (
        replace(REPLY, sentences=sentences, sources=(cited,), model=payload, notice=payload),
        replace(REPLY, kind=AnswerKind.EXTRACTIVE, sentences=sentences, sources=(cited,)),
        replace(REPLY, language=payload),
        Reply(kind=AnswerKind.REFUSAL, nearest=(payload,), turn_id=1),
        Reply(evidence=(cited, replace(cited, title="", file_name=payload)), searched=True),
        replace(REPLY, sources=(replace(cited, document_id=payload),)),
    )
    parts = [question_html(payload), notice_html(payload)]
    return "".join(parts + [reply_html(reply, language) for reply in replies])


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("payload", PAYLOADS + NAMES)
def test_a_payload_adds_no_tag_no_attribute_and_no_line(payload: str, language: str) -> None:
    hostile = Reading(everywhere(payload, language))
    harmless = Reading(everywhere("x", language))
    ours = {"br": 0}
    tags = [tag for tag, _ in hostile.tags if tag not in ours]
    assert tags == [tag for tag, _ in harmless.tags if tag not in ours]
    names = [sorted(attributes) for tag, attributes in hostile.tags if tag not in ours]
    assert names == [sorted(a) for tag, a in harmless.tags if tag not in ours]
    assert all(link.startswith("/view/") for link in hostile.links())
    assert "\n" not in everywhere(payload, language)
