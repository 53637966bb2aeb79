"""Selectors of style sheets: which elements of a page a rule means.

Understood are tags, classes, ids, attributes, `:root`, `:link`, `:first-child` and `:last-child`,
and all four ways to combine them. What depends on what a person does (`:hover`, `:target`) is
taken for true, and said to be only sometimes so. A selector with anything else means nothing here.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from lxml import html

MOST_PARTS = 12  # compounds of one selector
# Comparisons of elements with parts of selectors, in one page: 4 s. A page of 20,000 elements whose
# 2,500 rules are those of a framework takes 2.6 million (made up, November 2026).
MOST_STEPS = 5_000_000
_MANY_SIBLINGS = 16  # from which on what was found among them is kept
_COMPOUND = re.compile(
    r"(\*|[a-z][\w-]*)?((?:[.#][\w-]+|\[[^\]]*\]|::?[\w-]+(?:\([^)]*\))?)*)", re.I
)
_MARK = re.compile(r"[.#][\w-]+|\[[^\]]*\]|::?[\w-]+(?:\([^)]*\))?")
_COMBINED = re.compile(r"\s*([>+~])\s*|\s+")
_ATTRIBUTE = re.compile(
    r"""\[\s*([\w-]+)\s*(?:([~|^$*]?=)\s*("[^"]*"|'[^']*'|[^\]\s"']+)\s*[is]?\s*)?\]""", re.I
)
_BRACKET = re.compile(r""""[^"]*"|'[^']*'|[(\[\])]|,""")
_SOMETIMES = frozenset(
    (":hover", ":focus", ":focus-within", ":focus-visible", ":active", ":target", ":checked")
)
_STEADY: dict[str, Callable[[html.HtmlElement], bool]] = {
    ":root": lambda element: element.getparent() is None,
    ":link": lambda element: element.get("href") is not None,
    ":any-link": lambda element: element.get("href") is not None,
    ":first-child": lambda element: element.getprevious() is None,
    ":last-child": lambda element: element.getnext() is None,
}
_COMPARED: dict[str, Callable[[str, str], bool]] = {
    "=": lambda value, asked: value == asked,
    "~=": lambda value, asked: asked in value.split(),
    "|=": lambda value, asked: value == asked or value.startswith(f"{asked}-"),
    "^=": lambda value, asked: bool(asked) and value.startswith(asked),
    "$=": lambda value, asked: bool(asked) and value.endswith(asked),
    "*=": lambda value, asked: bool(asked) and asked in value,
}


class _Fit(Enum):
    YES = 1
    NOT_HERE = 2
    NOT_BESIDE = 3  # nor for an element before it in the same parent
    NOWHERE = 4  # nor for an element further up


class Steps:
    """Counts the elements that are compared with selectors, of which there is a most.

    `beside` keeps what was found of an element and all before it in their parent.
    """

    def __init__(self, most: int = MOST_STEPS) -> None:
        self.taken = 0
        self.beside: dict[tuple[int, int, html.HtmlElement], _Fit] = {}
        self._most = most

    @property
    def are_spent(self) -> bool:
        """True where no more selectors are to be looked at."""
        return self.taken >= self._most

    def take(self) -> None:
        """Count one."""
        self.taken += 1


@dataclass(frozen=True, slots=True)
class _Compound:
    """What one element must be; `before` is how it follows the compound before it."""

    tag: str
    id: str
    classes: frozenset[str]
    attributes: tuple[tuple[str, str, str], ...]
    steady: tuple[str, ...]
    before: str

    @property
    def key(self) -> str:
        """What an element that is meant has at least: `#id`, `.class`, a tag, or "" for any."""
        if self.id:
            return f"#{self.id}"
        return f".{min(self.classes)}" if self.classes else self.tag

    def fits(self, element: html.HtmlElement) -> bool:
        """True where the element, taken by itself, is meant."""
        if self.tag and self.tag != element.tag:
            return False
        if self.id and self.id != element.get("id"):
            return False
        if self.classes and not self.classes.issubset((element.get("class") or "").split()):
            return False
        return all(
            (value := element.get(name)) is not None and (not how or _COMPARED[how](value, asked))
            for name, how, asked in self.attributes
        ) and all(_STEADY[name](element) for name in self.steady)


@dataclass(frozen=True, slots=True)
class Selector:
    """One selector; `weight` orders rules: ids, then classes and the like, then tags.

    `key` is one of the element's `keys_of`; all of `above` are among those of what is around it.
    `sometimes`: it holds only while a person points at something, or has clicked it.
    """

    parts: tuple[_Compound, ...]
    weight: tuple[int, int, int]
    sometimes: bool
    key: str
    above: frozenset[str]

    def means(self, element: html.HtmlElement, steps: Steps) -> bool:
        """True where the rule holds for the element; False also once the steps are spent."""
        if steps.are_spent:
            return False
        return _fit(self.parts, len(self.parts) - 1, element, steps) is _Fit.YES


def selectors_of(text: str) -> list[Selector | None]:
    """The selectors of a list with commas; None for each that is not understood."""
    return [_selector(one.strip()) for one in split_list(text)]


def split_list(text: str) -> list[str]:
    """The parts between the commas that stand in no brackets."""
    parts: list[str] = []
    depth, start = 0, 0
    for found in _BRACKET.finditer(text):
        if found[0] == ",":
            if not depth:
                parts.append(text[start : found.start()])
                start = found.end()
        elif found[0] in "([])":
            depth = max(0, depth + (1 if found[0] in "([" else -1))
    return [*parts, text[start:]]


def keys_of(element: html.HtmlElement) -> Iterator[str]:
    """The keys of the selectors that may mean the element."""
    yield ""
    yield str(element.tag)
    if (name := element.get("id")) is not None:
        yield f"#{name}"
    for name in dict.fromkeys((element.get("class") or "").split()):
        yield f".{name}"


def _selector(text: str) -> Selector | None:
    parts: list[_Compound] = []
    weight, sometimes, at, before = [0, 0, 0], False, 0, ""
    while at < len(text) and len(parts) < MOST_PARTS:
        found = _COMPOUND.match(text, at)
        if found is None or not found[0]:
            return None
        marks = _MARK.findall(found[2])
        compound = _compound((found[1] or "").lower(), marks, before)
        if compound is None:
            return None
        parts.append(compound)
        sometimes |= any(mark.lower() in _SOMETIMES for mark in marks)
        weight[0] += bool(compound.id)
        weight[1] += len(marks) - bool(compound.id)
        weight[2] += bool(compound.tag)
        at = found.end()
        combined = _COMBINED.match(text, at)
        if combined is None:
            break
        before, at = combined[1] or " ", combined.end()
    if not parts or at < len(text) or text[-1] in ">+~":
        return None
    above = {outer.key for outer, inner in pairwise(parts) if inner.before in " >"}
    return Selector(
        parts=tuple(parts),
        weight=(weight[0], weight[1], weight[2]),
        sometimes=sometimes,
        key=parts[-1].key,
        above=frozenset(above - {""}),
    )


def _compound(tag: str, marks: list[str], before: str) -> _Compound | None:
    attributes = []
    steady = []
    for mark in marks:
        if mark[0] == "[":
            found = _ATTRIBUTE.fullmatch(mark)
            if found is None:
                return None
            attributes.append((found[1].lower(), found[2] or "", (found[3] or "").strip("\"'")))
        elif mark[0] == ":" and mark.lower() in _STEADY:
            steady.append(mark.lower())
        elif mark[0] == ":" and mark.lower() not in _SOMETIMES:
            return None
    ids = [mark[1:] for mark in marks if mark[0] == "#"]
    return _Compound(
        tag="" if tag == "*" else tag,
        id=ids[-1] if ids else "",
        classes=frozenset(mark[1:] for mark in marks if mark[0] == "."),
        attributes=tuple(attributes),
        steady=tuple(steady),
        before=before,
    )


def _fit(parts: tuple[_Compound, ...], at: int, element: html.HtmlElement, steps: Steps) -> _Fit:
    """Whether the selector up to `at` means the element; as browsers do it, from the right.

    No combinator is tried again from a place further off where one nearer says that it fails there
    too, so that a selector is done in as many steps as there are elements beside and above.
    """
    steps.take()
    part = parts[at]
    if not part.fits(element):
        return _Fit.NOT_HERE
    if at == 0:
        return _Fit.YES
    if part.before == " ":
        return _fit_above(parts, at, element, steps)
    if part.before == ">":
        parent = element.getparent()
        fit = _Fit.NOWHERE if parent is None else _fit(parts, at - 1, parent, steps)
        # What holds of the parent holds for all that are side by side in it.
        return _Fit.NOT_BESIDE if fit is _Fit.NOT_HERE else fit
    return _fit_beside(parts, at, element, steps)


def _fit_beside(
    parts: tuple[_Compound, ...], at: int, element: html.HtmlElement, steps: Steps
) -> _Fit:
    """Whether what is before the element in its parent lets the selector mean it."""
    nearest, walked = element.getprevious(), 0
    fit = _Fit.NOT_BESIDE
    for sibling in element.itersiblings(preceding=True):
        kept = steps.beside.get((id(parts), at, sibling))
        fit = kept or _fit(parts, at - 1, sibling, steps)
        if kept or fit is not _Fit.NOT_HERE or parts[at].before == "+":
            break
        if steps.are_spent:
            return _Fit.NOT_BESIDE
        fit, walked = _Fit.NOT_BESIDE, walked + 1
    if walked >= _MANY_SIBLINGS:
        steps.beside[id(parts), at, nearest] = fit
    return fit


def _fit_above(
    parts: tuple[_Compound, ...], at: int, element: html.HtmlElement, steps: Steps
) -> _Fit:
    for above in element.iterancestors():
        fit = _fit(parts, at - 1, above, steps)
        if fit in (_Fit.YES, _Fit.NOWHERE):
            return fit
        if steps.are_spent:
            break
    return _Fit.NOWHERE
