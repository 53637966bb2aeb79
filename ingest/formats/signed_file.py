"""Signed files (.p7m, S/MIME): what was signed, by its own type; signatures are not checked."""

from dataclasses import replace

from asn1crypto import cms

from ingest.errors import UnreadableDocument
from ingest.formats.mail_marks import is_encrypted
from ingest.formats.parsed import OnPage, ParsedFile, no_report
from ingest.formats.source import Source
from storage.records import Verdict

HEAD_BYTES = 64
_FAILURES = (ValueError, TypeError, KeyError, AttributeError, NotImplementedError, RecursionError)


def read_signed(source: Source, *, max_pages: int, on_page: OnPage = no_report) -> ParsedFile:
    """The raw pages of what was signed. Raises UnreadableDocument: ENCRYPTED, DAMAGED, UNKNOWN_TYPE
    (a signature alone), or what the parser of the content raises."""
    from ingest.formats.attachments import read_inside

    return read_inside(signed_source(source), max_pages=max_pages, on_page=on_page)


def signed_source(source: Source) -> Source:
    """The file that was signed, under its own name without ".p7m"."""
    name = source.file_name
    inner = name[: -len(".p7m")] if name.lower().endswith(".p7m") else name
    content = signed_content(source.read())
    return replace(source, where=content, file_name=inner, depth=source.depth + 1)


def signed_content(message: bytes) -> bytes:
    """The bytes that were signed. Raises UnreadableDocument: ENCRYPTED, DAMAGED, UNKNOWN_TYPE."""
    if is_encrypted(message[:HEAD_BYTES]):
        raise UnreadableDocument(
            Verdict.ENCRYPTED, "It is encrypted: have its receiver save it decrypted, then add it."
        )
    try:
        outer = cms.ContentInfo.load(message)
        content = outer["content"]["encap_content_info"]["content"].native
    except _FAILURES:
        raise UnreadableDocument(Verdict.DAMAGED, "It is a damaged signed file.") from None
    if not isinstance(content, bytes):
        raise UnreadableDocument(
            Verdict.UNKNOWN_TYPE, "It is a signature alone: add the file that was signed."
        )
    return content
