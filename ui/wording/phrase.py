"""One phrase in both languages, and the spaces that French typography asks for."""

import re
from typing import NamedTuple

NARROW = "\u202f"  # before ; ! ? and inside figures
WIDE = "\u00a0"  # before : and inside « »


class Phrase(NamedTuple):
    """The same sentence in French and in English, with the same {placeholders}."""

    fr: str
    en: str


def typographic(french: str) -> str:
    """French text with no-break spaces where a line must not break.

    Phrases are written with ordinary spaces; values that are filled in are left alone.
    """
    spaced = re.sub(r" ([;!?])", NARROW + r"\1", french)
    spaced = re.sub(r" (:)", WIDE + r"\1", spaced)
    return spaced.replace("« ", f"«{WIDE}").replace(" »", f"{WIDE}»")
