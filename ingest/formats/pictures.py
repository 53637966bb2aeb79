"""Pictures that stand in a document beside its text: which of them may hold text worth reading."""

import zipfile
from collections.abc import Hashable
from hashlib import sha256

from ingest.errors import UnreadableDocument
from ingest.formats.archives import ARCHIVE_FAILURES
from ingest.formats.source import Source
from ingest.formats.xml_package import XmlPackage
from storage.records import Verdict

LEAST_PIXELS = 150  # of the smaller side, where the file does not say how large it is shown
SPECK_PIXELS = (
    40  # of the smaller side, below which no line of text fits, however large it is shown
)
LEAST_CM = 1.5  # of the smaller side as it is shown; below it is a line, a rule or an icon
LEAST_CM2 = 20.0  # as it is shown; logos, portraits and signatures have less
PICTURE_BYTES = 100 << 20  # of one picture as it is stored
UNREADABLE = 0  # in the place of a picture that is seen, and that nothing here can draw
Size = tuple[float, float]  # width and height in centimetres, as the document shows it
NOTHING: tuple[int, ...] = ()


class Pictures:
    """Gives each picture of a file that is worth recognising its place, once.

    `unread` counts those that are worth it and cannot be.
    """

    def __init__(self) -> None:
        self._seen: set[Hashable] = set()
        self.unread = 0

    def shown(self, place: int, picture: Source, size: Size | None) -> tuple[int, ...]:
        """The place (from 1) as one that is to be recognised, or UNREADABLE; nothing for a
        decoration and for what was shown before."""
        if is_small(size) or not self._is_new(sha256(picture.read()).digest()):
            return NOTHING
        return self._judged(place, picture, size)

    def _judged(self, place: int, picture: Source, size: Size | None) -> tuple[int, ...]:
        from ingest.formats.picture_file import smaller_side

        side = smaller_side(picture)
        if not side:
            return self.lost()
        return (place,) if side >= (LEAST_PIXELS if size is None else SPECK_PIXELS) else NOTHING

    def lost(self) -> tuple[int, ...]:
        """For a picture that is seen and cannot be had: it is in another format, or elsewhere."""
        self.unread += 1
        return (UNREADABLE,)

    def _is_new(self, mark: Hashable) -> bool:
        is_new = mark not in self._seen
        self._seen.add(mark)
        return is_new


class PackagePictures(Pictures):
    """The pictures of an archive; the place of one is that of its member, from 1."""

    def __init__(self, package: XmlPackage) -> None:
        super().__init__()
        self._package = package

    def member(self, name: str, size: Size | None) -> tuple[int, ...]:
        """As `shown`, for the member of that name."""
        if is_small(size):
            return NOTHING
        if not self._package.holds(name):
            return self.lost() if self._is_new(name.lower()) else NOTHING
        place, info = self._package.member(name)
        if not self._is_new((info.CRC, info.file_size)):
            return NOTHING
        if info.file_size > PICTURE_BYTES:
            return self.lost()
        try:
            picture = Source(self._package.read(name), name)
        except ARCHIVE_FAILURES:  # this member alone is damaged
            return self.lost()
        return self._judged(place, picture, size)


def is_small(size: Size | None) -> bool:
    """True for a picture that is known to be shown as small as an icon or a logo."""
    return size is not None and (min(size) < LEAST_CM or size[0] * size[1] < LEAST_CM2)


def member_picture(source: Source, place: int) -> Source:
    """The picture at that place of an archive. Raises UnreadableDocument where it is too large."""
    with source.open() as file, zipfile.ZipFile(file) as archive:
        info = archive.infolist()[place - 1]
        if info.file_size > PICTURE_BYTES:
            raise UnreadableDocument(Verdict.TOO_LARGE, "A picture in it is too large.")
        return Source(archive.read(info), info.filename, source.depth + 1)
