"""What nobody sees of a sheet: tiny, or white with nothing dark behind it."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from ingest.formats.drawing_colours import Colours, fill_of
from ingest.formats.drawing_text import child, paragraph_text, paragraphs
from ingest.formats.pptx_hidden import TINY_HUNDREDTHS, is_hidden
from ingest.formats.xml_package import local_name
from storage.page_findings import HiddenKind

TINY_POINTS = 2.0
PALEST = 0xF0  # of each colour, from which a text is taken for white
DARKENED = -0.06  # the tint by which white is no longer white
_WHITE_NUMBERS = ("1", "9")  # of the old palette
_WHITE = Colours({"lt1": "FFFFFF", "bg1": "FFFFFF"})
Run = tuple[str, HiddenKind | None]


@dataclass(frozen=True, slots=True)
class CellLook:
    """Why text in cells of a style is not seen; whether a ground lies behind it."""

    kind: HiddenKind | None = None
    on_ground: bool = False


def cell_looks(root: etree._Element) -> list[CellLook]:
    """The looks of the cell styles in a part of styles, in their order."""
    kinds = dict(enumerate(font_kind(font) for font in _below(root, "fonts")))
    grounds = dict(enumerate(_has_ground(fill) for fill in _below(root, "fills")))
    looks = []
    for style in _below(root, "cellXfs"):
        kind = kinds.get(_place(style.get("fontId")))
        on_ground = grounds.get(_place(style.get("fillId")), False)
        is_seen = kind is HiddenKind.BACKGROUND and on_ground
        looks.append(CellLook(None if is_seen else kind, on_ground))
    return looks


def font_kind(font: etree._Element | None) -> HiddenKind | None:
    """Why text in that font is not seen on white; None where it is, or there is no font."""
    size = None if font is None else child(font, "sz")
    if size is not None and _number(size.get("val")) < TINY_POINTS:
        return HiddenKind.TINY
    colour = None if font is None else child(font, "color")
    return HiddenKind.BACKGROUND if colour is not None and _is_pale(colour) else None


def rich_runs(text: etree._Element) -> tuple[Run, ...]:
    """The runs of a rich text, where its own fonts hide some of it; else none."""
    runs = tuple(
        (part.text or "", font_kind(child(run, "rPr")))
        for run in text
        if local_name(run) == "r"
        for part in run
        if local_name(part) == "t"
    )
    return runs if any(kind for _, kind in runs) else ()


def drawn_runs(anchor: etree._Element) -> Iterator[Run]:
    """The lines of text in the shapes of a drawing, and what of them is not seen."""
    for paragraph in paragraphs(anchor):
        shape = next((one for one in paragraph.iterancestors() if local_name(one) == "sp"), anchor)
        unseen: list[Run] = []

        def is_seen(
            run: etree._Element,
            shape: etree._Element = shape,
            unseen: list[Run] = unseen,
        ) -> bool:
            kind = _drawn_kind(shape, run)
            if kind:
                unseen.append((paragraph_text(run), kind))
            return kind is None

        yield paragraph_text(paragraph, is_seen), None
        yield from unseen


def _drawn_kind(shape: etree._Element, run: etree._Element) -> HiddenKind | None:
    if is_hidden(shape):
        return HiddenKind.NOT_SHOWN
    own = child(run, "rPr")
    size = "" if own is None else own.get("sz") or ""
    if size.isdecimal() and int(size) < TINY_HUNDREDTHS:
        return HiddenKind.TINY
    fill = None if own is None else fill_of(own)
    if fill is None or not _WHITE.is_pale(fill):
        return None
    style = child(shape, "style", "fillRef")
    filled = style is not None and style.get("idx") != "0" and not _WHITE.is_pale(style)
    properties = child(shape, "spPr")
    has_own = properties is not None and fill_of(properties) is not None
    on_ground = _WHITE.has_ground(properties) if has_own else filled
    return None if on_ground else HiddenKind.BACKGROUND


def _has_ground(fill: etree._Element) -> bool:
    pattern = child(fill, "patternFill")
    if pattern is None:
        return child(fill, "gradientFill") is not None
    if pattern.get("patternType") in (None, "none"):
        return False
    colour = child(pattern, "fgColor")
    is_solid = pattern.get("patternType") == "solid"
    return not (is_solid and colour is not None and _is_pale(colour))


def _is_pale(colour: etree._Element) -> bool:
    if _number(colour.get("tint") or "0") < DARKENED:
        return False
    if (value := colour.get("rgb")) is None:
        return colour.get("theme") == "0" or colour.get("indexed") in _WHITE_NUMBERS
    try:
        number = int(value[-6:], 16)
    except ValueError:
        return False
    return min(number >> 16, number >> 8 & 255, number & 255) >= PALEST


def _below(root: etree._Element, name: str) -> list[etree._Element]:
    found = child(root, name)
    return [] if found is None else list(found)


def _place(number: str | None) -> int:
    return int(number) if number and number.isdecimal() else 0


def _number(text: str | None) -> float:
    try:
        return float(text or "")
    except ValueError:
        return 11.0
