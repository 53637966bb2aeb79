"""Mentions counted the slow and plain way: letter by letter, with nothing of storage.phrase."""

import itertools
import re
import unicodedata
from collections.abc import Sequence

SIGNS = "-./:&+_'’"
Letter = tuple[str, str]  # the letter, and the gap before it: "", " ", "-" or ","


def letters_of(text: str) -> list[Letter]:
    """Every letter and digit with the gap before it; the first has a space."""
    found: list[tuple[str, str]] = []  # letter, and the raw text between it and the one before
    between = ""
    for character in text:
        plain = "".join(
            part
            for part in unicodedata.normalize("NFKD", character.casefold())
            if not unicodedata.combining(part)
        ).replace("œ", "oe")
        if not plain.isalnum():
            between += character if unicodedata.category(character) not in ("Mn", "Cf") else ""
            continue
        for part in plain:
            found.append((part, between))
            between = ""
    return [
        (letter, gap_of(between, found, at) if at else " ")
        for at, (letter, between) in enumerate(found)
    ]


def gap_of(between: str, found: Sequence[tuple[str, str]], at: int) -> str:
    if not between:
        return ""
    digits = [letter.isdecimal() and (not gap or n == at) for n, (letter, gap) in enumerate(found)]
    three = digits[at : at + 3] == [True] * 3 and digits[at + 3 : at + 4] != [True]
    if between in (" ", ",", ".", "'", "\u202f") and found[at - 1][0].isdecimal() and three:
        return ","
    if re.fullmatch(r"- *\n[ \n]*", between) or (len(between) == 1 and between in SIGNS):
        return "-"
    return " "


def count_on_page(text: str, phrase: str) -> int:
    """How often a page holds a phrase, the leftmost first, without overlap."""
    page, sought = letters_of(text), letters_of(phrase)
    count = at = 0
    while at + len(sought) <= len(page):
        if stands_at(page, sought, at):
            count += 1
            at += len(sought)
        else:
            at += 1
    return count


def crosses(before: str, after: str, phrase: str) -> bool:
    """Whether a phrase begins in one text and ends in the next."""
    joint, sought = len(letters_of(before)), letters_of(phrase)
    both = letters_of(f"{before}\n{after}")
    starts = range(max(joint - len(sought) + 1, 0), joint)
    return any(stands_at(both, sought, at) for at in starts)


def stands_at(page: Sequence[Letter], sought: Sequence[Letter], at: int) -> bool:
    """Whether the phrase stands there, beginning and ending as a word does."""
    end = at + len(sought)
    if [one for one, _ in page[at:end]] != [one for one, _ in sought]:
        return False
    for (before, _), (letter, gap), (_, asked) in zip(
        page[at:], page[at + 1 : end], sought[1:], strict=False
    ):
        digits = before.isdecimal() + letter.isdecimal()
        if digits == 2 and bool(gap) != bool(asked) and "," not in (gap, asked):
            return False
        if digits == 2 and "," in (gap, asked) and not gap and asked != ",":
            return False
        if digits == 2 and gap != "," and gap and not asked:
            return False
        if digits == 0 and (gap, asked) in ((" ", ""), ("", " ")):
            return False
    left = page[at - 1][0] if at else " "
    right = page[end][0] if end < len(page) else " "
    kinds = {one.isdecimal() for one, _ in sought}
    is_code = any(
        gap == "-" and before.isdecimal() and letter.isdecimal()
        for (before, _), (letter, gap) in itertools.pairwise(sought)
    )
    first, last = sought[0][0], sought[-1][0]
    for own, other, gap in (
        (first, left, page[at][1] if at else " "),
        (last, right, page[end][1] if end < len(page) else " "),
    ):
        if not gap and (len(kinds) == 2 or own.isdecimal() == other.isdecimal()):
            return False
        if gap == "-" and is_code and own.isdecimal() and other.isdecimal():
            return False
    return True
