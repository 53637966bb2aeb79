"""Text as folded letters and the gaps between them: what a phrase is compared with.

Every character folds by itself (NFKD, case, accents, ligatures), so a letter can be traced back to
its place. What is no letter or digit is a gap, and three kinds are told apart:

" "  between words: spaces, line ends, punctuation
"-"  within a compound: télé-travail, l'employé, S.N.C.F., L.1222-9, a hyphen at a line end
","  within a number written in groups: 1 500, 1,500
"""

import re
import unicodedata
from bisect import bisect_right
from itertools import accumulate
from typing import Final

BETWEEN, WITHIN, GROUPING = " ", "-", ","
_HYPHEN, _POINT, _COMMA, _OTHER_SIGN, _LINE_END = "-", ".", ",", "/", "\n"

# As storage.folding: letters that no decomposition takes apart, and what an apostrophe may be.
_LETTERS = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
_SIGNS: Final = {
    **dict.fromkeys("-‐‑‒–−﹣－", _HYPHEN),
    **dict.fromkeys(".'’‘ʼʹ′`´＇", _POINT),
    **dict.fromkeys("/:&+_", _OTHER_SIGN),
    **dict.fromkeys("\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029", _LINE_END),
    ",": _COMMA,
}
_LINE_HYPHEN = re.compile(r"- *\n[ \n]*")
_IN_NUMBER = re.compile(r"[ .,](?<=\d.)(?=\d\d\d(?!\d))")
_LONG_GAP = re.compile(r"[-./, \n]{2,}|[,\n]")
_NUMBER_MARK = "\x00"  # stands for a GROUPING until the commas are gone


class _Folding(dict[int, str]):
    """What each character becomes, worked out the first time it is met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _folded(chr(code))
        return folded


def _folded(character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    if unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf", "Cc", "Cs"):
        return " " if character.isspace() else ""
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    folded = "".join(_LETTERS.get(part, part) for part in parts if not unicodedata.combining(part))
    return "".join(part if part.isalnum() else _SIGNS.get(part, " ") for part in folded)


_FOLDING: Final = _Folding()


def lettered(text: str) -> str:
    """The letters and digits of `text`, folded, with one gap between words and none at the ends."""
    signs = _LINE_HYPHEN.sub(_HYPHEN, text.translate(_FOLDING))
    signs = _LONG_GAP.sub(BETWEEN, _IN_NUMBER.sub(_NUMBER_MARK, signs))
    signs = signs.replace(_POINT, WITHIN).replace(_OTHER_SIGN, WITHIN)
    return signs.replace(_NUMBER_MARK, GROUPING).strip(" -")


def breaks_a_word(text: str, following: str) -> bool:
    """True where `text` ends in a hyphen after a letter and `following` begins with a letter."""
    end = text[-80:].translate(_FOLDING).rstrip(" \n")
    start = following[:80].translate(_FOLDING).lstrip(" \n")
    return end[-1:] == _HYPHEN and end[-2:-1].isalnum() and start[:1].isalnum()


class Letters:
    """Where each letter of `lettered(text)` stands in `text`."""

    def __init__(self, text: str) -> None:
        self._lettered = lettered(text)
        self._folded = [_FOLDING[ord(character)] for character in text]
        # After each character, how many letters there are up to it.
        self._counts = list(accumulate(sum(map(str.isalnum, part)) for part in self._folded))
        self.length = len(self._lettered)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text from which `lettered(text)[start:end]` came; it begins and ends
        with a letter."""
        first = _letters_in(self._lettered[:start])
        last = first + _letters_in(self._lettered[start:end]) - 1
        begin, finish = bisect_right(self._counts, first), bisect_right(self._counts, last)
        while finish + 1 < len(self._folded) and not self._folded[finish + 1]:
            finish += 1  # an accent that is a character of its own
        return begin, finish + 1


def _letters_in(text: str) -> int:
    return len(text) - sum(map(text.count, (BETWEEN, WITHIN, GROUPING)))
