"""What the styles of a DOCX say of a paragraph: heading level, list, page break."""

import re
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml import etree

LONGEST_CHAIN = 20  # styles based on styles; a circle ends there
_HEADING_NAME = re.compile(r"(?:heading|titre|überschrift|título|titolo) (?P<level>[1-9])", re.I)


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """How a paragraph is set: heading level from 1 (0: none), its list and level in it."""

    level: int = 0
    is_title: bool = False
    list_id: str = ""
    list_level: int = 0
    starts_page: bool = False


class Styles:
    """The paragraph styles of a document by their ids."""

    def __init__(self, root: etree._Element | None) -> None:
        styles = [] if root is None else root.iterfind(qn("w:style"))
        self._elements = {style.get(qn("w:styleId")): style for style in styles}
        self._known: dict[str, ParagraphStyle] = {}

    def of(self, paragraph: etree._Element) -> ParagraphStyle:
        """The style of the paragraph with what its own properties add."""
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return self._named("")
        style = self._named(_child_value(properties, "pStyle"))
        list_id, list_level = _list_place(properties)
        outline = _child_value(properties, "outlineLvl")
        return ParagraphStyle(
            level=int(outline) + 1 if outline in _OUTLINE_LEVELS else style.level,
            is_title=style.is_title,
            list_id=list_id or style.list_id,
            list_level=list_level if list_id else style.list_level,
            starts_page=_is_on(properties, "pageBreakBefore") or style.starts_page,
        )

    def _named(self, style_id: str) -> ParagraphStyle:
        if style_id not in self._known:
            self._known[style_id] = self._resolved(style_id)
        return self._known[style_id]

    def _resolved(self, style_id: str) -> ParagraphStyle:
        """The nearest answer to each question along the styles it is based on."""
        chain: list[etree._Element] = []
        while style_id in self._elements and len(chain) < LONGEST_CHAIN:
            chain.append(self._elements[style_id])
            style_id = _child_value(chain[-1], "basedOn")
        level, list_id, list_level, starts_page = 0, "", 0, False
        for style in chain:
            level = level or _heading_level(style)
            properties = style.find(qn("w:pPr"))
            if properties is not None:
                if not list_id:
                    list_id, list_level = _list_place(properties)
                starts_page = starts_page or _is_on(properties, "pageBreakBefore")
        is_title = bool(chain) and _child_value(chain[0], "name").lower() in ("title", "titre")
        return ParagraphStyle(
            level, is_title, list_id, list_level or max(level - 1, 0), starts_page
        )


_OUTLINE_LEVELS = frozenset("012345678")  # 9 is the text itself


def heading_level(name: str) -> int:
    """The level of a heading by the name of its style; 0 for other styles."""
    named = _HEADING_NAME.fullmatch(name)
    return int(named["level"]) if named else 0


def _heading_level(style: etree._Element) -> int:
    named = heading_level(_child_value(style, "name"))
    if named:
        return named
    outline = style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    value = "" if outline is None else outline.get(qn("w:val")) or ""
    return int(value) + 1 if value in _OUTLINE_LEVELS else 0


def _list_place(properties: etree._Element) -> tuple[str, int]:
    numbering = properties.find(qn("w:numPr"))
    if numbering is None:
        return "", 0
    level = _child_value(numbering, "ilvl")
    return _child_value(numbering, "numId"), int(level) if level in _OUTLINE_LEVELS else 0


def _is_on(properties: etree._Element, name: str) -> bool:
    switch = properties.find(qn(f"w:{name}"))
    return switch is not None and switch.get(qn("w:val")) not in ("0", "false", "off")


def _child_value(element: etree._Element, name: str) -> str:
    child = element.find(qn(f"w:{name}"))
    return "" if child is None else child.get(qn("w:val")) or ""
