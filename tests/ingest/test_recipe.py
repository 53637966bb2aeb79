"""What a document was read with is named, and what is installed later has it read again."""

import os
import shutil
import time
from pathlib import Path

import pytest

from ingest import ocr
from ingest.formats.old_office import NOT_CONVERTED, NOT_INSTALLED
from ingest.reading import RECIPE
from ingest.recipe import read_with, recipe
from ingest.settings import IngestSettings
from storage.records import Verdict
from tests.ingest.made_compound import compound
from tests.ingest.made_docx import paragraph, raw_docx
from tests.ingest.made_mails import attach, mail
from tests.ingest.mirroring import OLD, Mirror
from tests.ingest.stand_in_office import installed, old_file, only_its_tools

SETTINGS = IngestSettings()
WITHOUT = IngestSettings(ocr=False)


def install(folder: Path, name: str, prints: str = "") -> Path:
    """A program that prints a text and does nothing else."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\nprintf '{prints}'\n")
    program.chmod(0o755)
    return program


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are found; it is empty."""
    monkeypatch.setenv("PATH", str(tmp_path / "programs"))
    return tmp_path / "programs"


def test_recognition_counts_only_where_pages_are_unread(programs: Path) -> None:
    assert recipe(SETTINGS, ()) == recipe(WITHOUT, ()) == RECIPE
    assert recipe(SETTINGS, (2,)) == recipe(WITHOUT, (2,))
    install(programs, "tesseract", "List (2):\\neng\\nfra\\n")
    assert recipe(SETTINGS, (2,)) != recipe(WITHOUT, (2,))
    assert recipe(SETTINGS, ()) == RECIPE


def test_only_languages_that_are_installed_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for number, languages in enumerate(("", "eng\\n", "eng\\nosd\\n", "eng\\nfra\\n")):
        folder = tmp_path / str(number)
        install(folder, "tesseract", f"List:\\n{languages}")
        monkeypatch.setenv("PATH", str(folder))
        made.append(recipe(SETTINGS, (2,)))
    none, english, turning, both = made
    assert none == recipe(WITHOUT, (2,))
    assert english == turning and len({none, english, both}) == 3


def test_a_language_that_is_installed_while_a_process_runs_is_soon_seen(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "LISTED_FOR_S", 0.2)
    install(programs, "tesseract", "List:\\neng\\n")
    assert ocr.usable_languages("fra+eng") == "eng"
    install(programs, "tesseract", "List:\\neng\\nfra\\n")
    time.sleep(0.25)
    assert ocr.usable_languages("fra+eng") == "fra+eng"


def test_tesseract_is_not_asked_for_its_languages_again_for_each_page(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "LISTED_FOR_S", 3600.0)
    asked = tmp_path / "asked"
    program = install(programs, "tesseract")
    program.write_text(f"#!/bin/sh\necho once >> '{asked}'\nprintf 'List:\\neng\\n'\n")
    assert [ocr.usable_languages("fra+eng") for _ in range(5)] == ["eng"] * 5
    assert asked.read_text() == "once\n"


def test_libreoffice_is_a_means_of_reading(programs: Path) -> None:
    before = read_with(SETTINGS)
    install(programs, "soffice")
    assert read_with(SETTINGS) != before


def test_what_failed_is_tried_again_once_libreoffice_is_there(
    programs: Path, mirror: Mirror
) -> None:
    path = mirror.path / "old.doc"
    path.write_bytes(compound("WordDocument"))
    os.utime(path, (OLD, OLD))
    assert mirror.run().failed[0].verdict is Verdict.UNKNOWN_TYPE
    assert mirror.counts() == {}
    install(programs, "soffice")
    assert mirror.counts() == {"new": 1}


def test_a_mail_is_read_again_once_its_old_office_file_can_be_converted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mirror: Mirror
) -> None:
    only_its_tools(tmp_path / "tools", monkeypatch)
    given = old_file("doc")
    path = mirror.path / "a.eml"
    path.write_bytes(attach(mail(), given, "accord.doc").as_bytes())
    os.utime(path, (OLD, OLD))
    assert mirror.run().verdicts == {Verdict.PARTLY_READ: 1}
    assert mirror.counts() == {}
    office = installed(tmp_path / "office", monkeypatch)
    office.prepare(given, raw_docx(tmp_path / "a.docx", paragraph("Deux jours.")))
    assert mirror.counts() == {"outdated": 1}
    assert mirror.run().verdicts == {Verdict.READ: 1}
    assert mirror.counts() == {}
    shutil.rmtree(office.folder)
    assert mirror.counts() == {}


def test_libreoffice_counts_only_where_a_file_waits_for_it(programs: Path) -> None:
    waiting = {NOT_INSTALLED: f"a.doc: {NOT_INSTALLED}", NOT_CONVERTED: NOT_CONVERTED}
    before = recipe(WITHOUT, (2,))
    assert all(recipe(WITHOUT, (2,), (), [said]) == before for said in waiting.values())
    install(programs, "soffice")
    assert all(recipe(WITHOUT, (2,), (), [said]) != before for said in waiting.values())
    assert recipe(WITHOUT, (2,), (), ["a.doc was not read (damaged)."]) == before
    assert recipe(WITHOUT, (), (), [NOT_INSTALLED]) == RECIPE
