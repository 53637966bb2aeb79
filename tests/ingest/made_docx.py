"""Word documents made for the tests of reading: by python-docx, and raw where it cannot."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

import docx

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="word/document.xml" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def document_xml(body: str, *, before: str = "") -> str:
    """The main part with this body."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<w:document xmlns:w="{NAMESPACE}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<w:body>{body}</w:body></w:document>"
    )


def raw_docx(path: Path, body: str, *, before: str = "", more: Mapping[str, bytes] | None = None,
             ) -> Path:  # fmt: skip
    """A package with this body and nothing else but `more`, member name → bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr("_rels/.rels", RELATIONS)
        package.writestr("word/document.xml", document_xml(body, before=before))
        for name, content in (more or {}).items():
            package.writestr(name, content)
    return path


def paragraph(text: str, *, properties: str = "") -> str:
    """A paragraph of one run."""
    return (
        f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"
    )


def handbook(path: Path) -> Path:
    """Headings, a list, a table, a running header: what a person writes in Word."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Confidentiel – en-tête"
    document.add_heading("Guide du télétravail", level=0)
    document.add_heading("Jours", level=1)
    document.add_paragraph("Chaque salarié dispose de deux jours par semaine.")
    document.add_paragraph("le mardi", style="List Bullet")
    document.add_paragraph("le jeudi", style="List Bullet")
    document.add_heading("Plages horaires", level=2)
    document.add_paragraph("de 9 h à 12 h", style="List Number")
    document.add_paragraph("de 14 h à 17 h", style="List Number")
    table = document.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, (("Service", "Jours"), ("Paie", "2")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.core_properties.title = ""
    document.save(str(path))
    return path
