"""What people send that is no plain question: each gets a sensible answer, in both languages."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.answering import Answer, AnswerDone, Assistant
from assistant.errors import QuestionEmpty, QuestionTooLong, QuestionVague
from assistant.events import AnswerKind
from assistant.retrieval import Retrieval, retrieve
from assistant.settings import AssistantSettings
from storage.errors import BadInput
from storage.records import Reader
from storage.store import Store

STAFF = Reader("emma", frozenset({"staff"}))
FRENCH = "Combien de jours de télétravail par semaine ?"
ENGLISH = "How many days of paid leave do employees have?"
EMPTY = ["", " \n\t", "?!…", "\x00\x00", "\u200b\ufeff", "🙂", "👩‍💻🇫🇷👍🏽 ❤️"]
STOP_WORDS_ALONE = [
    "et le la du de",
    "Qui est-ce que ?",
    "Qui es-tu ?",
    "the of and what is",
    "Who are you?",
]
OTHER_LANGUAGES = [
    "Wie viele Tage bezahlten Urlaub haben die Angestellten?",
    "¿Cuántos días de vacaciones tienen los empleados?",
    "كم عدد أيام الإجازة المدفوعة للموظفين؟",
    "员工有多少天带薪休假？",
]


def answered(store: Store, question: str, **more: object) -> Answer:
    assistant = Assistant(store, AssistantSettings(model="none"))
    events = list(assistant.answer(question, reader=STAFF, **more))  # type: ignore[arg-type]
    assert isinstance(events[-1], AnswerDone)
    return events[-1].answer


@pytest.mark.parametrize("nothing", EMPTY)
def test_nothing_or_emoji_alone_is_an_empty_question(handbook: Store, nothing: str) -> None:
    with pytest.raises(QuestionEmpty) as raised:
        answered(handbook, nothing)
    assert raised.value.hint
    with pytest.raises(QuestionEmpty):
        retrieve(handbook, nothing, reader=STAFF)


@pytest.mark.parametrize("vague", STOP_WORDS_ALONE)
def test_words_that_say_nothing_are_asked_to_name_a_subject(handbook: Store, vague: str) -> None:
    with pytest.raises(QuestionVague) as raised:
        answered(handbook, vague)
    assert isinstance(raised.value, BadInput)
    retrieve(handbook, vague, reader=STAFF)  # a search for them finds what it can


@pytest.mark.parametrize(
    ("question", "before"), [("Et pour qui ?", FRENCH), ("And for whom?", ENGLISH)]
)
def test_the_same_words_lean_on_a_conversation(handbook: Store, question: str, before: str) -> None:
    found = answered(handbook, question, history=[before])
    assert found.kind is AnswerKind.EXTRACTIVE
    assert found.sources


@pytest.mark.parametrize("question", [*OTHER_LANGUAGES])
@pytest.mark.parametrize("language", ["fr", "en", None])
def test_another_language_is_searched_and_answered_in_one_of_ours(
    handbook: Store, question: str, language: str | None
) -> None:
    found = answered(handbook, question, language=language)
    assert found.language in ("fr", "en")
    assert found.language == language or language is None


def test_a_word_in_common_is_found_across_languages(handbook: Store) -> None:
    found = retrieve(handbook, "Was kostet télétravail pro Tag?", reader=STAFF)
    assert found.passages[0].chunk.title == "Charte de télétravail"


@pytest.mark.parametrize("text", ["mot " * 2_500, "x" * 10_000, "é" * 10_000, "🙂a" * 5_000])
def test_ten_thousand_characters_are_refused_in_words(handbook: Store, text: str) -> None:
    with pytest.raises(QuestionTooLong, match=r"10000|9999") as raised:
        answered(handbook, text)
    assert raised.value.hint
    with pytest.raises(QuestionTooLong):
        retrieve(handbook, text, reader=STAFF)


@pytest.mark.parametrize("question", [FRENCH, ENGLISH])
@pytest.mark.parametrize("strange", ["\x00", "\x00\x1b\u202e", "🙂", "\ud800"])
def test_characters_that_nobody_asks_about_change_nothing(
    handbook: Store, question: str, strange: str
) -> None:
    spoilt = strange + question.replace(" ", f" {strange}", 1) + strange
    plain, found = answered(handbook, question), answered(handbook, spoilt)
    assert found.kind is AnswerKind.EXTRACTIVE
    assert found.sentences == plain.sentences


def test_identical_questions_rank_alike_bit_for_bit_over_threads(handbook: Store) -> None:
    def found(question: str) -> Retrieval:
        return retrieve(handbook, question, reader=STAFF)

    for question in (FRENCH, ENGLISH, "Compare télétravail and leave. Who approves what?"):
        once = found(question)
        with ThreadPoolExecutor(8) as threads:
            again = list(threads.map(found, [question] * 32))
        for one in again:
            assert one.nearness == once.nearness
            assert [(p.chunk.id, p.score) for p in one.passages] == [
                (p.chunk.id, p.score) for p in once.passages
            ]
