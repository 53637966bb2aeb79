"""The manifest of an index generation: JSON under a checksum of its own."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from storage.durable_files import write_durably

MANIFEST = "manifest.json"
_FORMAT = 1


def write_manifest(folder: Path, contents: Mapping[str, object]) -> None:
    """Write `contents`, durably and in one step."""
    body = json.dumps({"format": _FORMAT, **contents}, sort_keys=True).encode()
    checksum = hashlib.sha256(body).hexdigest().encode()
    write_durably(folder / MANIFEST, checksum + b"\n" + body + b"\n")


def read_manifest(folder: Path) -> dict[str, object]:
    """What was written. Raises OSError, and ValueError where any byte of it is another."""
    written = (folder / MANIFEST).read_bytes()
    checksum, _, rest = written.partition(b"\n")
    body = rest.removesuffix(b"\n")
    if written != checksum + b"\n" + body + b"\n":
        raise ValueError("it is cut short")
    if hashlib.sha256(body).hexdigest().encode() != checksum:
        raise ValueError("its checksum is wrong")
    contents: dict[str, object] = json.loads(body)
    if contents.pop("format") != _FORMAT:
        raise ValueError("its format is another")
    return contents
