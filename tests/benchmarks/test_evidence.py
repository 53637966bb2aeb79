from assistant.questions_file import EvaluationQuestion
from benchmarks.evidence import Held, cells, with_amounts


def _question(answer: str | None) -> EvaluationQuestion:
    return EvaluationQuestion.model_validate(
        {
            "id": "q",
            "question": "How much?",
            "language": "en",
            "answerable": True,
            "relevant": [{"document": "a.pdf"}],
            "answer": answer,
        }
    )


def test_only_questions_count_whose_answer_names_an_amount() -> None:
    much, none, silent = _question("$1,500"), _question("Nothing in 2022."), _question(None)
    assert with_amounts([much, none, silent]) == [much]


def test_the_row_has_the_mean_share_and_the_questions_held_whole_and_in_part() -> None:
    found = [Held("a", 1.0, 100, 30), Held("b", 0.5, 200, 50), Held("c", 0.0, 300, 70)]
    assert cells(found) == ["3", "0.500", "0.333", "0.667", "200", "50"]
