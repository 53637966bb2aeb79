"""Outlook's messages: header, body of every kind, attachments, mails within mails."""

import struct
from datetime import UTC, datetime

import pytest

from ingest.errors import UnreadableDocument
from ingest.formats.file_type import FileType, detect
from ingest.formats.msg_file import read_msg, read_msg_alone
from ingest.formats.packed_rtf import unpacked_rtf
from ingest.formats.parsed import ParsedFile
from ingest.formats.source import Source
from storage.records import PageReading, Verdict
from tests.ingest.made_mails import Properties, msg

LETTER: Properties = {
    0x0037: "Congés d'été",
    0x1000: "Bonjour à tous.\r\n> Avant.\r\n",
    0x0039: datetime(2026, 3, 2, 8, 30, tzinfo=UTC),
    0x0C1A: "Anaïs Durand",
    0x0C1F: "anais@valmont.example",
}
BOB: Properties = {0x3001: "Bob", 0x39FE: "bob@valmont.example", 0x0C15: 1}
EVE: Properties = {0x3001: "Ève", 0x3003: "/O=VALMONT/CN=EVE", 0x0C15: 2}


def read(content: bytes) -> ParsedFile:
    return read_msg(Source(content, "lettre.msg"), max_pages=100)


def rtf(text: bytes) -> bytes:
    """The text as Outlook keeps RTF that it does not pack."""
    return struct.pack("<IIII", len(text) + 12, len(text), 0x414C454D, 0) + text


def test_a_message_is_known_and_read_with_its_header() -> None:
    content = msg(LETTER, recipients=[BOB, EVE])
    assert detect(Source(content, "a.pdf")) is FileType.MSG
    found = read(content)
    assert found.title == "Congés d'été"
    assert found.media_type == "application/vnd.ms-outlook"
    assert found.pages[0].text.split("\n\n") == [
        "Congés d'été",
        "From: Anaïs Durand <anais@valmont.example>",
        "To: Bob <bob@valmont.example>",
        "Cc: Ève",
        "Date: Mon, 02 Mar 2026 08:30:00 +0000",
        "Bonjour à tous.",
        "> Avant.",
    ]


def test_the_header_that_came_over_the_wire_goes_before_what_outlook_made_of_it() -> None:
    wire = "From: a@b.example\r\nTo: tous@b.example\r\nDate: Tue, 3 Mar 2026 10:00:00 +0100\r\n\r\n"
    text = read(msg({**LETTER, 0x007D: wire})).pages[0].text
    assert "From: a@b.example" in text
    assert "Date: Tue, 3 Mar 2026 10:00:00 +0100" in text


@pytest.mark.parametrize(
    "body",
    [
        {0x1013: "<p>Deux jours <b>par semaine</b>.</p>"},
        {0x1013: b"<p>Deux jours <b>par semaine</b>.</p>"},
        {0x1000: "", 0x1009: rtf(rb"{\rtf1\ansi Deux jours {\b par semaine}.\par}")},
        {0x1000: "Voir le HTML", 0x1013: f"<p>Deux jours par semaine. {'Et ainsi. ' * 20}</p>"},
    ],
)
def test_the_body_is_read_whatever_it_is_kept_as(body: Properties) -> None:
    assert "Deux jours par semaine." in read(msg({0x0037: "Note", **body})).pages[0].text


def test_packed_rtf_is_unpacked() -> None:
    """The example of [MS-OXRTFCP] 3.1.1."""
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c0900206277"
        "05b06c647d0a800fa0"
    )
    assert unpacked_rtf(packed) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert unpacked_rtf(packed[:30]).startswith(b"{\\rtf1")
    assert unpacked_rtf(b"nothing of that kind") == b""


def test_attachments_are_read_by_their_own_types_and_links_are_named() -> None:
    inner: Properties = {0x0037: "Transmis", 0x1000: "Le corps transmis."}
    found = read(
        msg(
            LETTER,
            attachments=[
                {0x3707: "tarif.pdf", 0x3701: b"<html><h2>Tarif</h2><p>Douze euros."},
                {0x3707: "Transmis", 0x3701: inner},
                {0x3707: "ailleurs.docx", 0x3705: 7},
            ],
        )
    )
    assert [page.label.removeprefix("Attachment (pièce jointe): ") for page in found.pages] == [
        "",
        "tarif.pdf",
        "Transmis",
        "ailleurs.docx",
    ]
    assert found.pages[1].text == "Tarif\n\nDouze euros."
    assert "Le corps transmis." in found.pages[2].text
    assert (found.pages[3].reading, found.pages[3].place) == (PageReading.UNREAD, None)
    assert "ailleurs.docx" in found.warnings[0]


def test_a_signed_message_is_read_and_an_encrypted_one_refused() -> None:
    whole = b"Content-Type: text/plain; charset=utf-8\r\n\r\nTexte sign\xc3\xa9."
    signed = msg(
        {**LETTER, 0x001A: "IPM.Note.SMIME.MultipartSigned"}, attachments=[{0x3701: whole}]
    )
    assert "Texte signé." in read(signed).pages[0].text
    pgp: Properties = {0x3707: "version.txt", 0x370E: "application/pgp-encrypted", 0x3701: b"1"}
    with pytest.raises(UnreadableDocument) as caught:
        read(msg({0x0037: "Secret"}, attachments=[pgp]))
    assert caught.value.verdict is Verdict.ENCRYPTED


def test_without_its_attachments_a_message_still_names_them() -> None:
    content = msg(LETTER, attachments=[{0x3707: "tarif.pdf", 0x3701: b"%PDF-1.4"}])
    found = read_msg_alone(Source(content, "a.msg"), max_pages=10)
    assert [page.reading for page in found.pages] == [PageReading.TEXT, PageReading.UNREAD]
    assert "tarif.pdf" in found.pages[1].label
    assert found.warnings


def test_a_damaged_message_is_said_to_be_so() -> None:
    content = msg(LETTER)
    for cut in (600, 1500, len(content) // 2):
        try:
            read(content[:cut])
        except UnreadableDocument as refusal:
            assert refusal.verdict is Verdict.DAMAGED
