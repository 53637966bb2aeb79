import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import BadQuestionsFile
from assistant.questions_file import read_questions

LINE: dict[str, Any] = {
    "id": "q1",
    "question": "Combien ?",
    "language": "fr",
    "answerable": True,
    "relevant": [{"document": "a.pdf", "page": 2}],
    "answer": "deux",
}


def file_of(folder: Path, *lines: object) -> Path:
    path = folder / "questions.jsonl"
    path.write_text(
        "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8"
    )
    return path


def test_a_line_of_the_format_is_read_and_what_else_it_holds_passed_over(tmp_path: Path) -> None:
    history = [{"role": "user", "content": "A?"}, {"role": "assistant", "content": "B."}]
    path = file_of(tmp_path, LINE, "", LINE | {"id": "q2", "history": history, "more": 1})
    first, second = read_questions(path)
    assert (first.id, first.by_page, first.said) == ("q1", True, [])
    assert [(one.role, one.content) for one in second.said] == [("user", "A?"), ("assistant", "B.")]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "invalid JSON"),
        ("[]", "input should be an object"),
        ({**LINE, "language": "de"}, "language: input should be 'fr' or 'en'"),
        ({**LINE, "answerable": "yes"}, "answerable: input should be a valid boolean"),
        ({**LINE, "question": ""}, "question: string should have at least 1 character"),
        ({**LINE, "relevant": [{"page": 1}]}, "relevant.0.document: field required"),
        ({**LINE, "relevant": [{"document": "a", "page": 0}]}, "relevant.0.page: "),
        ({**LINE, "id": "q0"}, "id 'q0' stands in line 1 already"),
        ({key: LINE[key] for key in LINE if key != "id"}, "id: field required"),
    ],
)
def test_a_bad_line_is_named_with_its_field(tmp_path: Path, line: object, said: str) -> None:
    path = file_of(tmp_path, LINE | {"id": "q0"}, line)
    with pytest.raises(BadQuestionsFile, match=r"questions\.jsonl, line 2: ") as raised:
        read_questions(path)
    assert said in raised.value.message
    assert raised.value.hint


def test_a_file_that_is_absent_empty_or_binary_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadQuestionsFile, match="No such file"):
        read_questions(tmp_path / "absent.jsonl")
    with pytest.raises(BadQuestionsFile, match="holds no question"):
        read_questions(file_of(tmp_path, "", " "))
    (tmp_path / "questions.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(BadQuestionsFile, match="not UTF-8"):
        read_questions(tmp_path / "questions.jsonl")


@pytest.mark.parametrize("name", ["northwind", "sec10q", "piaf", "piaf-refusal", "clapnq", "mtrag"])
def test_every_set_of_the_data_folder_is_read(shared_data: Path, name: str) -> None:
    assert read_questions(shared_data / name / "questions.jsonl")
