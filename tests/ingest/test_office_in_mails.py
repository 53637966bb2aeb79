"""LibreOffice itself on attachments: old files of each kind, in mails of each kind."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from ingest import office_inside
from ingest.reading import ReadDocument, read_file, reading_sandbox
from ingest.settings import IngestSettings
from storage.records import PageReading, Verdict
from tests.ingest.exact_spans import check_spans
from tests.ingest.formats.test_pdf_attachments import carrying
from tests.ingest.libreoffice import convert
from tests.ingest.made_docx import handbook
from tests.ingest.made_mails import Properties, attach, mail, msg
from tests.ingest.made_packages import (
    made_pptx,
    made_xlsx,
    rows_xml,
    sheet_xml,
    slide_xml,
    text_shape,
)
from tests.ingest.made_pictures import docx_of, scan
from tests.ingest.stand_in_office import old_file
from tests.required_tools import needs

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("temporary"),
    needs("soffice", why="it converts old Office files"),
]
SAID = {
    "a.doc": "Chaque salarié dispose de deux jours par semaine.",
    "b.ppt": "vingt-cinq jours",
    "c.xls": "Paie | 12",
}


@pytest.fixture(scope="module")
def old_files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """A DOC, a PPT and an XLS, and a DOC with a scan in it."""
    folder = tmp_path_factory.mktemp("old")
    rows = sheet_xml(rows_xml([["Service", "Part"], ["Paie", 12]]))
    made = {
        "doc": [
            handbook(folder / "a.docx"),
            docx_of(folder / "d.docx", [(scan("Contrat de travail", dpi=200), 16.0, 22.0)]),
        ],
        "ppt": [made_pptx(folder / "b.pptx", [slide_xml(text_shape("vingt-cinq jours"))])],
        "xls": [made_xlsx(folder / "c.xlsx", {"S": rows})],
    }
    found = [path for kind, given in made.items() for path in convert(given, kind, folder / "made")]
    return {path.name: path.read_bytes() for path in found}


def read(path: Path, *, ocr: bool = False) -> ReadDocument:
    settings = IngestSettings(ocr=ocr)
    with reading_sandbox(settings) as sandbox:
        document = read_file(path, file_name=path.name, sandbox=sandbox, settings=settings)
    assert list(Path(tempfile.gettempdir()).iterdir()) == []
    return document


@pytest.mark.parametrize("wrapping", ["eml", "msg", "nested", "portfolio"])
def test_old_files_are_read_wherever_they_lie(
    tmp_path: Path, old_files: Mapping[str, bytes], wrapping: str
) -> None:
    files = {name: old_files[name] for name in SAID}
    message = mail()
    for name, content in files.items():
        attach(message, content, name)
    outer = mail("Transmis")
    outer.add_attachment(message)
    path = tmp_path / f"a.{wrapping}"
    match wrapping:
        case "eml":
            path.write_bytes(message.as_bytes())
        case "nested":
            path.write_bytes(outer.as_bytes())
        case "msg":
            attached: list[Properties] = [
                {0x3707: name, 0x3701: content} for name, content in files.items()
            ]
            path.write_bytes(msg({0x0037: "Lettre", 0x1000: "Ci-joint."}, attachments=attached))
        case _:
            carrying(path, files, portfolio=True)
    document = read(path)
    assert (document.verdict, document.warnings) == (Verdict.READ, ())
    pages = {name: page.text for page in document.pages for name in SAID if name in page.text}
    assert all(SAID[name] in pages[name].split("\n") for name in SAID)
    assert check_spans(document.pages, document.title) >= 3


@needs("tesseract", why="it reads the scan")
def test_a_scan_in_an_old_file_in_a_mail_is_recognised(
    tmp_path: Path, old_files: Mapping[str, bytes]
) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(attach(mail(), old_files["d.doc"], "scan.doc").as_bytes())
    document = read(path, ocr=True)
    (page,) = (page for page in document.pages if page.reading is PageReading.OCR)
    assert "Contrat de travail" in page.text


def test_what_libreoffice_cannot_open_is_an_unread_page_beside_what_it_can(
    tmp_path: Path, old_files: Mapping[str, bytes]
) -> None:
    message = attach(mail(), old_file("doc"), "abime.doc")
    path = tmp_path / "a.eml"
    path.write_bytes(attach(message, old_files["a.doc"], "a.doc").as_bytes())
    document = read(path)
    assert (document.verdict, document.unread_pages) == (Verdict.PARTLY_READ, (2,))
    assert "abime.doc was not read (damaged)" in document.warnings[0]
    assert SAID["a.doc"] in document.pages[2].text


def test_another_file_than_the_one_that_was_met_is_not_converted(
    tmp_path: Path, old_files: Mapping[str, bytes], temporary: Path
) -> None:
    message = attach(mail(), old_files["a.doc"], "a.doc")
    path = tmp_path / "a.eml"
    path.write_bytes(message.as_bytes())
    met = [office_inside.OfficeInside((0,), "0" * 64, "docx")]
    settings = IngestSettings()
    with reading_sandbox(settings) as sandbox:
        found = office_inside.converted_inside(
            path, met, temporary, sandbox=sandbox, settings=settings, on_wait=lambda: None
        )
    assert found.refused["0" * 64].verdict is Verdict.DAMAGED
