"""Text as it is compared: the same plain words from a document and from a query.

Accents are folded *before* stemming, on both sides, so that "teletravail" finds "télétravail".
"""

import re
import unicodedata
from functools import lru_cache

# Letters that no Unicode decomposition takes apart. Ligatures such as ﬁ are NFKC's work.
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
# Soft hyphen and zero-width characters vanish; every apostrophe and hyphen becomes the plain one.
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None),
        **dict.fromkeys("’‘ʼʹ′`´＇", "'"),
        **dict.fromkeys("‐‑‒–−﹣－", "-"),
        "º": "°",  # nº 12
    }
)
_MARKS = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff]+")

# Words, and words held together by a sign: l'employé, après-midi, L.1222-9, A-12/7, 1,500, C++.
_COMPOUND = re.compile(r"[^\W_]+(?:['./:&+_-][^\W_]+|,\d+)*(?:\+\+|#)?")
# The letter of an article that stands apart from its number: L. 1222-9, L 1222-9.
_APART = re.compile(r"(?<![\w'-])([a-z])(?:\. ?| )(?=\d+-\d)")
_ARTICLE = re.compile(r"[a-z]\.?\d+(?:-\d+)+")
_DECIMAL = re.compile(r"(\d+)[.,](\d+)")
_PART = re.compile(r"[^\W_]+")
_SIGN = re.compile(r"[\W_]")
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d+")
_BETWEEN_DIGITS = re.compile(r"(?<=\d) (?=\d)")
_GROUPED_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:([ ,.])\d{3})(?:\1\d{3})*(?!\w)")
_LETTERS_OR_DIGITS = re.compile(r"\d+|[^\W\d_]+")

ELIDED = frozenset(
    ("l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "quelqu")
)
# After a hyphen these are pronouns (peut-on, a-t-il, dis-moi): the pair is not one word.
_PRONOUNS = {"je", "tu", "il", "elle", "on", "nous", "vous", "ils", "elles", "ce", "ci", "la", "le"}
_PRONOUNS |= {"les", "lui", "leur", "moi", "toi", "soi", "y", "en", "t"}
_LONGEST_WORD = 64  # characters; longer runs (base64, hashes) are cut alike on both sides
_MOST_PARTS = 6  # a longer compound (a path, a table rule) is only its parts


def fold(text: str) -> str:
    """Text without case, accents, ligatures and typographic signs (NFKC), as one string."""
    text = unicodedata.normalize("NFKC", text.translate(_SIGNS))
    text = unicodedata.normalize("NFD", text.casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", text).translate(_LETTERS))


def words(text: str) -> list[str]:
    """The plain words of `text` in order, folded.

    Elisions and possessives fall away (l'employé: employe; employee's: employee). A compound gives
    its parts and, where that could be its other spelling, the whole: télé-travail gives tele,
    travail, teletravail; L. 1222-9 and L.1222-9 give l, 1222, 9, l1222-9, 1222-9; A-12/7 and A.12.7
    give a, 12, 7, a12-7, and A-1/27 another whole; ISO27001 gives iso, 27001, iso27001; S.A.R.L.
    gives its letters and sarl. 1 500 and 1,500 give their groups and 1500; 12,5 and 12.5 give 12,
    5, 12.5. C++ gives c and c++.
    """
    folded = _APART.sub(r"\1.", fold(text))
    found: list[str] = []
    for compound in _COMPOUND.findall(folded):
        found += _compound_words(compound)
    numbers = _GROUPED_NUMBER.finditer(folded) if _DIGIT.search(folded) else ()
    return [*found, *(_SIGN.sub("", match.group())[:_LONGEST_WORD] for match in numbers)]


@lru_cache(maxsize=65_536)  # words come again: twice as fast over a corpus
def _compound_words(compound: str) -> tuple[str, ...]:
    """The words of one compound, each cut to the longest that is kept."""
    if compound.isalpha():
        return (compound[:_LONGEST_WORD],)
    compound = _without_apostrophes(compound)
    parts = _PART.findall(compound)
    found = [word for part in parts for word in _split_digits(part)]
    if len(parts) > 1 and _is_one_word(compound, parts):
        found += _wholes(compound, parts)
    if compound[-1] in "+#" and parts == [compound.rstrip("+#")]:
        found.append(compound)
    return tuple(word[:_LONGEST_WORD] for word in found)


def _wholes(compound: str, parts: list[str]) -> list[str]:
    """The compound as one word, however its parts are held together; an article's also without
    its letter."""
    decimal = _DECIMAL.fullmatch(compound)
    if decimal:
        return [f"{decimal[1]}.{decimal[2]}"]  # 12.5 is not 125
    whole = _joined(parts)
    if not _ARTICLE.fullmatch(compound):
        return [whole]
    return [whole, _joined(_DIGITS.findall(compound))]


def _joined(parts: list[str]) -> str:
    """Parts as one word. A sign between two digits stays, as "-": 12/7 is neither 127 nor 1/27;
    but digits in three groups or more are one number (01.23.45.67.89, 2026-11-30)."""
    if len(parts) > 2 and all(part.isdigit() for part in parts):
        return "".join(parts)
    return _BETWEEN_DIGITS.sub("-", " ".join(parts)).replace(" ", "")


def _without_apostrophes(compound: str) -> str:
    """Elided beginnings and the possessive ending taken off, other apostrophes closed up."""
    head, *rest = compound.split("'")
    while rest and head in ELIDED:
        head, *rest = rest
    if rest and rest[-1] == "s":
        rest.pop()
    return "".join((head, *rest))


def _is_one_word(compound: str, parts: list[str]) -> bool:
    if len(parts) > _MOST_PARTS or _GROUPED_NUMBER.fullmatch(compound):
        return False
    if any(character.isdigit() for character in compound):
        return True
    signs = set(_SIGN.findall(compound))
    if signs == {"."}:  # S.A.R.L., but U.S. would be us
        return len(parts) > 2 and all(len(part) == 1 for part in parts)
    return signs == {"-"} and parts[-1] not in _PRONOUNS


def _split_digits(part: str) -> list[str]:
    """A run of letters and digits as its letters, its digits and itself."""
    pieces = _LETTERS_OR_DIGITS.findall(part)
    return [*pieces, part] if 1 < len(pieces) <= _MOST_PARTS else [part]
