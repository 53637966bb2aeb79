"""Whether the text that a file holds can be what its pages show."""

import re
import unicodedata
from operator import add

# How often one letter follows another within a word of French or English, whichever has it more
# often: 9 for a sixty-fourth of all pairs or more, one less for every halving. A row for each
# first letter. Counted in November 2026 on 400 passages of `piaf` and the PDFs of `northwind`.
_FOLLOWS = (
    "26762573826969364979874373", "60017001530630500632500060", "80519007705600902637600050",
    "71059030810131600541731020", "84787663632889465999865653", "60006600600401800633400020",
    "60008025600426400633600030", "80309000701122700404407050", "66879660302879857798360405",
    "40005000100000500000400000", "40006002400123210130000010", "92259240802822753167732060",
    "86009100710061770042500020", "70799581732327814289550062", "35654852721779563977986250",
    "80008005500840860855600040", "00000000000000000000800000", "83669361806465833678670060",
    "70508205805340764078801032", "80209009900452820876606061", "55668341732658150977060611",
    "70008000800000600400200000", "50006006800201600230000000", "30504000400000050013020100",
    "50205000300343840151100002", "60003000300000300000000001",
)  # fmt: skip
# Mean of the pairs of a text. Windows of 1,500 characters of `piaf`, `northwind` and `sec10q` have
# 7.2 or more; of 326 languages in Latin letters, in the declaration of human rights, all but four
# small ones 4.8 or more; texts whose letters were shifted less than 4.8, those whose letters were
# exchanged at random 4.6 or less in 99 of 100.
DOUBTFUL = 4.8
LEAST_PAIRS = 100  # of letters, below which nothing can be said
JUDGED_CHARACTERS = 2_000  # from the middle of a page: judging all would cost as much as reading
BROKEN_SHARE = 0.05  # of the characters a page shows, from which its fonts are called broken
_NO_CHARACTER = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]"
)
_GLYPH_NUMBER = re.compile(r"\(cid:\d{1,6}\)|/(?:g|G|glyph|cid|uni)\d{1,6}\b")
_WORD = re.compile("[a-z]{4,}")  # shorter ones are codes and units
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_USUAL = {
    first + second: int(usual)
    for first, row in zip(_LETTERS, _FOLLOWS, strict=True)
    for second, usual in zip(_LETTERS, row, strict=True)
}
_USUAL |= {pair: 0 for letter in _LETTERS for pair in (f" {letter}", f"{letter} ")}  # no pairs


def is_legible(text: str) -> bool:
    """True where the text has characters, and most of them mean something.

    A font without a way back to Unicode gives control, private or replacement characters, or the
    numbers of glyphs as "(cid:12)".
    """
    numbers = _glyph_numbers(text)
    meaningless = len(_NO_CHARACTER.findall(text)) + len(numbers)
    if not meaningless:
        return bool(text.strip())
    visible = _count_shown(text) - sum(map(len, numbers)) + len(numbers)
    return visible > 2 * meaningless


def has_broken_font(text: str) -> bool:
    """True where a part of the characters, small or large, has no meaning."""
    meaningless = len(_NO_CHARACTER.findall(text)) + len(_glyph_numbers(text))
    return meaningless > 0 and meaningless > BROKEN_SHARE * _count_shown(text)


def is_doubtful(text: str) -> bool:
    """True where letters follow one another as in no language: a font that gives wrong letters.

    Only what is written in Latin letters can be judged, and only where there are enough of them.
    """
    likelihood = letter_likelihood(text)
    return likelihood is not None and likelihood < DOUBTFUL


def letter_likelihood(text: str) -> float | None:
    """How usual its pairs of letters are, 0 to 9; None where fewer than `LEAST_PAIRS` are Latin,
    or most letters are not in words of them."""
    start = max(0, (len(text) - JUDGED_CHARACTERS) // 2)
    judged = _folded(text[start : start + JUDGED_CHARACTERS])
    words = _WORD.findall(judged)
    pairs = sum(map(len, words)) - len(words)
    if pairs < LEAST_PAIRS:
        return None
    if 3 * pairs < len(judged) and 3 * pairs < sum(map(str.isalpha, judged)):
        return None
    text = " ".join(words)
    return sum(map(_USUAL.__getitem__, map(add, text, text[1:]))) / pairs


def _count_shown(text: str) -> int:
    """How many characters are no white space."""
    return sum(map(len, text.split()))


def _glyph_numbers(text: str) -> list[str]:
    return _GLYPH_NUMBER.findall(text) if "(cid:" in text or "/" in text else []


def _folded(text: str) -> str:
    """The text in small letters without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return decomposed.translate({ord(c): None for c in set(decomposed) if unicodedata.combining(c)})
