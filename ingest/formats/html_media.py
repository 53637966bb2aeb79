"""Whether what stands in a block of a style sheet holds where the page is shown on a screen."""

import re
from enum import IntEnum

_AT = re.compile(r"@([a-z-]+)\s*(.*)", re.S)
_QUERY = re.compile(r"(?:(not|only)\s+)?([a-z-]+)?\s*(.*)", re.S)
_SCREENS = ("all", "screen")


class Holds(IntEnum):
    """How often something holds, the least first."""

    NEVER = 0
    SOMETIMES = 1  # on another screen or in another browser, perhaps
    ALWAYS = 2


def media_holds(condition: str) -> Holds:
    """For the condition of `@media`, or a `media` attribute; an empty one holds always."""
    queries = [" ".join(query.split()) for query in condition.lower().split(",")]
    return max(_query_holds(query) for query in queries)


def block_holds(prelude: str) -> Holds:
    """For a block that begins with an `@` rule; never where there are no rules for elements in it,
    as in `@font-face`."""
    found = _AT.match(prelude.lower())
    name, condition = (found[1], found[2]) if found else ("", "")
    if name == "media":
        return media_holds(condition)
    if name == "layer":
        return Holds.ALWAYS
    if name == "supports":
        return Holds.SOMETIMES if "not" in condition else Holds.ALWAYS
    return Holds.SOMETIMES if name in ("container", "scope") else Holds.NEVER


def _query_holds(query: str) -> Holds:
    found = _QUERY.fullmatch(query)
    if found is None:
        return Holds.SOMETIMES
    mark, kind, features = found[1], found[2] or "all", found[3]
    on_screen = kind in _SCREENS
    if kind == "not":  # `not (feature)`, whatever the screen
        return Holds.SOMETIMES
    if features and on_screen:
        return Holds.SOMETIMES
    return Holds.ALWAYS if on_screen is not (mark == "not") else Holds.NEVER
