"""EML to raw pages: a mail as it went over the wire (RFC 5322, MIME, S/MIME)."""

import codecs
from collections.abc import Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

from ingest.errors import UnreadableDocument
from ingest.formats.attachments import mail_pages, mail_pages_alone
from ingest.formats.blocks import TextBlock
from ingest.formats.file_type import FileType
from ingest.formats.html_tree import has_picture
from ingest.formats.mail import DEEPEST, Attachment, Mail, checked_subject, size
from ingest.formats.mail_body import plain_blocks, rich_blocks, shown, unflowed
from ingest.formats.mail_fields import FAILURES, file_name, header_value, header_values
from ingest.formats.mbox import mbox_mails
from ingest.formats.meeting import Fields, calendar_fields
from ingest.formats.parsed import OnPage, ParsedFile, no_report
from ingest.formats.plain_text import decode
from ingest.formats.signed_file import signed_content
from ingest.formats.source import Source
from storage.records import Verdict

FIELDS = ("From", "To", "Cc", "Bcc", "Date")
NAME_CHARACTERS = 80  # of a mail within a mail, which has a subject instead
PARTS = 2_000  # of one mail, of whatever kind
_SIGNATURES = (
    "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature",
    "application/pgp-keys",
)  # fmt: skip
_ENVELOPES = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_MAILS = ("message/rfc822", "message/global")
# What became of a mail, said in fields for programs (RFC 3464, RFC 8098).
_NOTICES = ("message/delivery-status", "message/disposition-notification")
# Stated by programs that do not know; UTF-8 says itself what it is, and no other text looks so.
_OFTEN_WRONG = ("ascii", "iso8859-1", "cp1252")


def read_eml(source: Source, *, max_pages: int, on_page: OnPage = no_report) -> ParsedFile:
    """The raw pages of a mail, then those of each attachment.

    Raises UnreadableDocument: ENCRYPTED, DAMAGED, EMPTY or TOO_MANY_PAGES.
    """
    mail = mail_of(source)
    return mail_pages(mail, FileType.EML, max_pages=max_pages, conversions=source.conversions)


def read_eml_alone(source: Source, *, max_pages: int, on_page: OnPage = no_report) -> ParsedFile:
    """The raw pages of a mail of which an attachment breaks a limit; attachments are UNREAD."""
    return mail_pages_alone(mail_of(source), FileType.EML, max_pages=max_pages)


def mail_of(source: Source) -> Mail:
    """The mail in an EML file, its attachments still unread; those of an mbox as attachments."""
    content = source.read()
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:2]:
        content = (decode(content) or "").encode("utf-8")
    content = content.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    first, *others = mbox_mails(content)
    if others:
        mails = [_attached(mail, source.depth + 1) for mail in (first, *others)]
        return Mail("", (), (), tuple(mails), source.depth)
    return _parsed(first, source.depth)


def _parsed(content: bytes, depth: int) -> Mail:
    try:
        return message_mail(message_from_bytes(content), depth)
    except (*FAILURES, RecursionError):
        raise UnreadableDocument(Verdict.DAMAGED, "It is a damaged mail.") from None


def _attached(content: bytes, depth: int) -> Attachment:
    """One mail of an mbox."""
    try:
        mail = _parsed(content, checked_depth(depth))
    except UnreadableDocument as refusal:
        return Attachment("", refusal)
    return Attachment(mail.subject[:NAME_CHARACTERS], mail)


def message_mail(message: Message, depth: int) -> Mail:
    """The mail of a parsed message that came inside `depth` files."""
    parts = MailParts(depth)
    parts.add(message)
    return parts_mail(message, parts)


def parts_mail(header: Message, parts: "MailParts") -> Mail:
    """The mail of that header and those parts. Raises the parts' refusal where they hold nothing
    else."""
    attachments = parts.attachments
    if parts.refusal is not None:
        if not parts.body and not attachments:
            raise parts.refusal
        attachments = [*attachments, Attachment("smime.p7m", parts.refusal)]
    return Mail(
        checked_subject(header_value(header, "Subject")),
        (*((name, header_value(header, name)) for name in FIELDS), *parts.meeting),
        tuple(parts.body),
        tuple(attachments),
        parts.depth,
    )


@dataclass(slots=True)
class MailParts:
    """The body and the attachments of a mail, gathered part by part.

    `refusal` is the reason why a part of the body cannot be read: it is encrypted.
    """

    depth: int
    body: list[TextBlock] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    refusal: UnreadableDocument | None = None
    seen: int = 0
    has_picture: bool = False  # in an HTML that has no text
    meeting: Fields = ()  # that the mail invites to

    def add(self, part: Message) -> None:
        """Gather one part with those inside it."""
        self.seen += 1
        kind = part.get_content_type()
        if self.seen > PARTS:
            raise UnreadableDocument(Verdict.TOO_LARGE, f"It has more than {PARTS} parts.")
        if kind in _SIGNATURES:
            return
        if kind in _MAILS and part.is_multipart():
            self._add_mail(part)
        elif kind in _NOTICES and part.is_multipart():
            self._add_text(_notice(part), is_rich=False)
        elif kind == "multipart/encrypted":
            self.refusal = encrypted_mail()
        elif kind in _ENVELOPES:
            self.add_envelope(_content(part))
        elif part.is_multipart():
            self._add_all(kind, _inner(part))
        elif kind in ("text/plain", "text/html") and not _is_attached(part):
            is_rich = kind == "text/html"
            self._add_text(_text(part) if is_rich else _plain_text(part), is_rich=is_rich)
        else:
            self._add_file(part)

    @property
    def is_shown(self) -> bool:
        """True where a mail program shows something of the body."""
        return bool(self.body) or self.has_picture

    def _add_text(self, text: str, *, is_rich: bool) -> None:
        blocks = list(rich_blocks(text) if is_rich else plain_blocks(text))
        self.body += blocks
        self.has_picture |= is_rich and not size(blocks) and has_picture(text)

    def add_envelope(self, content: bytes) -> None:
        """Gather what is inside an S/MIME envelope, or note why that cannot be had."""
        try:
            self.add(message_from_bytes(signed_content(content)))
        except UnreadableDocument as refusal:
            self.refusal = refusal

    def _add_all(self, kind: str, parts: Sequence[Message]) -> None:
        if kind != "multipart/alternative":
            for part in parts:
                self.add(part)
            return
        ways = []
        for part in parts:
            if part.get_content_type() == "text/calendar" and len(parts) > 1:
                # The other ways say what it is about, and often not when and where.
                self.meeting = self.meeting or calendar_fields(_text(part))
                continue
            way = MailParts(self.depth, seen=self.seen)
            way.add(part)
            self.seen = way.seen
            self.attachments += way.attachments
            self.meeting = self.meeting or way.meeting
            ways.append((part.get_content_type() == "text/plain", way))
            self.refusal = self.refusal or way.refusal
        plain = [block for is_plain, way in ways if is_plain for block in way.body]
        rich = next(
            (way for is_plain, way in reversed(ways) if not is_plain and way.is_shown), None
        )
        self.has_picture |= rich is not None and rich.has_picture
        self.body += (
            plain if rich is None else shown(plain, rich.body, has_picture=rich.has_picture)
        )

    def _add_mail(self, part: Message) -> None:
        (inner, *_) = _inner(part)
        name = checked_subject(header_value(inner, "Subject"))[:NAME_CHARACTERS]
        name = name or file_name(part)
        content: Mail | UnreadableDocument
        try:
            content = message_mail(inner, checked_depth(self.depth + 1))
        except UnreadableDocument as refusal:
            content = refusal
        self.attachments.append(Attachment(name, content))

    def _add_file(self, part: Message) -> None:
        content = _content(part)
        if not content and not part.get_filename():
            return  # the empty preamble some programs send as a part
        if part.get_content_maintype() == "text":
            content = _text(part).encode("utf-8")
        name = file_name(part)
        shown = part.get_content_disposition() != "attachment" and (
            part.get_content_disposition() == "inline" or bool(part["Content-ID"])
        )
        self.attachments.append(Attachment(name, Source(content, name, self.depth + 1), shown))


def checked_depth(depth: int) -> int:
    """`depth` again. Raises UnreadableDocument where files lie too deep within one another."""
    if depth > DEEPEST:
        raise UnreadableDocument(
            Verdict.TOO_LARGE, f"It lies more than {DEEPEST} mails or files deep."
        )
    return depth


def encrypted_mail() -> UnreadableDocument:
    """The refusal of a mail that its receiver alone can open."""
    return UnreadableDocument(
        Verdict.ENCRYPTED, "It is encrypted: have its receiver save it decrypted, then add it."
    )


def _inner(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [inner for inner in payload if isinstance(inner, Message)] if part.is_multipart() else []


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _notice(part: Message) -> str:
    """The fields of a notice that a mail was or was not delivered or read, one a line."""
    fields = (field for one in _inner(part) for field in header_values(one))
    return "\n".join(f"{name}: {value}" for name, value in fields)


def _plain_text(part: Message) -> str:
    """The plain text of a part, its lines as long as the writer made them."""
    text = _text(part)
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    return unflowed(text, joined=str(part.get_param("delsp", "")).lower() == "yes")


def _text(part: Message) -> str:
    """The text of a part in the encoding it states, or in the one that it is in."""
    content = _content(part)
    try:
        stated = codecs.lookup(str(part.get_content_charset() or "us-ascii")).name
        if stated in _OFTEN_WRONG and not content.isascii():
            return decode(content) or content.decode("utf-8", errors="replace")
        text = content.decode(stated)
    except (LookupError, ValueError):
        return decode(content) or content.decode("utf-8", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
