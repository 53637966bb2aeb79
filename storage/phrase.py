"""A word or phrase that is sought letter by letter, and the places of a text that hold it.

The letters must be equal, folded, and the phrase must begin and end where a word does. Inside it:

- a space in the phrase is any gap in the text: rendez vous finds rendez-vous;
- a hyphen, apostrophe or dot in the phrase may be missing, or be a space: télé-travail finds
  télétravail and télé travail; and may stand in the text alone: SNCF finds S.N.C.F.;
- between two digits a gap is a gap on both sides (1222-9 is not 12229), but for the spaces and
  commas of grouped numbers: 1500 finds 1 500;
- letters and digits part by themselves: ISO 27001 finds ISO27001.

A number with signs is whole: 1222-9 is not found in 1222-90 nor in 1222-9-1. A phrase of letters
and digits, such as A-12/7, is not found where another letter or digit touches it.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from storage.errors import BadInput
from storage.folding import fold
from storage.function_words import FUNCTION_WORDS
from storage.letters import GROUPING, WITHIN, lettered
from storage.stemming import stem

MOST_LETTERS = 100  # of a phrase, gaps included
LONGEST_MATCH = 256  # characters of a lettered text; each letter may have a gap after it
_MOST_VARIED = 8  # words of a phrase that may stand in another form
_LONGEST_ENDING = 12
_SHORTEST_BEGINNING = 3

_ELISION = re.compile(r"\A\W*[ld]'(?=\w)")
_POSSESSIVE = re.compile(r"'s?\W*\Z")
_PIECE = re.compile(r"([^\W\d_]+|\d+)([ ,-]?)")
_FUNCTION_WORDS = FUNCTION_WORDS["fr"] | FUNCTION_WORDS["en"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase to look for in lettered texts; made by `phrase`.

    `written` is how the person wrote it; `longest` its longest piece, which stands in every place
    that matches, signs within words left out. `forms` is None where only its very words count.
    """

    written: str
    lettered: str
    longest: str
    pattern: re.Pattern[str]
    forms: "Forms | None"


@dataclass(frozen=True, slots=True)
class Forms:
    """Other forms of a phrase: each long word may be another one of the same stem.

    Another form begins as the word does, up to one letter less than its shorter stem.
    """

    pattern: re.Pattern[str]  # a group for each word that may vary
    longest: str  # beginning of a word that may vary: it stands in every place that matches
    words: tuple[str, ...]

    def admit(self, found: re.Match[str]) -> bool:
        """True where every word found has the stem of its own, all in French or all in English."""
        return any(
            all(
                stem(one, language) == stem(word, language)
                for one, word in zip(found.groups(), self.words, strict=True)
            )
            for language in ("fr", "en")
        )


def phrase(written: str, *, exact: bool) -> Phrase:
    """The phrase that a person wrote; without other forms where it is to be `exact`.

    An elision before it and a possessive after it fall away. Raises BadInput where it has no
    letter or digit, or more than MOST_LETTERS.
    """
    words = _POSSESSIVE.sub("", _ELISION.sub("", fold(written)))
    letters = lettered(words) or lettered(written)
    if not letters:
        raise BadInput(
            f"{written[:80]!r} holds no letter and no digit to look for.",
            hint='Name a word or a phrase, such as "télétravail".',
        )
    if len(letters) > MOST_LETTERS:
        raise BadInput(
            f"A phrase of {len(letters)} letters is too long; it may have {MOST_LETTERS}.",
            hint="Name a few words that stand together.",
        )
    pieces = _PIECE.findall(letters)
    longest = max((piece for piece, _ in pieces), key=len)
    forms = None if exact else _forms(letters, pieces)
    return Phrase(written, letters, longest, _exact(letters), forms)


def _exact(letters: str) -> re.Pattern[str]:
    """The letters with what may stand between each two of them."""
    parts = [_first(letters)]
    gap = ""
    before = letters[0]
    for character in letters[1:]:
        if not character.isalnum():
            gap = character
            continue
        parts += (_between(before, gap, character), character)
        before, gap = character, ""
    return re.compile("".join((*parts, _last(letters))))


def _forms(letters: str, pieces: list[tuple[str, str]]) -> Forms | None:
    """The pattern of other forms; None where no word of the phrase may vary."""
    varied = [word for word, _ in pieces if _varies(word)]
    if not 0 < len(varied) <= _MOST_VARIED:
        return None
    parts: list[str] = []
    beginning = _first(letters)
    for (word, gap), (following, _) in pairwise([*pieces, ("", "")]):
        parts.append(_varied(word, beginning) if _varies(word) else beginning + word[1:])
        if following:
            parts.append(_between(word[-1], gap, following[0], whole=True))
            beginning = following[0]
    longest = max(map(_beginning, varied), key=len)
    return Forms(re.compile("".join((*parts, _last(letters)))), longest, tuple(varied))


def _varies(word: str) -> bool:
    return word.isalpha() and len(word) >= _SHORTEST_BEGINNING and word not in _FUNCTION_WORDS


def _varied(word: str, first: str) -> str:
    """A group for the words that begin as `word` does; `first` stands for its first letter."""
    return rf"({first}{_beginning(word)[1:]}[^\W\d_]{{0,{_LONGEST_ENDING}}})(?![^\W\d_])"


def _beginning(word: str) -> str:
    """What every other form of a word begins with."""
    shorter = min(len(stem(word, language)) for language in ("fr", "en"))
    return word[: max(_SHORTEST_BEGINNING, shorter - 1)]


def _between(before: str, gap: str, after: str, *, whole: bool = False) -> str:
    """What may stand between two letters or digits with `gap` between them in the phrase."""
    if before.isdecimal() and after.isdecimal():
        if gap == GROUPING:
            return "[ ,-]?"
        return "[ ,-]" if gap else ",?"
    if before.isdecimal() or after.isdecimal():
        return "[ -]?"
    if not gap:
        return "-?"
    return "[ -]?" if gap == WITHIN and not whole else "[ -]"


def _first(letters: str) -> str:
    """The first letter with what must not stand before it.

    The letter comes before the look-behind: the engine then skips to it at full speed.
    """
    start, _ = _touching(letters)
    first = letters[0]
    behind = f"{first}(?<!{start}{first})"
    return rf"{behind}(?<!\d-{first})" if first.isdecimal() and _is_code(letters) else behind


def _last(letters: str) -> str:
    _, end = _touching(letters)
    ahead = f"(?!{end})"
    return rf"{ahead}(?!-\d)" if letters[-1].isdecimal() and _is_code(letters) else ahead


def _touching(letters: str) -> tuple[str, str]:
    """What may stand neither directly before the phrase nor directly after it."""
    plain = letters.translate({ord(" "): None, ord("-"): None, ord(","): None})
    if not (plain.isdecimal() or not any(map(str.isdecimal, plain))):
        return r"[^\W_]", r"[^\W_]"
    return _kind(plain[0]), _kind(plain[-1])


def _kind(letter: str) -> str:
    return r"\d" if letter.isdecimal() else r"[^\W\d_]"


def _is_code(letters: str) -> bool:
    """True for a number with signs in it: 1222-9, 12/7, 3.2.1."""
    return bool(re.search(r"\d-\d", letters))
