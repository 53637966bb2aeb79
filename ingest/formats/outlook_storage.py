"""One storage of an Outlook message: its properties by number ([MS-OXMSG], [MS-OXPROPS])."""

import codecs
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import olefile

from ingest.formats.mail_marks import OUTLOOK_STREAM
from ingest.formats.plain_text import decode_stated

_STREAM = "__substg1.0_{number:04X}{kind}"
_TEXT, _BYTES_TEXT, _BYTES, _STORAGE = "001F", "001E", "0102", "000D"
_ENTRY = struct.Struct("<HHIQ")  # type, number, flags, value
_NAMES, _SETS, _NAMED = "__nameid_version1.0", 0x0002, 0x0003
_NAME = struct.Struct("<IHH")  # number, set and kind, place
_FIRST_SET, _FIRST_NAMED, _MOST_NAMED = 3, 0x8000, 0x7FFF
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_MOST_STREAM_BYTES = 200 << 20
# Of the text that is not Unicode, and of the body in HTML.
MESSAGE_CODE_PAGE, INTERNET_CODE_PAGE = 0x3FFD, 0x3FDE
_CODE_PAGES = {
    10000: "mac-roman", 20866: "koi8-r", 21866: "koi8-u", 28605: "iso-8859-15",
    50220: "iso-2022-jp", 51932: "euc-jp", 51949: "euc-kr", 54936: "gb18030", 65001: "utf-8",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OutlookStorage:
    """A message, recipient, attachment or embedded message at `path` of an open file."""

    file: olefile.OleFileIO
    path: tuple[str, ...] = ()

    def text(self, number: int) -> str:
        """A property that is text; empty where there is none."""
        wide = self._stream(number, _TEXT)
        if wide is not None:
            return wide.decode("utf-16-le", errors="replace").rstrip("\0")
        narrow = self._stream(number, _BYTES_TEXT) or b""
        if narrow.isascii():
            return narrow.decode("ascii").rstrip("\0")
        stated = self.encoding(MESSAGE_CODE_PAGE, INTERNET_CODE_PAGE)
        return (decode_stated(narrow, stated) or "").rstrip("\0")

    def encoding(self, *properties: int) -> str:
        """The codec of the code page that the first of these properties states, for the message
        that this is a part of; empty where none does, or Python does not know it."""
        for end in range(len(self.path), -1, -1):
            of = OutlookStorage(self.file, self.path[:end])
            stated = filter(None, (_codec(of.number(each)) for each in properties))
            if found := next(stated, ""):
                return found
        return ""

    def bytes_of(self, number: int) -> bytes | None:
        """A property that is bytes."""
        return self._stream(number, _BYTES)

    def number(self, number: int) -> int:
        """A property of a fixed size as a number, 0 where there is none."""
        return self._fixed().get(number, 0) & 0xFFFFFFFF

    def time(self, number: int) -> datetime | None:
        """A property that is a point in time."""
        ticks = self._fixed().get(number, 0)  # of 100 nanoseconds
        try:
            return _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
        except OverflowError:
            return None

    def named(self, property_set: bytes, number: int) -> int:
        """The number under which this file keeps a property of a set ([MS-OXMSG] 2.2.3); 0 where
        it keeps none."""
        names = OutlookStorage(self.file, (_NAMES,))
        sets, entries = names.bytes_of(_SETS) or b"", names.bytes_of(_NAMED) or b""
        whole = entries[: min(len(entries) // _NAME.size, _MOST_NAMED) * _NAME.size]
        for stated, kind, place in _NAME.iter_unpack(whole):
            at = 16 * ((kind >> 1) - _FIRST_SET)
            if stated == number and not kind & 1 and at >= 0 and sets[at : at + 16] == property_set:
                return int(_FIRST_NAMED + place)
        return 0

    def inner(self, number: int) -> "OutlookStorage | None":
        """A property that is a storage: an embedded message."""
        name = _STREAM.format(number=number, kind=_STORAGE)
        found = OutlookStorage(self.file, (*self.path, name))
        return found if self.file.exists([*found.path, OUTLOOK_STREAM]) else None

    def each(self, kind: str) -> Iterator["OutlookStorage"]:
        """The storages of that kind ("recip", "attach") in the order of their numbers."""
        start = f"__{kind}_version1.0_#"
        names = {
            entry[len(self.path)]
            for entry in self.file.listdir(streams=True, storages=False)
            if tuple(entry[: len(self.path)]) == self.path and len(entry) > len(self.path) + 1
        }
        for name in sorted(name for name in names if name.startswith(start)):
            yield OutlookStorage(self.file, (*self.path, name))

    def _stream(self, number: int, kind: str) -> bytes | None:
        path = [*self.path, _STREAM.format(number=number, kind=kind)]
        if not self.file.exists(path) or self.file.get_size(path) > _MOST_STREAM_BYTES:
            return None
        content: bytes = self.file.openstream(path).read()
        return content

    def _fixed(self) -> dict[int, int]:
        """The properties of a fixed size by their numbers."""
        path = [*self.path, OUTLOOK_STREAM]
        if not self.file.exists(path):
            return {}
        content = self.file.openstream(path).read()
        entries = content[self._header_bytes() :]
        whole = entries[: len(entries) // _ENTRY.size * _ENTRY.size]
        return {number: value for _, number, _, value in _ENTRY.iter_unpack(whole)}

    def _header_bytes(self) -> int:
        """What stands before the properties of a message, an embedded one, a part of one."""
        if not self.path:
            return 32
        return 8 if self.path[-1].startswith(("__recip", "__attach")) else 24


def _codec(code_page: int) -> str:
    """Python's name for a code page of Windows; empty for none, and for the ASCII that is stated
    where nobody knew."""
    name = _CODE_PAGES.get(code_page) or f"cp{code_page}"
    if 28591 <= code_page <= 28603:
        name = f"iso-8859-{code_page - 28590}"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""
