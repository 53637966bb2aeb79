"""Make `sources/scans/*.jpg`: a typeset page as an office scanner would give it back.

    python examples/typeset/scanned_page.py

The image is kept beside the sources, so that building the documents does not depend on how this
machine draws letters: run this only to change the page.
"""

import io
import textwrap
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas

SCANS = Path(__file__).parent.parent / "sources" / "scans"
DPI = 150


def typeset(text: str) -> bytes:
    """A one-page PDF of `text`; a line that starts with `!` is a heading in its middle."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    width, height = A4
    y = height - 2.6 * cm
    for paragraph in text.strip().split("\n\n"):
        heading = paragraph.startswith("!")
        canvas.setFont("Times-Bold" if heading else "Times-Roman", 14 if heading else 12)
        for line in textwrap.wrap(" ".join(paragraph.lstrip("!").split()), 82):
            if heading:
                canvas.drawCentredString(width / 2, y, line)
            else:
                canvas.drawString(2.5 * cm, y, line)
            y -= 0.62 * cm
        y -= 0.32 * cm
    canvas.save()
    return buffer.getvalue()


def scan(pdf: bytes) -> Image.Image:
    """The first page of `pdf` in grey: a little turned, soft, stained and noisy."""
    page = pypdfium2.PdfDocument(pdf)[0]
    sheet = page.render(scale=DPI / 72).to_pil().convert("L")
    _sign(sheet)
    sheet = sheet.rotate(0.6, resample=Image.Resampling.BICUBIC, fillcolor=255)
    sheet = sheet.filter(ImageFilter.GaussianBlur(0.5))
    grain = np.random.default_rng(20260302)
    pixels = np.asarray(sheet, dtype=np.float32) * 0.9 + 18
    pixels += grain.normal(0, 5, pixels.shape)
    pixels -= np.linspace(0, 14, pixels.shape[1])[None, :]  # the shadow of the lid
    for _ in range(60):
        y, x = grain.integers(0, pixels.shape[0] - 3), grain.integers(0, pixels.shape[1] - 3)
        pixels[y : y + 2, x : x + 2] -= 70
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _sign(sheet: Image.Image) -> None:
    """A signature and a stamp on the empty foot of the sheet."""
    draw = ImageDraw.Draw(sheet)
    width, height = sheet.size
    left, y = width * 0.58, height * 0.86
    points = [
        (left + t * 3.1, y + 34 * np.sin(t / 6.5) * np.exp(-t / 70) - t * 0.22) for t in range(95)
    ]
    draw.line(points, fill=60, width=3)
    box = (width * 0.16, height * 0.81, width * 0.16 + 190, height * 0.81 + 190)
    draw.ellipse(box, outline=120, width=4)
    draw.ellipse([box[0] + 16, box[1] + 16, box[2] - 16, box[3] - 16], outline=150, width=2)


def main() -> None:
    """Make the image of every text in `sources/scans`."""
    for text in SCANS.glob("*.txt"):
        scan(typeset(text.read_text(encoding="utf-8"))).save(text.with_suffix(".jpg"), quality=42)


if __name__ == "__main__":
    main()
