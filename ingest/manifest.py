"""A manifest: a CSV file that lists files to add, each with its title, collection and readers.

Columns, in any order: path, title, collection, readers, effective_date, source_url. The first
line names them; path is required. Commas or semicolons between them, UTF-8 with or without a byte
order mark. Paths are relative to the manifest's folder; readers are separated by `|`.
"""

import csv
import io
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from storage.errors import BadInput
from storage.names import one_line

COLUMNS = ("path", "title", "collection", "readers", "effective_date", "source_url")
LIMIT_BYTES = 64 << 20
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """One file to add. Empty where the manifest says nothing; `readers` None where it does not."""

    line: int
    path: Path
    title: str
    collection: str
    readers: frozenset[str] | None
    effective_date: str | None
    source_url: str | None


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong in one cell: `found` stands there, `expected` should."""

    line: int
    column: str
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """All rows of a manifest, and all its faults; nothing is to be added where there are any."""

    rows: tuple[ManifestRow, ...]
    faults: tuple[RowFault, ...]


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may stand in a cell, as far as the home decides it: True where it is all right."""

    collection: Callable[[str], bool]
    reader: Callable[[str], bool]


def read_manifest(path: Path, *, collection: str, allowed: Allowed) -> Manifest:
    """The rows of the manifest at `path`; those that name no collection are for `collection`.

    Raises BadInput where it cannot be read as a manifest at all.
    """
    rows: list[ManifestRow] = []
    faults: list[RowFault] = []
    lines: dict[tuple[str, str], int] = {}
    for line, cells in _lines(_text(path), path):
        row, wrong = _row(line, cells, folder=path.parent, collection=collection, allowed=allowed)
        place = (row.collection, one_line(str(row.path)))
        if (first := lines.setdefault(place, line)) != line and not wrong:
            expected = f"each file once in a collection; it is in line {first} too"
            wrong = [RowFault(line, "path", cells["path"], expected)]
        rows.append(row)
        faults += wrong
    if not rows:
        raise BadInput(f"{path} lists no file.", hint="Below the header: one line a file.")
    return Manifest(tuple(rows), tuple(faults))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:  # its size says nothing where it is a pipe or a device
            content = stream.read(LIMIT_BYTES + 1)
        if len(content) > LIMIT_BYTES:
            raise BadInput(
                f"{path} is larger than {LIMIT_BYTES >> 20} MiB.", hint="Split the manifest."
            )
        return io.StringIO(content.decode("utf-8-sig"), newline=None).getvalue()
    except OSError as error:
        raise BadInput(
            f"{path} cannot be read: {error.strerror or error}.", hint="Name a CSV file."
        ) from error
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{path} is not UTF-8: byte {error.start} is {error.object[error.start]:#04x}.",
            hint='Save it as "CSV UTF-8".',
        ) from error


def _lines(text: str, path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with the line on which it begins, counted from 1; blank rows are passed over."""
    first = text.split("\n", 1)[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    ended = 0
    header: list[str] | None = None
    try:
        for cells in reader:
            line, ended = ended + 1, reader.line_num
            if header is None:
                header = _header(cells, path)
            elif any(cell.strip() for cell in cells):
                named = dict.fromkeys(COLUMNS, "")
                named |= dict(zip(header, (cell.strip() for cell in cells), strict=False))
                named["extra"] = separator.join(cells[len(header) :])
                yield line, named
    except csv.Error as error:
        raise BadInput(
            f"{path}, line {ended + 1}: {error}.", hint="Double the quotation marks in a cell."
        ) from error


def _header(cells: Sequence[str], path: Path) -> list[str]:
    header = ["_".join(cell.lower().split()) for cell in cells]
    unknown = [name for name in header if name not in COLUMNS]
    twice = [name for name in COLUMNS if header.count(name) > 1]
    if unknown or twice or "path" not in header:
        wrong = f"has the column {(unknown or twice)[0]!r}" if unknown or twice else "has no path"
        raise BadInput(
            f"{path}, line 1: the header {wrong}{' twice' if twice and not unknown else ''}.",
            hint=f"Columns are: {', '.join(COLUMNS)}, with commas or semicolons between them; "
            "path is required.",
        )
    return header


def _row(
    line: int, cells: dict[str, str], *, folder: Path, collection: str, allowed: Allowed
) -> tuple[ManifestRow, list[RowFault]]:
    """The row as it stands there, and what is wrong in it."""
    faults = []
    for column, expected in _expectations(cells, folder, collection, allowed):
        faults.append(RowFault(line, column, cells.get(column, ""), expected))
    readers = frozenset(name.strip() for name in cells["readers"].split("|") if name.strip())
    row = ManifestRow(
        line=line,
        path=_placed(folder, cells["path"]),
        title=cells["title"],
        collection=cells["collection"] or collection,
        readers=readers or None,
        effective_date=cells["effective_date"] or None,
        source_url=cells["source_url"] or None,
    )
    return row, faults


def _expectations(
    cells: dict[str, str], folder: Path, collection: str, allowed: Allowed
) -> Iterator[tuple[str, str]]:
    """The columns in which something else is expected, and what."""
    if wrong := _wrong_path(folder, cells["path"]):
        yield "path", wrong
    named = cells["collection"] or collection
    if not named:
        yield "collection", "a collection, here or with --collection"
    elif not allowed.collection(named):
        yield "collection", "a collection that is there; or --create"
    for reader in cells["readers"].split("|"):
        if reader.strip() and not allowed.reader(reader.strip()):
            yield "readers", f"groups separated by |; no collection and no person has {reader!r}"
    if cells["effective_date"] and not _is_date(cells["effective_date"]):
        yield "effective_date", "a date like 2026-01-31"
    if cells["source_url"] and not _is_url(cells["source_url"]):
        yield "source_url", "an address that begins with http:// or https://"
    if cells["extra"].strip():
        yield "extra", "no more cells than the header has; quote a cell that holds a separator"


def _wrong_path(folder: Path, cell: str) -> str:
    """What is expected instead of the path; empty where it is a file that may be read."""
    if not cell:
        return "a path"
    if "\0" in cell:
        return "a path without NUL"
    path = _placed(folder, cell)
    if path.is_symlink():
        return "a file; links are not followed"
    if not path.is_file():
        if path.exists():
            return "a file"
        return "a file that is there" + ("; with / between folders, not \\" * ("\\" in cell))
    return "" if os.access(path, os.R_OK) else "a file that this user may read"


def _placed(folder: Path, cell: str) -> Path:
    """The path without links above the file, as sources are."""
    path = folder / cell.replace("\0", "")
    try:
        return path.parent.resolve() / path.name
    except OSError:
        return path


def _is_date(text: str) -> bool:
    if not _ISO_DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and text.isprintable()
