"""Files in Office and OpenDocument files: named as unread, or shown in place as Word does."""

from collections.abc import Mapping
from pathlib import Path

import docx
import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, TextStringObject

from storage.page_findings import HiddenKind
from tests.ingest.made_docx import TYPES, handbook, paragraph, raw_docx
from tests.ingest.made_packages import (
    made_odf,
    made_pptx,
    made_xlsx,
    odf_part,
    relations,
    repacked,
    rows_xml,
    sheet_xml,
    slide_xml,
    text_shape,
)
from tests.ingest.made_pdfs import canvas, lines
from tests.ingest.made_pictures import docx_of, scan
from tests.ingest.reading_formats import headings, parsed

NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
EMBEDDED = (
    ("rId1", "package", "embeddings/budget.xlsx"),
    ("rId2", "oleObject", "embeddings/oleObject1.bin"),
    ("rId3", "oleObject", "embeddings/oleObject1.bin"),
)
NAMED = "2 embedded files are not read: budget.xlsx, oleObject1.bin."


def word(path: Path, body: str, found: tuple[tuple[str, str, str], ...],
         parts: Mapping[str, bytes]) -> Path:  # fmt: skip
    """A Word document with other files in it."""
    kinds = "".join(
        f'<Default Extension="{kind}" ContentType="application/octet-stream"/>'
        for kind in ("bin", "xlsx", "htm", "txt", "docx", "mht")
    )
    more = {f"word/{name}": content for name, content in parts.items()}
    types = TYPES.replace("</Types>", f"{kinds}</Types>").encode()
    more["word/_rels/document.xml.rels"] = relations(*found).encode()
    made = raw_docx(path, body, more=more)
    return repacked(made, {"[Content_Types].xml": types})


def test_files_in_a_word_document_are_named(tmp_path: Path) -> None:
    parts = {"embeddings/budget.xlsx": b"PK", "embeddings/oleObject1.bin": b"x"}
    made = word(tmp_path / "a.docx", paragraph("Texte"), EMBEDDED, parts)
    assert parsed(made).warnings == (NAMED,)


def test_files_in_presentations_and_workbooks_are_named(tmp_path: Path) -> None:
    found = relations(*((place, kind, f"../{name}") for place, kind, name in EMBEDDED))
    more = {"ppt/slides/_rels/slide1.xml.rels": found}
    slides = made_pptx(tmp_path / "a.pptx", [slide_xml(text_shape("Texte"))], more=more)
    assert parsed(slides).warnings == (NAMED,)
    more = {"xl/worksheets/_rels/sheet1.xml.rels": found}
    sheet = {"A": sheet_xml(rows_xml([["Texte"]]))}
    assert parsed(made_xlsx(tmp_path / "a.xlsx", sheet, more=more)).warnings == (NAMED,)


def test_objects_in_opendocument_are_named_but_for_charts_and_formulas(tmp_path: Path) -> None:
    body = "<text:p>Texte</text:p>" + "".join(
        f'<text:p><draw:frame><draw:{kind} xlink:href="./{name}"/></draw:frame></text:p>'
        for kind, name in (("object", "Chart"), ("object", "Sheet"), ("object-ole", "Old"))
    )
    more = {
        "Chart/content.xml": odf_part("<office:body><office:chart/></office:body>"),
        "Sheet/content.xml": odf_part("<office:body><office:spreadsheet/></office:body>"),
        "Old": "x",
    }
    file = parsed(made_odf(tmp_path / "a.odt", "text", body, more=more))
    assert file.warnings == ("2 embedded files are not read: Sheet, Old.",)


def chunk(number: int) -> str:
    return f'<w:altChunk xmlns:r="{NAMESPACE}" r:id="rId{number}"/>'


def test_files_that_word_shows_in_place_are_read_there(tmp_path: Path) -> None:
    page = (
        "<html><body><h2>Congés</h2><p>Vingt-cinq jours.</p><p hidden>Cinquante jours.</p><table>"
        "<tr><th>Nom</th><th>Jours</th></tr><tr><td>Paie</td><td>2</td></tr></table></body></html>"
    )
    parts = {
        "a.htm": page.encode(), "b.txt": b"Du texte.",
        "c.docx": handbook(tmp_path / "c.docx").read_bytes(),
    }  # fmt: skip
    found = tuple((f"rId{n}", "aFChunk", name) for n, name in enumerate(parts, start=1))
    body = paragraph("Avant") + "".join(map(chunk, (1, 1, 2, 3))) + paragraph("Après")
    file = parsed(word(tmp_path / "x.docx", body, found, parts))
    (page_read,) = file.pages
    blocks = page_read.text.split("\n\n")
    assert blocks[:6] == [
        "Avant", "Congés", "Vingt-cinq jours.", "Nom | Jours", "Paie | 2", "Du texte.",
    ]  # fmt: skip
    assert blocks[-1] == "Après" and "Service | Jours" in blocks
    assert headings(file)[0][:2] == [(2, "Congés"), (1, "Jours")]
    assert [table.header_end - table.start for table in page_read.tables] == [11, 15]
    assert [one.kind for one in page_read.hidden] == [HiddenKind.NOT_SHOWN]
    assert not file.warnings


def test_of_files_shown_in_place_those_not_read_whole_are_named(tmp_path: Path) -> None:
    parts = {
        "a.bin": bytes(range(256)),
        "b.docx": docx_of(tmp_path / "b.docx", [(scan("pièce"), 16.0, 22.0)]).read_bytes(),
    }
    found = tuple((f"rId{n}", "aFChunk", name) for n, name in enumerate(parts, start=1))
    file = parsed(word(tmp_path / "x.docx", chunk(1) + chunk(2), found, parts))
    assert file.pages[0].text == "Annexes"
    assert file.warnings == ("2 embedded files are not read: a.bin, b.docx.",)


def test_the_header_of_a_file_shown_in_place_is_in_the_page_and_in_no_passage(
    tmp_path: Path,
) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Partie deux"
    document.add_paragraph("Dedans")
    document.save(str(tmp_path / "a.docx"))
    parts = {"a.docx": (tmp_path / "a.docx").read_bytes()}
    body = paragraph("Avant") + chunk(1)
    made = word(tmp_path / "x.docx", body, (("rId1", "aFChunk", "a.docx"),), parts)
    (page,) = parsed(made).pages
    assert page.text.split("\n\n") == ["Avant", "Partie deux", "Dedans"]
    assert [page.text[start:end] for start, end in page.margins] == ["Partie deux"]


def test_files_shown_in_place_within_each_other_end_somewhere(tmp_path: Path) -> None:
    content = b"Fin."
    for level in range(6):
        name = "a.docx" if level else "a.txt"
        body = paragraph(f"Niveau {level}") + chunk(1)
        made = word(tmp_path / "x.docx", body, (("rId1", "aFChunk", name),), {name: content})
        content = made.read_bytes()
    text = parsed(tmp_path / "x.docx").pages[0].text
    assert text == "Niveau 5\n\nNiveau 4\n\nNiveau 3\n\nNiveau 2"


@pytest.mark.parametrize("has_file", [True, False])
def test_files_pinned_to_the_page_of_a_pdf_are_named(has_file: bool, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    drawing = canvas(path)
    lines(drawing, ["Texte"], top=700)
    drawing.save()
    writer = pypdf.PdfWriter(clone_from=path)
    held = DictionaryObject({NameObject("/Type"): NameObject("/Filespec"),
                             NameObject("/UF"): TextStringObject("devis.xlsx")})  # fmt: skip
    clip = DictionaryObject({
        NameObject("/Subtype"): NameObject("/FileAttachment"),
        NameObject("/Rect"): ArrayObject(FloatObject(side) for side in (10, 10, 30, 30)),
    })  # fmt: skip
    if has_file:
        clip[NameObject("/FS")] = held
    writer.pages[0][NameObject("/Annots")] = ArrayObject([clip])
    writer.write(path)
    named = "devis.xlsx" if has_file else "?"
    assert parsed(path).warnings == (f"1 embedded file is not read: {named}.",)
