"""The header of a mail or of a part of one: its fields as a person reads them, names of files."""

import mimetypes
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import collapse_rfc2231_value

from ingest.formats.plain_text import decode

# What the package raises on parts that are not well formed.
FAILURES = (MessageError, LookupError, ValueError, TypeError, AttributeError, AssertionError)


def header_value(message: Message, name: str) -> str:
    """A header field as a person reads it, on one line; empty where there is none."""
    return next((value for key, value in header_values(message, name)), "")


def header_values(message: Message, only: str = "") -> Iterator[tuple[str, str]]:
    """The fields of a header in their order, or those of one name, as a person reads them."""
    # Not message.get: it makes question marks of bytes that came bare.
    for key, value in message.raw_items():
        if not only or key.lower() == only.lower():
            yield key, " ".join(_words(str(value)).split())


def file_name(part: Message) -> str:
    """The name of an attachment; "attachment.pdf" where it has none."""
    try:
        name = part.get_filename()
    except FAILURES:
        name = None
    if name:
        return _words(collapse_rfc2231_value(name))[-200:]
    return "attachment" + (mimetypes.guess_extension(part.get_content_type()) or "")


def _words(raw: str) -> str:
    """A header's value with its encoded words decoded, and bytes that came bare."""
    bare = raw.encode("utf-8", errors="surrogateescape")
    text = raw if raw.isascii() else decode(bare) or bare.decode("utf-8", errors="replace")
    try:
        return str(make_header(decode_header(text)))
    except (*FAILURES, UnicodeError):
        return text
