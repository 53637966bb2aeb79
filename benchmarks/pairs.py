"""`make bench-retrieval`, its last table: the same questions in French and in English."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.evaluation import Unit
from assistant.questions_file import EvaluationQuestion, read_questions
from benchmarks.homes import home_of, open_ready
from benchmarks.kept_folders import ROOT
from benchmarks.methods import our_units
from benchmarks.ranking_run import rank
from benchmarks.rankings import Ranking, figures
from benchmarks.table import Table

EXAMPLES = ROOT / "examples"
QUESTIONS = EXAMPLES / "questions_in_pairs.jsonl"
GROUPS = {
    "fr-to-fr": "same language, FR",
    "en-to-en": "same language, EN",
    "fr-to-en": "crossed, FR → EN",
    "en-to-fr": "crossed, EN → FR",
    "two-part-fr": "two-part, FR",
    "two-part-en": "two-part, EN",
    "follow-up-fr": "follow-up, FR",
    "follow-up-en": "follow-up, EN",
}
_EXPLAINED = (
    "The invented company of `examples/`, 17 documents, French or English; each question was "
    "written in both languages after the same page. Crossed: the page is in the other language. "
    "Two-part: each part is counted by itself, after one search for the whole question. Follow-up: "
    "asked after one other question. Of these two kinds three in eight pairs seek an English page, "
    "three a French one, two a page that is there in both: the rows mix the same language and "
    "crossed. By page, or document where it has none; the searches are ours, with the bundled "
    "embedder, which is English. **This set chose nothing**: no weight, no rule and no threshold "
    "was set on "
    "it. It is small: one question of a row of 12 is .083."
)


@dataclass(frozen=True, slots=True)
class PairedQuestion:
    """A question, the group that it counts in, and the places of each of its parts."""

    question: EvaluationQuestion
    group: str
    parts: Sequence[frozenset[Unit]]


def paired_questions(path: Path = QUESTIONS) -> list[PairedQuestion]:
    """The questions of the file in order. Raises BadQuestionsFile."""
    questions = read_questions(path)
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    found = []
    for question, line in zip(questions, lines, strict=True):
        parts: defaultdict[int, set[Unit]] = defaultdict(set)
        for place in line["relevant"]:
            parts[place.get("part", 1)].add((place["document"], place.get("page")))
        pages = [frozenset(parts[number]) for number in sorted(parts)]
        found.append(PairedQuestion(question, line["group"], pages))
    return found


def places(units: Sequence[Unit]) -> list[Unit]:
    """The units with their pages in PDFs only: a page of a web page is our own count."""
    return [(name, page if name.endswith(".pdf") else None) for name, page in units]


def measure() -> Table:
    """The figures of every group, over a home with the documents of `examples/`."""
    by_group: defaultdict[str, list[Ranking]] = defaultdict(list)
    with open_ready(home_of(EXAMPLES / "documents", "examples")) as store:
        for one in paired_questions():
            ranking = rank(lambda asked, k: places(our_units(store, asked, k)), one.question)
            by_group[one.group] += [replace(ranking, relevant=part) for part in one.parts]
    return table(by_group)


def table(by_group: Mapping[str, Sequence[Ranking]]) -> Table:
    """A row for each group, in the order of GROUPS."""
    rows = []
    for group, name in GROUPS.items():
        found = figures(by_group[group])
        shares = [found.hit_at[1], found.hit_at[5], found.mrr]
        rows.append([name, str(found.questions), *(f"{share:.3f}" for share in shares)])
    return Table(
        "Examples, in pairs", _EXPLAINED, ["questions", "n", "hit@1", "hit@5", "MRR@10"], rows
    )
