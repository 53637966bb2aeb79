"""Bombs and entities in every kind of XML package, alone in a mail's attachment (T10)."""

import time
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.formats.eml_file import read_eml
from ingest.formats.parsed import ParsedFile
from ingest.formats.source import Source
from tests.ingest.formats.test_xml_package import ENTITIES, MAKERS, Make
from tests.ingest.made_mails import attach, mail


def read(message: EmailMessage) -> ParsedFile:
    return read_eml(Source(message.as_bytes(), "a.eml"), max_pages=100)


@MAKERS
@pytest.mark.parametrize(("declared", "text"), ENTITIES.values(), ids=ENTITIES)
def test_declared_entities_in_an_attachment_are_refused_and_the_mail_is_read(
    tmp_path: Path, make: Make, declared: str, text: str
) -> None:
    package = make(tmp_path / "a", text, declared).read_bytes()
    inner = attach(mail("Inner"), package, "inner.bin")
    outer = attach(mail(), package, "package.bin")
    outer.add_attachment(inner)
    found = read(outer)
    assert "Bonjour" in found.pages[0].text
    refused = [warning for warning in found.warnings if "was not read (damaged)" in warning]
    assert len(refused) == 2
    assert "root:" not in "".join(page.text for page in found.pages)


@MAKERS
def test_a_bomb_in_an_attachment_costs_no_time_and_the_mail_is_read(
    tmp_path: Path, make: Make
) -> None:
    path = make(tmp_path / "a", "x", "")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("media/a.bin", b"\0" * (50 << 20))
    message = attach(mail(), path.read_bytes(), "package.bin")
    started = time.process_time()
    found = read(message)
    assert time.process_time() - started < 1
    assert "package.bin was not read (too-large)" in found.warnings[0]
    assert "Bonjour" in found.pages[0].text
