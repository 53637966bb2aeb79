"""MSG to raw pages: a mail as Outlook saves it, an OLE file of numbered properties."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string
from email.message import Message
from email.utils import format_datetime

import olefile

from ingest.errors import UnreadableDocument
from ingest.formats.attachments import mail_pages, mail_pages_alone
from ingest.formats.blocks import TextBlock
from ingest.formats.eml_file import (
    MailParts,
    checked_depth,
    encrypted_mail,
    parts_mail,
)
from ingest.formats.encapsulated_html import encapsulated_html
from ingest.formats.file_type import FileType
from ingest.formats.html_tree import has_picture
from ingest.formats.mail import Attachment, Mail, checked_subject, size
from ingest.formats.mail_body import plain_blocks, rich_blocks, shown
from ingest.formats.mail_fields import file_name
from ingest.formats.meeting import outlook_fields
from ingest.formats.outlook_storage import INTERNET_CODE_PAGE, OutlookStorage
from ingest.formats.packed_rtf import unpacked_rtf
from ingest.formats.parsed import OnPage, ParsedFile, no_report
from ingest.formats.plain_text import decode_stated
from ingest.formats.rtf_file import rtf_body
from ingest.formats.source import Source
from storage.records import Verdict

# Properties by number.
SUBJECT, BODY, HTML, RTF, TRANSPORT_HEADER, CLASS = 0x0037, 0x1000, 0x1013, 0x1009, 0x007D, 0x001A
SENDER_NAME, SENDER_ADDRESS, SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
SUBMITTED, DELIVERED = 0x0039, 0x0E06
DISPLAY_NAME, ADDRESS, SMTP, RECIPIENT_TYPE = 0x3001, 0x3003, 0x39FE, 0x0C15
DISPLAYED = {"To": 0x0E04, "Cc": 0x0E03, "Bcc": 0x0E02}
RECIPIENT_TYPES = {"To": 1, "Cc": 2, "Bcc": 3}
LONG_NAME, SHORT_NAME, ATTACHED_BYTES, ATTACHED_MESSAGE = 0x3707, 0x3704, 0x3701, 0x3701
MIME_TYPE, CONTENT_ID, HIDDEN = 0x370E, 0x3712, 0x7FFE
_SIGNED = "ipm.note.smime"
_FAILURES = (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError)


def read_msg(source: Source, *, max_pages: int, on_page: OnPage = no_report) -> ParsedFile:
    """The raw pages of a mail, then those of each attachment.

    Raises UnreadableDocument: ENCRYPTED, DAMAGED or TOO_MANY_PAGES.
    """
    mail = mail_of(source)
    return mail_pages(mail, FileType.MSG, max_pages=max_pages, conversions=source.conversions)


def read_msg_alone(source: Source, *, max_pages: int, on_page: OnPage = no_report) -> ParsedFile:
    """The raw pages of a mail of which an attachment breaks a limit; attachments are UNREAD."""
    return mail_pages_alone(mail_of(source), FileType.MSG, max_pages=max_pages)


def mail_of(source: Source) -> Mail:
    """The mail in an MSG file, its attachments still unread."""
    with _opened(source) as file:
        return _mail(OutlookStorage(file), source.depth)


@contextmanager
def _opened(source: Source) -> Iterator[olefile.OleFileIO]:
    try:
        with source.open() as file, olefile.OleFileIO(file) as container:
            yield container
    except _FAILURES:
        raise UnreadableDocument(Verdict.DAMAGED, "It is a damaged Outlook message.") from None


def _mail(message: OutlookStorage, depth: int) -> Mail:
    parts = MailParts(depth, meeting=outlook_fields(message, message.text(CLASS)))
    if message.text(CLASS).lower().startswith(_SIGNED):
        _add_signed(message, parts)
    else:
        parts.body += _body(message)
        for attached in message.each("attach"):
            _add_attachment(attached, parts)
    return parts_mail(_header(message), parts)


def _header(message: OutlookStorage) -> Message:
    """The header as it came over the wire; made of the properties where it never did."""
    header = message_from_string(message.text(TRANSPORT_HEADER))
    sent = message.time(SUBMITTED) or message.time(DELIVERED)
    known = {
        "Subject": message.text(SUBJECT),
        "From": _address(
            message.text(SENDER_NAME), message.text(SENDER_SMTP) or message.text(SENDER_ADDRESS)
        ),
        "Date": format_datetime(sent) if sent else "",
        **{name: _recipients(message, name) for name in DISPLAYED},
    }
    for name, value in known.items():
        if name not in header and value:
            header[name] = value
    if known["Subject"]:  # without the marks of transport
        header.replace_header("Subject", known["Subject"])
    return header


def _recipients(message: OutlookStorage, name: str) -> str:
    found = [
        _address(one.text(DISPLAY_NAME), one.text(SMTP) or one.text(ADDRESS))
        for one in message.each("recip")
        if one.number(RECIPIENT_TYPE) & 15 == RECIPIENT_TYPES[name]
    ]
    return ", ".join(filter(None, found)) or message.text(DISPLAYED[name])


def _address(name: str, address: str) -> str:
    """A name with its address; those of an Exchange directory say nothing to a person."""
    if "@" not in address or address == name:
        return name or address
    return f"{name} <{address}>" if name else address


def _body(message: OutlookStorage) -> list[TextBlock]:
    plain = list(plain_blocks(message.text(BODY)))
    html = message.bytes_of(HTML)
    markup = message.text(HTML)
    if html is not None:
        markup = decode_stated(html, message.encoding(INTERNET_CODE_PAGE)) or ""
    rich = list(rich_blocks(markup))
    if plain or rich:
        return shown(plain, rich, has_picture=not size(rich) and has_picture(markup))
    rtf = unpacked_rtf(message.bytes_of(RTF) or b"")
    return list(rich_blocks(encapsulated_html(rtf))) or list(rtf_body(rtf))


def _add_signed(message: OutlookStorage, parts: MailParts) -> None:
    """Gather a signed mail, which Outlook keeps whole in its first attachment."""
    for attached in message.each("attach"):
        content = attached.bytes_of(ATTACHED_BYTES) or b""
        if content[:1] == b"\x30":
            parts.add_envelope(content)
        else:
            parts.add(message_from_string(content.decode("latin-1")))


def _add_attachment(attached: OutlookStorage, parts: MailParts) -> None:
    named = attached.text(LONG_NAME) or attached.text(SHORT_NAME) or attached.text(DISPLAY_NAME)
    kind = attached.text(MIME_TYPE).lower()
    if kind == "application/pgp-encrypted":
        parts.refusal = encrypted_mail()
        parts.attachments.clear()
    if parts.refusal is not None:
        return
    name = named or file_name(_typed(kind))
    depth = parts.depth + 1
    content = attached.bytes_of(ATTACHED_BYTES)
    inner = attached.inner(ATTACHED_MESSAGE)
    shown = bool(attached.text(CONTENT_ID)) or bool(attached.number(HIDDEN) & 1)
    if content is not None:
        parts.attachments.append(Attachment(name, Source(content, name, depth), shown))
    elif inner is not None:
        parts.attachments.append(_attached_mail(inner, name, depth))
    else:
        refusal = UnreadableDocument(Verdict.UNKNOWN_TYPE, "It is kept elsewhere, or an object.")
        parts.attachments.append(Attachment(name, refusal))


def _attached_mail(inner: OutlookStorage, name: str, depth: int) -> Attachment:
    try:
        return Attachment(name, _mail(inner, checked_depth(depth)))
    except UnreadableDocument as refusal:
        return Attachment(checked_subject(name), refusal)


def _typed(kind: str) -> Message:
    part = Message()
    part["Content-Type"] = kind or "application/octet-stream"
    return part
