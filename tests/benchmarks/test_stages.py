from assistant.questions_file import EvaluationQuestion
from benchmarks import ours, stages
from storage.store import Store
from tests.assistant.conftest import handbook

__all__ = ["handbook"]

QUESTION = EvaluationQuestion(
    id="1",
    question="Combien de jours de télétravail par semaine ?",
    language="fr",
    answerable=True,
    relevant=[],
)


def test_a_timed_store_finds_the_same_and_tells_every_stage(handbook: Store) -> None:
    clock = stages.StageClock()
    timed = stages.timed_store(handbook, clock)
    plain = ours.search(handbook, QUESTION, 5).passages
    assert ours.search(timed, QUESTION, 5).passages == plain
    assert plain
    assert set(clock.seconds) == {
        stages.EMBEDDING,
        stages.DENSE,
        stages.LEXICAL,
        stages.LEDGER,
    }
    assert all(seconds > 0 for seconds in clock.seconds.values())
    clock.clear()
    assert not clock.seconds
