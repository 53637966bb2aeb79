"""Runs of a Word document that a person does not see: hidden, tiny, or white on nothing dark."""

from collections.abc import Iterable, Iterator

from docx.oxml.ns import qn
from lxml import etree

from ingest.formats.docx_styles import LONGEST_CHAIN
from ingest.formats.symbol_fonts import symbol_font
from storage.page_findings import HiddenKind

TINY_HALF_POINTS = 4  # smaller than two points
PALEST = 0xF0  # of each colour, from which a text is taken for white
_FONTS = qn("w:rFonts")
_FILLS = ("solidFill", "gradFill", "blipFill", "pattFill", "fillRef")


class HiddenRuns:
    """Says of a run whether it is seen, by its own properties and those of its styles.

    White text is seen where its run, paragraph, cell, table style or text box has a ground of its
    own, or the whole page has: which colour that ground has is not looked at.
    """

    def __init__(self, styles: etree._Element | None, document: etree._Element) -> None:
        found = [] if styles is None else styles.iterfind(qn("w:style"))
        self._styles = {style.get(qn("w:styleId")): style for style in found}
        ground = document.find(qn("w:background"))
        self._coloured_page = ground is not None and not _is_pale(ground.get(qn("w:color")))
        self._signs_in_styles = any(
            _symbol_font(fonts) for style in self._styles.values() for fonts in style.iter(_FONTS)
        )

    def kind(self, run: etree._Element) -> HiddenKind | None:
        """Why the run is not seen; None where it is."""
        sources = list(self._sources(run))
        vanish = _first(sources, "vanish")
        if vanish is not None and vanish.get(qn("w:val")) not in ("0", "false", "off"):
            return HiddenKind.NOT_SHOWN
        size = _first(sources, "sz")
        number = "" if size is None else size.get(qn("w:val")) or ""
        if number.isdecimal() and int(number) < TINY_HALF_POINTS:
            return HiddenKind.TINY
        colour = _first(sources, "color")
        if colour is not None and _is_pale(colour.get(qn("w:val"))) and not self._on_ground(run):
            return HiddenKind.BACKGROUND
        return None

    def is_raised(self, run: etree._Element) -> bool:
        """True for a superscript."""
        aligned = _first(self._sources(run), "vertAlign")
        return aligned is not None and aligned.get(qn("w:val")) == "superscript"

    def symbol_font(self, run: etree._Element) -> str:
        """The font of the run, as `symbol_fonts` knows it, where its letters are signs."""
        own = run.find(qn("w:rPr"))
        sources = self._sources(run) if self._signs_in_styles else () if own is None else (own,)
        fonts = _first(sources, "rFonts")
        return "" if fonts is None else _symbol_font(fonts)

    def _sources(self, run: etree._Element) -> Iterator[etree._Element]:
        """The run's properties, then those of its style, then those of its paragraph's style."""
        own = run.find(qn("w:rPr"))
        if own is not None:
            yield own
            yield from self._chain(own.find(qn("w:rStyle")))
        paragraph = next(run.iterancestors(qn("w:p")), None)
        if paragraph is not None:
            yield from self._chain(paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}"))

    def _chain(self, named: etree._Element | None) -> Iterator[etree._Element]:
        for style in self._based_on(named):
            properties = style.find(qn("w:rPr"))
            if properties is not None:
                yield properties

    def _based_on(self, named: etree._Element | None) -> Iterator[etree._Element]:
        for _ in range(LONGEST_CHAIN):
            style = None if named is None else self._styles.get(named.get(qn("w:val")))
            if style is None:
                return
            yield style
            named = style.find(qn("w:basedOn"))

    def _on_ground(self, run: etree._Element) -> bool:
        """True where something that may be dark lies behind the run."""
        if self._coloured_page or _first(self._sources(run), "highlight") is not None:
            return True
        if any(map(_is_shaded, self._sources(run))):
            return True
        for around in run.iterancestors():
            properties = around.find(f"{around.tag}Pr")
            if properties is not None and (
                _is_shaded(properties) or self._style_is_shaded(properties)
            ):
                return True
            if around.tag == qn("w:txbxContent"):
                return _is_filled_box(around)
        return False

    def _style_is_shaded(self, properties: etree._Element) -> bool:
        """True where the style of a paragraph or table has a ground, if only for some cells."""
        named = [properties.find(qn(f"w:{kind}Style")) for kind in ("p", "tbl")]
        return any(
            _has_ground(shading)
            for one in named
            for style in self._based_on(one)
            for shading in style.iter(qn("w:shd"))
        )


def _symbol_font(fonts: etree._Element) -> str:
    """Of the font of Latin letters; that of complex scripts (`cs`) is another one beside it."""
    kind = "ascii" if fonts.get(qn("w:ascii")) else "hAnsi"
    if fonts.get(qn(f"w:{kind}Theme")):  # goes before
        return ""
    return symbol_font(fonts.get(qn(f"w:{kind}")) or "")


def _first(sources: Iterable[etree._Element], name: str) -> etree._Element | None:
    """The element of that name in the first of the properties that has one."""
    found = (one.find(qn(f"w:{name}")) for one in sources)
    return next((one for one in found if one is not None), None)


def _is_shaded(properties: etree._Element) -> bool:
    return any(_has_ground(shading) for shading in properties.iterchildren(qn("w:shd")))


def _has_ground(shading: etree._Element) -> bool:
    fill = shading.get(qn("w:fill")) or "auto"
    pattern = shading.get(qn("w:val")) or "clear"
    return (fill != "auto" and not _is_pale(fill)) or pattern not in ("clear", "nil")


def _is_pale(colour: str | None) -> bool:
    """True for white, and what is as good as white; False where it is not known."""
    try:
        value = int(colour or "", 16)
    except ValueError:
        return False
    return len(colour or "") == 6 and min(value >> 16, value >> 8 & 255, value & 255) >= PALEST


def _is_filled_box(content: etree._Element) -> bool:
    """True where the text box has a filling, as newer or older Word writes it."""
    shape = next(
        (one for one in content.iterancestors() if etree.QName(one).localname in _SHAPES), None
    )
    if shape is None:
        return False
    if etree.QName(shape).localname != "wsp":
        return shape.get("fillcolor") is not None and shape.get("filled") not in ("f", "false")
    return any(etree.QName(one).localname in _FILLS for one in shape.iter(etree.Element))


_SHAPES = frozenset({"wsp", "shape", "rect", "roundrect", "oval"})
