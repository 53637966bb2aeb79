"""By what mails are known, whatever they are called: header fields, Outlook's streams, CMS."""

import re

import olefile

from ingest.formats.source import Source

MAIL_HEAD_BYTES = 1 << 16
OUTLOOK_STREAM = "__properties_version1.0"
_FIELD = re.compile(r"(?P<name>[!-9;-~]+)[ \t]*:.*(?:\n[ \t].*)*(?:\n|\Z)")
_FIRST_LINE = re.compile(r"\s*+(?:>?From \S+ .*\n)?")
# Fields that mail programs write and people do not.
_MACHINE = frozenset(
    ("mime-version", "message-id", "received", "return-path", "delivered-to", "content-type")
)
_PEOPLE = frozenset(("from", "to", "cc", "bcc", "date", "subject", "reply-to", "sender"))
_WIDE = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# A sequence, its length in one to five bytes, and the object identifier of signed, or of enveloped,
# encrypted or authenticated data (RFC 5652, RFC 5083).
_CMS = re.compile(
    rb"\x30(?:[\0-\x80]|\x81.|\x82..|\x83...|\x84....)"
    rb"(?:(?P<signed>\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02)"
    rb"|\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07[\x03\x06]"
    rb"|\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17)",
    re.S,
)


def is_mail(head: bytes) -> bool:
    """True where a file starts with the header of a mail: at least two of its usual fields.

    Without a field that only programs write, all of them must be usual: a note that starts with
    "From:" and "Date:" and goes on with a field of its own is a text.
    """
    names = _field_names(_FIRST_LINE.sub("", header_text(head), count=1))
    machine, people = names & _MACHINE, names & _PEOPLE
    if machine:
        return len(machine | people) >= 2
    return len(people) >= 2 and bool(names & {"from", "sender"}) and names == people


def header_text(head: bytes) -> str:
    """The start of a mail as text, UTF-16 too, its other bytes one character each."""
    encoding = _WIDE.get(head[:2], "latin-1")
    if encoding == "latin-1" and b"\0" in head[:2]:
        encoding = "utf-16-be" if head[:1] == b"\0" else "utf-16-le"
    text = head.removeprefix(b"\xef\xbb\xbf").decode(encoding, errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_outlook(source: Source) -> bool:
    """True where an OLE file is a message that Outlook saved."""
    try:
        with source.open() as file, olefile.OleFileIO(file) as container:
            return bool(container.exists(OUTLOOK_STREAM))
    except (OSError, ValueError, TypeError, LookupError):
        return False


def is_signed(head: bytes) -> bool:
    """True where a file is cryptographic message syntax: signed, or encrypted."""
    return _CMS.match(head) is not None


def is_encrypted(head: bytes) -> bool:
    """True where a file of that syntax is encrypted, or both signed and encrypted."""
    found = _CMS.match(head)
    return found is not None and found["signed"] is None


def _field_names(text: str) -> set[str]:
    """The names of the header fields from the start of `text`, in small letters."""
    names: set[str] = set()
    at = 0
    while field := _FIELD.match(text, at):
        names.add(field["name"].lower())
        at = field.end()
    return names
