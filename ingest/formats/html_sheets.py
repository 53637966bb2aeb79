"""The style sheets of an HTML page: what they declare of an element, by the rules of the cascade.

Rules for print alone are passed over. Those that hold only sometimes, on a narrow screen or while a
person points at something, are kept apart: they say what may be shown after all.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from lxml import html

from ingest.formats.html_selectors import Selector, keys_of, selectors_of

Style = Mapping[str, str]
# The texts of the sheet at an address with those it imports; None where it cannot be had.
Linked = Callable[[str], Sequence[str] | None]

MOST_RULES = 5_000  # of one sheet
MOST_SHEET_CHARACTERS = 500_000
DEEPEST = 6  # of rules within rules
MOST_NESTED = 200  # selectors of a rule within rules
_BRACE = re.compile(r"([{}])")
_FONT_SIZE = re.compile(r"(?:^|\s)(\d*\.?\d+(?:px|pt|pc|r?em|ex|%|cm|mm|in)|0)(?=[/\s])")
_KEPT_NAMES = (
    "display visibility opacity color background background-color font-size position left top "
    "right bottom text-indent clip clip-path transform scale zoom filter height width max-height "
    "max-width overflow"
)
_KEPT = frozenset(_KEPT_NAMES.split())
_PLAIN_MEDIA = frozenset(("all", "screen", "only screen"))


@dataclass(frozen=True, slots=True)
class Declared:
    """The declarations of one rule or of a style attribute, those marked important apart."""

    usual: Style
    important: Style


@dataclass(frozen=True, slots=True)
class _Rule:
    selector: Selector
    declared: Declared
    sometimes: bool


@dataclass(frozen=True, slots=True)
class _Sheet:
    rules: tuple[_Rule, ...]
    grounds_known: bool  # False: a rule that is not understood may colour one


def no_sheets(address: str) -> None:
    """A `Linked` for pages whose sheets are elsewhere."""


class StyleSheets:
    """The sheets of one page, in their order.

    `grounds_known` is False where a rule or a sheet that is not known may colour what is behind a
    text.
    """

    def __init__(self, root: html.HtmlElement, linked: Linked = no_sheets) -> None:
        texts, complete = _texts(root, linked)
        sheets = [_parsed(text) for text in texts]
        self.grounds_known = complete and all(sheet.grounds_known for sheet in sheets)
        self._around: dict[html.HtmlElement, frozenset[str]] = {}
        self._rules: defaultdict[str, list[tuple[int, _Rule]]] = defaultdict(list)
        for place, rule in enumerate(rule for sheet in sheets for rule in sheet.rules):
            self._rules[rule.selector.key].append((place, rule))

    def style(self, element: html.HtmlElement) -> Style:
        """What holds for the element, its style attribute included."""
        own = declarations(element.get("style") or "")
        if not self._rules:
            return {**own.usual, **own.important}
        found = [rule.declared for rule in self._holding(element, sometimes=False)]
        style: dict[str, str] = {}
        for declared in (*found, own):
            style |= declared.usual
        for declared in (*found, own):
            style |= declared.important
        return style

    def occasional(self, element: html.HtmlElement) -> Iterator[Style]:
        """What may hold for the element besides, each rule by itself."""
        for rule in self._holding(element, sometimes=True):
            yield {**rule.declared.usual, **rule.declared.important}

    def _holding(self, element: html.HtmlElement, *, sometimes: bool) -> list[_Rule]:
        """The rules that mean the element, the one that wins last."""
        around = self._keys_around(element)
        found = [
            (rule.selector.weight, place, rule)
            for key in keys_of(element)
            for place, rule in self._rules.get(key, ())
            if rule.sometimes is sometimes
            and rule.selector.above <= around
            and rule.selector.means(element)
        ]
        return [rule for _, _, rule in sorted(found, key=lambda one: one[:2])]

    def _keys_around(self, element: html.HtmlElement) -> frozenset[str]:
        """The keys of all the elements around this one."""
        path = [element]
        while path[-1] not in self._around and (parent := path[-1].getparent()) is not None:
            path.append(parent)
        for one in reversed(path):
            above = one.getparent()
            if above is None:
                self._around[one] = frozenset()
            elif one not in self._around:
                self._around[one] = self._around[above].union(keys_of(above))
        return self._around[element]


def declarations(text: str) -> Declared:
    """What a style attribute or the body of a rule says; names and values in small letters."""
    usual: dict[str, str] = {}
    important: dict[str, str] = {}
    for part in text.lower().split(";"):
        name, colon, value = part.partition(":")
        name, (value, mark, _) = name.strip(), value.partition("!important")
        if not colon:
            continue
        kept = important if mark else usual
        if name == "font":
            name, value = "font-size", (_FONT_SIZE.findall(value) or [""])[0]
        if name in _KEPT and value.strip():
            kept[name] = value.strip()
    return Declared(usual, important)


def _texts(root: html.HtmlElement, linked: Linked) -> tuple[list[str], bool]:
    """The texts of the page's sheets, and whether they are all."""
    texts: list[str] = []
    complete = True
    for element in root.iter("style", "link"):
        if element.tag == "style":
            texts.append((element.text or "")[:MOST_SHEET_CHARACTERS])
            complete = complete and "@import" not in texts[-1]
        elif "stylesheet" in (element.get("rel") or "").lower().split():
            found = linked(element.get("href") or "")
            complete = complete and found is not None
            texts += (text[:MOST_SHEET_CHARACTERS] for text in found or ())
    return texts, complete


@lru_cache(maxsize=16)  # the chapters of a book share theirs
def _parsed(text: str) -> _Sheet:
    rules: list[_Rule] = []
    known = True
    for prelude, body, sometimes in islice(_all_rules(text), MOST_RULES):
        declared = declarations(body)
        for selector in selectors_of(prelude) if declared.usual or declared.important else ():
            if selector is not None:
                rules.append(_Rule(selector, declared, sometimes or selector.sometimes))
            elif "background" in body:
                known = False
    return _Sheet(tuple(rules), known)


def _all_rules(text: str) -> Iterator[tuple[str, str, bool]]:
    """Selectors and body of every rule that holds on a screen, and whether only sometimes."""
    around: list[str] = []
    pending = ""
    for part in _BRACE.split(_without_comments(text)):
        if part == "{":
            body, _, prelude = pending.rpartition(";")
            yield from _rule(around, body)
            around.append(" ".join(prelude.split()))
            pending = ""
        elif part == "}":
            yield from _rule(around, pending)
            if around:
                around.pop()
            pending = ""
        else:
            pending = part


def _rule(around: Sequence[str], body: str) -> Iterator[tuple[str, str, bool]]:
    """The rule that the preludes `around` make of a body; none where it is none for a screen."""
    if not around or len(around) > DEEPEST or ":" not in body:
        return
    sometimes = False
    selectors: list[str] = []
    for prelude in around:
        if not prelude.startswith("@"):
            selectors = _nested(selectors, prelude)
            continue
        name, _, condition = prelude.lower().partition(" ")
        if name == "@media" and "print" in condition and "screen" not in condition:
            return
        if name not in ("@media", "@supports", "@layer", "@container"):
            return
        plain = all(one.strip() in _PLAIN_MEDIA for one in condition.split(","))
        sometimes |= name == "@container" or (name == "@media" and not plain)
    if selectors:
        yield ",".join(selectors), body, sometimes


def _nested(outer: Sequence[str], prelude: str) -> list[str]:
    inner = prelude.split(",") if outer else [prelude]
    if not outer:
        return inner
    combined = (
        one.replace("&", above) if "&" in one else f"{above} {one.strip()}"
        for above in outer
        for one in inner
    )
    return list(islice(combined, MOST_NESTED))


def _without_comments(sheet: str) -> str:
    first, *others = sheet.split("/*")
    return " ".join([first, *(part.partition("*/")[2] for part in others)])
