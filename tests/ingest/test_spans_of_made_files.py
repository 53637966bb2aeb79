"""Of every format: each chunk is exactly its spans in the pages, and together they lose nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.reading import read_file, reading_sandbox
from ingest.settings import IngestSettings
from storage.records import PageReading
from tests.ingest import known_pdfs, made_docx, made_pdfs
from tests.ingest.exact_spans import check_spans, kept_pages
from tests.ingest.formats import test_page_margins as margins
from tests.ingest.made_mails import attach, mail
from tests.ingest.made_packages import (
    made_epub,
    made_odf,
    made_pptx,
    made_xlsx,
    relations,
    rows_xml,
    sheet_xml,
    slide_xml,
    text_shape,
)
from tests.required_tools import needs

PROSE = [known_pdfs.prose(seed, 120) for seed in range(12)]
ENGLISH = known_pdfs.prose(12, 150, known_pdfs.ENGLISH)
ROWS = [["Nom", "Service", "Jours"], *([f"Durand {n}", "Paie", n + 0.5] for n in range(300))]


def slides(path: Path) -> Path:
    """Slides with speaker notes, which stand at their end."""
    kinds = 'type="body" idx="1"'
    notes = slide_xml(text_shape("À dire : " + PROSE[0], place=kinds), root="notes")
    shapes = [
        text_shape(f"Titre {n}", place='type="title"') + text_shape(said)
        for n, said in enumerate((*PROSE[:3], ENGLISH), start=1)
    ]
    more = {
        "ppt/slides/_rels/slide1.xml.rels": relations(
            ("rId1", "notesSlide", "../notesSlides/n1.xml")
        ),
        "ppt/notesSlides/n1.xml": notes,
    }
    return made_pptx(path, [slide_xml(one) for one in shapes], more=more)


def text_document(path: Path) -> Path:
    """Headings, lists and a table of many rows, in OpenDocument."""
    rows = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{v}</text:p></table:table-cell>" for v in row)
        + "</table:table-row>"
        for row in ROWS
    )
    body = "".join(
        f'<text:h text:outline-level="{n % 3 + 1}">Partie {n}</text:h><text:p>{said}</text:p>'
        f"<text:list><text:list-item><text:p>{said[:80]}</text:p></text:list-item></text:list>"
        for n, said in enumerate((*PROSE, ENGLISH))
    )
    return made_odf(path, "text", f"{body}<table:table>{rows}</table:table>")


def web_page(path: Path) -> Path:
    """Headings, a table and hidden text, in HTML."""
    cells = "".join(
        "<tr>" + "".join(f"<td>{value}</td>" for value in row) + "</tr>" for row in ROWS
    )
    parts = "".join(
        f"<h2>Partie {n}</h2><p>{said}<br>Suite&nbsp;: {n}&shy;</p><p hidden>non</p>"
        for n, said in enumerate((*PROSE, ENGLISH))
    )
    path.write_text(f"<html><body>{parts}<table>{cells}</table></body></html>", encoding="utf-8")
    return path


def records(path: Path) -> Path:
    """Records with a header, some of whose values hold separators."""
    lines = [";".join([*map(str, row), f'"{PROSE[0][:40]}; suite"']) for row in ROWS]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def letter(path: Path) -> Path:
    """A mail with pages that bear the names of their attachments, one in another mail."""
    inner = mail("Suite", ENGLISH)
    attach(inner, records(path.with_name("b.csv")).read_bytes(), "relevé d’heures.csv")
    outer = mail("Congés", "\n\n".join(PROSE))
    pdf = made_pdfs.handbook(path.with_name("c.pdf"))
    attach(outer, made_docx.handbook(path.with_name("d.docx")).read_bytes(), "guide.docx")
    attach(outer, pdf.read_bytes(), "guide.pdf")
    outer.add_attachment(inner)
    path.write_bytes(outer.as_bytes())
    return path


def book(path: Path) -> Path:
    """Chapters of a book."""
    return made_epub(
        path,
        {
            f"c{n}.xhtml": f"<html xmlns='http://www.w3.org/1999/xhtml'><body><h1>Chapitre {n}</h1>"
            f"<p>{said}</p></body></html>"
            for n, said in enumerate((*PROSE, ENGLISH))
        },
    )


def with_margins(make: margins.Make) -> Callable[[Path], Path]:
    """A document with a header and a footer."""
    return lambda path: make(path.parent, "Procédure 17", "Direction", f"{PROSE[0]} {ENGLISH}")


MADE: dict[str, Callable[[Path], Path]] = {
    "a.docx": made_docx.handbook,
    "headers.docx": with_margins(margins.word),
    "headers.odt": with_margins(margins.text_document),
    "headers.rtf": with_margins(margins.rich_text),
    "a.pptx": slides,
    "a.xlsx": lambda path: made_xlsx(path, {"Heures": sheet_xml(rows_xml(ROWS))}),
    "a.odt": text_document,
    "a.html": web_page,
    "a.epub": book,
    "a.csv": records,
    "a.eml": letter,
}


@pytest.mark.parametrize("name", MADE)
def test_every_chunk_of_a_made_file_is_exactly_its_spans(tmp_path: Path, name: str) -> None:
    pages = kept_pages(MADE[name](tmp_path / name))
    assert check_spans(pages, "Titre") > 0
    if name == "a.eml":
        named = [page.headings[0].text for page in pages if page.text.startswith("Attachment")]
        assert len(named) == 4 and sum(bool(page.margins) for page in pages) > 1
    if name.startswith("headers"):
        assert sum(bool(page.margins) for page in pages) == 1


@needs("tesseract", why="a page that is recognised is to be cut into its spans")
def test_every_chunk_of_recognised_pages_is_exactly_its_spans(tmp_path: Path) -> None:
    said = [line for text in PROSE[:2] for line in (text[:60], text[60:120], text[120:180])]
    inside = made_pdfs.scanned(tmp_path / "scan.pdf", [made_pdfs.picture_of(said)] * 2)
    outer = attach(mail(), inside.read_bytes(), "numérisation.pdf")
    path = tmp_path / "a.eml"
    path.write_bytes(outer.as_bytes())
    settings = IngestSettings()
    with reading_sandbox(settings) as sandbox:
        found = read_file(path, file_name=path.name, sandbox=sandbox, settings=settings)
    recognised = [page for page in found.pages if page.reading is PageReading.OCR]
    assert len(recognised) == 2 and recognised[0].text.startswith("Attachment")
    assert check_spans(found.pages, found.title) > 1
