"""Office files on their way through the child process: hidden sheets, slides without text."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.errors import UnreadableDocument
from ingest.reading import read_file, reading_sandbox
from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings
from storage.records import Verdict
from tests.ingest import made_packages

SETTINGS = IngestSettings()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with reading_sandbox(SETTINGS) as sandbox:
        yield sandbox


def test_a_workbook_of_hidden_sheets_has_no_text_and_says_why(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    sheets = {"Salaires": made_packages.sheet_xml(made_packages.rows_xml([["secret"]]))}
    path = made_packages.made_xlsx(tmp_path / "a.xlsx", sheets, states={"Salaires": "hidden"})
    with pytest.raises(UnreadableDocument) as caught:
        read_file(path, file_name="a.xlsx", sandbox=sandbox, settings=SETTINGS)
    assert caught.value.verdict is Verdict.NO_TEXT
    assert "Hidden sheets are left out: Salaires." in caught.value.detail


def test_a_slide_that_is_a_picture_makes_a_presentation_partly_read(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    slides = [
        made_packages.slide_xml(made_packages.text_shape("Deux jours.")),
        made_packages.slide_xml("<p:pic/>"),
        made_packages.slide_xml(""),
    ]
    path = made_packages.made_pptx(tmp_path / "a.pptx", slides)
    document = read_file(path, file_name="a.pptx", sandbox=sandbox, settings=SETTINGS)
    assert (document.verdict, document.unread_pages) == (Verdict.PARTLY_READ, (2,))
    assert [page.number for page in document.pages] == [1, 2, 3]
