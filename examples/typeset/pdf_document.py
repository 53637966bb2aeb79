"""PDF documents: masthead or cover, running header, page numbers, tables, figures.

Only the standard fonts and no compression: the bytes depend on reportlab alone, not on the fonts
or the zlib of the machine that builds them.
"""

import re
from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor, white
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    ListFlowable,
    ListItem,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Paragraph as Text
from reportlab.platypus import Table as Grid

from typeset import source as src
from typeset.pdf_figures import BarFigure, FlowFigure, ScannedPage, draw_mark

COMPANY = "Ardeval"
INK, TEAL, PALE, GREY = (HexColor(c) for c in ("#1d2b2e", "#12525e", "#e8f1f2", "#5d6b6e"))
MARGIN = 2.2 * cm

BODY = ParagraphStyle(
    "body",
    fontName="Helvetica",
    fontSize=10,
    leading=14.2,
    textColor=INK,
    spaceAfter=6.5,
    allowWidows=0,
    allowOrphans=0,
)
STYLES = {
    "body": BODY,
    "caption": ParagraphStyle(
        "caption",
        BODY,
        fontName="Helvetica-Oblique",
        fontSize=8.6,
        leading=11,
        textColor=GREY,
        spaceBefore=2,
        spaceAfter=10,
    ),
    "note": ParagraphStyle(
        "note",
        BODY,
        backColor=PALE,
        borderColor=TEAL,
        borderWidth=0.6,
        borderPadding=(6, 8, 6, 8),
        leftIndent=8,
        rightIndent=8,
        spaceBefore=12,
        spaceAfter=14,
    ),
    "cell": ParagraphStyle("cell", BODY, fontSize=8.8, leading=11.2, spaceAfter=0),
    "title": ParagraphStyle(
        "title", BODY, fontName="Helvetica-Bold", fontSize=19, leading=23, textColor=TEAL
    ),
    "subtitle": ParagraphStyle("subtitle", BODY, fontSize=11.5, leading=15, textColor=GREY),
}
HEADINGS = {
    1: ParagraphStyle(
        "h1", BODY, fontName="Helvetica-Bold", fontSize=13, leading=16, textColor=TEAL,
        spaceBefore=10, spaceAfter=5,
    ),
    2: ParagraphStyle(
        "h2", BODY, fontName="Helvetica-Bold", fontSize=10.6, leading=14, spaceBefore=5,
        spaceAfter=3,
    ),
}  # fmt: skip


def write_pdf(document: src.Source, path: Path, *, assets: Path) -> None:
    """Typeset `document` at `path`; scans are looked for in `assets`."""
    pages = _typeset(document, path, assets=assets, total=0)
    _typeset(document, path, assets=assets, total=pages)


class _Template(BaseDocTemplate):  # type: ignore[misc]  # reportlab has no types
    """Adds an entry to the PDF's outline for each heading."""

    def afterFlowable(self, flowable: Flowable) -> None:
        heading = getattr(flowable, "outline", None)
        if heading is not None:
            level, text = heading
            key = f"h{self.page}-{round(self.frame._y)}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(text, key, level=level - 1)


def _typeset(document: src.Source, path: Path, *, assets: Path, total: int) -> int:
    """Write the file with `total` in its page numbers; returns how many pages there are."""
    size = landscape(A4) if document.landscape else A4
    template = _Template(
        str(path), pagesize=size, invariant=1, pageCompression=0, lang=document.language,
        title=document.title, author=COMPANY, subject=document.reference, creator=COMPANY,
        leftMargin=MARGIN, rightMargin=MARGIN, topMargin=2.5 * cm, bottomMargin=2.2 * cm,
    )  # fmt: skip
    width, height = size
    frame = Frame(MARGIN, 2.2 * cm, width - 2 * MARGIN, height - 4.7 * cm, 0, 0, 0, 0)
    bare = Frame(0, 0, width, height, 0, 0, 0, 0)

    def running(canvas: Any, _: object) -> None:
        _running_lines(canvas, document, size=size, total=total)

    templates = [PageTemplate("page", [frame], onPage=running), PageTemplate("scan", [bare])]
    if document.cover:
        templates.insert(
            0, PageTemplate("cover", [frame], onPage=lambda c, _: _cover_band(c, size=size))
        )
    template.addPageTemplates(templates)
    template.build(_story(document, assets=assets, width=width - 2 * MARGIN))
    return int(template.page)


def _running_lines(canvas: Any, document: src.Source, *, size: Any, total: int) -> None:
    width, height = size
    word = "Page"
    of = "sur" if document.language == "fr" else "of"
    canvas.saveState()
    canvas.setFillColor(GREY)
    canvas.setStrokeColor(TEAL)
    canvas.setLineWidth(0.6)
    draw_mark(canvas, MARGIN, height - 1.62 * cm, 0.42 * cm, colour=TEAL)
    canvas.setFont("Helvetica", 8)
    canvas.drawString(MARGIN + 0.62 * cm, height - 1.5 * cm, f"{COMPANY} – {document.title}")
    canvas.drawRightString(width - MARGIN, height - 1.5 * cm, document.reference)
    canvas.line(MARGIN, height - 1.75 * cm, width - MARGIN, height - 1.75 * cm)
    canvas.line(MARGIN, 1.6 * cm, width - MARGIN, 1.6 * cm)
    canvas.drawString(MARGIN, 1.15 * cm, document.marking)
    canvas.drawRightString(
        width - MARGIN, 1.15 * cm, f"{word} {canvas.getPageNumber()} {of} {total}"
    )
    canvas.restoreState()


def _cover_band(canvas: Any, *, size: Any) -> None:
    width, height = size
    canvas.saveState()
    canvas.setFillColor(TEAL)
    canvas.rect(0, height - 7.2 * cm, width, 7.2 * cm, stroke=0, fill=1)
    draw_mark(canvas, MARGIN, height - 4.6 * cm, 1.5 * cm, colour=white)
    canvas.setFillColor(white)
    canvas.setFont("Helvetica-Bold", 30)
    canvas.drawString(MARGIN + 2.2 * cm, height - 4.3 * cm, COMPANY)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(MARGIN + 2.2 * cm, height - 4.95 * cm, "Lorient · Voiron · Bristol")
    canvas.restoreState()


def _story(document: src.Source, *, assets: Path, width: float) -> list[Flowable]:
    story: list[Flowable] = [NextPageTemplate("page")]
    if document.cover:
        story += [Spacer(1, 8.5 * cm), *_masthead(document, width), PageBreak()]
    else:
        story += _masthead(document, width)
    for group in _kept_together(document.blocks):
        flowables = [f for block in group for f in _flowables(block, assets=assets, width=width)]
        story += [KeepTogether(flowables)] if len(group) > 1 else flowables
    return story


def _kept_together(blocks: tuple[src.Block, ...]) -> list[list[src.Block]]:
    """Blocks in groups that no page break may part: heading with table, table with caption."""
    groups: list[list[src.Block]] = []
    for block in blocks:
        before = groups[-1][-1] if groups else None
        caption = isinstance(block, src.Paragraph) and block.kind == "caption"
        figure = isinstance(block, src.Heading | src.Table | src.Flow | src.Bars)
        follows_heading = isinstance(before, src.Heading) and figure
        if groups and (caption or follows_heading):
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _masthead(document: src.Source, width: float) -> list[Flowable]:
    facts = [
        [Text(f"<b>{label}</b>", STYLES["cell"]), Text(value, STYLES["cell"])]
        for label, value in document.facts
    ]
    grid = Grid(facts, colWidths=[4.2 * cm, width - 4.2 * cm])
    grid.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, GREY),
                ("LINEABOVE", (0, 0), (-1, 0), 1.2, TEAL),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
    )
    titles = [Text(document.title, STYLES["title"])]
    if document.subtitle:
        titles.append(Text(document.subtitle, STYLES["subtitle"]))
    return [*titles, Spacer(1, 5), grid, Spacer(1, 12)]


def _flowables(block: src.Block, *, assets: Path, width: float) -> list[Flowable]:
    match block:
        case src.Heading(level, text):
            heading = Text(text, HEADINGS[level])
            heading.outline = (level, text)
            return [CondPageBreak(2.6 * cm), heading]
        case src.Paragraph(text, kind):
            return [Text(_inline(text), STYLES[kind])]
        case src.Listing(entries, numbered):
            return [_listing(entries, numbered=numbered), Spacer(1, 5)]
        case src.Table():
            return [_grid(block, width), Spacer(1, 4)]
        case src.Flow(steps):
            return [FlowFigure(steps, width), Spacer(1, 4)]
        case src.Bars(unit, bars):
            return [BarFigure(bars, unit=unit, width=width), Spacer(1, 4)]
        case src.Scan(file):
            return [NextPageTemplate("scan"), PageBreak(), ScannedPage(assets / file)]
        case src.PageBreak():
            return [PageBreak()]


def _listing(entries: tuple[str, ...], *, numbered: bool) -> Flowable:
    style = ParagraphStyle("entry", BODY, spaceAfter=2.5)
    kind = {"bulletType": "1"} if numbered else {"bulletType": "bullet", "start": "•"}
    return ListFlowable(
        [ListItem(Text(_inline(entry), style)) for entry in entries],
        bulletFontName="Helvetica", bulletFontSize=9, bulletColor=TEAL, leftIndent=16, **kind,
    )  # fmt: skip


def _grid(table: src.Table, width: float) -> Flowable:
    """A ruled table; columns get width by the length of their longest words and cells."""
    aligned = {n: ParagraphStyle("right", STYLES["cell"], alignment=TA_RIGHT) for n in table.right}
    head = ParagraphStyle(
        "head", STYLES["cell"], fontName="Helvetica-Bold", textColor=white, alignment=TA_CENTER
    )
    rows = [[Text(_inline(cell), head) for cell in table.rows[0]]]
    for row in table.rows[1:]:
        rows.append(
            [Text(_inline(cell), aligned.get(n, STYLES["cell"])) for n, cell in enumerate(row)]
        )
    weights = [
        max(max(10, min(46, len(row[n]))) for row in table.rows) for n in range(len(table.rows[0]))
    ]
    grid = Grid(rows, colWidths=[width * w / sum(weights) for w in weights], repeatRows=1)
    grid.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), TEAL),
                ("ROWBACKGROUNDS", (0, 1), (-1, -1), [white, PALE]),
                ("GRID", (0, 0), (-1, -1), 0.4, GREY),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("TOPPADDING", (0, 0), (-1, -1), 3.2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3.8),
            ]
        )
    )
    return grid


def _inline(text: str) -> str:
    """Text with **bold** and *italic* as reportlab's tags."""
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    return re.sub(r"\*(.+?)\*", r"<i>\1</i>", text)
