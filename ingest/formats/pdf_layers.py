"""Whether texts of a PDF stand on layers (optional content), which a viewer may leave out.

PDFium draws what the file's own settings show and reads the text of all layers. Which are switched
off it does not tell: what may stand on one is compared with the page as it is drawn.
"""

import ctypes
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from weakref import WeakKeyDictionary

import pypdfium2 as pdfium

from ingest.formats.pdf_calls import count_marks, mark_of, write_mark_name
from ingest.formats.pdf_objects import Layer

MOST_MARKS = 20  # of one text, from which it is taken to stand on a layer
MOST_PACKED, MOST_UNPACKED = 1 << 20, 4 << 20  # bytes of one packed stream of objects
HEAD_BYTES = 4_096  # of such a stream, in which it lists its objects


def _name(name: bytes) -> bytes:
    """A pattern for a name of PDF, any letter of which may be written as the number of its code."""
    letters = ((re.escape(bytes((code,))), b"%02x" % code, b"%02X" % code) for code in name)
    return b"/" + b"".join(b"(?:%s|#%s|#%s)" % letter for letter in letters)


_LAYERS, _PACKED = re.compile(_name(b"OCProperties")), re.compile(_name(b"ObjStm"))
PORTFOLIO = re.compile(_name(b"Collection"))  # in the catalog of files that wrap others
_ROOT = re.compile(_name(b"Root") + rb"(?:[\s\0]|%[^\r\n]*)*(\d+)")
_NUMBERS = re.compile(rb"[\d\s]*")
_OBJECT_STARTS = b"<[(/tfn"  # of what may follow the list of numbers in a packed stream
_LONGEST_NUMBER = 10  # digits
_NAME_BYTES = 8  # "OC" in UTF-16 and its end
_known: WeakKeyDictionary[pdfium.PdfDocument, bool] = WeakKeyDictionary()


def on_layers(document: pdfium.PdfDocument, drawn: Layer) -> Iterator[int]:
    """The addresses of texts that may stand on a layer; none where the document has none."""
    if document not in _known:
        _known[document] = catalog_may_name(document, _LAYERS)
    if not _known[document]:
        return
    for layer in drawn.layers():
        for text in layer.texts():
            # A form may stand on a layer as a whole, of which PDFium says nothing.
            if layer.matrix is not None or _is_marked(text):
                yield text


def catalog_may_name(document: pdfium.PdfDocument, name: re.Pattern[bytes]) -> bool:
    """True where the file's catalog has a key of that name, in the open or in a packed stream.

    And where a packed stream that may hold the catalog cannot be made out.
    """
    where = document._input
    content = where.read_bytes() if isinstance(where, Path) else bytes(where)
    if name.search(content):
        return True
    roots = frozenset(int(number[:_LONGEST_NUMBER]) for number in _ROOT.findall(content))
    for packed in _PACKED.finditer(content):
        start = content.find(b"stream", packed.end())
        if start < 0:
            return False
        catalog = _catalog(content, start + len(b"stream"), roots)
        if catalog is None or name.search(catalog):
            return True
    return False


def _catalog(content: bytes, start: int, roots: frozenset[int]) -> bytes | None:
    """The packed stream that starts there; nothing where it tells that none of `roots` is in it.

    None where it cannot be made out: encrypted, packed in another way or twice, or too large.
    """
    while content[start : start + 1] in (b"\r", b"\n"):
        start += 1
    unpacking = zlib.decompressobj()
    try:
        head = unpacking.decompress(content[start : start + HEAD_BYTES], HEAD_BYTES)
        numbers = _listed(head)
        if numbers is None:
            return None
        listed = frozenset(map(int, numbers.split()[::2]))
        if len(numbers) < len(head) and roots and roots.isdisjoint(listed):
            return b""
        rest = content[start + HEAD_BYTES : start + MOST_PACKED]
        inside = head + unpacking.decompress(unpacking.unconsumed_tail + rest, MOST_UNPACKED)
    except zlib.error:
        return None
    return inside if unpacking.eof and _listed(inside) is not None else None


def _listed(objects: bytes) -> bytes | None:
    """The numbers that a packed stream begins with; None where it does not begin as one does."""
    found = _NUMBERS.match(objects)
    numbers = found[0] if found else b""
    following = objects[len(numbers) : len(numbers) + 1]
    return numbers if following in _OBJECT_STARTS else None


def _is_marked(text: int) -> bool:
    name, size = (ctypes.c_char * _NAME_BYTES)(), ctypes.c_ulong()
    count = count_marks(text)
    if count > MOST_MARKS:
        return True
    for place in range(count):
        known = write_mark_name(mark_of(text, place), name, _NAME_BYTES, ctypes.byref(size))
        if known and bytes(name)[:4] == b"O\0C\0" and size.value == 6:
            return True
    return False
