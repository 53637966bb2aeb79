"""How well the questions of a file are answered: rankings, refusals, answers, citations, time.

The unit of a ranking is the page where the file says pages, else the document. Of the passages
on one unit only the best counts, so that the first five are five pages, not one page five times.
"""

import json
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from assistant.answering import Assistant
from assistant.events import Answer, AnswerDone, AnswerKind
from assistant.metrics import (
    hit_at,
    mean,
    ndcg_at,
    percentile,
    precision_recall_f1,
    reciprocal_rank,
    token_f1,
)
from assistant.question import normalised_question, standalone_query
from assistant.questions_file import EvaluationQuestion, read_questions
from assistant.retrieval import retrieve
from storage.errors import BadInput
from storage.language import detect_language
from storage.records import CitedSource, Passage, Reader

DEPTHS = (1, 3, 5, 10)
PASSAGES_A_UNIT = 4  # a page holds several chunks: this many passages are asked for a unit

Unit = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question: the best passage of each unit found, and the answer."""

    question: EvaluationQuestion
    passages: tuple[Passage, ...]
    units: tuple[Unit, ...]  # of `passages`
    latency_ms: float
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of a questions file; `as_json` is their stable form."""

    unit: str
    questions: int
    answerable: int
    top_k: int
    hit_at: dict[int, float]
    mrr: float
    ndcg_at_10: float
    latency_ms: dict[str, float]
    answers: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """hit_at, mrr, ndcg_at_10, latency_ms; with answers refusal, answer_f1 and so on."""
        return {
            "unit": self.unit,
            "questions": self.questions,
            "answerable": self.answerable,
            "top_k": self.top_k,
            "hit_at": {str(k): round(value, 4) for k, value in self.hit_at.items()},
            "mrr": round(self.mrr, 4),
            "ndcg_at_10": round(self.ndcg_at_10, 4),
            "latency_ms": {name: round(value, 2) for name, value in self.latency_ms.items()},
            **self.answers,
        }

    def as_table(self) -> str:
        """The same figures as lines for a terminal."""
        lines = [f"questions      {self.questions}, {self.answerable} answerable, by {self.unit}"]
        lines += [f"hit@{k:<10} {value:.3f}" for k, value in self.hit_at.items()]
        lines += [f"MRR            {self.mrr:.3f}", f"nDCG@10        {self.ndcg_at_10:.3f}"]
        p50, p95 = self.latency_ms["p50"], self.latency_ms["p95"]
        lines.append(f"retrieval      {p50:.1f} ms (p50), {p95:.1f} ms (p95)")
        lines += [f"{name:<14} {json.dumps(value)}" for name, value in self.answers.items()]
        return "\n".join(lines)


def evaluate(
    assistant: Assistant,
    questions_path: Path,
    *,
    reader: Reader,
    collections: Collection[str] | None,
    top_k: int = 10,
    answers: bool = False,
    run_path: Path | None = None,
) -> Evaluation:
    """Search, and with `answers` answer, every question of a file.

    `run_path` gets one JSON line a question, best passage first. Raises BadQuestionsFile before
    anything is searched, and BadInput where the run cannot be written.
    """
    questions = read_questions(questions_path)
    by_page = any(qrel.page for question in questions for qrel in question.relevant)
    asking = _Asking(assistant, reader, collections, top_k, by_page=by_page, answers=answers)
    asking.outcome(questions[0])  # the first search loads the embedder: not part of the latency
    outcomes = []
    with _run_file(run_path) if run_path else nullcontext() as run:
        for question in questions:
            outcomes.append(asking.outcome(question))
            if run is not None:
                run.write(json.dumps(run_line(outcomes[-1]), ensure_ascii=False) + "\n")
    return figures(outcomes, by_page=by_page, top_k=top_k, answers=answers)


@dataclass(frozen=True, slots=True)
class _Asking:
    assistant: Assistant
    reader: Reader
    collections: Collection[str] | None
    top_k: int
    by_page: bool
    answers: bool

    def outcome(self, question: EvaluationQuestion) -> Outcome:
        asked = normalised_question(question.question)
        start = time.perf_counter()
        query = standalone_query(asked, question.earlier, detect_language(asked))
        found = retrieve(
            self.assistant.store,
            query,
            reader=self.reader,
            collections=self.collections,
            k=self.top_k * PASSAGES_A_UNIT,
        )
        latency_ms = (time.perf_counter() - start) * 1000
        best: dict[Unit, Passage] = {}
        for passage in found.passages:
            best.setdefault(unit_of(passage, by_page=self.by_page), passage)
        units = tuple(best)[: self.top_k]
        passages = tuple(best[unit] for unit in units)
        answer = self._answer(question) if self.answers else None
        return Outcome(question, passages, units, latency_ms, answer)

    def _answer(self, question: EvaluationQuestion) -> Answer | None:
        events = self.assistant.answer(
            question.question,
            reader=self.reader,
            history=question.earlier,
            collections=self.collections,
        )
        done = [event.answer for event in events if isinstance(event, AnswerDone)]
        return done[-1] if done else None


def figures(outcomes: Sequence[Outcome], *, by_page: bool, top_k: int, answers: bool) -> Evaluation:
    """The figures of all outcomes; only answerable questions count for the ranking."""
    judged = [one for one in outcomes if one.question.answerable]
    relevances = [_relevances(one, by_page=by_page) for one in judged]
    relevant_counts = [len(_relevant_units(one.question, by_page=by_page)) for one in judged]
    latencies = [one.latency_ms for one in outcomes]
    return Evaluation(
        unit="page" if by_page else "document",
        questions=len(outcomes),
        answerable=len(judged),
        top_k=top_k,
        hit_at={k: mean([hit_at(one, k) for one in relevances]) for k in DEPTHS},
        mrr=mean([reciprocal_rank(one) for one in relevances]),
        ndcg_at_10=mean(
            [
                ndcg_at(one, 10, relevant_count=count)
                for one, count in zip(relevances, relevant_counts, strict=True)
            ]
        ),
        latency_ms={"p50": percentile(latencies, 0.5), "p95": percentile(latencies, 0.95)},
        answers=_answer_figures(outcomes, by_page=by_page) if answers else {},
    )


def run_line(outcome: Outcome) -> dict[str, Any]:
    """One line of a run file: what was found, best first, and what was answered."""
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
    if outcome.answer is not None:
        line["answer"] = outcome.answer.text
        line["refused"] = outcome.answer.kind is AnswerKind.REFUSAL
        line["citations"] = [
            {"document": source.file_name, "page": source.page, "quote": source.quote}
            for source in outcome.answer.sources
        ]
    return line


def unit_of(passage: Passage, *, by_page: bool) -> Unit:
    """The unit a passage stands for."""
    return passage.file_name, main_page(passage) if by_page else None


def main_page(passage: Passage) -> int:
    """The page on which most of a passage stands; of equals the first."""
    return max(passage.chunk.spans, key=lambda span: span.end - span.start).page


def _relevant_units(question: EvaluationQuestion, *, by_page: bool) -> set[Unit]:
    return {(qrel.document, qrel.page if by_page else None) for qrel in question.relevant}


def _relevances(outcome: Outcome, *, by_page: bool) -> list[bool]:
    relevant = _relevant_units(outcome.question, by_page=by_page)
    return [unit in relevant for unit in outcome.units]


def _answer_figures(outcomes: Sequence[Outcome], *, by_page: bool) -> dict[str, Any]:
    answered = [(one.question, one.answer) for one in outcomes if one.answer is not None]
    refused = [q.id for q, answer in answered if answer.kind is AnswerKind.REFUSAL]
    unanswerable = [q.id for q, _ in answered if not q.answerable]
    precision, recall, f1 = precision_recall_f1(refused, unanswerable)
    scores = [
        0.0 if answer.kind is AnswerKind.REFUSAL else token_f1(_plain(answer), q.answer)
        for q, answer in answered
        if q.answerable and q.answer
    ]
    cited = [
        _source_unit(source, by_page=by_page) in _relevant_units(q, by_page=by_page)
        for q, answer in answered
        if q.answerable
        for source in answer.sources
    ]
    return {
        "refusal": {
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(f1, 4),
        },
        "answer_f1": round(mean(scores), 4),
        "citation_precision": round(mean([float(one) for one in cited]), 4),
    }


def _plain(answer: Answer) -> str:
    """The answer without its marks, which are no words of it."""
    return " ".join(sentence.text for sentence in answer.sentences)


def _source_unit(source: CitedSource, *, by_page: bool) -> Unit:
    return source.file_name, source.page if by_page else None


@contextmanager
def _run_file(path: Path) -> Iterator[TextIO]:
    try:
        file = path.open("w", encoding="utf-8")
    except OSError as error:
        raise BadInput(
            f"The run cannot be written to {path}: {error.strerror or error}.",
            hint="Give a file in a folder that exists and that you may write.",
        ) from error
    with file:
        yield file
