import zlib
from pathlib import Path

import pytest

from assistant.gate import gate_score, is_near_enough, nearest_titles
from assistant.questions_file import read_questions
from assistant.retrieval import Nearness, Retrieval, retrieve
from assistant.words import WordWeights
from benchmarks.homes import open_ready
from storage.embedder_choice import BUNDLED
from storage.embedder_loading import load_embedder
from storage.records import OPERATOR
from storage.store import Store
from tests.assistant.handbook import add_folder, new_ledger


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_nearer_the_higher_the_score(language: str) -> None:
    far, near = Nearness(0.0, 0.1), Nearness(1.0, 0.8)
    assert gate_score(far, language) < 0 < gate_score(near, language)
    assert gate_score(Nearness(0.5, 0.5), language) < gate_score(Nearness(0.9, 0.5), language)
    assert gate_score(Nearness(0.5, 0.5), language) < gate_score(Nearness(0.5, 0.9), language)


def test_without_a_passage_nothing_is_near() -> None:
    nothing = Retrieval("q", "en", (), Nearness(1.0, 1.0), WordWeights([]))
    assert not is_near_enough(nothing)
    assert nearest_titles(nothing) == ()


def test_the_nearest_titles_are_three_at_most_each_once(handbook: Store) -> None:
    found = retrieve(handbook, "leave télétravail salary", reader=OPERATOR)
    titles = nearest_titles(found)
    assert len(titles) == len(set(titles)) == 3


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "language", "most_answered", "most_refused"),
    [("piaf-refusal", "fr", 0.82, 0.05), ("clapnq", "en", 0.76, 0.03)],
)
def test_the_gate_on_the_half_that_chose_no_threshold(
    shared_data: Path,
    home: Path,
    name: str,
    language: str,
    most_answered: float,
    most_refused: float,
) -> None:
    """Shares of unanswerable questions answered, and of answerable ones refused."""
    embedder = load_embedder(BUNDLED)
    ledger = new_ledger(home)
    add_folder(ledger, embedder, shared_data / name / "documents", language=language)
    outcomes: dict[bool, list[bool]] = {True: [], False: []}
    ledger.close()
    with open_ready(home, embedder=embedder) as store:
        for question in read_questions(shared_data / name / "questions.jsonl"):
            if zlib.crc32(question.id.encode()) % 2 == 1:
                found = retrieve(store, question.question, reader=OPERATOR, language=language)
                outcomes[question.answerable].append(is_near_enough(found))
    assert sum(outcomes[False]) / len(outcomes[False]) <= most_answered
    assert 1 - sum(outcomes[True]) / len(outcomes[True]) <= most_refused
