"""PDFs with known text, made by reportlab and Pillow for the tests of reading."""

import re
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import pypdf
import reportlab
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
LEFT = 70.0
FONT = str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf")
PARAGRAPH = (
    "Le salarié en télétravail bénéficie des mêmes droits que les autres salariés de",
    "l'entreprise. Il est tenu de respecter les plages horaires fixées par l'accord, et",
    "de rester joignable pendant celles-ci.",
)


def canvas(path: Path, **options: object) -> Canvas:
    """An empty A4 document that will be saved at `path`."""
    return Canvas(str(path), pagesize=A4, **options)


def lines(
    drawing: Canvas, texts: Sequence[str], *, top: float, left: float = LEFT, size: float = 11,
    font: str = "Helvetica", step: float = 1.25,
) -> float:  # fmt: skip
    """Draw the texts one below the other; returns where the next would stand."""
    drawing.setFont(font, size)
    for text in texts:
        drawing.drawString(left, top, text)
        top -= step * size
    return top


def handbook(path: Path, *, pages: int = 4) -> Path:
    """Running header and footer, a large title, headings of two sizes, two paragraphs a page."""
    drawing = canvas(path)
    for number in range(1, pages + 1):
        lines(drawing, ["Valmont Industrie – Accord télétravail"], top=HEIGHT - 40, size=9)
        lines(drawing, [f"Page {number} sur {pages}"], top=30, left=280, size=9)
        top = HEIGHT - 100
        if number == 1:
            top = lines(drawing, ["Accord sur le télétravail"], top=top, size=24) - 20
        top = lines(drawing, [f"{number}. Chapitre {number}"], top=top, size=16) - 10
        top = lines(drawing, PARAGRAPH, top=top) - 14
        top = lines(drawing, [f"{number}.1 Détails"], top=top, font="Helvetica-Bold") - 8
        lines(drawing, PARAGRAPH, top=top)
        drawing.showPage()
    drawing.save()
    return path


def with_ligatures(path: Path) -> Path:
    """Text in which ﬁ and ﬂ are single characters, and accents of all kinds."""
    pdfmetrics.registerFont(TTFont("Vera", FONT))
    drawing = canvas(path)
    lines(drawing, ["La ﬁn d'un ﬂux : œuvre, été, ÎLE, ça, naïf, 25 €"], top=700,
          font="Vera")  # fmt: skip
    drawing.save()
    return path


def with_wrong_letters(path: Path, wrong: Callable[[str], str]) -> Path:
    """A page that looks right and whose font says of each letter that it is `wrong(letter)`."""
    pdfmetrics.registerFont(TTFont("Vera", FONT))
    drawing = canvas(path)
    lines(drawing, PARAGRAPH * 3, top=700, font="Vera")
    drawing.save()
    writer = pypdf.PdfWriter(clone_from=path)
    for font in writer.pages[0]["/Resources"]["/Font"].values():
        if "/ToUnicode" in font.get_object():
            table = font.get_object()["/ToUnicode"].get_object()
            table.set_data(
                re.sub(
                    rb"(?<=> )<([0-9A-F]{4})>",
                    lambda found: b"<%04X>" % ord(wrong(chr(int(found[1], 16)))),
                    table.get_data(),
                )
            )
    writer.write(path)
    return path


def picture_of(texts: Sequence[str], *, dpi: int = 200) -> Image.Image:
    """A white A4 sheet with the texts, as a scanner would give it."""
    sheet = Image.new("L", (int(8.27 * dpi), int(11.69 * dpi)), 255)
    font = ImageFont.truetype(FONT, int(14 * dpi / 72))
    pen = ImageDraw.Draw(sheet)
    for number, text in enumerate(texts):
        pen.text((dpi, dpi + number * int(22 * dpi / 72)), text, font=font, fill=0)
    return sheet


def draw_picture(drawing: Canvas, sheet: Image.Image) -> None:
    """The sheet over the whole page."""
    packed = BytesIO()
    sheet.save(packed, "PNG")
    drawing.drawImage(ImageReader(BytesIO(packed.getvalue())), 0, 0, WIDTH, HEIGHT)


def scanned(path: Path, sheets: Sequence[Image.Image], *, stamp: str = "") -> Path:
    """A page for each picture and no text, but for the stamp."""
    drawing = canvas(path)
    for sheet in sheets:
        draw_picture(drawing, sheet)
        if stamp:
            lines(drawing, [stamp], top=20)
        drawing.showPage()
    drawing.save()
    return path
