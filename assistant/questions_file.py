"""A questions file: JSON lines with the question, its history, and where its answer stands."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from assistant.errors import BadQuestionsFile

HINT = (
    'One JSON object a line: {"id", "question", "language", "answerable", '
    '"relevant": [{"document", "page"?}], "history"?, "answer"?}.'
)


@dataclass(frozen=True, slots=True)
class Qrel:
    """Where an answer stands: a file name, and a page from 1 where the file says one."""

    document: str
    page: int | None


@dataclass(frozen=True, slots=True)
class EvaluationQuestion:
    """One line of a questions file. `earlier` are the questions asked before, oldest first."""

    id: str
    question: str
    language: str
    answerable: bool
    relevant: tuple[Qrel, ...]
    earlier: tuple[str, ...] = ()
    answer: str | None = None


def read_questions(path: Path) -> list[EvaluationQuestion]:
    """The questions of a file, in order; blank lines are passed over.

    Raises BadQuestionsFile that names the file, the line and the key.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadQuestionsFile(f"{path} cannot be read: {error}.", hint=HINT) from error
    questions = [
        _Line(path, number, line).question() for number, line in enumerate(lines, 1) if line.strip()
    ]
    if not questions:
        raise BadQuestionsFile(f"{path} holds no question.", hint=HINT)
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise BadQuestionsFile(f"{path} holds the id {question.id!r} twice.", hint=HINT)
        seen.add(question.id)
    return questions


@dataclass(frozen=True, slots=True)
class _Line:
    path: Path
    number: int
    text: str

    def question(self) -> EvaluationQuestion:
        try:
            fields = json.loads(self.text)
        except ValueError as error:
            self._refuse(f"is not JSON: {error}")
        if not isinstance(fields, dict):
            self._refuse("is not a JSON object")
        relevant = self._typed(fields, "relevant", list)
        answerable = self._typed(fields, "answerable", bool)
        if answerable and not relevant:
            self._refuse("is answerable, but 'relevant' is empty")
        return EvaluationQuestion(
            id=self._typed(fields, "id", str),
            question=self._typed(fields, "question", str),
            language=self._language(fields),
            answerable=answerable,
            relevant=tuple(self._qrel(one) for one in relevant),
            earlier=tuple(self._earlier(fields)),
            answer=fields.get("answer") if isinstance(fields.get("answer"), str) else None,
        )

    def _language(self, fields: Mapping[str, Any]) -> str:
        language: str = self._typed(fields, "language", str)
        if language not in ("fr", "en"):
            self._refuse(f"has the language {language!r}; expected 'fr' or 'en'")
        return language

    def _qrel(self, one: object) -> Qrel:
        if not isinstance(one, dict):
            self._refuse("has something in 'relevant' that is not an object")
        page = one.get("page")
        if page is not None and (not isinstance(page, int) or page < 1):
            self._refuse(f"has the page {page!r}; pages count from 1")
        return Qrel(self._typed(one, "document", str), page)

    def _earlier(self, fields: Mapping[str, Any]) -> list[str]:
        history = fields.get("history") or []
        if not isinstance(history, list) or not all(isinstance(one, dict) for one in history):
            self._refuse("has a 'history' that is not a list of objects")
        asked = [one for one in history if one.get("role") == "user"]
        return [self._typed(one, "content", str) for one in asked]

    def _typed(self, fields: Mapping[str, Any], key: str, kind: type[Any]) -> Any:
        if not isinstance(fields.get(key), kind):
            found = f"{fields[key]!r:.60}" if key in fields else "nothing"
            self._refuse(f"has {found} as {key!r}; expected a {kind.__name__}")
        return fields[key]

    def _refuse(self, what: str) -> NoReturn:
        raise BadQuestionsFile(f"{self.path}, line {self.number}, {what}.", hint=HINT)
