import json
from pathlib import Path
from typing import Any

import pytest

from assistant.answering import Assistant
from assistant.errors import BadQuestionsFile
from assistant.evaluation import evaluate
from assistant.settings import AssistantSettings
from storage.errors import BadInput
from storage.records import OPERATOR, Reader
from storage.store import Store
from tests.assistant.scripted_model import ScriptedModel

NO_MODEL = AssistantSettings(model="none")
QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "telework",
        "question": "Combien de jours de télétravail par semaine ?",
        "language": "fr",
        "answerable": True,
        "relevant": [{"document": "teletravail.md", "page": 1}],
        "answer": "Le télétravail est possible deux jours par semaine.",
    },
    {
        "id": "follow-up",
        "question": "Et l'indemnité ?",
        "history": [{"role": "user", "content": "Combien de jours de télétravail par semaine ?"}],
        "language": "fr",
        "answerable": True,
        "relevant": [{"document": "teletravail.md", "page": 1}],
    },
    {
        "id": "football",
        "question": "Who won the football world championship of 1998?",
        "language": "en",
        "answerable": False,
        "relevant": [],
        "answer": None,
    },
]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(question) for question in QUESTIONS), "utf-8")
    return path


def test_the_json_form_is_the_stable_one(handbook: Store, questions: Path) -> None:
    assistant = Assistant(handbook, NO_MODEL)
    figures = evaluate(assistant, questions, reader=OPERATOR, collections=["staff"]).as_json()
    assert list(figures) == [
        "questions",
        "answerable",
        "unit",
        "hit_at",
        "mrr",
        "ndcg_at_10",
        "latency_ms",
    ]
    assert figures["hit_at"] == {"1": 1.0, "3": 1.0, "5": 1.0, "10": 1.0}
    assert figures["mrr"] == figures["ndcg_at_10"] == 1.0
    assert (figures["questions"], figures["answerable"], figures["unit"]) == (3, 2, "page")
    assert set(figures["latency_ms"]) == {"p50", "p95"}
    assert json.loads(json.dumps(figures)) == figures


def test_answers_add_refusal_f1_and_citation_precision(handbook: Store, questions: Path) -> None:
    figures = evaluate(
        Assistant(handbook, NO_MODEL),
        questions,
        reader=OPERATOR,
        collections=["staff"],
        answers=True,
    ).as_json()
    assert figures["refusal"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert figures["answer_f1"] > 0.6
    assert 0 < figures["citation_precision"] <= 1


def test_the_run_can_be_scored_again(handbook: Store, questions: Path, tmp_path: Path) -> None:
    run = tmp_path / "run.jsonl"
    model = ScriptedModel("Le télétravail est possible deux jours par semaine.")
    evaluate(
        Assistant(handbook, NO_MODEL, model=model),
        questions,
        reader=OPERATOR,
        collections=["staff"],
        top_k=2,
        answers=True,
        run_path=run,
    )
    lines = [json.loads(line) for line in run.read_text("utf-8").splitlines()]
    assert [line["id"] for line in lines] == ["telework", "follow-up", "football"]
    first = lines[0]
    assert set(first["passages"][0]) == {"document", "page", "score", "text"}
    assert first["passages"][0]["document"] == "teletravail.md"
    assert len(first["passages"]) == 2
    assert first["answer"] == "Le télétravail est possible deux jours par semaine."
    assert first["citations"] == [{"document": "teletravail.md", "page": 1}]
    assert (first["refused"], lines[2]["refused"], lines[2]["answer"]) == (False, True, "")


def test_the_run_of_a_search_alone_has_no_answers(
    handbook: Store, questions: Path, tmp_path: Path
) -> None:
    run = tmp_path / "run.jsonl"
    evaluate(
        Assistant(handbook, NO_MODEL),
        questions,
        reader=OPERATOR,
        collections=["staff"],
        run_path=run,
    )
    assert set(json.loads(run.read_text("utf-8").splitlines()[0])) == {"id", "passages"}


def test_a_reader_without_a_group_finds_nothing(handbook: Store, questions: Path) -> None:
    figures = evaluate(
        Assistant(handbook, NO_MODEL), questions, reader=Reader("nobody"), collections=[]
    )
    assert figures.mrr == 0.0
    assert "hit@1" in figures.as_table()


def test_what_cannot_be_read_or_written_is_said_before_anything_is_asked(
    handbook: Store, questions: Path, tmp_path: Path
) -> None:
    assistant = Assistant(handbook, NO_MODEL)
    with pytest.raises(BadQuestionsFile, match=r"absent\.jsonl"):
        evaluate(assistant, tmp_path / "absent.jsonl", reader=OPERATOR, collections=[])
    with pytest.raises(BadInput, match="cannot be written"):
        evaluate(
            assistant,
            questions,
            reader=OPERATOR,
            collections=[],
            run_path=tmp_path / "absent" / "run.jsonl",
        )
