"""The text of a paragraph of a Word document as it is gathered, and what stands beside it."""

from dataclasses import dataclass, field

from docx.oxml.ns import qn
from lxml import etree

from ingest.formats.docx_forms import content_box, sign_of
from ingest.formats.docx_hidden import HiddenRuns
from ingest.formats.drawing_pictures import DrawnPicture, drawn_picture
from ingest.formats.superscripts import written_raised
from ingest.formats.symbol_fonts import box, symbol_text
from storage.page_findings import HiddenKind, HiddenText

PAGE_BREAK = "\f"
LINE_BREAK = "\v"
ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
# Deleted, moved away, never shown, or read by other means.
_SKIPPED_NAMES = "del moveFrom instrText delText delInstrText pPr rPr sdtPr tblPr trPr tcPr"
SKIPPED = frozenset(qn(f"w:{name}") for name in _SKIPPED_NAMES.split())
# What is drawn from another part, and the attribute that names it.
_DRAWN = {
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": "r:id",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": "r:dm",
}
_NOTE_KINDS = {qn("w:footnoteReference"): "footnotes", qn("w:endnoteReference"): "endnotes"}
_MARKS = {
    qn("w:tab"): " ",
    qn("w:ptab"): " ",
    qn("w:cr"): LINE_BREAK,
    qn("w:noBreakHyphen"): "-",
    qn("w:lastRenderedPageBreak"): PAGE_BREAK,
}


@dataclass(slots=True)
class Inline:
    """The text of one paragraph, the text boxes and notes beside it, and what is hidden."""

    runs: HiddenRuns
    text: str = ""
    font: str = ""  # of signs, in which the run that is read is written
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)  # relations of charts and diagrams
    pictures: dict[int, list[DrawnPicture]] = field(default_factory=dict)  # by page breaks before
    unseen: dict[HiddenKind, str] = field(default_factory=dict)
    unshown: list["Inline"] = field(default_factory=list)  # runs whose boxes are hidden too

    def add_unseen(self, run: etree._Element, kind: HiddenKind) -> None:
        """Note a run that is not seen. What is anchored in it is, unless nothing of it is shown."""
        aside = Inline(self.runs)
        gather(run, aside)
        self.unseen[kind] = self.unseen.get(kind, "") + aside.text
        if kind is HiddenKind.NOT_SHOWN:
            self.unshown.append(aside)
        else:
            self.boxes += aside.boxes
            self.notes += aside.notes
            self.drawn += aside.drawn
            for pictures in aside.pictures.values():
                self.show(*pictures)

    def finish(self, run: etree._Element, start: int) -> None:
        """The text from `start` on is that of the run; digits that it raises are written so."""
        digits = self.text[start:]
        if digits.isdecimal() and self.runs.is_raised(run):
            self.text = self.text[:start] + written_raised(digits, self.text[:start])

    def show(self, *pictures: DrawnPicture) -> None:
        """Note pictures that stand where the text has come to."""
        self.pictures.setdefault(self.text.count(PAGE_BREAK), []).extend(pictures)

    @property
    def hidden(self) -> tuple[HiddenText, ...]:
        """What a person does not see of the paragraph, one text a kind."""
        return tuple(
            HiddenText(kind, text) for kind, text in self.unseen.items() if text.strip(" \f\v\n\t")
        )


def gather(element: etree._Element, inline: Inline) -> None:
    """Add to `inline` what is seen of the element's children."""
    for child in element.iterchildren(tag=etree.Element):
        tag = child.tag
        if (written := _written(child, inline)) is not None:
            inline.text += written
        elif tag == qn("w:txbxContent"):
            inline.boxes.append(child)
        elif tag in _DRAWN:
            inline.drawn.append(child.get(qn(_DRAWN[tag])) or "")
        elif picture := drawn_picture(child):
            inline.show(picture)
        elif tag in _NOTE_KINDS:
            inline.notes.append((_NOTE_KINDS[tag], child.get(qn("w:id")) or ""))
        elif tag == ALTERNATIVES:
            gather(chosen(child), inline)
        elif tag == qn("w:r"):
            _gather_run(child, inline)
        elif tag not in SKIPPED:
            gather(child, inline)


def _gather_run(run: etree._Element, inline: Inline) -> None:
    if kind := inline.runs.kind(run):
        inline.add_unseen(run, kind)
        return
    outer, inline.font = inline.font, inline.runs.symbol_font(run)
    start = len(inline.text)
    gather(run, inline)
    inline.finish(run, start)
    inline.font = outer


def _is_seen(element: etree._Element, inline: Inline) -> bool:
    return not any(map(inline.runs.kind, element.iter(qn("w:r"))))


def _written(element: etree._Element, inline: Inline) -> str | None:
    """What the element itself writes into its line; None where it is not of that kind."""
    tag = element.tag
    if tag in (qn("w:t"), _MATH_TEXT):
        return symbol_text(inline.font, element.text or "")
    if tag == qn("w:br"):
        return PAGE_BREAK if element.get(qn("w:type")) == "page" else LINE_BREAK
    if (ticked := content_box(element)) is not None and _is_seen(element, inline):
        return box(ticked)
    return sign_of(element) or _MARKS.get(tag)


def chosen(alternatives: etree._Element) -> etree._Element:
    """The first of several forms of the same content: the one a current Word shows."""
    return next(alternatives.iterchildren(tag=etree.Element), alternatives)
