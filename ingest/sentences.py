"""Where sentences start and end, in French and English."""

import re

# Words whose full stop does not end a sentence, without it and case-folded.
_ABBREVIATIONS = (
    "m mm mme mmes mlle mlles me mes dr drs pr st ste mgr "
    "art arts al app ann annexe av bd bibl boul c.-à-d cf ch chap coll dir ed éd env etc ex "
    "fasc fig figs hab ibid id inf int loc max min n no nos num obs op p par pp prof r réf resp "
    "s sq sqq ss suiv sup suppl t tel tél tit tom vol vs "
    "mr mrs ms rev hon gen col lt sgt capt sen rep gov pres jr sr inc ltd co corp bros dept est "
    "approx assn ave blvd rd mt ft e.g i.e a.m p.m u.s u.k u.n ph.d viz sec eq eqs ref refs ver "
    "jan feb mar apr jun jul aug sep sept oct nov dec janv févr avr juil déc"
)
ABBREVIATIONS = frozenset(_ABBREVIATIONS.split())
# The lookbehind and the possessive run keep a line of a million dots linear.
_END = re.compile(r"(?<![.!?…])(?P<mark>[.!?…]++)(?P<closing>[\s ]?[»”’\"')\]]+)?(?P<space>\s+)")
_LAST_WORD = re.compile(r"[^\s(«“\"'’\[]*\Z")
LONGEST_ABBREVIATION = 12


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of `text`, in order, without the space around them.

    A line is never joined with the next: a heading, a list item or a table row is a sentence.
    """
    spans: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text):
        start = 0
        for found in _END.finditer(line[0]):
            if _ends_sentence(line[0], start, found):
                _add(spans, text, line.start() + start, line.start() + found.end())
                start = found.end()
        _add(spans, text, line.start() + start, line.end())
    return spans


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))


def _ends_sentence(line: str, start: int, found: re.Match[str]) -> bool:
    """True where the mark that was found ends the sentence that begins at `start`."""
    end = found.end()
    if end == len(line):
        return True
    if line[end].islower():
        return False
    if found["mark"] != "." or found["closing"]:
        return True
    before = line[max(start, found.start() - LONGEST_ABBREVIATION) : found.start()]
    last = _LAST_WORD.search(before)
    word = last[0] if last else ""
    return not (
        word.casefold() in ABBREVIATIONS
        or (len(word) == 1 and word.isalpha() and word.isupper())  # an initial
        or (len(word) < 3 and word.isalnum() and found.start() - start == len(word))  # "1. "
    )
