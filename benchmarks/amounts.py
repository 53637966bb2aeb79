"""The amounts in a text, in one notation: what of an expected answer its evidence must hold."""

import re

# "SOURCE(S): 2022 Q3 AAPL.pdf" says where an answer is from, not what it says.
_SOURCES = re.compile(r"\(?SOURCES?(?:\(S\))?:[^\n)]*\)?|(?:\d{4} Q\d )?\S+\.pdf\b", re.IGNORECASE)
_SPACES = " \u00a0\u202f\u2009"
_NUMBER = (
    r"(?P<sign>[$€£¥]\s?)?\(?"
    r"(?<![\w.,])(?P<digits>\d{{1,3}}(?:[{separators}]\d{{3}})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)?)"
    r"(?:\s?(?P<unit>%|[€$£]|percent\b|pour cent\b|(?:m|b|tr)illions?\b|milliards?\b))?"
)
_SPACED = re.compile(_NUMBER.format(separators=",.'" + _SPACES))
_CLOSED = re.compile(_NUMBER.format(separators=",.'"))
_GROUPED = re.compile(rf"(?<=\d)[,.'{_SPACES}](?=\d{{3}}(?:\D|$))")


def amounts(answer: str) -> frozenset[str]:
    """The numbers of an answer that are sums, shares, or written with a separator.

    Without separators of thousands, with a point before decimals: 1,234 and 1 234 are "1234",
    "$12.3 billion" is "12.3". Years, days and numbers of list items are none.
    """
    return frozenset(
        _plain(found["digits"])
        for found in _SPACED.finditer(_SOURCES.sub(" ", answer))
        if found["sign"] or found["unit"] or not found["digits"].isdigit()
    )


def numbers(text: str) -> frozenset[str]:
    """All numbers of a text as `amounts` writes them; of "1 234" the whole and its parts."""
    return frozenset(
        _plain(found["digits"])
        for pattern in (_SPACED, _CLOSED)
        for found in pattern.finditer(text)
    )


def _plain(digits: str) -> str:
    """Without separators of thousands; a decimal comma is a point, and 15.0 is 15."""
    whole = _GROUPED.sub("", digits).replace(",", ".")
    return whole.rstrip("0").rstrip(".") if "." in whole else whole
