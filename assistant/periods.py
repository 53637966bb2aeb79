"""The years, quarters, halves and months that a question or a title names."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from storage.folding import fold

_ORDINALS = {
    1: "first|1st|premiere?|1ere?|1er",
    2: "second|2nd|deuxieme|seconde?|2eme|2e",
    3: "third|3rd|troisieme|3eme|3e",
    4: "fourth|4th|quatrieme|4eme|4e",
}
_MONTHS = {
    1: "january|janvier",
    2: "february|fevrier",
    3: "march|mars",
    4: "april|avril",
    5: "may|mai",
    6: "june|juin",
    7: "july|juillet",
    8: "august|aout",
    9: "september|septembre",
    10: "october|octobre",
    11: "november|novembre",
    12: "december|decembre",
}
_YEAR = r"(?:19|20)\d\d"
_FISCAL = re.compile(r"\b(?:fy|fiscal|exercice) ?'?(\d\d)\b")
_SHORT_YEAR = re.compile(r"\b([1-4]q|q[1-4]|t[1-4]|[hs][12])[ '-]*(\d\d)\b(?![-/.]\d)")
_ANY_YEAR = re.compile(rf"(?<![\d.,/]){_YEAR}(?![\d])(?![.,]\d)|(?<=/){_YEAR}(?!\d)")
_OF = r"(?: (?:of|de|du|de l'exercice|fiscal(?: year)?|fy|in|en|for|the|l'annee)){0,3},? ?"
_NAMED_PARTS = [
    *(
        (
            f"q{n}",
            rf"[qt]{n}|{n}q|(?:{o}) (?:fiscal )?(?:quarter|trimestre)|quarter {n}|trimestre {n}",
        )
        for n, o in _ORDINALS.items()
    ),
    *((f"h{n}", rf"[hs]{n}|(?:{_ORDINALS[n]}) (?:half|semestre)|semestre {n}") for n in (1, 2)),
]
_PARTS = [
    (part, re.compile(rf"(?<![\w-])(?:({_YEAR}) ?)?\b(?:{names})\b(?:{_OF}({_YEAR}))?"))
    for part, names in _NAMED_PARTS
]
_MONTH_PARTS = [
    (
        f"m{n:02}",
        re.compile(rf"(?:\b({_YEAR}) )?\b(?:{names})(?: \d\d?,?)?(?: (?:of|de) )? ?({_YEAR})\b"),
    )
    for n, names in _MONTHS.items()
]
_NUMBERED_MONTH = re.compile(rf"(?<![\d/.-])({_YEAR})[-_. /]?(0[1-9]|1[0-2])(?!\d)")


_WITHIN = {
    **{f"q{n}": {f"m{m:02}" for m in range(3 * n - 2, 3 * n + 1)} for n in range(1, 5)},
    **{
        f"h{n}": {f"m{m:02}" for m in range(6 * n - 5, 6 * n + 1)} | {f"q{2 * n - 1}", f"q{2 * n}"}
        for n in (1, 2)
    },
}
_NEAR = 0.7  # the part without its year; a month of the quarter that is asked about
_WHOLE = 0.4  # a document about the whole year of a part of it


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A year, or a part of one: `part` is "q1" to "q4", "h1", "h2", "m01" to "m12", or empty.

    `year` is 0 where only the part is named.
    """

    year: int
    part: str = ""


def periods_in(text: str) -> frozenset[Period]:
    """The periods that `text` names: "Q3 2022", "T3 2022", "third quarter of 2022", "FY22", "2022".

    A part without a year beside it takes the year where the text names only one.
    """
    folded = " ".join(fold(text).replace("_", " ").split())
    folded = re.sub(
        rf"\b({_YEAR})([qthsm][1-4])\b|\b([qths][1-4])({_YEAR})\b", r"\1\3 \2\4", folded
    )
    folded = _SHORT_YEAR.sub(r"\1 20\2", folded)
    folded = _FISCAL.sub(r"20\1", folded)
    found: set[Period] = set()
    for part, pattern in (*_PARTS, *_MONTH_PARTS):
        for match in pattern.finditer(folded):
            found.add(Period(int(match.group(2) or match.group(1) or 0), part))
    for match in _NUMBERED_MONTH.finditer(folded):
        found.add(Period(int(match.group(1)), f"m{match.group(2)}"))
    years = {int(year) for year in _ANY_YEAR.findall(folded)}
    if len(years) == 1:
        (year,) = years
        found = {Period(one.year or year, one.part) for one in found}
    in_parts = {one.year for one in found if one.part}
    return frozenset(found | {Period(year) for year in years - in_parts})


def agreement(asked: Collection[Period], held: Collection[Period]) -> float:
    """How well what a document is about agrees with what is asked about, 0 to 1.

    1 where a period is the same or lies in the year that is asked about; less where the document
    is about the whole year of a part, or the question names no year; 0 where all differ.
    """
    return max((_agreement(one, other) for one in asked for other in held), default=0.0)


def _agreement(asked: Period, held: Period) -> float:
    if asked == held or (asked.year == held.year and not asked.part):
        return 1.0
    if not asked.year or not held.year:
        return _NEAR if asked.part and asked.part == held.part else 0.0
    if asked.year != held.year:
        return 0.0
    return _NEAR if held.part in _WITHIN.get(asked.part, ()) else _WHOLE if not held.part else 0.0
