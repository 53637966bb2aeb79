from assistant.questions_file import EvaluationQuestion, Relevant
from benchmarks.corpora import QuestionSet
from benchmarks.halves import REPORTS, half_of
from benchmarks.methods import NAMES, OURS
from benchmarks.ranking_run import SetRankings
from benchmarks.ranking_table import full_table, short_table
from benchmarks.rankings import Ranking

IDS = [f"q{number}" for number in range(12)]
RELEVANT = ("a.txt", None)


def made_run() -> SetRankings:
    """Ours finds everything in the half that reports and nothing in the other; no other does."""
    questions = [
        EvaluationQuestion(
            id=name,
            question="why?",
            language="en",
            answerable=True,
            relevant=[Relevant(document="a.txt")],
        )
        for name in IDS
    ]

    def ranking(method: str, name: str) -> Ranking:
        found = method == OURS and half_of(name) == REPORTS
        return Ranking(name, (RELEVANT,) if found else (), frozenset({RELEVANT}))

    rankings = {method: [ranking(method, name) for name in IDS] for method in NAMES}
    return SetRankings(QuestionSet("made", "made", questions, "Made."), rankings)


def test_the_short_table_counts_the_half_that_reports_only() -> None:
    reporting = sum(1 for name in IDS if half_of(name) == REPORTS)
    assert 0 < reporting < len(IDS)
    table = short_table([made_run()])
    assert table.rows == [["made", str(reporting), "0.000", "0.000", "0.000", "0.000", "1.000"]]


def test_the_full_table_names_both_halves_and_says_which_is_the_report() -> None:
    table = full_table(made_run())
    ours = [row for row in table.rows if row[1] == OURS]
    assert [row[0] for row in ours] == ["half 1, the report", "half 0, chose", "both halves"]
    assert [row[2] for row in ours[:2]] == ["1.000", "0.000"]
    assert "all@5" not in table.columns
