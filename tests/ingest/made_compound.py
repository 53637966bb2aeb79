"""Compound files (OLE2) made for the tests: a header, one sector table, a directory, streams."""

import struct
from collections.abc import Mapping

SECTOR = 512
LARGE = 4096  # a stream as long as this lies in sectors of its own
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def stream(start: bytes = b"") -> bytes:
    """A stream that starts so, long enough for sectors of its own."""
    return start.ljust(LARGE, b"\0")


def compound(*names: str, contents: Mapping[str, bytes] | None = None) -> bytes:
    """A compound file with these streams in its root, empty unless `contents` has them."""
    streams = {name: stream() for name in names} | dict(contents or {})
    table = [_TABLE]
    directory_sectors = -(-(len(streams) + 1) // 4)
    first_directory = 1
    table += _chain(first_directory, directory_sectors)
    entries, body, at = [], b"", first_directory + directory_sectors
    for number, (name, content) in enumerate(streams.items(), start=1):
        right = number + 1 if number < len(streams) else _FREE
        entries.append(_entry(name, kind=2, right=right, start=at, size=len(content)))
        table += _chain(at, len(content) // SECTOR)
        body += content
        at += len(content) // SECTOR
    root = _entry("Root Entry", kind=5, child=1 if streams else _FREE, start=_END)
    directory = b"".join([root, *entries]).ljust(directory_sectors * SECTOR, b"\0")
    table += [_FREE] * (SECTOR // 4 - len(table))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, first_directory, 0, LARGE, _END, 0, _END, 0,
    )  # fmt: skip
    header += struct.pack("<I", 0) + struct.pack("<I", _FREE) * 108
    return header + struct.pack(f"<{len(table)}I", *table) + directory + body


def _chain(first: int, count: int) -> list[int]:
    return [*range(first + 1, first + count), _END]


def _entry(
    name: str, *, kind: int, child: int = _FREE, right: int = _FREE, start: int, size: int = 0
) -> bytes:
    written = name.encode("utf-16-le")
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(written) + 2, kind, 1, _FREE, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )
