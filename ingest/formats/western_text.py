"""Which one-byte encoding of Western Europe a text is in: the one that puts accents on words."""

import re
from dataclasses import dataclass

# The first wins where two do equally well: they then differ in nothing that the text holds.
CANDIDATES = ("cp1252", "iso-8859-15", "mac-roman", "cp850")
LEAST_LIKELY = 0.75  # of the characters beyond ASCII stand where they can
MOST_ACCENTED = 0.45  # of the letters; texts in other alphabets are far above, French is at 0.05
FEW = 3  # characters beyond ASCII, of which how usual they are says nothing yet
JUDGED_BYTES = 1 << 16
_SMALL = "àâäæáãçéèêëíîïìñóôöòõœúùûüÿßåø"
_CAPITAL = "ÀÂÄÆÁÃÇÉÈÊËÍÎÏÌÑÓÔÖÒÕŒÚÙÛÜŸÅØ"
_ALONE = "àôéèùyó"
_USUAL = re.compile("[éèêàçùôîâûëïœüöäñ’«»]")  # of what ties are decided by
# Characters with what may stand before and after each.
_PLACES = re.compile(
    rf"""
      (?<![0-9])[{_SMALL}](?=[a-z{_SMALL}'’\-])  # within a word or at its start
    | (?:(?<=[a-z{_SMALL}'’])|(?<=[^\w][A-Z])|(?<=\A[A-Z]))[{_SMALL}](?![A-Z])  # or at its end
    | (?<![\w])[{_ALONE}](?!\w)
    | (?<![a-z{_SMALL}0-9])[{_CAPITAL}](?=[A-Za-z{_CAPITAL}{_SMALL}'’\s.,;:!?)]|\Z)
    | (?<=\w)[’](?=\w) | (?<!\w)[‘“„«‹](?=[\w\s\xa0“«(]) | (?<=\S)[’”»›](?!\w) | (?<=\s)[»](?!\w)
    | (?<=\w)—(?=\w) | (?<!\w)[–—](?!\w) | (?<=[0-9])–(?=[0-9])
    | (?<=\S)… | (?<![a-z])…(?=\w)
    | (?<![^\W\d])€ | (?<=[\dA-Za-z])[²³](?!\w) | (?<=[\dnN\s])°
    | (?<!\w)[•·§£©®™½¼¾±×¿¡](?![a-z]{{2}}) | (?<=\w)[®™·½](?!\w) | (?<=\d)[½¼¾×]
    | \xa0
    """,
    re.X,
)
_ACCENTED = re.compile(rb"[\x80-\x9f\xc0-\xff]")  # those of other alphabets too; no signs
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class _Reading:
    encoding: str
    likely: float  # share of the characters beyond ASCII that stand where they can
    usual: int  # characters that the texts of its languages are full of


def western_encoding(content: bytes) -> str | None:
    """The encoding of French, English or another Western text; None where it is in none of
    `CANDIDATES`."""
    judged = content[:JUDGED_BYTES]
    beyond = len(_BEYOND_ASCII.findall(judged.decode("latin-1")))
    letters = beyond + sum(bytes((byte,)).isalpha() for byte in judged)
    accented = len(_ACCENTED.findall(judged))
    if not beyond or accented > max(2, MOST_ACCENTED * letters):
        return None
    best = max((_reading(judged, encoding, beyond) for encoding in CANDIDATES), key=_likely)
    return best.encoding if best.likely >= LEAST_LIKELY else None


def _reading(content: bytes, encoding: str, beyond: int) -> _Reading:
    text = content.decode(encoding, errors="replace")
    usual = len(_USUAL.findall(text)) if beyond > FEW else 0
    return _Reading(encoding, len(_PLACES.findall(text)) / beyond, usual)


def _likely(reading: _Reading) -> tuple[float, int]:
    return reading.likely, reading.usual
