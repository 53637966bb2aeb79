from pathlib import Path

import pytest

from assistant.questions_file import EvaluationQuestion, Relevant
from benchmarks.methods import NAMES, fused_by_rank, methods_over


def test_rank_fusion_by_hand() -> None:
    # 1: 1/61 + 1/63, 2: 1/62 + 1/61, 3: 1/62, 4: 1/63
    assert fused_by_rank([[1, 2, 4], [2, 3, 1]]) == [2, 1, 3, 4]


def test_two_second_places_are_better_than_one_first_by_the_constant_of_60() -> None:
    # 2 / 62 is more than 1 / 61; without the constant both would have 1.
    assert fused_by_rank([[1, 2], [3, 2]]) == [2, 1, 3]


def test_equal_scores_go_to_the_lower_id() -> None:
    assert fused_by_rank([[9], [4]]) == [4, 9]


@pytest.mark.slow
def test_every_method_finds_the_page(documents: Path, tmp_path: Path) -> None:
    question = EvaluationQuestion(
        id="1",
        question="When does the canteen open?",
        language="en",
        answerable=True,
        relevant=[Relevant(document="leave.pdf", page=2)],
    )
    with methods_over(documents, "tiny", root=tmp_path / "kept") as methods:
        assert tuple(method.name for method in methods) == NAMES
        for method in methods:
            assert method.search(question, 3)[0] == ("leave.pdf", 2), method.name
