"""Wording: every sentence a person reads in the browser, in French and in English."""

from collections.abc import Mapping
from typing import Final

from storage.errors import AssistantError
from ui.wording.chat import CHAT
from ui.wording.errors import ERRORS
from ui.wording.general import GENERAL
from ui.wording.library import LIBRARY
from ui.wording.mentions import MENTIONS
from ui.wording.pages import PAGES
from ui.wording.phrase import Phrase, typographic
from ui.wording.remarks import REMARKS
from ui.wording.report import REPORT
from ui.wording.unread_files import UNREAD_FILES
from ui.wording.verdicts import VERDICTS
from ui.wording.viewer import VIEWER

LANGUAGES: Final = ("fr", "en")
PARTS: Final[tuple[Mapping[str, Phrase], ...]] = (
    GENERAL,
    VERDICTS,
    ERRORS,
    PAGES,
    CHAT,
    LIBRARY,
    VIEWER,
    MENTIONS,
    REMARKS,
    REPORT,
    UNREAD_FILES,
)


def _merged(parts: tuple[Mapping[str, Phrase], ...]) -> dict[str, dict[str, str]]:
    merged: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    for part in parts:
        for key, phrase in part.items():
            if key in merged["fr"]:
                raise ValueError(f"Two modules of ui.wording define the key {key!r}.")
            merged["fr"][key] = typographic(phrase.fr)
            merged["en"][key] = phrase.en
    return merged


_WORDING: Final = _merged(PARTS)


def text(key: str, language: str, **values: object) -> str:
    """The phrase `key` in "fr" or "en" with its placeholders filled in.

    Plain text: whoever puts it into a page escapes it there. KeyError for a key or a language
    that does not exist.
    """
    phrase = _WORDING[language][key]
    return phrase.format(**values) if values else phrase


def counted(key: str, language: str, count: int, **values: object) -> str:
    """`text` of `key`.one or `key`.other with {count}; in French zero is singular."""
    singular = count < 2 if language == "fr" else count == 1
    return text(f"{key}.{'one' if singular else 'other'}", language, count=count, **values)


def keys() -> frozenset[str]:
    """Every key there is."""
    return frozenset(_WORDING["fr"])


def error_text(error: AssistantError | str, language: str) -> str:
    """What an error, or its code, means to the person at the browser, and what to do next.

    A code without wording of its own gets the general sentence: never the error's own text.
    """
    code = error if isinstance(error, str) else error.code
    key = f"error.{code}"
    return text(key if key in _WORDING[language] else "error.error", language)


def browser_language(accept_language: str, *, default: str = "fr") -> str:
    """Which of the languages an Accept-Language header prefers; `default` where it names none."""
    best, best_weight = default, 0.0
    for choice in accept_language.split(","):
        tag, _, parameters = choice.strip().partition(";")
        language = tag.split("-")[0].strip().lower()
        try:
            weight = float(parameters.strip().removeprefix("q=") or "1")
        except ValueError:
            continue
        if language in LANGUAGES and weight > best_weight:
            best, best_weight = language, weight
    return best
