"""What is noted of a page beside its text: what is hidden on it, and what a person should know."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class HiddenKind(StrEnum):
    """Why a person who opens the document does not see a text."""

    INVISIBLE = "invisible"  # drawn without ink and not under a scan, or wholly transparent
    BACKGROUND = "background"  # in the colour of what is behind it
    TINY = "tiny"
    OFF_PAGE = "off-page"
    COVERED = "covered"  # something was drawn over it
    NOT_SHOWN = "not-shown"  # the format says so: display:none, vanish, a layer
    UNSEEN_CHARACTERS = "unseen-characters"  # letters in Unicode's tags, which no font draws


class PageWarning(StrEnum):
    """What a person should know of how a page was read."""

    HIDDEN_TEXT = "hidden-text"
    HIDDEN_INSTRUCTION = "hidden-instruction"  # hidden text that speaks to a language model
    INSTRUCTION = "instruction"  # visible text that does
    RELEASED_INSTRUCTION = "released-instruction"  # hidden text that does, and was released
    BROKEN_FONT = "broken-font"  # characters without a way back to Unicode
    PICTURE = "picture"  # a picture from which no text could be had
    UNSURE = "unsure"  # recognised with little confidence
    NOT_LOOKED_FOR = "not-looked-for"  # how it was read does not tell what a person sees

    @property
    def grave(self) -> bool:
        """True where it is shown in red."""
        return self in (PageWarning.HIDDEN_INSTRUCTION, PageWarning.NOT_LOOKED_FOR)


@dataclass(frozen=True, slots=True)
class HiddenText:
    """A text on a page that a person does not see.

    `instruction`: it reads like an instruction to a language model. `included`: it was released,
    and stands at the end of the page's text.
    """

    kind: HiddenKind
    text: str
    instruction: bool = False
    included: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 of the words, however spaced: by it the text is known in a later version."""
        return hashlib.sha256(" ".join(self.text.split()).encode("utf-8", "replace")).hexdigest()
