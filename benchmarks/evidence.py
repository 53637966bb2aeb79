"""`make bench-evidence`: how much of what the answers say the evidence holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answering import PASSAGES
from assistant.evidence import gather_evidence
from assistant.metrics import mean
from assistant.questions_file import EvaluationQuestion, read_questions
from assistant.settings import AssistantSettings
from benchmarks import ours
from benchmarks.amounts import amounts, numbers
from benchmarks.corpora import judged
from benchmarks.halves import CHOSE, NAMES, REPORTS, half_of
from benchmarks.homes import home_of, open_ready
from benchmarks.table import Table
from benchmarks.telling import tell
from storage.records import OPERATOR
from storage.store import Store

FOLDERS = ("sec10q",)  # answers with sums, from tables


@dataclass(frozen=True, slots=True)
class Held:
    """What the evidence of one question holds of the amounts in its expected answer.

    `share` is 0 to 1. `tokens` are the embedder's; titles and sections do not count.
    """

    question_id: str
    share: float
    characters: int
    tokens: int


def measure(data: Path, folders: Sequence[str] = FOLDERS) -> Table:
    """The table of all folders, with a row for each half of each."""
    rows = []
    for folder in folders:
        questions = with_amounts(read_questions(data / folder / "questions.jsonl"))
        tell(f"{folder}: {len(questions)} questions whose answers name amounts")
        with open_ready(home_of(data / folder / "documents", folder)) as store:
            found = [held_for(store, question) for question in questions]
        for half in (REPORTS, CHOSE, None):
            of_half = [one for one in found if half in (None, half_of(one.question_id))]
            rows.append([folder, NAMES[half], *cells(of_half)])
    return Table(
        "What the evidence holds of the answers' amounts",
        "Made by `make bench-evidence`. Of the sums, shares and other amounts that an expected "
        "answer names, those that stand in "
        f"the evidence given to the language model: at most {_most()} excerpts within its budget. "
        "Only questions count whose answer names some. 1,234 and 1 234 are 1234; a sum is looked "
        "for as the answer writes it, so $12.3 billion is not found where 12,300 stands. "
        "Mean: the mean share. All, any: the share of questions of which all, or any, stand there.",
        ["questions", "half", "n", "mean", "all", "any", "characters", "tokens"],
        rows,
    )


def cells(found: Sequence[Held]) -> list[str]:
    """How many, the three shares, and the means of characters and tokens."""
    shares = [one.share for one in found]
    measured: Sequence[Callable[[float], bool]] = (lambda s: s == 1.0, lambda s: s > 0.0)
    return [
        str(len(found)),
        f"{mean(shares):.3f}",
        *(f"{mean([float(meets(share)) for share in shares]):.3f}" for meets in measured),
        f"{mean([float(one.characters) for one in found]):.0f}",
        f"{mean([float(one.tokens) for one in found]):.0f}",
    ]


def with_amounts(questions: Sequence[EvaluationQuestion]) -> list[EvaluationQuestion]:
    """The answerable questions whose expected answer names an amount."""
    return [one for one in judged(questions) if one.answer and amounts(one.answer)]


def held_for(store: Store, question: EvaluationQuestion) -> Held:
    """What the evidence holds that the assistant gathers for a question."""
    retrieval = ours.search(store, question, PASSAGES)
    evidence = gather_evidence(store.ledger, OPERATOR, retrieval, most=_most())
    text = "\n".join(one.text for one in evidence)
    wanted = amounts(question.answer or "")
    return Held(
        question.id,
        share=len(wanted & numbers(text)) / len(wanted),
        characters=len(text),
        tokens=sum(store.embedder.count_tokens(one.text) for one in evidence),
    )


def _most() -> int:
    return int(AssistantSettings.model_fields["evidence_passages"].default)
