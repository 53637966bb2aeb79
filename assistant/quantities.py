"""Numbers in a text, written in digits or in words, each with what it counts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storage.folding import fold

_TOKEN = re.compile(
    r"(?P<number>(?<![\d.,])\d{1,3}(?:[ .,']\d{3})+(?:[.,]\d+)?(?![\d])|\d+(?:[.,]\d+)?)"
    r"|(?P<word>[^\W\d_]+)|(?P<sign>[%€$£])"
)
_GROUPED = re.compile(r"\d{1,3}(?:([ .,'])\d{3})(?:\1\d{3})*(?:[.,]\d+)?\Z")
_BETWEEN_NUMBER_WORDS = re.compile(r"[ -]|-et-| et | and ")

NUMBER_WORDS = {
    word: value
    for value, spellings in {
        0: "zero",
        2: "two deux",
        3: "three trois",
        4: "four quatre",
        5: "five cinq",
        6: "six",
        7: "seven sept",
        8: "eight huit",
        9: "nine neuf",
        10: "ten dix",
        11: "eleven onze",
        12: "twelve douze dozen",
        13: "thirteen treize",
        14: "fourteen quatorze",
        15: "fifteen quinze",
        16: "sixteen seize",
        17: "seventeen",
        18: "eighteen",
        19: "nineteen",
        20: "twenty vingt vingts",
        30: "thirty trente",
        40: "forty quarante",
        50: "fifty cinquante",
        60: "sixty soixante",
        70: "seventy septante",
        80: "eighty huitante",
        90: "ninety nonante",
        100: "hundred cent cents",
        1000: "thousand mille",
    }.items()
    for word in spellings.split()
}
# "One" is a number only where it counts something: one day, but not "one may".
_ONE = frozenset(("one", "un", "une"))
UNITS = {
    word: unit
    for unit, spellings in {
        "%": "% percent pourcent",
        "€": "€ euro euros eur",
        "$": "$ dollar dollars usd",
        "£": "£ pound pounds gbp",
        "minute": "minute minutes min",
        "hour": "hour hours heure heures h",
        "day": "day days jour jours",
        "week": "week weeks semaine semaines",
        "month": "month months mois",
        "year": "year years an ans annee annees",
        "time": "time times fois",
        "page": "page pages",
        "km": "km kilometre kilometres kilometer kilometers",
        "million": "million millions",
        "billion": "billion billions milliard milliards",
    }.items()
    for word in spellings.split()
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and what it counts.

    `values` are its readings: 1.200 is 1200 or 1.2. `unit` is a value of UNITS, or empty.
    """

    values: frozenset[float]
    unit: str = ""

    def agrees(self, other: "Quantity") -> bool:
        """True where both may be the same number of the same thing."""
        same_unit = self.unit == other.unit or not self.unit or not other.unit
        return same_unit and not self.values.isdisjoint(other.values)


def quantities(text: str) -> list[Quantity]:
    """The numbers of `text` in order."""
    folded = fold(text)
    tokens = list(_TOKEN.finditer(folded))
    found = []
    position = 0
    while position < len(tokens):
        values, length = _number_at(tokens, position, folded)
        if values:
            unit = _unit_after(tokens, position + length) or _sign_before(tokens, position, folded)
            found.append(Quantity(values, unit))
        position += max(length, 1)
    return found


def _number_at(
    tokens: list[re.Match[str]], position: int, text: str
) -> tuple[frozenset[float], int]:
    """The readings of the number that starts at a token, and how many tokens it takes."""
    token = tokens[position]
    if token["number"]:
        return frozenset(_readings(token["number"])), 1
    if token["word"] in _ONE and position + 1 < len(tokens) and tokens[position + 1][0] in UNITS:
        return frozenset((1.0,)), 1
    run, length = _number_words(tokens[position:], text)
    return (frozenset((_value(run),)), length) if run else (frozenset(), 1)


def _readings(digits: str) -> Iterator[float]:
    plain = digits.replace(" ", "").replace("'", "")
    decimal = plain.replace(",", ".")
    if decimal.count(".") <= 1:
        yield float(decimal)
    grouped = _GROUPED.match(digits)
    if grouped:
        sign = grouped[1]
        yield float(plain.replace(sign, "").replace(",", "."))


def _number_words(tokens: Sequence[re.Match[str]], text: str) -> tuple[list[int], int]:
    """The values of the number words at the start of `tokens` that are one number together."""
    run: list[int] = []
    length = end = 0
    for count, token in enumerate(tokens, start=1):
        value = NUMBER_WORDS.get(token["word"] or "")
        if run and token["word"] in ("and", "et"):
            continue
        if value is None or (run and not _goes_on(run[-1], value, text[end : token.start()])):
            break
        run.append(value)
        length, end = count, token.end()
    return run, length


def _goes_on(last: int, value: int, between: str) -> bool:
    """True where a number word goes on the number before it: vingt-cinq, but not two, five."""
    if not _BETWEEN_NUMBER_WORDS.fullmatch(between):
        return False
    if between.strip(" -") and last < 60:  # "and", "et"
        return False
    tens_and_units = value < last >= 20 or (last == 10 and value in (7, 8, 9))  # dix-sept
    return value in (100, 1000) or tens_and_units or (last, value) == (4, 20)


def _value(run: list[int]) -> float:
    total = current = 0
    for value in run:
        if value == 1000:
            total, current = total + max(current, 1) * 1000, 0
        elif value == 100 or (current % 100 == 4 and value == 20):  # quatre-vingts
            current = max(current, 1) * value
        else:
            current += value
    return float(total + current)


def _unit_after(tokens: list[re.Match[str]], position: int) -> str:
    if position >= len(tokens):
        return ""
    word = tokens[position][0]
    following = tokens[position + 1][0] if position + 1 < len(tokens) else ""
    if (word, following) in (("pour", "cent"), ("per", "cent")):
        return "%"
    return UNITS.get(word, "")


def _sign_before(tokens: list[re.Match[str]], position: int, text: str) -> str:
    if position == 0 or not tokens[position - 1]["sign"]:
        return ""
    before, after = tokens[position - 1], tokens[position]
    return UNITS.get(before[0], "") if not text[before.end() : after.start()].strip() else ""
