"""Two processes rank alike, to the last bit: no score follows from the order of a set of words."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from pathlib import Path
from assistant.retrieval import retrieve
from storage.embedder_choice import BUNDLED
from storage.embedder_loading import load_embedder
from storage.records import OPERATOR
from tests.assistant.handbook import handbook_store

QUESTIONS = (
    "Combien de jours de télétravail par semaine un salarié en période d'essai peut-il demander à "
    "son responsable avant vendredi, et quelle indemnité reçoit-il chaque mois avec son salaire ?",
    "How many days of paid leave do part-time employees of the handbook have a year, when does "
    "unused leave expire, and how many weeks in advance must directors request it from the office?",
)
with handbook_store(Path(sys.argv[1]), load_embedder(BUNDLED)) as store:
    for question in QUESTIONS:
        found = retrieve(store, question, reader=OPERATOR)
        print(found.nearness.coverage.hex(), found.nearness.cosine.hex())
        for one in found.passages:
            print(one.chunk.id, one.score.hex(), one.dense, one.lexical)
"""


def ranked(home: Path, seed: int) -> str:
    """What a process whose hashes are seeded so prints: ids and every bit of the scores."""
    environment = {**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", PROGRAM, str(home)]
    done = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.slow
def test_processes_of_other_hash_seeds_rank_alike_to_the_last_bit(tmp_path: Path) -> None:
    first, second = (ranked(tmp_path / str(seed), seed) for seed in (1, 4))
    assert first.count("\n") == 8
    assert second == first
