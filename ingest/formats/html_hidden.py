"""What a browser does not show of an HTML page, by attributes, inline styles and simple rules.

A rule counts where its selector is one tag, class or id. `display: none` in a style sheet does not
hide by itself: the answers of many a folded list of questions are hidden so until somebody clicks.
Nor does white text where style rules that are not understood may have given it a dark ground. Both
are doubtful: hidden only where they read like an instruction to a language model.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from lxml import html

from ingest.instructions import is_instruction
from storage.page_findings import HiddenKind

TINY = 2.0  # pixels
USUAL_PIXELS = 16.0
FAINT = 0.1  # of opacity or scale, below which nothing can be read
FAR_OUT = 500.0  # pixels or so beyond the edge
SAME_COLOUR = 12  # of 255 in each of red, green and blue
MOST_RULES = 2_000
MOST_SHEET_CHARACTERS = 200_000
_BRACE = re.compile(r"([{}])")
_SELECTOR = re.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?:(?P<mark>[.#])(?P<name>[\w-]+))?", re.I)
_NUMBER = re.compile(r"\s*(-?\d*\.?\d+)\s*([a-z%]*)")
_SHRUNK = re.compile(r"(?:scale(?:x|y|3d)?|opacity)\(([^)]*)\)")
_MOVED = re.compile(r"translate(?:x|y|3d)?\(([^)]*)\)")
_OWN_PARTS = re.compile(r"[\d.]+%?")
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_NAMED = {"white": _WHITE, "black": _BLACK, "snow": (255, 250, 250), "ivory": (255, 255, 240)}

Colour = tuple[int, int, int]
Style = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Look:
    """How an element's own text is drawn; a colour is None where it is not known."""

    colour: Colour | None = _BLACK
    ground: Colour | None = _WHITE
    pixels: float = USUAL_PIXELS
    clear: bool = False  # drawn in a colour that lets everything through
    folded: bool = False  # away until somebody clicks, perhaps

    @property
    def blends(self) -> bool:
        """True where text and ground have the same colour."""
        if self.colour is None or self.ground is None:
            return False
        return all(abs(a - b) <= SAME_COLOUR for a, b in zip(self.colour, self.ground, strict=True))


class Visibility:
    """Says what is hidden in one page; ask from the root downwards."""

    def __init__(self, root: html.HtmlElement) -> None:
        self._rules = tuple(_rules(root))
        self._grounds_known = not _has_unknown_grounds(root)
        self._looks: dict[html.HtmlElement, _Look] = {}

    def subtree_kind(self, element: html.HtmlElement) -> HiddenKind | None:
        """Why the element is not shown, whatever is in it; None where that depends on its parts."""
        inline = _declarations(element.get("style") or "")
        if element.get("hidden") is not None or _is_gone(inline):
            return HiddenKind.NOT_SHOWN
        style = self._style(element)
        if _is_far_out(style):
            return HiddenKind.OFF_PAGE
        return HiddenKind.NOT_SHOWN if _is_folded(style) else None

    def text_kind(self, element: html.HtmlElement, text: str) -> HiddenKind | None:
        """Why `text`, the element's own or a tail in it, is not seen; None where it is."""
        if not text.strip():
            return None
        look = self._look(element)
        if look.pixels < TINY:
            return HiddenKind.TINY
        if look.clear or look.blends:
            sure = look.clear or self._grounds_known
            return HiddenKind.BACKGROUND if sure or is_instruction(text) else None
        if look.folded and is_instruction(text):
            return HiddenKind.NOT_SHOWN
        return None

    def _look(self, element: html.HtmlElement) -> _Look:
        above = [element]
        while above[-1] not in self._looks and (parent := above[-1].getparent()) is not None:
            above.append(parent)
        look = self._looks.get(above[-1], _Look())
        for one in reversed(above):
            look = self._looks.setdefault(one, self._own_look(one, look))
        return look

    def _own_look(self, element: html.HtmlElement, inherited: _Look) -> _Look:
        style = self._style(element)
        look = inherited
        colour = style.get("color") or element.get("color") or ""
        if colour and colour not in ("inherit", "currentcolor", "unset"):
            look = replace(look, colour=_colour(colour), clear=_lets_through(colour))
        ground = style.get("background-color") or style.get("background") or ""
        if ground := ground or element.get("bgcolor") or "":
            look = look if _lets_through(ground) else replace(look, ground=_colour(ground))
        if size := style.get("font-size", ""):
            look = replace(look, pixels=_pixels(size, look.pixels))
        return replace(look, folded=True) if _is_gone(style) else look

    def _style(self, element: html.HtmlElement) -> Style:
        own = _declarations(element.get("style") or "")
        if not self._rules:
            return own
        names = {f".{name}" for name in (element.get("class") or "").split()}
        names |= {f"#{element.get('id')}", ""}
        style: dict[str, str] = {}
        for tag, name, declared in self._rules:
            if tag in ("", element.tag) and name in names:
                style |= declared
        return style | own


def _rules(root: html.HtmlElement) -> Iterator[tuple[str, str, Style]]:
    """Tag, class or id, and declarations of the rules we understand, in their order."""
    for selectors, body in islice(_all_rules(root), MOST_RULES):
        declared = {key: value for key, value in _declarations(body).items() if key in _KEPT}
        for selector in selectors.split(",") if declared else ():
            found = _SELECTOR.fullmatch(selector.strip())
            if found and found[0]:
                name = f"{found['mark']}{found['name']}" if found["mark"] else ""
                yield (found["tag"] or "").lower(), name, declared


def _all_rules(root: html.HtmlElement) -> Iterator[tuple[str, str]]:
    """Selectors and body of every rule of the page's sheets; none of those inside an @ rule."""
    for sheet in root.iter("style"):
        depth, selectors, body = 0, "", ""
        for part in _BRACE.split(_without_comments((sheet.text or "")[:MOST_SHEET_CHARACTERS])):
            if part == "{":
                depth += 1
            elif part == "}":
                if depth == 1 and not selectors.startswith("@"):
                    yield selectors, body
                depth = max(0, depth - 1)
            elif depth == 0:
                selectors = part.rpartition(";")[2].strip()
            elif depth == 1:
                body = part


def _without_comments(sheet: str) -> str:
    first, *others = sheet.split("/*")
    return " ".join([first, *(part.partition("*/")[2] for part in others)])


_KEPT_NAMES = (
    "display visibility opacity color background background-color font-size position left top "
    "right bottom text-indent clip transform scale zoom filter height width max-height max-width "
    "overflow"
)
_KEPT = frozenset(_KEPT_NAMES.split())


def _has_unknown_grounds(root: html.HtmlElement) -> bool:
    """True where a style rule that is not understood, or another file, may colour a ground."""
    if any("stylesheet" in (link.get("rel") or "").lower() for link in root.iter("link")):
        return True
    return any(
        "background" in body
        and not all(_SELECTOR.fullmatch(one.strip()) for one in selectors.split(","))
        for selectors, body in _all_rules(root)
    )


def _declarations(style: str) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in style.lower().split(";") if ":" in part)
    return {key.strip(): value.replace("!important", "").strip() for key, value in pairs}


def _is_gone(style: Style) -> bool:
    return (
        style.get("display") == "none"
        or style.get("visibility") in ("hidden", "collapse")
        or _share(style.get("opacity", "1")) < FAINT
        or any(_share(style.get(name, "1")) < FAINT for name in ("scale", "zoom"))
        or any(
            _share(part) < FAINT
            for found in _SHRUNK.findall(style.get("transform", "") + style.get("filter", ""))
            for part in found.split(",")[:2]
        )
    )


def _is_folded(style: Style) -> bool:
    """True for a box without height or width whose contents do not show beyond it."""
    sides = ("height", "width", "max-height", "max-width")
    if style.get("overflow") in ("hidden", "clip") and any(
        -1 < _number(style.get(side, "9")) <= 1 for side in sides
    ):
        return True
    return style.get("clip", "").replace(" ", "").startswith(("rect(0", "rect(1px,1px,1px,1px"))


def _is_far_out(style: Style) -> bool:
    if _number(style.get("text-indent", "0")) <= -FAR_OUT:
        return True
    moves = _MOVED.findall(style.get("transform", ""))
    if any(_number(part) <= -FAR_OUT for move in moves for part in move.split(",")):
        return True
    placed = style.get("position") in ("absolute", "fixed", "relative")
    sides = ("left", "top", "right", "bottom")
    return placed and any(_number(style.get(side, "0")) <= -FAR_OUT for side in sides)


def _pixels(size: str, inherited: float) -> float:
    """A font's size in pixels; that of the element around it where it is not understood."""
    found = _NUMBER.match(size)
    if not found:
        return inherited
    value = float(found[1])
    factor = {"em": inherited, "%": inherited / 100, "ex": inherited / 2, "rem": USUAL_PIXELS}
    factor |= {"px": 1.0, "pt": 4 / 3, "cm": 96 / 2.54, "mm": 9.6 / 2.54, "in": 96.0, "pc": 16.0}
    return value * factor.get(found[2], inherited if value else 0.0)


def _share(value: str) -> float:
    """A share of the whole, written as a number or in per cent; one that is none counts as 1."""
    found = _NUMBER.match(value)
    if not found:
        return 1.0
    return abs(float(found[1])) / (100 if found[2] == "%" else 1)


def _number(value: str) -> float:
    """The number a value begins with, em taken for 16 pixels; one that is none counts as 9."""
    found = _NUMBER.match(value)
    if not found:
        return 9.0
    return float(found[1]) * (16 if found[2] in ("em", "rem") else 1)


def _lets_through(colour: str) -> bool:
    if colour.startswith(("rgba", "hsla")) or "/" in colour:
        parts = _OWN_PARTS.findall(colour)
        return len(parts) == 4 and float(parts[3].rstrip("%")) == 0
    return colour in ("transparent", "none", "inherit")


def _colour(value: str) -> Colour | None:
    """Red, green and blue; None for what we cannot tell, a picture or a gradient among it."""
    value = value.lower().strip()
    if "url(" in value or "gradient" in value:
        return None
    for word in value.split():
        digits = word.removeprefix("#")
        if digits != word and re.fullmatch("[0-9a-f]{3}|[0-9a-f]{6}", digits):
            digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
            return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
        if word in _NAMED:
            return _NAMED[word]
    if value.startswith("rgb"):
        parts = [float(part) for part in _OWN_PARTS.findall(value)[:3] if "%" not in part]
        if len(parts) == 3:
            red, green, blue = (min(255, int(part)) for part in parts)
            return red, green, blue
    return None
