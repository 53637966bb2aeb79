"""Compound files ([MS-CFB]) made of a tree of streams, for tests of what Outlook saves."""

import struct
from dataclasses import dataclass, field

Tree = dict[str, "bytes | Tree"]

SECTOR, SMALL_SECTOR, CUTOFF = 512, 64, 4096
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
ROOT, STORAGE, STREAM = 5, 1, 2


@dataclass(slots=True)
class _Sectors:
    """Sectors of one size and the chain of each."""

    size: int
    content: bytearray = field(default_factory=bytearray)
    chain: list[int] = field(default_factory=list)

    def add(self, content: bytes) -> int:
        """Where the content starts."""
        if not content:
            return END
        start = len(self.chain)
        count = -(-len(content) // self.size)
        self.content += content.ljust(count * self.size, b"\0")
        self.chain += [*range(start + 1, start + count), END]
        return start


@dataclass(slots=True)
class _Entry:
    name: str
    kind: int
    right: int = FREE
    child: int = FREE
    start: int = END
    size: int = 0

    def packed(self) -> bytes:
        name = (self.name + "\0").encode("utf-16-le")
        return struct.pack(
            "<64sHBBIII16sIQQIQ",
            name, len(name), self.kind, 1, FREE, self.right, self.child, b"", 0, 0, 0,
            self.start, self.size,
        )  # fmt: skip


def compound_file(tree: Tree) -> bytes:
    """The file, whose siblings are a chain rather than a balanced tree, which readers take."""
    large, small = _Sectors(SECTOR), _Sectors(SMALL_SECTOR)
    entries = [_Entry("Root Entry", ROOT)]

    def add(branch: Tree, parent: int) -> None:
        before = -1
        for name in sorted(branch, key=lambda name: (len(name), name.upper())):
            number, content = len(entries), branch[name]
            if isinstance(content, bytes):
                where = small if len(content) < CUTOFF else large
                entries.append(_Entry(name, STREAM, start=where.add(content), size=len(content)))
            else:
                entries.append(_Entry(name, STORAGE, start=0))
            if before < 0:
                entries[parent].child = number
            else:
                entries[before].right = number
            before = number
            if isinstance(content, dict):
                add(content, number)

    add(tree, 0)
    entries[0].start, entries[0].size = large.add(bytes(small.content)), len(small.content)
    small_fat = large.add(struct.pack(f"<{len(small.chain)}I", *small.chain).ljust(SECTOR, b"\xff"))
    directory = large.add(b"".join(entry.packed() for entry in entries))
    return _assembled(large, small_fat, directory)


def _assembled(large: _Sectors, small_fat: int, directory: int) -> bytes:
    used = len(large.chain)
    fats = 1
    while fats * (SECTOR // 4) < used + fats:
        fats += 1
    table = [*large.chain, *[FAT] * fats]
    table += [FREE] * (fats * (SECTOR // 4) - len(table))
    places = [*range(used, used + fats), *[FREE] * (109 - fats)]
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII109I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, fats, directory,
        0, CUTOFF, small_fat, 1, END, 0, *places,
    )  # fmt: skip
    return header + bytes(large.content) + struct.pack(f"<{len(table)}I", *table)
