"""A questions file: JSON lines in the evaluation format, checked line by line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import BadQuestionsFile
from assistant.follow_up import Role, Said

_FORMAT_HINT = (
    'One JSON object a line: {"id", "question", "language": "fr" or "en", "answerable", '
    '"relevant": [{"document", "page"?}], "answer"?, "history"?}.'
)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


class Relevant(_Strict):
    """Where an answer is: a document by its file name, perhaps one page of it."""

    document: Annotated[str, Field(min_length=1)]
    page: Annotated[int, Field(ge=1)] | None = None


class Message(_Strict):
    """One message of the conversation before a question."""

    role: Literal["user", "assistant"]
    content: str


class EvaluationQuestion(_Strict):
    """One line of a questions file."""

    id: Annotated[str, Field(min_length=1)]
    question: Annotated[str, Field(min_length=1)]
    language: Literal["fr", "en"]
    answerable: bool
    relevant: list[Relevant]
    answer: str | None = None
    history: list[Message] = []

    @property
    def by_page(self) -> bool:
        """True where the unit to be found is the page, not the document."""
        return any(relevant.page is not None for relevant in self.relevant)

    @property
    def said(self) -> list[Said]:
        """What was said before, oldest first."""
        return [Said(Role(message.role), message.content) for message in self.history]


def read_questions(path: Path) -> list[EvaluationQuestion]:
    """The questions of a file in order; blank lines are passed over.

    Raises BadQuestionsFile that names the file, the line and the field.
    """
    questions = list(_questions(path))
    if not questions:
        raise BadQuestionsFile(f"{path} holds no question.", hint=_FORMAT_HINT)
    return questions


def _questions(path: Path) -> Iterator[EvaluationQuestion]:
    first_line: dict[str, int] = {}
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            question = EvaluationQuestion.model_validate_json(line)
        except ValidationError as error:
            raise _bad_line(path, number, _said(error)) from error
        if question.id in first_line:
            taken = f"id {question.id!r} stands in line {first_line[question.id]} already"
            raise _bad_line(path, number, taken)
        first_line[question.id] = number
        yield question


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise BadQuestionsFile(
            f"{path} cannot be read: {error.strerror}.", hint="Give the path of a questions file."
        ) from error
    except UnicodeDecodeError as error:
        raise BadQuestionsFile(
            f"{path} is not UTF-8 (byte {error.start}).", hint=_FORMAT_HINT
        ) from error


def _said(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    message = first["msg"][:1].lower() + first["msg"][1:]
    return f"{where}: {message}" if where else message


def _bad_line(path: Path, number: int, message: str) -> BadQuestionsFile:
    return BadQuestionsFile(f"{path}, line {number}: {message}.", hint=_FORMAT_HINT)
