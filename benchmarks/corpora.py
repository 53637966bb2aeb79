"""The sets of real documents and questions, and which of their questions count."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.evaluation import Unit
from assistant.questions_file import EvaluationQuestion, read_questions

Questions = list[EvaluationQuestion]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions asked of one folder of documents, and what a reader of the table must know."""

    name: str
    folder: str
    questions: Sequence[EvaluationQuestion]
    note: str = ""

    @property
    def unit(self) -> str:
        """ "page" or "document"."""
        return "page" if any(question.by_page for question in self.questions) else "document"

    @property
    def asks_for_several(self) -> bool:
        """Whether "all of them among the first five" can be met and says more than hit@5."""
        sizes = [len(relevant_units(question)) for question in self.questions]
        return 1 < max(sizes, default=0) <= 5


def relevant_units(question: EvaluationQuestion) -> frozenset[Unit]:
    """The pages that answer a question, or the documents where it names no page."""
    by_page = question.by_page
    return frozenset((one.document, one.page if by_page else None) for one in question.relevant)


def judged(questions: Sequence[EvaluationQuestion]) -> Questions:
    """The questions that have an answer and say where it is."""
    return [one for one in questions if one.answerable and one.relevant]


def _as_they_are(questions: Questions) -> Questions:
    return questions


def _one_page(questions: Questions) -> Questions:
    return [one for one in questions if len(relevant_units(one)) == 1]


def _last_turn(questions: Questions) -> Questions:
    return [one.model_copy(update={"history": []}) for one in questions]


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    folder: str
    chosen: Callable[[Questions], Questions]
    note: str = ""


# What `assistant.ranking_weights`, `assistant.retrieval` and `ingest.chunking` say of how their
# constants were chosen; to be changed where they are chosen anew.
_NORTHWIND_SEEN = (
    "The size of chunks was chosen on both halves, and the coordinates of token embeddings with a "
    "look at both; all weights on half 0."
)
_PIAF_SEEN = (
    "The size of chunks was chosen on 500 questions of both halves, and the coordinates of token "
    "embeddings with a look at both; all weights on half 0."
)

_KINDS = (
    _Kind(
        "northwind", "northwind", _as_they_are, f"HR and benefits PDFs, English. {_NORTHWIND_SEEN}"
    ),
    _Kind(
        "northwind, one page",
        "northwind",
        _one_page,
        f"Those of its questions that exactly one page answers. {_NORTHWIND_SEEN}",
    ),
    _Kind("piaf", "piaf", _as_they_are, f"Encyclopaedia passages, French. {_PIAF_SEEN}"),
    _Kind("sec10q", "sec10q", _as_they_are, "Quarterly reports with tables, English."),
    _Kind(
        "mtrag, last turn alone",
        "mtrag",
        _last_turn,
        "Conversations, English; what was said before is left out.",
    ),
    _Kind(
        "mtrag, with history",
        "mtrag",
        _as_they_are,
        "The same with the questions asked before. Ours take over from them what "
        "`assistant.follow_up` finds; the other methods search the last question alone, with which "
        "they find more than with all of them.",
    ),
    _Kind("clapnq", "clapnq", _as_they_are, "Encyclopaedia passages, English."),
)


FOLDERS = tuple(dict.fromkeys(kind.folder for kind in _KINDS))


def question_sets(data: Path, folders: Sequence[str] = FOLDERS) -> list[QuestionSet]:
    """The question sets of those folders that are in `data`; only judged questions are in them."""
    return [
        QuestionSet(
            kind.name,
            kind.folder,
            kind.chosen(judged(read_questions(data / kind.folder / "questions.jsonl"))),
            kind.note,
        )
        for kind in _KINDS
        if kind.folder in folders and (data / kind.folder / "questions.jsonl").is_file()
    ]
