"""What the library page offers to choose is what this server reads, no more and no less."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI

from ingest.formats.file_endings import ENDINGS, PICTURES
from ingest.formats.file_type import FileType
from ingest.formats.old_office import CONVERTED
from ingest.settings import IngestSettings
from tests.ui.organisation import Organisation
from ui.accepted_files import accepted_endings, accepted_in_words

OLD = {".doc", ".xls", ".ppt", ".xlsb"}


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are found; it is empty."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def install(folder: Path, name: str) -> None:
    (folder / name).write_text("#!/bin/sh\nprintf 'List of languages (2):\\neng\\nfra\\n'\n")
    (folder / name).chmod(0o755)


def chosen(settings: IngestSettings) -> set[str]:
    return set(accepted_endings(settings).split(","))


def test_every_type_that_is_read_has_endings_and_no_ending_is_of_two_types() -> None:
    assert set(ENDINGS) == set(FileType)
    endings = [ending for several in ENDINGS.values() for ending in several]
    assert len(set(endings)) == len(endings)
    assert all(ending.startswith(".") and ending == ending.lower() for ending in endings)


def test_what_other_programs_read_is_offered_where_they_are(programs: Path) -> None:
    settings = IngestSettings()
    assert not chosen(settings) & {*OLD, ".png", ".tiff"}
    assert {".pdf", ".docx", ".pptx", ".xlsx", ".msg", ".p7m", ".md"} <= chosen(settings)
    install(programs, "soffice")
    assert chosen(settings) >= OLD and ".png" not in chosen(settings)
    install(programs, "tesseract")
    every = {ending for endings in ENDINGS.values() for ending in endings}
    assert chosen(settings) == every
    assert every - chosen(IngestSettings(ocr=False)) == {
        ending for picture in PICTURES for ending in ENDINGS[picture]
    }
    assert set(CONVERTED) == {FileType.DOC, FileType.XLS, FileType.PPT, FileType.XLSB}


@pytest.mark.parametrize(
    ("language", "office", "pictures"),
    [
        ("en", "DOC, PPT, XLS and XLSB", "pictures and"),
        ("fr", "DOC, PPT, XLS et XLSB", "images et"),
    ],
)
def test_what_is_not_read_here_is_said(
    programs: Path, language: str, office: str, pictures: str
) -> None:
    formats, first, second = accepted_in_words(IngestSettings(max_file_mib=7), language)
    assert "7" in formats and "OpenDocument" in formats
    assert office in first and pictures in second
    install(programs, "soffice")
    assert len(accepted_in_words(IngestSettings(), language)) == 2
    install(programs, "tesseract")
    assert len(accepted_in_words(IngestSettings(), language)) == 1


async def test_the_page_offers_just_that(
    programs: Path, organisation: Organisation, site: FastAPI
) -> None:
    install(programs, "tesseract")
    browser = await organisation.signed_in(site, "carl")
    soup = BeautifulSoup((await browser.get("/library")).text, "html.parser")
    assert soup.select_one("#files")["accept"] == accepted_endings(IngestSettings())
    said = [one.text for one in soup.select("#dropzone .small")]
    assert said == accepted_in_words(IngestSettings(), "en") and len(said) == 2
