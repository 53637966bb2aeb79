"""The numbers Word shows before paragraphs, which are not in their text."""

from collections.abc import Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml import etree

DEEPEST = 9
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST_NUMBER = 10_000


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered; `text` has %1 for the number of the first level."""

    start: int
    style: str
    text: str


class Numbering:
    """Counts the paragraphs of every list of a document, in order."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, list[int]] = {}
        self._shared: dict[str, str] = {}  # lists that count on together, by what defines them
        if root is not None:
            self._load(root)

    def mark(self, list_id: str, level: int) -> str:
        """What stands before the next paragraph of that list and level, with a space; or nothing.

        A bullet of any shape is "• ".
        """
        levels = self._lists.get(list_id)
        if levels is None or level not in levels:
            return ""
        if levels[level].style == "bullet":
            return "• "
        if levels[level].style == "none":
            return ""
        return self._numbered(levels, self._counted(list_id, levels, level), level)

    def _counted(self, list_id: str, levels: dict[int, _Level], level: int) -> list[int]:
        counts = self._counts.setdefault(self._shared[list_id], [0] * DEEPEST)
        for above in range(level):
            counts[above] = counts[above] or _start(levels, above)
        counts[level] = counts[level] + 1 if counts[level] else _start(levels, level)
        counts[level + 1 :] = [0] * (DEEPEST - level - 1)
        return counts

    def _numbered(self, levels: dict[int, _Level], counts: list[int], level: int) -> str:
        text = levels[level].text
        for place in range(DEEPEST, 0, -1):
            if f"%{place}" in text:
                style = levels[place - 1].style if place - 1 in levels else "decimal"
                text = text.replace(f"%{place}", written_number(counts[place - 1], style))
        return f"{text} " if text.strip() else ""

    def _load(self, root: etree._Element) -> None:
        kinds = {
            _value(kind, "abstractNumId", own=True): dict(_levels(kind))
            for kind in root.iterfind(qn("w:abstractNum"))
        }
        for number in root.iterfind(qn("w:num")):
            list_id = _value(number, "numId", own=True)
            kind = _value(number, "abstractNumId")
            levels = dict(kinds.get(kind, {}))
            overrides = number.findall(qn("w:lvlOverride"))
            for override in overrides:
                levels.update(_levels(override))
            self._lists[list_id] = levels
            self._shared[list_id] = list_id if overrides else f"kind {kind}"


def _levels(parent: etree._Element) -> Iterator[tuple[int, _Level]]:
    for level in parent.iterfind(qn("w:lvl")):
        place = _value(level, "ilvl", own=True)
        if place.isdecimal() and int(place) < DEEPEST:
            start = _value(level, "start")
            yield (
                int(place),
                _Level(
                    start=int(start) if start.isdecimal() else 1,
                    style=_value(level, "numFmt") or "decimal",
                    text=_value(level, "lvlText"),
                ),
            )


def _value(element: etree._Element, name: str, *, own: bool = False) -> str:
    """An attribute of the element itself, or the value of a child element."""
    if own:
        return element.get(qn(f"w:{name}")) or ""
    child = element.find(qn(f"w:{name}"))
    return "" if child is None else child.get(qn("w:val")) or ""


def _start(levels: dict[int, _Level], level: int) -> int:
    return levels[level].start if level in levels else 1


def written_number(number: int, style: str) -> str:
    """The number in letters or Roman numerals where the style, by Word's name of it, says so."""
    if not 0 < number < _LARGEST_NUMBER:
        return str(number)
    match style:
        case "lowerLetter" | "upperLetter":
            letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return letter.upper() if style == "upperLetter" else letter
        case "lowerRoman" | "upperRoman":
            written = _roman(number)
            return written.upper() if style == "upperRoman" else written
        case "decimalZero":
            return f"{number:02d}"
    return str(number)


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written
