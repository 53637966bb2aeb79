"""The picture of a page that is to be recognised, wherever in a file or its attachments it is."""

from collections.abc import Sequence

from ingest.errors import UnreadableDocument
from ingest.formats.file_type import FileType, detect
from ingest.formats.grey_picture import GreyPicture
from ingest.formats.inner_files import inner_file
from ingest.formats.old_office import CONVERTED, converted_source
from ingest.formats.source import Source
from storage.records import Verdict

# Archives whose pictures are members, see ingest.formats.pictures.
_PACKAGES = (
    FileType.DOCX, FileType.PPTX, FileType.XLSX, FileType.ODT, FileType.ODS, FileType.ODP,
    FileType.EPUB,
)  # fmt: skip


def page_picture(source: Source, place: Sequence[int]) -> GreyPicture:
    """The page at `place`, see RawPage. Raises UnreadableDocument where it cannot be drawn."""
    *inside, number = place
    found = inner_file(source, inside)
    if detect(found) in CONVERTED:
        found = converted_source(found)
    return _drawn(found, number)


def _drawn(source: Source, number: int) -> GreyPicture:
    from ingest.formats.html_pictures import written_picture
    from ingest.formats.pdf_picture import draw_page
    from ingest.formats.picture_file import FORMATS, draw_picture
    from ingest.formats.pictures import member_picture
    from ingest.formats.rtf_pictures import grouped_picture

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
    raise UnreadableDocument(Verdict.UNKNOWN_TYPE, "Pages of its type are not drawn.")
