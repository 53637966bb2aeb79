import subprocess
import sys

import pytest

from assistant.answering import Answer, AnswerDone, AnswerEvent, AnswerKind, Assistant
from assistant.errors import (
    ModelCutShort,
    ModelOverflow,
    ModelUnreachable,
    QuestionEmpty,
    QuestionTooLong,
)
from assistant.events import AnswerSentence, EvidenceFound, ModelWaiting
from assistant.prompts import NOT_ANSWERED
from assistant.settings import AssistantSettings
from storage.documents import page
from storage.records import OPERATOR, Reader
from storage.store import Store
from storage.versions import remove_document
from tests.assistant.scripted_model import ScriptedModel

STAFF = Reader("emma", frozenset({"staff"}))
QUESTION = "Combien de jours de télétravail par semaine ?"
NO_MODEL = AssistantSettings(model="none")


def events(
    store: Store, model: ScriptedModel | None, question: str = QUESTION, reader: Reader = STAFF
) -> list[AnswerEvent]:
    return list(Assistant(store, NO_MODEL, model=model).answer(question, reader=reader))


def answer(
    store: Store, model: ScriptedModel | None, question: str = QUESTION, reader: Reader = STAFF
) -> Answer:
    last = events(store, model, question, reader)[-1]
    assert isinstance(last, AnswerDone)
    return last.answer


def test_a_generated_sentence_is_cited_to_the_span_that_supports_it(handbook: Store) -> None:
    given = answer(handbook, ScriptedModel("Le télétravail est possible deux jours par semaine."))
    assert given.kind is AnswerKind.GENERATED
    assert given.text == "Le télétravail est possible deux jours par semaine. [1]"
    (source,) = given.sources
    text = page(handbook.ledger, STAFF, source.document_id, source.page).text
    (span,) = source.spans
    assert text[span.start : span.end] == source.quote
    assert source.quote == "Le télétravail est possible deux jours par semaine."
    assert (given.complete, given.notice, given.model) == (True, "", "scripted")


def test_events_come_in_order_and_sentences_as_they_are_written(handbook: Store) -> None:
    model = ScriptedModel("Le télétravail est possible deux jours par semaine. Bonne journée !")
    seen = [type(event) for event in events(handbook, model)]
    assert seen == [EvidenceFound, ModelWaiting, AnswerSentence, AnswerSentence, AnswerDone]


@pytest.mark.parametrize(
    "invented",
    [
        "Le télétravail est possible trois jours par semaine.",
        "Le télétravail n'est pas possible deux jours par semaine.",
        "Le télétravail est obligatoire deux jours par semaine.",
        "Selon Dupont, le télétravail est possible deux jours par semaine.",
        "Le télétravail est possible deux jours par mois.",
    ],
)
def test_a_sentence_that_changes_what_the_document_says_is_marked_unsupported(
    handbook: Store, invented: str
) -> None:
    given = answer(handbook, ScriptedModel(invented))
    assert [sentence.supported for sentence in given.sentences] == [False]
    assert given.sources == ()
    assert given.notice == "unsupported"


def test_sources_are_numbered_in_order_of_first_citation_one_a_page(handbook: Store) -> None:
    model = ScriptedModel(
        "L'indemnité de télétravail est de 2,50 euros par jour. "
        "Le télétravail est possible deux jours par semaine. Elle est versée avec le salaire."
    )
    given = answer(handbook, model)
    assert [sentence.citations for sentence in given.sentences] == [(1,), (2,), (1,)]
    assert [(source.number, source.page) for source in given.sources] == [(1, 2), (2, 1)]
    assert len(given.sources[0].spans) == 2


def test_marks_markup_and_addresses_of_the_model_are_not_shown(handbook: Store) -> None:
    model = ScriptedModel(
        "Le **télétravail** est possible deux jours par semaine [3]. "
        "![x](http://evil.example/?q=secret) Voir https://evil.example."
    )
    given = answer(handbook, model)
    assert given.sentences[0].text == "Le télétravail est possible deux jours par semaine."
    assert given.sentences[0].citations == (1,)
    assert "evil" not in given.text
    assert "[3]" not in given.text


def test_the_fixed_sentence_is_a_refusal_with_the_nearest_titles(handbook: Store) -> None:
    given = answer(handbook, ScriptedModel(NOT_ANSWERED["fr"]))
    assert given.kind is AnswerKind.REFUSAL
    assert given.nearest[0] == "Charte de télétravail"
    assert given.sentences == ()


def test_nothing_near_is_a_refusal_and_the_model_is_not_called(handbook: Store) -> None:
    model = ScriptedModel("Zidane.")
    given = answer(handbook, model, "Who won the football world championship of 1998?")
    assert given.kind is AnswerKind.REFUSAL
    assert model.prompts == []
    assert set(given.nearest) <= {"Leave policy", "Charte de télétravail"}


def test_a_reader_without_a_group_gets_a_refusal_without_titles(handbook: Store) -> None:
    model = ScriptedModel("Le télétravail est possible deux jours par semaine.")
    given = answer(handbook, model, reader=Reader("nobody"))
    assert (given.kind, given.nearest, model.prompts) == (AnswerKind.REFUSAL, (), [])


def test_a_forbidden_document_is_in_no_prompt_source_or_title(handbook: Store) -> None:
    model = ScriptedModel("The salary band of directors begins at 61000 euros.")
    question = "Where does the salary band of directors begin?"
    given = answer(handbook, model, question)
    assert all("61000" not in prompt.user for prompt in model.prompts)
    assert "Salary bands" not in given.nearest
    assert given.sources == ()
    assert answer(handbook, model, question, OPERATOR).sources[0].title == "Salary bands"


def test_without_a_model_sentences_are_quoted_word_for_word(handbook: Store) -> None:
    given = answer(handbook, None)
    assert (given.kind, given.notice, given.model) == (AnswerKind.EXTRACTIVE, "no-model", "")
    assert given.sentences[0].text == "Le télétravail est possible deux jours par semaine."
    assert all(sentence.quoted and sentence.supported for sentence in given.sentences)
    assert given.sources[0].quote.startswith(given.sentences[0].text)


def test_an_absent_model_is_replaced_by_quotations_that_say_why(handbook: Store) -> None:
    given = answer(handbook, ScriptedModel(absent=ModelUnreachable("gone")))
    assert (given.kind, given.notice) == (AnswerKind.EXTRACTIVE, "model-unreachable")


def test_a_failure_before_the_first_sentence_leads_to_quotations(handbook: Store) -> None:
    given = answer(handbook, ScriptedModel("Le télé", failure=ModelCutShort("died")))
    assert (given.kind, given.notice) == (AnswerKind.EXTRACTIVE, "model-cut-short")
    assert given.complete


def test_what_the_model_thinks_aloud_is_not_shown(handbook: Store) -> None:
    said = "Le télétravail est possible deux jours par semaine."
    model = ScriptedModel(f"<think>Voyons. Peut-être trois jours. Non.</think>\n\n{said}")
    assert [sentence.text for sentence in answer(handbook, model).sentences] == [said]


def test_the_fixed_sentence_after_an_unsupported_one_is_a_refusal(handbook: Store) -> None:
    model = ScriptedModel(f"Le chef de Lyon dit oui. {NOT_ANSWERED['fr']}")
    assert answer(handbook, model).kind is AnswerKind.REFUSAL


@pytest.mark.parametrize("written", [True, False])
def test_a_document_removed_while_the_answer_is_written_is_not_cited(
    handbook: Store, written: bool
) -> None:
    model = ScriptedModel("Le télétravail est possible deux jours par semaine.")
    coming = Assistant(handbook, NO_MODEL, model=model if written else None).answer(
        QUESTION, reader=STAFF
    )
    found = next(coming)
    assert isinstance(found, EvidenceFound)
    remove_document(handbook.ledger, handbook.originals, found.sources[0].document_id)
    *waiting, last = coming
    assert all(isinstance(event, ModelWaiting) for event in waiting)
    assert last == AnswerDone(Answer(AnswerKind.REFUSAL, "fr"))


def test_a_slow_sentence_is_waited_for_with_a_sign_of_life(
    handbook: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.writing.HEARTBEAT_S", 0.0)
    model = ScriptedModel("Deux jours par semaine.")
    seen = [type(event) for event in events(handbook, model)]
    assert seen.count(ModelWaiting) > 20


def test_what_was_written_before_the_model_died_stays_and_is_labelled(handbook: Store) -> None:
    text = "Le télétravail est possible deux jours par semaine. La dem"
    given = answer(handbook, ScriptedModel(text, failure=ModelCutShort("died")))
    assert given.kind is AnswerKind.GENERATED
    assert (given.complete, given.notice) == (False, "model-cut-short")
    assert [sentence.text for sentence in given.sentences] == [text[:51]]


def test_a_model_that_writes_nothing_is_replaced_by_quotations(handbook: Store) -> None:
    given = answer(handbook, ScriptedModel("![](http://evil.example)\n\n---"))
    assert (given.kind, given.notice) == (AnswerKind.EXTRACTIVE, "model-silent")


def test_a_prompt_refused_as_too_long_is_sent_again_with_fewer_passages(handbook: Store) -> None:
    model = ScriptedModel(failure=ModelOverflow("too long"))
    given = answer(handbook, model)
    sizes = [len(prompt.evidence) for prompt in model.prompts]
    assert sizes == sorted(set(sizes), reverse=True)
    assert sizes[-1] == 1
    assert (given.kind, given.notice) == (AnswerKind.EXTRACTIVE, "model-overflow")


def test_a_context_without_room_for_a_passage_leads_to_quotations(handbook: Store) -> None:
    model = ScriptedModel("…", context=100)
    given = answer(handbook, model)
    assert (given.kind, given.notice, model.prompts) == (
        AnswerKind.EXTRACTIVE,
        "model-overflow",
        [],
    )


def test_closing_the_events_closes_the_model_at_once(handbook: Store) -> None:
    model = ScriptedModel("Le télétravail est possible deux jours par semaine. " * 50)
    stream = Assistant(handbook, NO_MODEL, model=model).answer(QUESTION, reader=STAFF)
    while not isinstance(next(stream), AnswerSentence):
        pass
    stream.close()
    assert model.closed == 1


def test_a_follow_up_is_searched_with_the_words_it_leaves_out(handbook: Store) -> None:
    model = ScriptedModel("Les salariés en période d'essai ne peuvent pas télétravailler.")
    stream = Assistant(handbook, NO_MODEL, model=model).answer(
        "Et en période d'essai ?", reader=STAFF, history=[QUESTION]
    )
    assert isinstance(last := list(stream)[-1], AnswerDone)
    assert last.answer.sources[0].title == "Charte de télétravail"
    assert f"Question précédente : {QUESTION}" in model.prompts[0].user


def test_a_question_nobody_can_answer_is_refused_before_the_first_event(handbook: Store) -> None:
    assistant = Assistant(handbook, NO_MODEL)
    with pytest.raises(QuestionEmpty):
        assistant.answer(" \n?", reader=STAFF)
    with pytest.raises(QuestionTooLong, match="10000 characters"):
        assistant.answer("a" * 10_000, reader=STAFF)


def test_the_same_question_gets_the_same_answer(handbook: Store) -> None:
    assert answer(handbook, None) == answer(handbook, None)


def test_importing_the_assistant_imports_no_heavy_library() -> None:
    heavy = "{'torch', 'chromadb', 'langchain_core', 'sentence_transformers', 'gradio', 'tantivy'}"
    code = f"import sys, assistant.answering; sys.exit(', '.join({heavy} & set(sys.modules)) or 0)"
    subprocess.run([sys.executable, "-c", code], check=True)
