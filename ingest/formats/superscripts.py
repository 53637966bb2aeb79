"""Raised digits behind a number or a word: a note or a power, and no digits of that number."""

import re

# Behind what they are written as raised characters: a number, a word, what ends a sentence. Not
# behind one or two letters: the m of m² and the CO of a formula.
BEHIND = r"(?:(?<=\d)|(?<=[^\W\d_⁰¹²³⁴-⁹]{3})|(?<=[.,;:!?%€$£)\]»”’]))"
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_NUMBERS = re.compile(r"\s*\d+(?:[,;–-]\s?\d+)*[,.;:]?\s*")
_ENDS_SO = re.compile(f"(?:{BEHIND}|(?<=[⁰¹²³⁴-⁹]))\\Z")  # or goes on with a number so written


def written_raised(text: str, before: str) -> str:
    """Raised `text` as it is written behind `before`, in as many characters: 50 000¹."""
    if _NUMBERS.fullmatch(text) and _ENDS_SO.search(before[-3:]):
        return text.translate(_RAISED)
    return text
