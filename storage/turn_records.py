"""The records of a conversation: its turns, their sentences, and the sources they cite."""

from dataclasses import dataclass, field
from datetime import datetime

from storage.records import Span


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """A place in a document as it was when it was cited; spans index into page texts."""

    document_id: str
    version_id: int
    chunk_id: int
    title: str
    file_name: str
    page: int
    spans: tuple[Span, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class Twin(CitedPlace):
    """Where another document says what a source says, or the same thing otherwise.

    `instead_of` are the source's own words from which `quote` differs in a number, a date, a name
    or a "not"; empty where both say the same.
    """

    instead_of: str = ""
    number: int = 0  # among the twins of its source, from 1; 0 before that is numbered


@dataclass(frozen=True, slots=True)
class CitedSource(CitedPlace):
    """One source of an answer, as kept with the turn; `number` is 0 before the answer is whole."""

    number: int = 0
    twins: tuple[Twin, ...] = ()

    @property
    def also_in(self) -> tuple[Twin, ...]:
        """Where other documents say the same, each document once."""
        return tuple(twin for twin in self.twins if not twin.instead_of)

    @property
    def differing(self) -> tuple[Twin, ...]:
        """Where other documents say the same thing otherwise."""
        return tuple(twin for twin in self.twins if twin.instead_of)


@dataclass(frozen=True, slots=True)
class TurnSentence:
    """One sentence of an answer as it is kept: plain text, and the numbers of its sources.

    `supported` is false where no source was found for it; `paragraph` is true where it begins
    a new line. `may_repeat` are the ids of the documents whose text a sentence without a source
    may repeat: those its writer was given. `counts` are the numbers that a counted answer states.
    """

    text: str
    citations: tuple[int, ...] = ()
    supported: bool = False
    paragraph: bool = False
    may_repeat: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and what was answered.

    `sentences` are those of `answer`, so that it reads later as it read when it was given;
    `notice` is the code of what the person was told beside it, or empty.
    """

    id: int
    question: str
    answer: str  # text with [n] marks that refer to `sources`
    kind: str  # "generated", "extractive", "refusal", "mentions"
    language: str
    model: str
    complete: bool  # False: the answer was cut short
    sources: tuple[CitedSource, ...] = field(default=())
    nearest: tuple[str, ...] = field(default=())  # titles shown with a refusal
    sentences: tuple[TurnSentence, ...] = field(default=())
    notice: str = ""
    helpful: bool | None = None
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A conversation in a person's list; `title` is how its first question begins."""

    id: str
    title: str
    updated: datetime
