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

MOST_MARKS = 20  # of one text
MOST_PACKED, MOST_UNPACKED = 1 << 20, 4 << 20  # bytes of one packed stream of objects
HEAD_BYTES = 4_096  # of such a stream, in which it lists its objects
_LAYERS, _PACKED = b"/OCProperties", b"/ObjStm"
_ROOT = re.compile(rb"/Root\s+(\d+)\s")
_NUMBERS = re.compile(rb"[\d\s]+")
_NAME_BYTES = 8  # "OC" in UTF-16 and its end
_known: WeakKeyDictionary[pdfium.PdfDocument, bool] = WeakKeyDictionary()


def on_layers(document: pdfium.PdfDocument, drawn: Layer) -> Iterator[int]:
    """The addresses of texts that may stand on a layer; none where the document has none."""
    if document not in _known:
        _known[document] = _has_layers(document)
    if not _known[document]:
        return
    for layer in drawn.layers():
        for text in layer.texts():
            # A form may stand on a layer as a whole, of which PDFium says nothing.
            if layer.matrix is not None or _is_marked(text):
                yield text


def _has_layers(document: pdfium.PdfDocument) -> bool:
    """True where the file's catalog speaks of layers, in the open or in a packed stream."""
    where = document._input
    content = where.read_bytes() if isinstance(where, Path) else bytes(where)
    if _LAYERS in content:
        return True
    roots = frozenset(_ROOT.findall(content))
    place = content.find(_PACKED)
    while place >= 0:
        start = content.find(b"stream", place)
        if start >= 0 and _LAYERS in _catalog(content, start + len(b"stream"), roots):
            return True
        place = content.find(_PACKED, place + len(_PACKED))
    return False


def _catalog(content: bytes, start: int, roots: frozenset[bytes]) -> bytes:
    """The packed stream that starts there, where one of `roots` is in it; else nothing."""
    while content[start : start + 1] in (b"\r", b"\n"):
        start += 1
    unpacking = zlib.decompressobj()
    try:
        head = unpacking.decompress(content[start : start + HEAD_BYTES], HEAD_BYTES)
        numbers = _NUMBERS.match(head)
        if numbers and numbers.end() < len(head) and roots.isdisjoint(numbers[0].split()[::2]):
            return b""
        rest = content[start + HEAD_BYTES : start + MOST_PACKED]
        return head + unpacking.decompress(unpacking.unconsumed_tail + rest, MOST_UNPACKED)
    except zlib.error:  # packed otherwise, or encrypted
        return b""


def _is_marked(text: int) -> bool:
    name, size = (ctypes.c_char * _NAME_BYTES)(), ctypes.c_ulong()
    for place in range(min(count_marks(text), MOST_MARKS)):
        known = write_mark_name(mark_of(text, place), name, _NAME_BYTES, ctypes.byref(size))
        if known and bytes(name)[:4] == b"O\0C\0" and size.value == 6:
            return True
    return False
