"""Word documents, through python-docx; the members of the archive carry a fixed date."""

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from typeset import source as src

WRITTEN = datetime(2026, 1, 5, 9, 0, 0)
TEAL = RGBColor(0x12, 0x52, 0x5E)


def write_docx(document: src.Source, path: Path) -> None:
    """Typeset `document` at `path`."""
    word = Document()
    _properties(word, document)
    _margins(word, document)
    word.add_heading(document.title, 0)
    if document.subtitle:
        word.add_paragraph(document.subtitle, style="Subtitle")
    facts = word.add_table(rows=0, cols=2, style="Light List Accent 1")
    for label, value in document.facts:
        cells = facts.add_row().cells
        cells[0].text, cells[1].text = label, value
    word.add_paragraph()
    for block in document.blocks:
        _add(word, block)
    buffer = io.BytesIO()
    word.save(buffer)
    path.write_bytes(_undated(buffer.getvalue()))


def _properties(word: Any, document: src.Source) -> None:
    properties = word.core_properties
    properties.author = properties.last_modified_by = "Ardeval"
    properties.title = document.title
    properties.subject = document.reference
    properties.language = document.language
    properties.created = properties.modified = WRITTEN
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    for name in ("Title", "Heading 1", "Heading 2"):
        word.styles[name].font.color.rgb = TEAL


def _margins(word: Any, document: src.Source) -> None:
    """A4, a running header with the reference, a footer with the marking and the page number."""
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.header.paragraphs[0].text = f"Ardeval – {document.title}\t\t{document.reference}"
    foot = section.footer.paragraphs[0]
    foot.text = f"{document.marking}\t\tPage "
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    foot._p.append(field)


def _add(word: Any, block: src.Block) -> None:
    match block:
        case src.Heading(level, text):
            word.add_heading(text, level)
        case src.Paragraph(text, kind):
            style = {"caption": "Caption", "note": "Intense Quote"}.get(kind, "Normal")
            _runs(word.add_paragraph(style=style), text)
        case src.Listing(entries, numbered):
            for entry in entries:
                style = "List Number" if numbered else "List Bullet"
                _runs(word.add_paragraph(style=style), entry)
        case src.Table(rows, _):
            table = word.add_table(rows=len(rows), cols=len(rows[0]), style="Light Grid Accent 1")
            for cells, row in zip(table.rows, rows, strict=True):
                for cell, text in zip(cells.cells, row, strict=True):
                    _runs(cell.paragraphs[0], text)
            word.add_paragraph()
        case src.PageBreak():
            word.add_page_break()
        case _:
            raise ValueError(f"a Word document has no {type(block).__name__}")


def _runs(paragraph: Any, text: str) -> None:
    """Add `text`, with **bold** and *italic* as runs."""
    for part in re.split(r"(\*\*.+?\*\*|\*.+?\*)", text):
        run = paragraph.add_run(part.strip("*"))
        run.bold = part.startswith("**") or None
        run.italic = (part.startswith("*") and not run.bold) or None


def _undated(archive: bytes) -> bytes:
    """The same archive with its members in order, each of 1980-01-01."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in sorted(old.namelist()):
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return buffer.getvalue()
