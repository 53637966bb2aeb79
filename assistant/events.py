"""What an answer is made of, in the order in which a person sees it."""

from dataclasses import dataclass
from enum import StrEnum

from storage.turn_records import CitedSource


class AnswerKind(StrEnum):
    """Who wrote the answer."""

    GENERATED = "generated"  # the language model
    EXTRACTIVE = "extractive"  # nobody: sentences of the documents, quoted
    REFUSAL = "refusal"  # nobody: nothing was near enough
    MENTIONS = "mentions"  # nobody: every document that mentions something, counted


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """The passages that the answer may rest on, best first, before a word is written.

    Their numbers count passages; an answer numbers again what it cites.
    """

    sources: tuple[CitedSource, ...]


@dataclass(frozen=True, slots=True)
class ModelWaiting:
    """No sentence is finished yet, or no further one; `seconds` after the model was asked.

    Comes at least every half second while we wait, so that a consumer who leaves can close
    the events in time: a generator cannot be closed while it is running.
    """

    seconds: float


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of an answer: plain text, without marks, markup or addresses.

    `citations` are the numbers of the sources that support it: empty unless `supported`.
    `new_sources` are those of them that no sentence before it cited, by number.
    `paragraph` is true where the writer began a new line before it; `quoted` where it stands
    in the source word for word, chosen without a language model. `counts` and `may_repeat` are
    those of assistant.mention_answer: what was counted, and in which documents.
    """

    text: str
    citations: tuple[int, ...] = ()
    supported: bool = False
    new_sources: tuple[CitedSource, ...] = ()
    paragraph: bool = False
    quoted: bool = False
    counts: tuple[int, ...] = ()
    may_repeat: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. `notice` is a code with wording in both languages, or empty.

    A code of LanguageModelError says why the language model did not write the answer, or
    not all of it (`complete` is false then); `no-model` that none is configured;
    `unsupported` that no sentence of it could be traced to a passage.
    """

    kind: AnswerKind
    language: str
    sentences: tuple[AnswerSentence, ...] = ()
    sources: tuple[CitedSource, ...] = ()  # by number, from 1, in order of first citation
    nearest: tuple[str, ...] = ()  # titles, with a refusal
    model: str = ""  # empty: no language model wrote it
    notice: str = ""
    complete: bool = True

    @property
    def text(self) -> str:
        """The sentences with their [n] marks; a new line where the writer began one."""
        parts: list[str] = []
        for sentence in self.sentences:
            if parts:
                parts.append("\n" if sentence.paragraph else " ")
            marks = "".join(f"[{number}]" for number in sentence.citations)
            parts.append(f"{sentence.text} {marks}" if marks else sentence.text)
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class AnswerDone:
    """The last event: the answer as it is kept."""

    answer: Answer


AnswerEvent = EvidenceFound | ModelWaiting | AnswerSentence | AnswerDone
