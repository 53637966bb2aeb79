"""A file that lies in another, taken out by a child that may write nothing, and written by us.

Mails, PDFs and signatures are hostile, so the child that parses them only says what it found; its
parent writes the bytes, and looks at none of them.
"""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import UnreadableDocument
from ingest.sandbox import Sandbox
from ingest.sandboxed import JsonObject
from ingest.settings import IngestSettings
from storage.records import Verdict


@dataclass(frozen=True, slots=True)
class InnerFile:
    """A file by the indexes of the attachments it is in, outermost first, and its SHA-256.

    Without indexes it is the file that was signed; None stands for any SHA-256.
    """

    inside: tuple[int, ...]
    sha256: str | None


def take_out(
    path: Path,
    inner: InnerFile,
    given: Path,
    *,
    sandbox: Sandbox,
    settings: IngestSettings,
    on_wait: Callable[[], None],
) -> None:
    """Write the file that lies in the one at `path` to `given`, which is not there yet.

    `sandbox` is that of `ingest.reading.reading_sandbox`; what a reply may have bounds the file to
    three quarters of it, 192 MiB. Raises UnreadableDocument, DAMAGED where it is another file.
    """
    digest = hashlib.sha256()
    with given.open("xb") as copy:

        def keep(progress: JsonObject) -> None:
            block = base64.b64decode(progress["block"], validate=True)
            digest.update(block)
            copy.write(block)
            on_wait()

        sandbox.run(
            {"do": "take-out", "path": str(path), "inside": list(inner.inside)},
            cpu_s=settings.read_cpu_s,
            wall_s=settings.read_wall_s,
            on_progress=keep,
            on_wait=on_wait,
        )
    if inner.sha256 not in (None, digest.hexdigest()):
        raise UnreadableDocument(Verdict.DAMAGED, "It is not found again in its file.")
