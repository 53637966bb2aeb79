"""A mail with what came with it to raw pages: each attachment by the parser of its own type."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.errors import UnreadableDocument
from ingest.formats.blocks import pages_of
from ingest.formats.conversions import NOTHING_CONVERTED, Conversions, NotConverted
from ingest.formats.file_type import FileType, detect
from ingest.formats.mail import ATTACHMENT, DEEPEST, Attachment, Mail
from ingest.formats.parsed import OnPage, ParsedFile, RawHeading, RawPage, no_report
from ingest.formats.parsers import parser_of
from ingest.formats.picture_pages import PICTURE_WORDS
from ingest.formats.source import Source
from ingest.remarks import Remark, RemarkKind, remark
from ingest.titles import is_title
from storage.names import one_line
from storage.records import PageReading, Verdict

ATTACHMENTS = 100  # of one mail
DECORATION_PIXELS = 150  # the smaller side of a picture in a body, below which it is a logo
_PICTURES = frozenset(
    (FileType.PNG, FileType.JPEG, FileType.GIF, FileType.WEBP, FileType.BMP, FileType.TIFF)
)


def mail_pages(
    mail: Mail,
    file_type: FileType,
    *,
    max_pages: int,
    conversions: Conversions = NOTHING_CONVERTED,
) -> ParsedFile:
    """The pages of a mail, then those of each attachment, which starts a page of its own.

    An attachment that cannot be read is an UNREAD page with its name, and a warning with its
    verdict. Small pictures within the body are left out: logos and signatures.
    Raises UnreadableDocument: TOO_MANY_PAGES.
    """
    pages = _own_pages(mail, max_pages)
    warnings: list[Remark] = []
    for place, attachment in enumerate(mail.attachments[:ATTACHMENTS]):
        if is_decoration(attachment):
            continue
        check_room(len(pages), max_pages)
        room = max_pages - len(pages)
        found = read_attachment(attachment, place, max_pages=room, conversions=conversions)
        pages += found.pages
        warnings += found.warnings
    if left := mail.attachments[ATTACHMENTS:]:
        check_room(len(pages), max_pages)
        page, warning = more_attachments(len(left))
        pages.append(page)
        warnings.append(warning)
    return _file(mail, file_type, pages, warnings)


def mail_pages_alone(mail: Mail, file_type: FileType, *, max_pages: int) -> ParsedFile:
    """The pages of a mail with its attachments named only: what is left where reading them breaks
    a limit of the whole file."""
    pages = _own_pages(mail, max_pages)
    attached = [one for one in mail.attachments[:ATTACHMENTS] if not _is_shown_picture(one)]
    unread = [_unread_page(one.label) for one in attached]
    warnings = [remark(RemarkKind.ATTACHMENTS_UNREAD, count=len(attached))] if attached else []
    if len(mail.attachments) > ATTACHMENTS:
        page, warning = more_attachments(len(mail.attachments) - ATTACHMENTS)
        unread.append(page)
        warnings.append(warning)
    if unread:
        check_room(len(pages), max_pages)
    room = max_pages - len(pages)
    if len(unread) > room:
        more = len(unread) - room + 1
        unread[room - 1 :] = [_unread_page(ATTACHMENT.format(name=f"+ {more}"))]
        warnings.append(remark(RemarkKind.ATTACHMENTS_TOGETHER, count=more, most=max_pages))
    return _file(mail, file_type, [*pages, *unread], warnings)


def _own_pages(mail: Mail, max_pages: int) -> list[RawPage]:
    """The pages of the mail itself; none of a folder of mails."""
    blocks = list(mail.blocks())
    return [*pages_of(blocks, max_pages=max_pages)] if blocks or not mail.attachments else []


def read_inside(source: Source, *, max_pages: int, on_page: OnPage = no_report) -> ParsedFile:
    """The raw pages of a file that came inside another, by the parser of its type."""
    if source.depth > DEEPEST:
        raise UnreadableDocument(Verdict.TOO_LARGE, f"It lies more than {DEEPEST} files deep.")
    return parser_of(detect(source))(source, max_pages=max_pages, on_page=on_page)


def is_decoration(attachment: Attachment) -> bool:
    """True for a small picture that stands in the body."""
    if not _is_shown_picture(attachment):
        return False
    from ingest.formats.picture_file import smaller_side

    assert isinstance(attachment.content, Source)
    return smaller_side(attachment.content) < DECORATION_PIXELS


def _is_shown_picture(attachment: Attachment) -> bool:
    if not attachment.shown or not isinstance(attachment.content, Source):
        return False
    try:
        return detect(attachment.content) in _PICTURES
    except UnreadableDocument:
        return False


@dataclass(frozen=True, slots=True)
class Attached:
    """The pages of one attachment and its warnings, which name it."""

    pages: Sequence[RawPage]
    warnings: Sequence[Remark]


def more_attachments(count: int) -> tuple[RawPage, Remark]:
    """The unread page that stands for those beyond the most that are read, and what is said."""
    warning = remark(RemarkKind.MORE_ATTACHMENTS, count=count, most=ATTACHMENTS)
    return _unread_page(ATTACHMENT.format(name=f"+ {count}")), warning


def read_attachment(
    attachment: Attachment, place: int, *, max_pages: int, conversions: Conversions
) -> Attached:
    """The pages of one attachment, which is the one at `place`; one UNREAD page and a warning
    where it cannot be read."""
    name = one_line(attachment.name)
    unread = _unread_page(attachment.label)
    try:
        found = _parsed(attachment, max_pages=max_pages, conversions=conversions)
    except NotConverted as refusal:
        verdict, detail = refusal.verdict, refusal.detail
        unread = replace(unread, place=(place,), to_convert=refusal.wanted)
    except UnreadableDocument as refusal:
        verdict, detail = refusal.verdict, refusal.detail
    except MemoryError:
        verdict, detail = Verdict.TOO_MUCH_MEMORY, "Reading it takes too much memory."
    except Exception as error:  # noqa: BLE001 - the rim of an attachment: the mail is still read
        verdict, detail = Verdict.PARSER_DIED, f"The parser failed with {type(error).__name__}."
    else:
        pages = [_inside(page, place, number) for number, page in enumerate(found.pages, start=1)]
        pages[0] = replace(pages[0], label=_labels(attachment.label, pages[0].label))
        pages[1:] = [_of_attachment(page, attachment.label) for page in pages[1:]]
        return Attached(
            pages, [remark(RemarkKind.WITHIN, name=name, remark=one) for one in found.warnings]
        )
    warning = remark(RemarkKind.ATTACHMENT_UNREAD, name=name, verdict=verdict.value, detail=detail)
    return Attached([unread], [warning])


def _parsed(attachment: Attachment, *, max_pages: int, conversions: Conversions) -> ParsedFile:
    content = attachment.content
    if isinstance(content, UnreadableDocument):
        raise content
    if isinstance(content, Mail):
        return mail_pages(content, FileType.EML, max_pages=max_pages, conversions=conversions)
    found = read_inside(replace(content, conversions=conversions), max_pages=max_pages)
    if not any(
        page.text or page.hidden or page.reading is PageReading.UNREAD for page in found.pages
    ):
        raise UnreadableDocument(Verdict.NO_TEXT, "It holds no text.")
    return found


def _inside(page: RawPage, place: int, number: int) -> RawPage:
    """The page of an attachment as one of the mail: its headings below that of the attachment."""
    inner = page.place if page.place != () else (number,)
    return replace(
        page,
        headings=tuple(RawHeading(one.start, one.level + 1) for one in page.headings),
        place=None if inner is None else (place, *inner),
    )


def _of_attachment(page: RawPage, label: str) -> RawPage:
    """The page, which says where it comes from if it is that of a picture in the attachment."""
    is_picture = page.label.startswith(PICTURE_WORDS)
    return replace(page, label=_labels(label, page.label)) if is_picture else page


def _labels(outer: str, inner: str) -> str:
    return f"{outer} › {inner}" if inner else outer


def _unread_page(label: str) -> RawPage:
    return RawPage("", reading=PageReading.UNREAD, place=None, label=label)


def check_room(pages: int, max_pages: int) -> None:
    """Raise UnreadableDocument where so many pages leave none for what is attached."""
    if pages >= max_pages:
        raise UnreadableDocument(
            Verdict.TOO_MANY_PAGES,
            f"With its attachments it has more than the {max_pages} pages that "
            "ASSISTANT_MAX_PAGES allows.",
        )


def _file(
    mail: Mail, file_type: FileType, pages: Sequence[RawPage], warnings: Sequence[Remark]
) -> ParsedFile:
    title = mail.subject if is_title(mail.subject) else ""
    return ParsedFile(tuple(pages), title, file_type.value, tuple(warnings))
