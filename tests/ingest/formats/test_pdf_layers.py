"""Text on a layer that is off is hidden, however the file writes that it has layers."""

import random
import zlib
from collections.abc import Callable

import pytest

from ingest.formats.parsed import RawPage
from ingest.formats.pdf import read_pdf
from ingest.formats.pdf_layers import MOST_MARKS, MOST_PACKED, _catalog
from ingest.formats.source import Source
from storage.page_findings import HiddenKind
from tests.ingest.formats.test_pdf_overlooked import FORM_TEXT, ON_LAYER, layered
from tests.ingest.hidden_pdfs import SECRET, VISIBLE

OFF = b"/OFF[6 0 R]"
CATALOG = b"<</Type/Catalog/Pages 2 0 R%s/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>>>"


def page_of(content: bytes) -> RawPage:
    return read_pdf(Source(content, "a.pdf"), max_pages=9).pages[0]


def assert_hidden(content: bytes) -> None:
    page = page_of(content)
    assert VISIBLE in page.text and "Ignore" not in page.text
    assert [(one.kind, one.text) for one in page.hidden] == [(HiddenKind.NOT_SHOWN, SECRET)]


def packed_catalog(
    pack: Callable[[bytes], bytes], filters: bytes, *, more: bytes = b"", content: bytes = ON_LAYER
) -> bytes:
    """The layered page with its catalog, object 1, in a packed stream, object 8."""
    plain = layered(OFF, content, FORM_TEXT)
    body = plain[: plain.index(b"xref\n")].replace(b"1 0 obj", b"99 0 obj", 1)
    start, end = body.index(b"99 0 obj"), body.index(b"2 0 obj")
    body = body[:start] + body[end:]
    inside = pack(b"1 0 " + CATALOG % more)
    place = len(body)
    body += b"8 0 obj\n<</Type/ObjStm/N 1/First 4%s/Length %d>>\nstream\n" % (filters, len(inside))
    body += inside + b"\nendstream\nendobj\n"
    rows = [(0, 0, 0), (2, 8, 0)]
    rows += [(1, body.index(b"\n%d 0 obj" % number) + 1, 0) for number in range(2, 8)]
    rows += [(1, place, 0), (1, len(body), 0)]
    table = b"".join(
        kind.to_bytes(1, "big") + at.to_bytes(4, "big") + last.to_bytes(2, "big")
        for kind, at, last in rows
    )
    end_at = len(body)
    head = b"9 0 obj\n<</Type/XRef/Size 10/W[1 4 2]/Root 1 0 R/Length %d>>\nstream\n" % len(table)
    return body + head + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % end_at


def hexed(content: bytes) -> bytes:
    return zlib.compress(content).hex().encode() + b">"


def twice(content: bytes) -> bytes:
    return zlib.compress(zlib.compress(content))


PACKED = {
    "packed": (zlib.compress, b"/Filter/FlateDecode"),
    "as hexadecimal numbers": (hexed, b"/Filter[/ASCIIHexDecode/FlateDecode]"),
    "packed twice": (twice, b"/Filter[/FlateDecode/FlateDecode]"),
}


@pytest.mark.parametrize("way", PACKED)
def test_a_layer_is_found_however_the_catalog_is_packed(way: str) -> None:
    assert_hidden(packed_catalog(*PACKED[way]))


def test_a_layer_is_found_where_the_catalog_is_too_large_to_look_into() -> None:
    more = b"/Pad<%s>" % random.Random(1).randbytes(MOST_PACKED + 1_000).hex().encode()
    assert_hidden(packed_catalog(zlib.compress, b"/Filter/FlateDecode", more=more))


@pytest.mark.parametrize("name", [b"/OC#50roperties", b"/#4fCPropertie#73", b"/#4FCProperties"])
def test_a_name_in_numbers_of_its_letters_is_known(name: bytes) -> None:
    assert_hidden(layered(OFF, ON_LAYER).replace(b"/OCProperties", name))


def test_a_packed_stream_under_a_name_in_numbers_is_looked_into() -> None:
    made = packed_catalog(zlib.compress, b"/Filter/FlateDecode")
    assert_hidden(
        made.replace(b"/Root 1", b"/R#6fot%s\n1").replace(b"/ObjStm/N 1", b"/Obj#53tm/N 1")
    )


def test_a_text_with_more_marks_than_are_looked_at_may_stand_on_a_layer() -> None:
    marks = MOST_MARKS + 5
    assert_hidden(layered(OFF, b"/Span BMC " * marks + ON_LAYER + b" EMC" * marks))


def test_a_stream_that_cannot_be_made_out_is_told_from_one_without_the_catalog() -> None:
    inside = b"1 0 9 40 <</Type/Catalog/OCProperties<<>>>> <</Type/Pages>>"
    packed = zlib.compress(inside)
    assert _catalog(b"\r\n" + packed + b"endstream", 0, frozenset([1])) == inside
    assert _catalog(packed, 0, frozenset([4])) == b""
    assert _catalog(packed, 0, frozenset()) == inside
    assert _catalog(packed[:-9], 0, frozenset([1])) is None
    assert _catalog(b"\nnot packed", 0, frozenset([1])) is None
    assert _catalog(zlib.compress(b"%1 0 9 40" + inside), 0, frozenset([1])) is None
    long = b" ".join(b"%d 0" % number for number in range(2_000)) + b" <<>>"
    assert _catalog(zlib.compress(long), 0, frozenset([5_000])) == long
