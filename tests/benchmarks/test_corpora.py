import json
from pathlib import Path
from typing import Any

from benchmarks.corpora import question_sets

LINES: list[dict[str, Any]] = [
    {"id": "1", "relevant": [{"document": "a.pdf", "page": 1}], "answerable": True},
    {
        "id": "2",
        "relevant": [{"document": "a.pdf", "page": 1}, {"document": "a.pdf", "page": 2}],
        "answerable": True,
        "history": [{"role": "user", "content": "before"}],
    },
    {"id": "3", "relevant": [], "answerable": True},
    {"id": "4", "relevant": [{"document": "a.pdf", "page": 1}], "answerable": False},
]


def write(data: Path, folder: str) -> None:
    (data / folder).mkdir()
    lines = [json.dumps({"question": "why?", "language": "en", **line}) for line in LINES]
    (data / folder / "questions.jsonl").write_text("\n".join(lines), "utf-8")


def test_only_answerable_questions_that_say_where_count(tmp_path: Path) -> None:
    write(tmp_path, "northwind")
    whole, one_page = question_sets(tmp_path)
    assert [question.id for question in whole.questions] == ["1", "2"]
    assert [question.id for question in one_page.questions] == ["1"]
    assert whole.unit == "page"
    assert whole.asks_for_several
    assert not one_page.asks_for_several


def test_the_last_turn_alone_has_no_history(tmp_path: Path) -> None:
    write(tmp_path, "mtrag")
    alone, with_history = question_sets(tmp_path)
    assert [len(question.history) for question in alone.questions] == [0, 0]
    assert [len(question.history) for question in with_history.questions] == [0, 1]


def test_only_the_folders_that_are_asked_for_are_read(tmp_path: Path) -> None:
    write(tmp_path, "northwind")
    write(tmp_path, "mtrag")
    assert {one.folder for one in question_sets(tmp_path, ["mtrag"])} == {"mtrag"}
    assert {one.folder for one in question_sets(tmp_path)} == {"northwind", "mtrag"}
