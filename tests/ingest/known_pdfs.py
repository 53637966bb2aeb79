"""PDFs of known text for the tests of fidelity: each a path and the words it says, in order."""

import random
import unicodedata
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.ingest.made_pdfs import HEIGHT, canvas, lines

# Of the fonts at hand the one that has combining marks; reportlab's own draw a box for them.
_MATPLOTLIB = find_spec("matplotlib")
assert _MATPLOTLIB is not None
assert _MATPLOTLIB.origin is not None
WITH_MARKS = Path(_MATPLOTLIB.origin).parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"
_FRENCH = (
    "le salarié bénéficie des congés prévus par l'accord et prévient son employeur à temps "
    "lorsque la durée dépasse trois semaines où une indemnité reste due selon l'ancienneté "
    "acquise chaque année dans l'entreprise française cœur naïf élève déjà ambiguë"
)
_ENGLISH = (
    "the employee keeps every benefit that this agreement grants and gives notice in time "
    "whenever leave lasts longer than three weeks while an allowance remains payable by length "
    "of service reached each year within the company before another period starts"
)
FRENCH, ENGLISH = tuple(_FRENCH.split()), tuple(_ENGLISH.split())


def prose(seed: int, words: int, vocabulary: Sequence[str] = FRENCH) -> str:
    """Sentences of 8 to 18 words, the same for the same seed."""
    chance = random.Random(seed)
    text: list[str] = []
    while len(text) < words:
        sentence = chance.choices(vocabulary, k=chance.randint(8, 18))
        sentence[0] = sentence[0].capitalize()
        sentence[-1] += "."
        text += sentence
    return " ".join(text)


def set_text(
    drawing: Canvas, text: str, *, top: float, left: float = 70, width: float = 455,
    font: str = "Helvetica", size: float = 10,
) -> float:  # fmt: skip
    """The text in lines of `width`; returns where the next line would stand."""
    split = simpleSplit(text, font, size, width)
    return lines(drawing, split, top=top, left=left, size=size, font=font) - 6


def two_columns(path: Path) -> str:
    """A title over the page, four paragraphs in two columns on each of two pages."""
    drawing = canvas(path)
    said = []
    for page in range(2):
        title = f"Chapitre {page + 1} des règles communes"
        lines(drawing, [title], top=HEIGHT - 90, size=18)
        said.append(title)
        for left in (60.0, 310.0):
            top = HEIGHT - 130
            for part in range(2):
                text = prose(page * 10 + int(left) + part, 130)
                top = set_text(drawing, text, top=top, left=left, width=225)
                said.append(text)
        drawing.showPage()
    drawing.save()
    return " ".join(said)


def hyphenated(path: Path) -> str:
    """Three paragraphs whose lines break long words with a hyphen."""
    drawing = canvas(path)
    said, top = [], HEIGHT - 90
    for seed, vocabulary in enumerate((FRENCH, ENGLISH, FRENCH)):
        text = prose(seed, 120, vocabulary)
        said.append(text)
        top = lines(drawing, _broken(text, width=62), top=top, size=10) - 12
    drawing.save()
    return " ".join(said)


def _broken(text: str, *, width: int) -> list[str]:
    """Lines of at most `width` characters; a word that does not fit is broken where it is long."""
    found, line = [], ""
    for word in text.split():
        room = width - len(line) - 2
        if len(line) + len(word) + 1 <= width:
            line = f"{line} {word}".strip()
        elif word.isalpha() and room >= 3 and len(word) - room >= 3:
            found.append(f"{line} {word[:room]}-")
            line = word[room:]
        else:
            found.append(line)
            line = word
    return [*found, line]


def accents(path: Path, *, composed: bool) -> str:
    """Accents as one character each, or as a letter and a mark; ligatures as one character."""
    pdfmetrics.registerFont(TTFont("DejaVu", str(WITH_MARKS)))
    text = " ".join([prose(7, 150), "Élève, ÎLE, Ça, naïve, où, œuvre, ambiguë, ﬁn, ﬂux."])
    drawing = canvas(path)
    form = "NFC" if composed else "NFD"
    drawn = unicodedata.normalize(form, text)
    set_text(drawing, drawn, top=HEIGHT - 90, font="DejaVu")
    drawing.save()
    return text.replace("ﬁ", "fi").replace("ﬂ", "fl")


ROWS = (
    ("Formule", "Visite chez le médecin", "Part du salarié"),
    ("Standard", "20 € par visite", "Sans franchise, dès le premier jour du contrat"),
    ("Confort", "10 € par visite", "Après une franchise annuelle de 150 €"),
    ("Premium", "Gratuite", "Aucune"),
)


def ruled_table(path: Path) -> str:
    """A paragraph, a table in ruling lines whose cells wrap and are drawn column by column, one."""
    drawing = canvas(path)
    first, last = prose(1, 40), prose(2, 40)
    top = set_text(drawing, first, top=HEIGHT - 90)
    edges, high = (70, 170, 290, 400), 40
    for column in range(3):
        for number, row in enumerate(ROWS):
            split = simpleSplit(row[column], "Helvetica", 10, edges[column + 1] - edges[column] - 8)
            lines(drawing, split, top=top - 14 - number * high, left=edges[column] + 4, size=10)
    for number in range(len(ROWS) + 1):
        drawing.line(edges[0], top - number * high, edges[-1], top - number * high)
    for edge in edges:
        drawing.line(edge, top, edge, top - len(ROWS) * high)
    set_text(drawing, last, top=top - len(ROWS) * high - 30)
    drawing.save()
    return " ".join([first, *(cell for row in ROWS for cell in row), last])


FIGURES = (
    ("", "2022", "2023"),
    ("Ventes de produits", "1 200,50", "1 350,00"),
    ("Ventes de services", "310,00", "295,75"),
    ("Autres produits d'exploitation", "12,00", "(3,40)"),
    ("Total", "1 522,50", "1 642,35"),
)


def aligned_table(path: Path) -> str:
    """A paragraph, a table without lines whose numbers stand under each other, a paragraph."""
    drawing = canvas(path)
    first, last = prose(3, 40, ENGLISH), prose(4, 40, ENGLISH)
    top = set_text(drawing, first, top=HEIGHT - 90) - 10
    for row in FIGURES:
        lines(drawing, [row[0]], top=top, size=10)
        for right, cell in zip((380, 480), row[1:], strict=True):
            drawing.drawRightString(right, top, cell)
        top -= 14
    set_text(drawing, last, top=top - 20)
    drawing.save()
    return " ".join([first, *(cell for row in FIGURES for cell in row), last])


def footnotes(path: Path) -> str:
    """Text with raised numbers and, at the foot of each page, what they stand for."""
    drawing = canvas(path)
    said = []
    for page in range(2):
        body, note = prose(20 + page, 150), f"{page + 1} Voir {prose(30 + page, 20)}"
        top = set_text(drawing, body, top=HEIGHT - 90)
        lines(drawing, ["Fin du texte"], top=top, size=10)
        lines(drawing, [str(page + 1)], top=top + 4, left=132, size=6)
        said += [body, f"Fin du texte {page + 1}", note]
        drawing.line(70, 112, 200, 112)
        set_text(drawing, note, top=100, size=8)
        drawing.showPage()
    drawing.save()
    return " ".join(said)
