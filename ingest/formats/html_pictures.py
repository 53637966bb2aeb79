"""Pictures of a page of HTML: those that are written into it, and those of a book's archive."""

import re
from base64 import b64decode
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from lxml import etree, html

from ingest.errors import UnreadableDocument
from ingest.formats.html_declarations import declarations
from ingest.formats.html_tree import html_root
from ingest.formats.pictures import NOTHING, PackagePictures, Pictures, Size, is_small
from ingest.formats.plain_text import decode
from ingest.formats.source import Source
from ingest.formats.xml_package import resolved
from storage.records import Verdict

Places = Callable[[html.HtmlElement], tuple[int, ...]]  # of the picture that an element is
_LENGTH = re.compile(r"\s*(\d{1,6}(?:\.\d{0,9})?)\s*(px|pt|cm|mm|in)?\s*")
_CM = {"px": 2.54 / 96, "": 2.54 / 96, "pt": 2.54 / 72, "cm": 1.0, "mm": 0.1, "in": 2.54}
_DATA = "data:"


def no_pictures(element: html.HtmlElement) -> tuple[int, ...]:
    """The places of a page whose pictures are not looked at."""
    return NOTHING


class HtmlPictures(Pictures):
    """The pictures of an HTML file; the place of one that is written into it is its number among
    the `img` elements, from 1. Others are elsewhere, and never fetched."""

    def __init__(self, root: html.HtmlElement) -> None:
        super().__init__()
        self._numbers = {image: number for number, image in enumerate(root.iter("img"), start=1)}

    def places(self, element: html.HtmlElement) -> tuple[int, ...]:
        """See Places."""
        address = _address(element)
        size = _size(element)
        if element not in self._numbers:
            return NOTHING  # a drawing, mostly the icon of a button
        if address.lower().startswith(_DATA):
            return self.shown(self._numbers[element], Source(_data(address), ""), size)
        if not address or is_small(size) or not self._is_new(address):
            return NOTHING
        return self.lost()


class BookPictures(PackagePictures):
    """The pictures of a book's chapters, which are members of its archive."""

    def of_chapter(self, chapter: str) -> Places:
        """The places of the pictures of one chapter."""

        def places(element: html.HtmlElement) -> tuple[int, ...]:
            if element.tag == "img":
                return self._place(chapter, _address(element), _size(element))
            drawn = (one for one in element.iter(etree.Element) if one.tag == "image")
            addresses = (one.get("href") or one.get("xlink:href") or "" for one in drawn)
            found = (self._place(chapter, address, None) for address in addresses)
            return tuple(place for each in found for place in each)

        return places

    def _place(self, chapter: str, address: str, size: Size | None) -> tuple[int, ...]:
        if not address or address.lower().startswith(_DATA):
            return NOTHING
        if re.match(r"[a-z]+:", address, re.I):  # elsewhere
            return NOTHING if is_small(size) or not self._is_new(address) else self.lost()
        return self.member(resolved(chapter, address), size)


def written_picture(source: Source, place: int) -> Source:
    """The picture at that place of an HTML file. Raises UnreadableDocument where it is none."""
    root = html_root(decode(source.read()) or "")
    for number, image in enumerate(() if root is None else root.iter("img"), start=1):
        if number == place:
            return Source(_data(_address(image)), "", source.depth + 1)
    raise UnreadableDocument(Verdict.DAMAGED, "It has no such picture.")


def _address(element: html.HtmlElement) -> str:
    return (element.get("src") or "").strip()


def _data(address: str) -> bytes:
    """What a `data:` address holds; nothing where that cannot be made out."""
    head, _, content = address.partition(",")
    raw = unquote_to_bytes(content)
    if not head.rstrip().lower().endswith(";base64"):
        return raw
    try:
        return b64decode(re.sub(rb"[^A-Za-z0-9+/]", b"", raw) + b"==")
    except ValueError:
        return b""


def _size(element: html.HtmlElement) -> Size | None:
    """How large the picture is shown, where its attributes or its own style say both sides."""
    style = declarations(element.get("style") or "").all
    sides = []
    for name in ("width", "height"):
        found = _LENGTH.fullmatch(style.get(name, "") or element.get(name) or "")
        if found is None:
            return None
        sides.append(float(found[1]) * _CM[found[2] or ""])
    return sides[0], sides[1]
