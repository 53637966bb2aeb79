"""Every method asked every question of the sets, in turn, question by question."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.evaluation import Unit
from assistant.questions_file import EvaluationQuestion
from benchmarks.corpora import QuestionSet, relevant_units
from benchmarks.methods import Method, Search, methods_over
from benchmarks.rankings import FIRST_ASKED, Ranking, deepened
from benchmarks.telling import tell


@dataclass(frozen=True, slots=True)
class SetRankings:
    """The rankings of one question set, by the name of the method."""

    question_set: QuestionSet
    by_method: Mapping[str, Sequence[Ranking]]


def run(data: Path, sets: Sequence[QuestionSet]) -> Iterator[SetRankings]:
    """The rankings of each set in order; the methods of a folder search the same files."""
    for folder in dict.fromkeys(one.folder for one in sets):
        with methods_over(data / folder / "documents", folder) as methods:
            for one in sets:
                if one.folder == folder:
                    yield _of_set(one, methods)


def rank(search: Search, question: EvaluationQuestion) -> Ranking:
    """The ranking of one question; the seconds are those of the first FIRST_ASKED passages."""
    seconds: list[float] = []

    def timed(k: int) -> Sequence[Unit]:
        start = time.perf_counter()
        units = search(question, k)
        seconds.append(time.perf_counter() - start)
        return units

    units = deepened(timed)
    return Ranking(question.id, units, relevant_units(question), seconds[0])


def _of_set(question_set: QuestionSet, methods: Sequence[Method]) -> SetRankings:
    tell(f"{question_set.name}: {len(question_set.questions)} questions, {len(methods)} methods")
    rankings: dict[str, list[Ranking]] = {method.name: [] for method in methods}
    for method in methods:
        method.search(question_set.questions[0], FIRST_ASKED)  # what is loaded once is loaded now
    for question in question_set.questions:
        for method in methods:  # in turn: what else the machine does meets all of them alike
            rankings[method.name].append(rank(method.search, question))
    return SetRankings(question_set, rankings)
