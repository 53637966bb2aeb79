"""The tree of elements of an HTML page, and whether a picture is shown in it."""

import re

from lxml import etree, html

from ingest.errors import UnreadableDocument
from ingest.formats.html_declarations import declarations
from storage.records import Verdict

# A side of pictures that are seen by nobody: three pixels at most (tracking pixels).
_SPECK = re.compile(r"\s*0*[0-3](?:\.\d{0,9})?(?:px)?\s*")
_PICTURES = ("img", "svg")


def html_root(text: str) -> html.HtmlElement | None:
    """The tree of `text`; None where there is no element in it.

    Raises UnreadableDocument where elements are nested so deep that the parser drops some: 2,048,
    of which a browser keeps 512.
    """
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        root = html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except etree.ParserError:
        return None
    if any("depth" in entry.message for entry in parser.error_log):
        raise UnreadableDocument(Verdict.DAMAGED, "Its elements are nested too deep.")
    return root


def has_picture(text: str) -> bool:
    """True where a page of that text shows a picture that is more than a speck."""
    root = html_root(text)
    return root is not None and any(not _is_speck(one) for one in root.iter(*_PICTURES))


def _is_speck(picture: html.HtmlElement) -> bool:
    style = declarations(picture.get("style") or "").all
    sides = [side for name in ("width", "height") for side in (picture.get(name), style.get(name))]
    shown = style.get("display") != "none" and picture.get("hidden") is None
    return not shown or any(_SPECK.fullmatch(side or "") for side in sides)
