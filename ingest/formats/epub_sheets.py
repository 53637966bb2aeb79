"""The style sheets of a book, which lie in its package beside the chapters."""

import re
from collections.abc import Iterator

from ingest.formats.html_sheets import Linked
from ingest.formats.plain_text import decode
from ingest.formats.xml_package import XmlPackage, resolved

DEEPEST = 3  # of sheets that import one another
_IMPORT = re.compile(r"""@import\s+(?:url\(\s*)?["']?([^"');\s]+)""", re.I)


def sheets_beside(package: XmlPackage, chapter: str) -> Linked:
    """Gives the texts of the sheet that a chapter names, after those that it imports."""

    def linked(address: str) -> list[str] | None:
        name = resolved(chapter, address)
        return list(_texts(package, name, DEEPEST, set())) if package.holds(name) else None

    return linked


def _texts(package: XmlPackage, name: str, depth: int, read: set[str]) -> Iterator[str]:
    """The text of a sheet after those that it imports, each read once."""
    if not depth or name.lower() in read or not package.holds(name):
        return
    read.add(name.lower())
    text = decode(package.read(name)) or ""
    for address in _IMPORT.findall(text):
        yield from _texts(package, resolved(name, address), depth - 1, read)
    yield text
