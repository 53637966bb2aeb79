"""What the styles of an OpenDocument file say: hidden, on a new page, bullets and numbers."""

import re
from collections.abc import Iterator

from lxml import etree

from ingest.errors import UnreadableDocument
from ingest.formats.docx_numbering import written_number
from ingest.formats.docx_styles import LONGEST_CHAIN
from ingest.formats.symbol_fonts import symbol_font
from ingest.formats.xml_package import XmlPackage, attribute, local_name
from storage.records import Verdict

DEEPEST = 10
REPEATED = 1_000  # copies that one element may stand for; sheets end with a million empty rows
LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)(pt|cm|mm|in|px|pc|%)")
POINTS = {"pt": 1.0, "cm": 72 / 2.54, "mm": 7.2 / 2.54, "in": 72.0, "px": 0.75, "pc": 12.0}
_NUMBERS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


class OdfStyles:
    """The styles of a file by family and name."""

    def __init__(self, roots: list[etree._Element]) -> None:
        self._styles: dict[tuple[str, str], etree._Element] = {}
        self._lists: dict[str, dict[int, etree._Element]] = {}
        self.masters: dict[str, etree._Element] = {}  # pages that others are laid on, by name
        self.page_sizes: dict[str, tuple[float, float]] = {}  # width and height in points
        self.page_grounds: set[str] = set()  # the colours of pages
        self.sign_fonts: dict[str, str] = {}  # as `symbol_fonts` knows them, by the file's name
        for root in roots:
            for element in root.iter(etree.Element):
                kind = local_name(element)
                if kind == "style":
                    key = attribute(element, "family"), attribute(element, "name")
                    self._styles[key] = element
                elif kind == "master-page":
                    self.masters[attribute(element, "name")] = element
                elif kind == "page-layout":
                    self._add_layout(element)
                elif kind in ("font-face", "text-properties"):
                    self._add_font(element)
                elif kind in ("list-style", "outline-style"):
                    name = "" if kind == "outline-style" else attribute(element, "name")
                    self._lists[name] = dict(_levels(element))

    def _add_layout(self, layout: etree._Element) -> None:
        for properties in layout:
            sides = [points(attribute(properties, f"page-{side}")) for side in ("width", "height")]
            if sides[0] is not None and sides[1] is not None:
                self.page_sizes[attribute(layout, "name")] = sides[0], sides[1]
            self.page_grounds.add(attribute(properties, "background-color"))

    def _add_font(self, element: etree._Element) -> None:
        family = attribute(element, "font-family")
        if font := symbol_font(family):
            self.sign_fonts[attribute(element, "name") or family] = font

    def sign_font(self, family: str, name: str) -> str | None:
        """The font of signs that the style states; empty for another font, None for none."""
        if not self.sign_fonts:
            return None
        stated = self.property(family, name, "font-name")
        stated = stated or self.property(family, name, "font-family")
        return self.sign_fonts.get(stated, "") if stated else None

    def property(self, family: str, name: str, wanted: str) -> str:
        """The nearest value of a property along the styles it is based on; else empty."""
        for style in self._chain(family, name):
            for properties in style:
                if value := attribute(properties, wanted):
                    return value
        return ""

    def chooses_colour(self, family: str, name: str) -> bool:
        """True where the nearest style that says so leaves the colour of text to the program."""
        for style in self._chain(family, name):
            for properties in style:
                if attribute(properties, "use-window-font-color") == "true":
                    return True
                if attribute(properties, "color"):
                    return False
        return False

    def is_named(self, family: str, name: str, wanted: str) -> bool:
        """True where the style, or one it is based on, has that name."""
        return any(attribute(style, "name") == wanted for style in self._chain(family, name))

    def is_hidden(self, family: str, name: str) -> bool:
        """True for text that is not displayed."""
        return self.property(family, name, "display") in ("none", "false")

    def starts_page(self, name: str) -> bool:
        """True for a paragraph that its style puts on a new page."""
        breaks = self.property("paragraph", name, "break-before") == "page"
        return breaks or bool(self.master("paragraph", name))

    def master(self, family: str, name: str) -> str:
        """The kind of pages that begin with a paragraph or table of the style; empty for none."""
        return next(
            (attribute(style, "master-page-name") for style in self._chain(family, name)[:1]), ""
        )

    def mark(self, list_name: str, level: int, counts: list[int]) -> str:
        """What stands before the next item of a list's level (from 1), or of a heading's for the
        list named ""; `counts` is advanced."""
        style = self._lists.get(list_name, {}).get(level)
        if style is None:
            return ""
        if local_name(style) == "list-level-style-bullet":
            return "• "
        if not attribute(style, "num-format"):
            return ""
        start = _whole(attribute(style, "start-value"), 1)
        counts[level - 1] = counts[level - 1] + 1 if counts[level - 1] else start
        counts[level:] = [0] * (DEEPEST - level)
        shown = min(_whole(attribute(style, "display-levels"), 1), level)
        numbers = ".".join(
            self._written(list_name, place, counts) for place in range(level - shown + 1, level + 1)
        )
        return f"{attribute(style, 'num-prefix')}{numbers}{attribute(style, 'num-suffix')} "

    def _written(self, list_name: str, level: int, counts: list[int]) -> str:
        style = self._lists[list_name].get(level)
        form = "" if style is None else attribute(style, "num-format")
        return written_number(counts[level - 1] or 1, _NUMBERS.get(form, "decimal"))

    def _chain(self, family: str, name: str) -> list[etree._Element]:
        chain: list[etree._Element] = []
        while (family, name) in self._styles and len(chain) < LONGEST_CHAIN:
            chain.append(self._styles[family, name])
            name = attribute(chain[-1], "parent-style-name")
        return chain


def odf_parts(package: XmlPackage) -> tuple[etree._Element, OdfStyles, str]:
    """The body's only child, the styles and the title of the file.

    Raises UnreadableDocument (ENCRYPTED), and KeyError where the content is missing.
    """
    manifest = package.root("META-INF/manifest.xml")
    if manifest is not None and any(
        local_name(each) == "encryption-data" for each in manifest.iter(etree.Element)
    ):
        raise UnreadableDocument(
            Verdict.ENCRYPTED, "It is protected by a password: save it without one."
        )
    content, styles = package.root("content.xml"), package.root("styles.xml")
    if content is None:
        raise KeyError("content.xml")
    kinds = [kind for body in content if local_name(body) == "body" for kind in body]
    if not kinds:
        raise KeyError("body")
    meta = package.root("meta.xml")
    titles = () if meta is None else (e for e in meta.iter(etree.Element) if _is_title(e))
    title = next((each.text or "" for each in titles), "")
    roots = [root for root in (styles, content) if root is not None]
    return kinds[0], OdfStyles(roots), title


def points(length: str) -> float | None:
    """A length in points; None for one that is stated in no unit."""
    found = LENGTH.fullmatch(length)
    return float(found[1]) * POINTS[found[2]] if found and found[2] in POINTS else None


def repeats(element: etree._Element, name: str) -> int:
    """How many times the element stands there, within `REPEATED`."""
    return min(max(_whole(attribute(element, name), 1), 1), REPEATED)


def _is_title(element: etree._Element) -> bool:
    return local_name(element) == "title"


def _levels(style: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    for level in style:
        place = _whole(attribute(level, "level"), 0)
        if 1 <= place <= DEEPEST:
            yield place, level


def _whole(text: str, default: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else default
