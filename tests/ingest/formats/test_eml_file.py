"""Mails as they went over the wire: header, body, quotations, attachments, signatures."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from asn1crypto import cms

from ingest.errors import UnreadableDocument
from ingest.formats.eml_file import read_eml
from ingest.formats.file_type import FileType, detect
from ingest.formats.parsed import ParsedFile
from ingest.formats.source import Source
from storage.records import Verdict
from tests.ingest.made_mails import SENT, attach, mail, nested

LONG = "Le télétravail est possible deux jours par semaine, avec l'accord du responsable. " * 4


def read(message: EmailMessage | bytes | str) -> ParsedFile:
    content = message.encode() if isinstance(message, str) else message
    whole = content if isinstance(content, bytes) else content.as_bytes()
    return read_eml(Source(whole, "a.eml"), max_pages=100)


def body(message: EmailMessage | bytes | str) -> list[str]:
    """The blocks below the header."""
    blocks = read(message).pages[0].text.split("\n\n")
    return [block for block in blocks if not block.startswith(("From: ", "To: ", "Date: "))][1:]


def test_a_mail_is_read_with_its_header_and_its_subject_is_title_and_heading() -> None:
    found = read(mail())
    assert found.title == "Congés d'été"
    assert found.pages[0].headings[0].start == 0
    assert found.pages[0].text.split("\n\n") == [
        "Congés d'été",
        "From: Anaïs Durand <anais@valmont.example>",
        "To: equipe@valmont.example",
        f"Date: {SENT}",
        "Bonjour à tous.",
    ]


def test_quoted_replies_are_kept_as_paragraphs_with_their_marks() -> None:
    text = (
        "Oui, d'accord.\n\nLe 1er mars, Paul a écrit :\n"
        "> Le salarié en télétravail bénéficie des mêmes droits que les autres\n"
        "> salariés de l'entreprise, et doit respecter les plages horaires que\n"
        "> l'accord fixe.\n>> Est-ce possible ?\n"
    )
    found = [" ".join(block.split()) for block in body(mail(text=text))]
    assert found == [
        "Oui, d'accord.",
        "Le 1er mars, Paul a écrit :",
        "> Le salarié en télétravail bénéficie des mêmes droits que les autres salariés de "
        "l'entreprise, et doit respecter les plages horaires que l'accord fixe.",
        "> > Est-ce possible ?",
    ]


@pytest.mark.parametrize(
    ("stated", "encoding"),
    [
        ("iso-8859-1", "iso-8859-1"),
        ("iso-8859-1", "utf-8"),
        ("us-ascii", "utf-8"),
        ("no-such-code", "cp1252"),
        ("utf-8", "cp1252"),
        ("utf-16", "utf-16"),
    ],
)
def test_the_body_is_read_in_the_encoding_it_is_in(stated: str, encoding: str) -> None:
    head = f"From: a@b.example\nMIME-Version: 1.0\nContent-Type: text/plain; charset={stated}\n\n"
    content = head.encode() + "Congés payés à Noël".encode(encoding)
    assert "Congés payés à Noël" in read(content).pages[0].text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_mail_saved_by_an_editor_is_still_a_mail(encoding: str) -> None:
    text = "From: a@b.example\r\nTo: c@d.example\r\nSubject: Été\r\n\r\nBonjour à tous.\r\n"
    source = Source(text.encode(encoding), "a.txt")
    assert detect(source) is FileType.EML
    found = read_eml(source, max_pages=9)
    assert found.title == "Été"
    assert "Bonjour à tous." in found.pages[0].text


def test_subjects_are_decoded_whatever_wrote_them() -> None:
    for raw in (
        b"=?utf-8?Q?Cong=C3=A9s?= =?utf-8?B?IGQnw6l0w6k=?=",
        "Congés d'été".encode(),
        "Congés d'été".encode("cp1252"),
    ):
        found = read(b"From: a@b.example\nMIME-Version: 1.0\nSubject: " + raw + b"\n\nx")
        assert found.title == "Congés d'été"
    broken = b"From: a@b.example\nMIME-Version: 1.0\nSubject: =?no-such?B?////?=\n\nBonjour"
    assert "Bonjour" in read(broken).pages[0].text


def test_signatures_are_left_out_and_what_was_signed_is_read() -> None:
    signed = (
        "From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/signed; boundary=x;"
        ' protocol="application/pkcs7-signature"\n\n--x\n\nTexte signé.\n--x\n'
        "Content-Type: application/pkcs7-signature; name=smime.p7s\n"
        "Content-Transfer-Encoding: base64\n\nMIIB\n--x--\n"
    )
    found = read(signed)
    assert found.pages[0].text.endswith("Texte signé.")
    assert (len(found.pages), found.warnings) == (1, ())


def envelope(kind: str, content: bytes) -> bytes:
    """A mail whose body is an S/MIME object of that kind."""
    inner = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [],
            "encap_content_info": {"content_type": "data", "content": content},
            "signer_infos": [],
        }
    )
    whole = cms.ContentInfo({"content_type": "signed_data", "content": inner}).dump()
    if kind == "enveloped-data":  # the number of the kind, and nothing that could be opened
        whole = whole.replace(
            bytes.fromhex("2a864886f70d010702"), bytes.fromhex("2a864886f70d010703")
        )
    message = EmailMessage()
    message["From"] = "a@b.example"
    message["Subject"] = "Contrat"
    message.set_content(
        whole, maintype="application", subtype="pkcs7-mime", params={"smime-type": kind}
    )
    return message.as_bytes()


def test_a_mail_inside_its_signature_is_read_and_an_encrypted_one_refused() -> None:
    content = b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>Article 1</p>"
    assert body(envelope("signed-data", content)) == ["Article 1"]
    with pytest.raises(UnreadableDocument) as caught:
        read(envelope("enveloped-data", content))
    assert caught.value.verdict is Verdict.ENCRYPTED


def test_an_encrypted_mail_that_was_forwarded_costs_itself_alone() -> None:
    secret = EmailMessage()
    secret["From"] = "a@b.example"
    secret["Subject"] = "Secret"
    secret["Content-Type"] = 'multipart/encrypted; protocol="application/pgp-encrypted"'
    outer = mail()
    outer.add_attachment(secret)
    found = read(outer)
    assert "Bonjour à tous." in found.pages[0].text
    assert "encrypted" in found.warnings[0]


def test_mails_within_mails_are_read_to_a_depth_and_named_below_it() -> None:
    found = read(nested(6).as_bytes())
    texts = "\n".join(page.text for page in found.pages)
    assert all(f"Niveau {level}" in texts for level in range(4))
    assert "Niveau 4" not in texts
    assert "Niveau 4" in found.pages[-1].label
    assert "Niveau 4" in found.warnings[0]


def test_a_folder_of_mails_is_read_mail_by_mail() -> None:
    line = "From a@b.example Mon Mar  2 09:30:00 2026\n"
    one = f"{line}From: a@b.example\nTo: c@d.example\nSubject: Un\n\nPremier.\n\n"
    two = f"{line}From: a@b.example\nTo: c@d.example\nSubject: Deux\n\nSecond.\n>From Paul\n\n"
    found = read(one + two)
    assert [page.label.split(": ")[1] for page in found.pages] == ["Un", "Deux"]
    assert "Premier." in found.pages[0].text
    assert found.pages[1].text.endswith("From Paul")
    prose = f"{one}Voici :\n{line}et la suite.\n"
    (page,) = read(prose).pages
    assert "et la suite." in page.text


def test_an_invitation_is_read_as_its_words() -> None:
    message = mail(text="Réunion lundi à 9 h.")
    message.add_alternative("BEGIN:VCALENDAR\nEND:VCALENDAR\n", subtype="calendar")
    assert body(message) == ["Réunion lundi à 9 h."]


def test_names_of_attachments_cannot_steer_what_shows_them() -> None:
    found = read(attach(mail(), b"texte", "a\u202etxt.exe"))
    assert found.pages[1].label == "Attachment (pièce jointe): a\\u202etxt.exe"


def test_real_mails_are_read(shared_data: Path) -> None:
    folder = shared_data / "office" / "documents"
    names = sorted(path for path in folder.glob("*.eml") if path.name != "eml__empty.eml")
    encrypted = 0
    for path in names:
        source = Source.at(path)
        assert detect(source) is FileType.EML, path.name
        try:
            found = read_eml(source, max_pages=50)
        except UnreadableDocument as refusal:
            encrypted += refusal.verdict is Verdict.ENCRYPTED
        else:
            assert found.pages[0].text, path.name
    assert (len(names), encrypted) == (39, 1)


@pytest.mark.parametrize("kind", ["delivery-status", "disposition-notification"])
def test_what_became_of_a_mail_is_read(kind: str) -> None:
    content = (
        "From: mailer@b.example\nSubject: Non remis\nMIME-Version: 1.0\n"
        f"Content-Type: multipart/report; report-type={kind}; boundary=B\n\n"
        "--B\nContent-Type: text/plain\n\nVotre message.\n"
        f"--B\nContent-Type: message/{kind}\n\n"
        "Reporting-MTA: dns; mx.b.example\n\nFinal-Recipient: rfc822; eve@c.example\n"
        "Action: failed\nDiagnostic-Code: smtp; 550 5.1.1\n unknown user\n--B--\n"
    )
    text = read(content.encode()).pages[0].text
    assert "Votre message." in text
    assert "Diagnostic-Code: smtp; 550 5.1.1 unknown user" in text or kind != "delivery-status"
    assert "Reporting-MTA: dns; mx.b.example" in text


@pytest.mark.timeout(10)
def test_a_notice_has_each_of_its_fields_once_however_many_there_are() -> None:
    fields = "".join(f"X-{number}: a\n" for number in range(20_000))
    content = (
        "From: mailer@b.example\nContent-Type: message/delivery-status\n\n"
        f"Remark: first\nRemark: second\n{fields}"
    )
    text = read(content.encode()).pages[0].text
    assert "Remark: first" in text
    assert "Remark: second" in text
