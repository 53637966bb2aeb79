"""The style sheets of an HTML page: what they declare of an element, by the rules of the cascade.

Rules for print alone are passed over. Those that hold only sometimes, on a narrow screen or while a
person points at something, are kept apart: they say what may be shown, or hidden, after all.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from lxml import html

from ingest.formats.html_declarations import Declared, Style, declarations, without_comments
from ingest.formats.html_media import Holds, block_holds, media_holds
from ingest.formats.html_selectors import Selector, Steps, keys_of, selectors_of, split_list

# The texts of the sheet at an address with those it imports; None where it cannot be had.
Linked = Callable[[str], Sequence[str] | None]

MOST_RULES = 5_000  # of one sheet
MOST_SHEET_CHARACTERS = 500_000
DEEPEST = 6  # of rules within rules
MOST_SELECTORS = 20_000  # of one sheet
MOST_NESTED = 200  # selectors of a rule within rules
LONGEST_NESTED = 1_000  # characters of such a selector
MOST_OCCASIONAL = 20  # rules that hold sometimes, of one element, each looked at by itself
_BRACE = re.compile(r"([{}])")
# What an old page, or a page that is also XML, puts around its sheet.
_WRAPPING = re.compile(r"<!--|-->|<!\[CDATA\[|\]\]>")


_Found = tuple[str, str, bool]  # selectors, body, whether it holds only sometimes


@dataclass(frozen=True, slots=True)
class _Rule:
    selector: Selector
    declared: Declared
    sometimes: bool


@dataclass(frozen=True, slots=True)
class _Sheet:
    rules: tuple[_Rule, ...]
    grounds_known: bool  # False: a rule that is not understood may colour one
    whole: bool  # False: it is so long, or its rules so deep, that the rest was not looked at


def no_sheets(address: str) -> None:
    """A `Linked` for pages whose sheets are elsewhere."""


class StyleSheets:
    """The sheets of one page, in their order.

    `grounds_known` is False where a rule or a sheet that is not known may colour what is behind a
    text.
    """

    def __init__(self, root: html.HtmlElement, linked: Linked = no_sheets) -> None:
        self.steps = Steps()
        texts, complete = _texts(root, linked)
        sheets = [_parsed(media, text) for media, text in texts]
        self.grounds_known = complete and all(sheet.grounds_known for sheet in sheets)
        self._whole = all(sheet.whole for sheet in sheets)
        self._within: dict[html.HtmlElement, frozenset[str]] = {}
        self._rules: defaultdict[str, list[tuple[int, _Rule]]] = defaultdict(list)
        for place, rule in enumerate(rule for sheet in sheets for rule in sheet.rules):
            self._rules[rule.selector.key].append((place, rule))
        self._asked = frozenset[str]().union(
            *(rule.selector.above for sheet in sheets for rule in sheet.rules)
        )

    @property
    def is_whole(self) -> bool:
        """False where there is so much in the sheets that some of it is not looked at."""
        return self._whole and not self.steps.are_spent

    def style(self, element: html.HtmlElement) -> Style:
        """What holds for the element, its style attribute included."""
        return self.styles(element)[0]

    def styles(self, element: html.HtmlElement) -> tuple[Style, list[Style]]:
        """What holds for the element, and all that may hold in its place: with each of the rules
        that hold only sometimes, and with all of them."""
        own = declarations(element.get("style") or "")
        if not self._rules:
            return own.all, []
        found = self._holding(element)
        steady = [rule.declared for rule in found if not rule.sometimes]
        occasional = [rule for rule in found if rule.sometimes][-MOST_OCCASIONAL:]
        others = [_cascade([*steady, rule.declared, own]) for rule in occasional]
        if len(others) > 1:
            others.append(_cascade([*(rule.declared for rule in found), own]))
        return _cascade([*steady, own]), others

    def _holding(self, element: html.HtmlElement) -> list[_Rule]:
        """The rules that mean the element, the one that wins last."""
        parent = element.getparent()
        around = frozenset[str]() if parent is None else self._keys_within(parent)
        found: list[tuple[tuple[int, int, int], int, _Rule]] = []
        for key in keys_of(element):
            for place, rule in self._rules.get(key, ()):
                if self.steps.are_spent:
                    return []
                self.steps.take()
                if rule.selector.above <= around and rule.selector.means(element, self.steps):
                    found.append((rule.selector.weight, place, rule))
        return [rule for _, _, rule in sorted(found, key=lambda one: one[:2])]

    def _keys_within(self, element: html.HtmlElement) -> frozenset[str]:
        """The keys of the element and of those around it that any selector asks for."""
        path = [element]
        while path[-1] not in self._within and (parent := path[-1].getparent()) is not None:
            path.append(parent)
        keys = self._within.get(path[-1], frozenset[str]())
        for one in reversed(path):
            own = self._asked.intersection(keys_of(one))
            keys = self._within.setdefault(one, keys if own <= keys else keys | own)
        return keys


def _cascade(declared: Sequence[Declared]) -> Style:
    """What holds of declarations in the order of their weight."""
    style: dict[str, str] = {}
    for one in declared:
        style |= one.usual
    for one in declared:
        style |= one.important
    return style


def _texts(root: html.HtmlElement, linked: Linked) -> tuple[list[tuple[str, str]], bool]:
    """The texts of the page's sheets, each after its media, and whether they are all."""
    texts: list[tuple[str, str]] = []
    complete = True
    for element in root.iter("style", "link"):
        kinds = (element.get("rel") or "").lower().split()
        media = element.get("media") or ""
        if element.get("onload"):
            media = "(loaded)"  # a program makes a sheet that blocks nothing one for all media
        if media_holds(media) is Holds.NEVER:
            continue
        if element.tag == "style":
            texts.append((media, (element.text or "")[:MOST_SHEET_CHARACTERS]))
            complete = complete and "@import" not in texts[-1][1]
        elif "stylesheet" in kinds and "alternate" not in kinds:
            found = linked(element.get("href") or "")
            complete = complete and found is not None
            texts += ((media, text[:MOST_SHEET_CHARACTERS]) for text in found or ())
    return texts, complete


@lru_cache(maxsize=16)  # the chapters of a book share theirs
def _parsed(media: str, text: str) -> _Sheet:
    rules: list[_Rule] = []
    known, whole = True, len(text) < MOST_SHEET_CHARACTERS
    for count, found in enumerate(_all_rules(media, text)):
        if found is None or count == MOST_RULES or len(rules) > MOST_SELECTORS:
            whole = False
            break
        prelude, body, sometimes = found
        declared = declarations(body)
        for selector in selectors_of(prelude) if declared.all else ():
            if selector is not None:
                rules.append(_Rule(selector, declared, sometimes or selector.sometimes))
            elif "background" in body:
                known = False
    return _Sheet(tuple(rules), known and whole, whole)


def _all_rules(media: str, text: str) -> Iterator[_Found | None]:
    """Selectors and body of every rule that holds on a screen, and whether only sometimes.

    None where rules are too deep within rules, or too many.
    """
    around = [f"@media {media}"]
    pending = ""
    for part in _BRACE.split(_WRAPPING.sub(" ", without_comments(text))):
        if part == "{":
            body, _, prelude = pending.rpartition(";")
            yield from _rule(around, body)
            around.append(" ".join(prelude.split()))
            pending = ""
        elif part == "}":
            yield from _rule(around, pending)
            if len(around) > 1:
                around.pop()
            pending = ""
        else:
            pending = part
    yield from _rule(around, pending)


def _rule(around: Sequence[str], body: str) -> Iterator[_Found | None]:
    """The rule that the preludes `around` make of a body; none where it is none for a screen."""
    if ":" not in body:
        return
    if len(around) > DEEPEST + 1:
        yield None
        return
    holds = Holds.ALWAYS
    selectors: list[str] = []
    for prelude in around:
        if prelude.startswith("@"):
            holds = min(holds, block_holds(prelude))
        else:
            selectors = _nested(selectors, prelude)
    if len(selectors) > MOST_NESTED and sum(not one.startswith("@") for one in around) > 1:
        yield None
    elif selectors and holds is not Holds.NEVER:
        yield ",".join(selectors), body, holds is Holds.SOMETIMES


def _nested(outer: Sequence[str], prelude: str) -> list[str]:
    inner = split_list(prelude)
    if not outer:
        return inner
    combined = (
        one.replace("&", above) if "&" in one else f"{above} {one.strip()}"
        for above in outer
        for one in inner
        if one.count("&") * len(above) + len(one) < LONGEST_NESTED
    )
    return list(islice(combined, MOST_NESTED + 1))
