"""Old Office files inside a document (a mail, a portfolio), converted so that they are read in it.

the child reads the document     and names the files that it meets, by place and SHA-256
the parent converts each once    the child takes the file out, writing nothing; another one runs
                                 LibreOffice
the child reads it again         with what was made at hand, or the reasons why it was not
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import StringConstraints, TypeAdapter

from ingest.conversion import WRITTEN_MIB, converted
from ingest.errors import UnreadableDocument
from ingest.formats.conversions import Conversions, Refusal
from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings
from ingest.taking_out import InnerFile
from storage.records import Verdict

MOST_CONVERTED: Final = 100  # of one document; as many attachments of a mail are read
TIMES_A_FILE: Final = 5  # what one file may take, after which none of the document is begun
DETAIL_CHARACTERS: Final = 200  # so that all of them fit into a task of the sandbox
TOO_MANY: Final = (
    f"More than {MOST_CONVERTED} binary Office files lie in one file, or they are too large "
    "together once they are converted: add it by itself."
)
TOO_LONG: Final = (
    "Converting the binary Office files that lie in one file takes too long: add it by itself."
)
_TOO_MANY = Refusal(Verdict.TOO_LARGE, TOO_MANY)
_TOO_LONG = Refusal(Verdict.TOO_SLOW, TOO_LONG)


@dataclass(frozen=True, slots=True)
class OfficeInside:
    """An old Office file that was met: `inside` are the indexes of attachments, outermost first."""

    inside: tuple[int, ...]
    # It names a file here, and comes from a child that read hostile ones.
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    to: Literal["docx", "pptx", "xlsx"]


_FOUND = TypeAdapter(tuple[OfficeInside, ...])


def office_inside(reply: Any) -> tuple[OfficeInside, ...]:
    """The files that the child's reply names, each once. Raises ValueError for another reply."""
    found = _FOUND.validate_python(reply)
    return tuple({one.sha256: one for one in reversed(found)}.values())[::-1]


def converted_inside(
    path: Path,
    found: Sequence[OfficeInside],
    folder: Path,
    *,
    sandbox: Sandbox,
    settings: IngestSettings,
    on_wait: Callable[[], None],
) -> Conversions:
    """What the old Office files in the document at `path` are converted to, in `folder`.

    Each has the limits of a file by itself; `on_wait` is as `ingest.conversion.converted` has it.
    """
    refused: dict[str, Refusal] = {}
    rest = _TOO_MANY
    room_bytes = WRITTEN_MIB << 20
    ends = time.monotonic() + TIMES_A_FILE * settings.read_wall_s
    for one in found[:MOST_CONVERTED]:
        if time.monotonic() > ends:
            rest = _TOO_LONG
            break
        inner = InnerFile(one.inside, one.sha256)
        try:
            with converted(
                path, one.to, inner=inner, sandbox=sandbox, settings=settings, on_wait=on_wait
            ) as made:
                size = made.stat().st_size
                if size > room_bytes:
                    refused[one.sha256] = _TOO_MANY
                    continue
                made.replace(folder / one.sha256)
                room_bytes -= size
        except UnreadableDocument as refusal:
            detail = refusal.detail.encode("ascii", "replace").decode()[:DETAIL_CHARACTERS]
            refused[one.sha256] = Refusal(refusal.verdict, detail)
    return Conversions(folder, refused, rest)
