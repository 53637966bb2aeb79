"""Signed files: what was signed is read by its own type, also within a mail."""

from pathlib import Path

import pytest
from asn1crypto import cms

from ingest.errors import UnreadableDocument
from ingest.formats.file_type import FileType, detect
from ingest.formats.signed_file import read_signed
from ingest.formats.source import Source
from storage.records import Verdict
from tests.ingest.made_mails import attach, mail
from tests.ingest.made_pdfs import handbook


def signed(content: bytes | None) -> bytes:
    """A signature around the content, or of content that is elsewhere."""
    inner: dict[str, object] = {"content_type": "data"}
    if content is not None:
        inner["content"] = content
    data = cms.SignedData(
        {"version": "v1", "digest_algorithms": [], "encap_content_info": inner, "signer_infos": []}
    )
    whole: bytes = cms.ContentInfo({"content_type": "signed_data", "content": data}).dump()
    return whole


def test_a_signed_pdf_is_read_as_a_pdf(tmp_path: Path) -> None:
    source = Source(signed(handbook(tmp_path / "a.pdf").read_bytes()), "accord.pdf.p7m")
    assert detect(source) is FileType.SIGNED
    found = read_signed(source, max_pages=9)
    assert found.title == "Accord sur le télétravail"
    assert len(found.pages) == 4


def test_a_signature_alone_says_what_to_add_instead() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_signed(Source(signed(None), "a.p7s"), max_pages=9)
    assert caught.value.verdict is Verdict.UNKNOWN_TYPE
    assert "signature alone" in caught.value.detail


def test_signatures_around_signatures_end() -> None:
    content = b"Deux jours."
    for _ in range(9):
        content = signed(content)
    with pytest.raises(UnreadableDocument) as caught:
        read_signed(Source(content, "a.p7m"), max_pages=9)
    assert caught.value.verdict is Verdict.TOO_LARGE


def test_a_signed_attachment_is_read() -> None:
    from ingest.formats.eml_file import read_eml

    message = attach(mail(), signed(b"Deux jours."), "note.txt.p7m")
    found = read_eml(Source(message.as_bytes(), "a.eml"), max_pages=9)
    assert found.pages[1].text == "Deux jours."
