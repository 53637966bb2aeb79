"""The picture of a page that is to be recognised, wherever in a file or its attachments it is."""

from collections.abc import Sequence

from ingest.errors import UnreadableDocument
from ingest.formats.file_type import FileType, detect
from ingest.formats.grey_picture import GreyPicture
from ingest.formats.mail import Mail
from ingest.formats.source import Source
from storage.records import Verdict

# Archives whose pictures are members, see ingest.formats.pictures.
_PACKAGES = (
    FileType.DOCX, FileType.PPTX, FileType.XLSX, FileType.ODT, FileType.ODS, FileType.ODP,
    FileType.EPUB,
)  # fmt: skip


def page_picture(source: Source, place: Sequence[int]) -> GreyPicture:
    """The page at `place`, see RawPage. Raises UnreadableDocument where it cannot be drawn."""
    content: Source | Mail = source
    *inside, number = place
    for index in inside:
        content = _attached(content, index)
    if isinstance(content, Mail):
        raise _no_picture()
    return _drawn(content, number)


def _attached(content: Source | Mail, index: int) -> Source | Mail:
    if isinstance(content, Source) and detect(content) is FileType.PDF:
        from ingest.formats.pdf_attachments import carried_file

        return carried_file(content, index)
    mail = content if isinstance(content, Mail) else _mail(content)
    inner = mail.attachments[index].content
    if isinstance(inner, UnreadableDocument):
        raise inner
    return inner


def _mail(source: Source) -> Mail:
    from ingest.formats import eml_file, msg_file
    from ingest.formats.signed_file import signed_source

    match detect(source):
        case FileType.EML:
            return eml_file.mail_of(source)
        case FileType.MSG:
            return msg_file.mail_of(source)
        case FileType.SIGNED:
            return _mail(signed_source(source))
    raise _no_picture()


def _drawn(source: Source, number: int) -> GreyPicture:
    from ingest.formats.html_pictures import written_picture
    from ingest.formats.pdf_picture import draw_page
    from ingest.formats.picture_file import FORMATS, draw_picture
    from ingest.formats.pictures import member_picture
    from ingest.formats.rtf_pictures import grouped_picture
    from ingest.formats.signed_file import signed_source

    file_type = detect(source)
    if file_type is FileType.PDF:
        return draw_page(source, number)
    if file_type in FORMATS.values():
        return draw_picture(source, number)
    if file_type in _PACKAGES:
        return draw_picture(member_picture(source, number), 1)
    if file_type is FileType.RTF:
        return draw_picture(grouped_picture(source, number), 1)
    if file_type is FileType.HTML:
        return draw_picture(written_picture(source, number), 1)
    if file_type is FileType.SIGNED:
        return _drawn(signed_source(source), number)
    raise _no_picture()


def _no_picture() -> UnreadableDocument:
    return UnreadableDocument(Verdict.UNKNOWN_TYPE, "Pages of its type are not drawn.")
