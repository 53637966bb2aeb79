"""The files inside a file, by where they lie: found again for what is done to one of them."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.errors import UnreadableDocument
from ingest.formats.file_type import FileType, detect
from ingest.formats.mail import DEEPEST, Mail
from ingest.formats.signed_file import signed_source
from ingest.formats.source import Source
from storage.records import Verdict


def inner_file(source: Source, inside: Sequence[int]) -> Source:
    """The file at the indexes `inside`, outermost first, of attachments; without its signature.

    Raises UnreadableDocument where there is none.
    """
    content: Source | Mail = source
    for index in inside:
        content = _attached(content, index)
    if isinstance(content, Mail):
        raise _no_file()
    return unsigned(replace(content, conversions=source.conversions))


def unsigned(source: Source) -> Source:
    """The file that was signed where it is a signed one, else itself."""
    while detect(source) is FileType.SIGNED:
        if source.depth > DEEPEST:
            raise UnreadableDocument(Verdict.TOO_LARGE, "It is signed too often.")
        source = signed_source(source)
    return source


def _attached(content: Source | Mail, index: int) -> Source | Mail:
    if isinstance(content, Source):
        content = unsigned(content)
        if detect(content) is FileType.PDF:
            from ingest.formats.pdf_attachments import carried_file

            return carried_file(content, index)
        content = _mail(content)
    inner = content.attachments[index].content
    if isinstance(inner, UnreadableDocument):
        raise inner
    return inner


def _mail(source: Source) -> Mail:
    from ingest.formats import eml_file, msg_file

    match detect(source):
        case FileType.EML:
            return eml_file.mail_of(source)
        case FileType.MSG:
            return msg_file.mail_of(source)
    raise _no_file()


def _no_file() -> UnreadableDocument:
    return UnreadableDocument(Verdict.UNKNOWN_TYPE, "There is no file at that place.")
