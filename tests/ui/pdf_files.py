"""PDFs made for the tests of the viewer: honest ones with reportlab, hostile ones by hand."""

import io
import zlib
from collections.abc import Sequence

A4 = (595, 842)


def honest_pdf(
    pages: Sequence[Sequence[str]], *, rotation: int = 0, title: str = "", white: str = ""
) -> bytes:
    """A PDF with the given lines on each page, in Helvetica 12, 18 points a line.

    `white` is drawn on each of them too, white on white.
    """
    from reportlab.pdfgen.canvas import Canvas

    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A4)
    canvas.setTitle(title)
    for lines in pages:
        canvas.setPageRotation(rotation)
        canvas.setFont("Helvetica", 12)
        for row, line in enumerate(lines):
            canvas.drawString(72, 760 - 18 * row, line)
        if white:
            canvas.setFillGray(1)
            canvas.drawString(72, 300, white)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def pdf_with_a_scan(lines: Sequence[str]) -> bytes:
    """A page with these lines, then a page that is a picture of text."""
    from PIL import Image, ImageDraw
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    picture = Image.new("L", (600, 300), 255)
    ImageDraw.Draw(picture).text((40, 120), "A page that was scanned", fill=0)
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A4)
    for row, line in enumerate(lines):
        canvas.drawString(72, 760 - 18 * row, line)
    canvas.showPage()
    canvas.drawImage(ImageReader(picture), 0, 300, 595, 300)
    canvas.showPage()
    canvas.save()
    return made.getvalue()


def raw_pdf(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    body = b"%PDF-1.7\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    references = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(body))
    return body + references + trailer


def stream(dictionary: bytes, content: bytes) -> bytes:
    """A compressed stream object."""
    packed = zlib.compress(content, 9)
    return b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (
        dictionary,
        len(packed),
        packed,
    )


def page_objects(resources: bytes, *, box: bytes = b"[0 0 595 842]") -> list[bytes]:
    """Catalogue, page tree and one page whose content is object 4."""
    return [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox%s/Contents 4 0 R/Resources<<%s>>>>" % (box, resources),
    ]


def memory_bomb() -> bytes:
    """Two kilobytes that hold forty million drawing operators, compressed twice."""
    twice = zlib.compress(zlib.compress(b"0 0 m 1 1 l S " * 40_000_000, 9), 9)
    content = b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>\nstream\n%s\nendstream"
    return raw_pdf([*page_objects(b""), content % (len(twice), twice)])


def time_bomb() -> bytes:
    """700 bytes that tile the page every thousandth of a point."""
    tile = stream(
        b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]"
        b"/XStep 0.001/YStep 0.001/Resources<<>>",
        b"0 0 1 1 re f",
    )
    paint = stream(b"", b"/Pattern cs /P scn 0 0 595 842 re f")
    return raw_pdf([*page_objects(b"/Pattern<</P 5 0 R>>"), paint, tile])


def looping_pages() -> bytes:
    """A page tree that contains itself."""
    return raw_pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 1>>"])


def endless_page() -> bytes:
    """One page of 14,400 by 1 points, which asks for a picture far taller than wide."""
    return raw_pdf([*page_objects(b"", box=b"[0 0 1 14400]"), stream(b"", b"0 0 1 9 re f")])
