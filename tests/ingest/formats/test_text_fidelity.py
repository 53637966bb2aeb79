"""Known text in files that other programs wrote comes back whole and in order."""

from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from tests.ingest.libreoffice import convert, recall
from tests.ingest.made_docx import NAMESPACE, RELATIONS, paragraph, raw_docx
from tests.ingest.made_packages import (
    made_pptx,
    made_xlsx,
    rows_xml,
    sheet_xml,
    slide_xml,
    text_shape,
)
from tests.ingest.reading_formats import parsed
from tests.required_tools import needs

LEAST_RECALL = 0.99
OPENING = (
    "Règlement intérieur de l’œuvre sociale",
    "Le salarié dispose de vingt-cinq jours ouvrés ; l’affaire « fiscale » reste à définir.",
    "Die Straße über den Fluß – naïve façade, Ærøskøbing, ﬁnancement et ﬂux.",
)
NOTE = "Sauf accord contraire de la direction."
TABLE = (("Service", "Jours", "Coût"), ("Paie", "25", "1 200 €"), ("Achats", "12", "85,50 €"))
CLOSING = (
    "Premier point de la liste",
    "Deuxième point de la liste",
    "Fait à Saint-Étienne, le 1er août 2025.",
)


def expected() -> list[str]:
    """The known text in its order; the note follows the paragraph that refers to it."""
    cells = [cell for row in TABLE for cell in row]
    return [*OPENING, NOTE, *cells, *CLOSING]


def written_docx(folder: Path) -> Path:
    cells = "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraph(text)}</w:tc>' for text in row)}</w:tr>"
        for row in TABLE
    )
    reference = "<w:p><w:r><w:t>{}</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>"
    body = (
        paragraph(OPENING[0], properties="<w:outlineLvl w:val='0'/>")
        + paragraph(OPENING[1])
        + reference.format(OPENING[2])
        + f"<w:tbl><w:tblPr/><w:tblGrid/>{cells}</w:tbl>"
        + "".join(map(paragraph, CLOSING))
    )
    notes = (
        f'<w:footnotes xmlns:w="{NAMESPACE}">'
        "<w:footnote w:type='separator' w:id='0'><w:p/></w:footnote>"
        "<w:footnote w:type='continuationSeparator' w:id='1'><w:p/></w:footnote>"
        f"<w:footnote w:id='2'>{paragraph(NOTE)}</w:footnote></w:footnotes>"
    )
    relations = RELATIONS.replace("word/document.xml", "footnotes.xml").replace(
        '/officeDocument"', '/footnotes"'
    )
    more = {
        "word/footnotes.xml": notes.encode(),
        "word/_rels/document.xml.rels": relations.encode(),
    }
    return raw_docx(folder / "known.docx", body, more=more)


def python_docx(folder: Path) -> Path:
    """Without the note, which the library cannot write: it stands as a paragraph."""
    document = docx.Document()
    document.add_heading(OPENING[0], level=1)
    for text in (*OPENING[1:], NOTE):
        document.add_paragraph(text)
    table = document.add_table(rows=len(TABLE), cols=len(TABLE[0]))
    for row, texts in zip(table.rows, TABLE, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    for text in CLOSING:
        document.add_paragraph(text)
    document.save(str(folder / "known.docx"))
    return folder / "known.docx"


def written_xlsx(folder: Path) -> Path:
    rows = [[text] for text in (*OPENING, NOTE)] + [list(row) for row in TABLE]
    rows += [[text] for text in CLOSING]
    return made_xlsx(folder / "known.xlsx", {"Feuille": sheet_xml(rows_xml(rows))})


def written_pptx(folder: Path) -> Path:
    slides = [
        text_shape(OPENING[0], place='type="title"') + text_shape("\n".join((*OPENING[1:], NOTE))),
        text_shape("\n".join(cell for row in TABLE for cell in row)),
        text_shape("\n".join(CLOSING)),
    ]
    return made_pptx(folder / "known.pptx", [slide_xml(shapes) for shapes in slides])


def check(path: Path) -> None:
    """All words are there, and the pieces stand in their order."""
    text = "\n".join(page.text for page in parsed(path).pages).replace("\n", " ")
    assert recall("\n".join(expected()), [text]) >= LEAST_RECALL
    at = -1
    for piece in expected():
        found = text.find(" ".join(piece.split()), at + 1)
        assert found > at, f"{piece} is missing, or stands too early"
        at = found


@pytest.mark.parametrize("make", [written_docx, python_docx, written_xlsx, written_pptx])
def test_known_text_comes_back_in_order(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    check(make(tmp_path))


@pytest.mark.slow
@needs("soffice", why="it writes the files whose text is known")
@pytest.mark.parametrize(
    ("make", "suffix"),
    [
        (written_docx, "docx"), (written_docx, "odt"), (written_docx, "rtf"),
        (written_xlsx, "xlsx"), (written_xlsx, "ods"), (written_pptx, "pptx"),
        (written_pptx, "odp"),
    ],
)  # fmt: skip
def test_known_text_comes_back_from_what_libreoffice_writes(
    tmp_path: Path, make: Callable[[Path], Path], suffix: str
) -> None:
    (path,) = convert([make(tmp_path)], suffix, tmp_path / "made")
    check(path)


def test_a_missing_piece_is_noticed(tmp_path: Path) -> None:
    """The check itself can fail: on words that are missing, and on two that change places."""
    path = written_xlsx(tmp_path)
    without = made_xlsx(path, {"S": sheet_xml(rows_xml([[text] for text in OPENING]))})
    with pytest.raises(AssertionError):
        check(without)
