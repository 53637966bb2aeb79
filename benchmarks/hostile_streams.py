"""PDFs whose streams, fonts and cross-references exhaust their reader: more of `hostile_pdfs`."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

from benchmarks.hostile_pdfs import ATTACKS, HEADER, one_page, stream, text


def packed(block: bytes, times: int) -> bytes:
    """So many times a block, deflated without ever being in memory whole."""
    packer = zlib.compressobj(9)
    return b"".join([*(packer.compress(block) for _ in range(times)), packer.flush()])


def with_streamed_table(bodies: dict[int, bytes], table: bytes, entries: bytes) -> bytes:
    """A file of these objects whose cross-reference table is a stream, object 90."""
    content = bytearray(HEADER)
    for number, body in bodies.items():
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(content)
    head = b"/Type /XRef /Root 1 0 R /Filter /FlateDecode " + entries
    content += b"90 0 obj\n%s\nendobj\n" % stream(table, entries=head, packed=False)
    return bytes(content) + b"startxref\n%d\n%%%%EOF\n" % start


def xref_stream_bomb() -> bytes:
    """A table of two thousand million objects, a gigabyte of zeros unpacked."""
    entries = b"/Size 2000000000 /W [1 8 8] /Index [0 2000000000]"
    catalogue = {1: b"<< /Type /Catalog /Pages 2 0 R >>"}
    return with_streamed_table(catalogue, packed(bytes(1 << 20), 1024), entries)


def xref_stream_loop() -> bytes:
    """A streamed table whose predecessor is itself."""
    content = with_streamed_table(
        {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [] /Count 0 >>"},
        zlib.compress(bytes(8 * 3)),
        b"/Size 3 /W [1 4 3] /Prev 0000000000",
    )
    start = int(content.rsplit(b"startxref\n", 1)[1].split()[0])
    return content.replace(b"/Prev 0000000000", b"/Prev %010d" % start)


def object_stream_bomb() -> bytes:
    """An object stream that unpacks to a gigabyte and holds, it says, ten million objects."""
    body = stream(
        packed(b"1 0 " * 262_144, 1024),
        entries=b"/Type /ObjStm /N 10000000 /First 1000000000 /Filter /FlateDecode",
        packed=False,
    )
    return _behind_object_stream(body)


def object_stream_loop() -> bytes:
    """An object stream that extends itself and holds itself."""
    entries = b"/Type /ObjStm /N 2 /First 9 /Extends 8 0 R"
    return _behind_object_stream(
        stream(b"1 0 8 30 << /Type /Catalog /Pages 8 0 R >>", entries=entries)
    )


def _behind_object_stream(body: bytes) -> bytes:
    rows = [(0, 0, 0)] + [(2, 8, number) for number in range(7)] + [(1, len(HEADER), 0)]
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    return with_streamed_table({8: body}, zlib.compress(table), b"/Size 9 /W [1 4 2]")


def predictor_bomb() -> bytes:
    """A row of two thousand million columns is to be undone before the first byte."""
    entries = (
        b"/Filter /FlateDecode /DecodeParms "
        b"<< /Predictor 12 /Columns 2000000000 /Colors 32 /BitsPerComponent 16 >>"
    )
    return one_page(stream(packed(b"\2" * (1 << 20), 256), entries=entries, packed=False))


def run_length_bomb() -> bytes:
    """Runs of 128 bytes, packed: a thousand times a hundred."""
    data = packed(b"\x81q" * (1 << 19), 64)
    return one_page(stream(data, entries=b"/Filter [/FlateDecode /RunLengthDecode]", packed=False))


def long_filter_chain() -> bytes:
    """Ten thousand filters on one stream."""
    data = b"/Filter [" + b"/ASCIIHexDecode " * 10_000 + b"]"
    return one_page(stream(text(b"chain"), entries=data, packed=False))


def jbig2_bomb() -> bytes:
    """A scanned page of four thousand million rows and columns, in thirty bytes."""
    page = struct.pack(">IIIIBH", 0xFFFFFFF0, 0xFFFFFFF0, 0, 0, 0, 0)
    segment = struct.pack(">IBBBI", 0, 48, 0, 1, len(page)) + page
    return _image(segment, b"/Filter /JBIG2Decode /BitsPerComponent 1 /ColorSpace /DeviceGray")


def jpx_bomb() -> bytes:
    """A JPEG 2000 code stream whose header promises 2^62 samples."""
    size = struct.pack(">HIIIIIIIIH", 0, 2**31 - 1, 2**31 - 1, 0, 0, 2**31 - 1, 2**31 - 1, 0, 0, 3)
    body = size + b"\x07\x01\x01" * 3
    code = b"\xff\x4f\xff\x51" + struct.pack(">H", len(body) + 2) + body + b"\xff\xd9"
    return _image(code, b"/Filter /JPXDecode")


def _image(data: bytes, how: bytes) -> bytes:
    entries = b"/Type /XObject /Subtype /Image /Width 65535 /Height 65535 " + how
    return one_page(
        stream(b"q 600 0 0 780 6 6 cm /I Do Q"),
        resources=b"/XObject << /I 6 0 R >>",
        more={6: stream(data, entries=entries, packed=False)},
    )


def a_million_annotations() -> bytes:
    note = b"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (a) >>"
    return one_page(
        stream(text(b"annotated")), page=b"/Annots [" + b"6 0 R " * 1_000_000 + b"]", more={6: note}
    )


def giant_font() -> bytes:
    """An embedded font of half a gigabyte, all zeros."""
    descriptor = b"<< /Type /FontDescriptor /FontName /A /Flags 4 /FontFile2 7 0 R >>"
    file = stream(packed(bytes(1 << 20), 512), entries=b"/Filter /FlateDecode", packed=False)
    whole = one_page(stream(text(b"set in it")), more={6: descriptor, 7: file})
    return whole.replace(b"/Subtype /Type1", b"/Subtype /TrueType /FontDescriptor 6 0 R")


def font_loop() -> bytes:
    """A font whose every glyph is drawn by writing that glyph in the same font, twice."""
    glyph = stream(b"9 0 d0 BT /F1 1 Tf (aa) Tj ET")
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] "
        b"/CharProcs << /a 7 0 R >> /Encoding << /Differences [97 /a] >> /FirstChar 97 "
        b"/LastChar 97 /Widths [9] /Resources << /Font << /F1 6 0 R >> >> >>"
    )
    return one_page(
        stream(b"BT /T 12 Tf 72 700 Td (aaaa) Tj ET"),
        resources=b"/ExtGState << >>",
        more={6: font, 7: glyph},
    ).replace(b"/F1 5 0 R", b"/F1 5 0 R /T 6 0 R")


def pattern_loop() -> bytes:
    """A tile that is filled with itself, over a page of ten thousand million tiles."""
    entries = (
        b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 .01 .01] "
        b"/XStep .005 /YStep .005 /Resources << /Pattern << /P 6 0 R >> >>"
    )
    paint = b"/Pattern cs /P scn 0 0 612 792 re f "
    return one_page(
        stream(paint * 9),
        resources=b"/Pattern << /P 6 0 R >>",
        more={6: stream(paint * 2, entries=entries)},
    )


def sampled_function() -> bytes:
    """A shading by a table of 2^60 samples."""
    function = stream(
        b"\0" * 64,
        entries=b"/FunctionType 0 /Domain [0 1 0 1] /Range [0 1 0 1 0 1] "
        b"/Size [1073741824 1073741824] /BitsPerSample 32",
    )
    shading = b"<< /ShadingType 1 /ColorSpace /DeviceRGB /Function 7 0 R >>"
    return one_page(
        stream(b"/S sh"), resources=b"/Shading << /S 6 0 R >>", more={6: shading, 7: function}
    )


MORE_ATTACKS: dict[str, Callable[[], bytes]] = {
    make.__name__.replace("_", "-"): make
    for make in (
        xref_stream_bomb,
        xref_stream_loop,
        object_stream_bomb,
        object_stream_loop,
        predictor_bomb,
        run_length_bomb,
        long_filter_chain,
        jbig2_bomb,
        jpx_bomb,
        a_million_annotations,
        giant_font,
        font_loop,
        pattern_loop,
        sampled_function,
    )
}


def write_hostile_pdfs(folder: Path) -> int:
    """A file of each kind, called by it; how many there are. Making them takes seconds."""
    kinds = ATTACKS | MORE_ATTACKS
    for name, make in kinds.items():
        (folder / f"{name}.pdf").write_bytes(make())
    return len(kinds)
