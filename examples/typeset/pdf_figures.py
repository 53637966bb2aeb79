"""What is drawn rather than written in a PDF: the company's mark, figures, scanned pages."""

from pathlib import Path
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.platypus import Flowable

TEAL, PALE, INK = (HexColor(c) for c in ("#12525e", "#e8f1f2", "#1d2b2e"))


def draw_mark(canvas: Any, x: float, y: float, size: float, *, colour: Color) -> None:
    """The company's mark: three waves, one under the other."""
    canvas.saveState()
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(size / 9)
    for row in range(3):
        height = y + size * (0.15 + 0.32 * row)
        path = canvas.beginPath()
        path.moveTo(x, height)
        for half in range(2):
            left = x + size * half / 2
            rise = size * 0.16 * (1 if half == 0 else -1)
            path.curveTo(
                left + size / 8, height + rise, left + 3 * size / 8, height + rise,
                left + size / 2, height,
            )  # fmt: skip
        canvas.drawPath(path, stroke=1, fill=0)
    canvas.restoreState()


class FlowFigure(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Steps in boxes from left to right, joined by arrows."""

    GAP = 14.0

    def __init__(self, steps: tuple[str, ...], width: float) -> None:
        super().__init__()
        self.steps, self.width, self.height = steps, width, 62.0

    def draw(self) -> None:
        """Draw on the canvas that reportlab has set."""
        canvas = self.canv
        box = (self.width - self.GAP * (len(self.steps) - 1)) / len(self.steps)
        for number, step in enumerate(self.steps):
            left = number * (box + self.GAP)
            canvas.setFillColor(PALE)
            canvas.setStrokeColor(TEAL)
            canvas.roundRect(left, 4, box, 54, 4, stroke=1, fill=1)
            lines = simpleSplit(step, "Helvetica", 7.8, box - 8)
            canvas.setFillColor(INK)
            canvas.setFont("Helvetica", 7.8)
            top = 31 + 4.7 * (len(lines) - 1) - 2.6
            for line_number, line in enumerate(lines):
                canvas.drawCentredString(left + box / 2, top - 9.4 * line_number, line)
            if number:
                canvas.setFillColor(TEAL)
                canvas.line(left - self.GAP, 31, left - 4, 31)
                arrow = canvas.beginPath()
                arrow.moveTo(left - 1, 31)
                arrow.lineTo(left - 6, 34)
                arrow.lineTo(left - 6, 28)
                arrow.close()
                canvas.drawPath(arrow, stroke=0, fill=1)


class BarFigure(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Horizontal bars, each with its label before and its value behind."""

    ROW, LABEL = 17.0, 150.0

    def __init__(self, bars: tuple[tuple[str, float], ...], *, unit: str, width: float) -> None:
        super().__init__()
        self.bars, self.unit, self.width = bars, unit, width
        self.height = self.ROW * len(bars) + 6

    def draw(self) -> None:
        """Draw on the canvas that reportlab has set."""
        canvas = self.canv
        longest = max(value for _, value in self.bars)
        room = self.width - self.LABEL - 70
        canvas.setFont("Helvetica", 8.6)
        for number, (label, value) in enumerate(self.bars):
            y = self.height - self.ROW * (number + 1)
            canvas.setFillColor(INK)
            canvas.drawRightString(self.LABEL - 6, y + 3.5, label)
            canvas.setFillColor(TEAL)
            canvas.rect(self.LABEL, y, room * value / longest, 11, stroke=0, fill=1)
            canvas.setFillColor(INK)
            shown = f"{value:g} {self.unit}".strip()
            canvas.drawString(self.LABEL + room * value / longest + 5, y + 2.5, shown)


class ScannedPage(Flowable):  # type: ignore[misc]  # reportlab has no types
    """An image over the whole page, with no text of its own."""

    def __init__(self, image: Path) -> None:
        super().__init__()
        self.image = image
        self.width, self.height = A4

    def draw(self) -> None:
        """Draw on the canvas that reportlab has set."""
        # As a reader: the name of the picture then comes from its pixels, not from its path.
        self.canv.drawImage(ImageReader(str(self.image)), 0, 0, *A4)
