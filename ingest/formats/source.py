"""A file as a parser gets it: on disk, or in memory where it came inside another file."""

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from ingest.formats.conversions import NOTHING_CONVERTED, Conversions


@dataclass(frozen=True, slots=True)
class Source:
    """`where` is the path of the file, or its bytes; `file_name` is the name it came with.

    `depth` counts the files inside which it came; `conversions` are those of old Office files in
    it.
    """

    where: Path | bytes
    file_name: str
    depth: int = 0
    conversions: Conversions = field(default=NOTHING_CONVERTED, repr=False, compare=False)

    @classmethod
    def at(cls, path: Path) -> "Source":
        """The file at `path`, under its own name."""
        return cls(path, path.name)

    def open(self) -> BinaryIO:
        """The bytes as a file to read; close it."""
        return BytesIO(self.where) if isinstance(self.where, bytes) else self.where.open("rb")

    def read(self) -> bytes:
        """All of the bytes."""
        return self.where if isinstance(self.where, bytes) else self.where.read_bytes()
