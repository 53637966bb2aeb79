"""How well the questions of a file are answered: the figures, and a run that others can score.

The unit of a ranking is the page where a question names pages, else the document. Of the passages
of one unit the best stands for it: the first five are five pages, not one page five times.
"""

import json
import time
from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO

from assistant.answering import Assistant
from assistant.events import Answer, AnswerDone, AnswerKind
from assistant.follow_up import conversation, follow_up
from assistant.metrics import (
    HIT_DEPTHS,
    NDCG_DEPTH,
    RefusalFigures,
    first_hit,
    mean,
    ndcg,
    percentile,
    refusal_figures,
    token_f1,
)
from assistant.questions_file import EvaluationQuestion, read_questions
from assistant.retrieval import retrieve
from storage.errors import BadInput
from storage.language import detect_language
from storage.records import Passage, Reader, own_spans

Unit = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class AnswerFigures:
    """Figures of the answers; each but `refusal` is a mean, 0 to 1."""

    refusal: RefusalFigures
    answer_f1: float  # of answerable questions that have an expected answer; a refusal has 0
    citation_precision: float  # share of citations that lead to a relevant unit


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one questions file.

    Ranking counts the answerable questions that name something relevant.
    """

    questions: int
    answerable: int
    unit: str  # "page", "document", or "mixed"
    hit_at: Mapping[int, float]
    mrr: float
    ndcg_at_10: float
    latency_ms: Mapping[str, float]  # p50 and p95 of retrieval
    answers: AnswerFigures | None = None

    def as_json(self) -> dict[str, Any]:
        """The stable JSON form; the figures of answers only where answers were asked for."""
        fields = {
            "questions": self.questions,
            "answerable": self.answerable,
            "unit": self.unit,
            "hit_at": {str(depth): round(share, 4) for depth, share in self.hit_at.items()},
            "mrr": round(self.mrr, 4),
            "ndcg_at_10": round(self.ndcg_at_10, 4),
            "latency_ms": {name: round(value, 1) for name, value in self.latency_ms.items()},
        }
        if self.answers is not None:
            refusal = asdict(self.answers.refusal)
            fields["refusal"] = {name: round(value, 4) for name, value in refusal.items()}
            fields["answer_f1"] = round(self.answers.answer_f1, 4)
            fields["citation_precision"] = round(self.answers.citation_precision, 4)
        return fields

    def as_table(self) -> str:
        """The figures as lines for a terminal."""
        rows = [("questions", f"{self.questions} ({self.answerable} answerable)")]
        rows += [("unit", self.unit)]
        rows += [(f"hit@{depth}", f"{share:.3f}") for depth, share in self.hit_at.items()]
        rows += [("MRR", f"{self.mrr:.3f}"), ("nDCG@10", f"{self.ndcg_at_10:.3f}")]
        rows += [(f"latency {name}", f"{value:.0f} ms") for name, value in self.latency_ms.items()]
        if self.answers is not None:
            refusal = asdict(self.answers.refusal)
            rows += [(f"refusal {name}", f"{value:.3f}") for name, value in refusal.items()]
            rows += [("answer F1", f"{self.answers.answer_f1:.3f}")]
            rows += [("citation precision", f"{self.answers.citation_precision:.3f}")]
        return "\n".join(f"{name:<20}{figure}" for name, figure in rows)


PASSAGES_A_UNIT = 4  # a page holds several chunks: so many passages are asked for a unit


@dataclass(frozen=True, slots=True)
class _Outcome:
    question: EvaluationQuestion
    passages: tuple[Passage, ...]  # the best of each unit, best first
    latency_s: float
    answer: Answer | None

    @property
    def relevant(self) -> set[Unit]:
        by_page = self.question.by_page
        return {(one.document, one.page if by_page else None) for one in self.question.relevant}

    @property
    def ranked(self) -> list[Unit]:
        """The units found, best first."""
        return [_unit(passage, self.question.by_page) for passage in self.passages]


def evaluate(
    assistant: Assistant,
    questions_path: Path,
    *,
    reader: Reader,
    collections: Collection[str],
    top_k: int = 10,
    answers: bool = False,
    run_path: Path | None = None,
) -> Evaluation:
    """Search for every question of a file, with `answers` answer it too, and score both.

    Questions are asked one after the other as a person would ask them, history included.
    `run_path` receives one JSON line a question. Raises BadQuestionsFile, BadInput.
    """
    questions = read_questions(questions_path)
    outcomes = []
    with _writable(run_path) as run:
        for question in questions:
            outcome = _asked(assistant, question, reader, collections, top_k, answers)
            outcomes.append(outcome)
            if run is not None:
                run.write(json.dumps(_run_line(outcome), ensure_ascii=False) + "\n")
    return _scored(outcomes)


def _asked(
    assistant: Assistant,
    question: EvaluationQuestion,
    reader: Reader,
    collections: Collection[str],
    top_k: int,
    answers: bool,
) -> _Outcome:
    started = time.perf_counter()
    language = detect_language(question.question)  # as when a person asks, who names none
    following = follow_up(question.question, conversation(question.said), language)
    retrieval = retrieve(
        assistant.store,
        question.question,
        reader=reader,
        collections=collections,
        k=top_k * PASSAGES_A_UNIT,
        language=language,
        following=following,
    )
    latency_s = time.perf_counter() - started
    best: dict[Unit, Passage] = {}
    for passage in retrieval.passages:
        best.setdefault(_unit(passage, question.by_page), passage)
    passages = tuple(best.values())[:top_k]
    answer = _answer(assistant, question, reader, collections) if answers else None
    return _Outcome(question, passages, latency_s, answer)


def _answer(
    assistant: Assistant,
    question: EvaluationQuestion,
    reader: Reader,
    collections: Collection[str],
) -> Answer:
    events = assistant.answer(
        question.question,
        reader=reader,
        history=question.said,
        collections=collections,
    )
    return next(event.answer for event in events if isinstance(event, AnswerDone))


def _scored(outcomes: list[_Outcome]) -> Evaluation:
    ranked = [one for one in outcomes if one.question.answerable and one.question.relevant]
    hits = [first_hit(outcome.ranked, outcome.relevant) for outcome in ranked]
    latencies = [1000 * outcome.latency_s for outcome in outcomes]
    units = {"page" if outcome.question.by_page else "document" for outcome in ranked}
    return Evaluation(
        questions=len(outcomes),
        answerable=sum(1 for one in outcomes if one.question.answerable),
        unit=units.pop() if len(units) == 1 else "mixed",
        hit_at={
            depth: mean([float(hit is not None and hit <= depth) for hit in hits])
            for depth in HIT_DEPTHS
        },
        mrr=mean([1 / hit if hit else 0.0 for hit in hits]),
        ndcg_at_10=mean([ndcg(one.ranked, one.relevant, NDCG_DEPTH) for one in ranked]),
        latency_ms={"p50": percentile(latencies, 50), "p95": percentile(latencies, 95)},
        answers=_answer_figures(outcomes) if outcomes[0].answer is not None else None,
    )


def _answer_figures(outcomes: list[_Outcome]) -> AnswerFigures:
    refusals, f1s, citations = [], [], []
    for outcome in outcomes:
        question, answer = outcome.question, outcome.answer
        if answer is None:
            continue
        refusals.append((answer.kind is AnswerKind.REFUSAL, question.answerable))
        if question.answerable and question.answer:
            f1s.append(token_f1(_plain(answer), question.answer, question.language))
        if question.answerable and question.relevant:
            units = _cited_units(answer, question.by_page)
            citations += [float(unit in outcome.relevant) for unit in units]
    return AnswerFigures(refusal_figures(refusals), mean(f1s), mean(citations))


def _run_line(outcome: _Outcome) -> dict[str, Any]:
    line: dict[str, Any] = {
        "id": outcome.question.id,
        "passages": [
            {
                "document": passage.file_name,
                "page": main_page(passage),
                "score": round(passage.score, 6),
                "text": passage.chunk.text,
            }
            for passage in outcome.passages
        ],
    }
    answer = outcome.answer
    if answer is not None:
        line["answer"] = _plain(answer)
        line["refused"] = answer.kind is AnswerKind.REFUSAL
        line["citations"] = [
            {"document": source.file_name, "page": source.page} for source in answer.sources
        ]
    return line


def _plain(answer: Answer) -> str:
    """The answer without its [n] marks."""
    return " ".join(sentence.text for sentence in answer.sentences)


def _cited_units(answer: Answer, by_page: bool) -> list[Unit]:
    return [(source.file_name, source.page if by_page else None) for source in answer.sources]


def _unit(passage: Passage, by_page: bool) -> Unit:
    return (passage.file_name, main_page(passage) if by_page else None)


def main_page(passage: Passage) -> int:
    """The page on which most of a passage stands, headers aside; of equals the first."""
    return max(own_spans(passage.chunk.spans), key=lambda span: span.end - span.start).page


@contextmanager
def _writable(path: Path | None) -> Generator[TextIO | None, None, None]:
    if path is None:
        yield None
        return
    try:
        file = path.open("w", encoding="utf-8")
    except OSError as error:
        raise BadInput(
            f"The run cannot be written to {path}: {error.strerror}.",
            hint="Give the path of a file in a folder that exists.",
        ) from error
    with file:
        yield file
