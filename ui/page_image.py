"""Pictures of PDF pages, drawn in a child process with limits and kept in memory for a moment.

Nothing is written to disk. Whoever asks has been checked against the ledger before, each time.
"""

import base64
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import UnreadableDocument
from ingest.sandbox import Sandbox
from storage.records import Verdict
from ui.highlight import Box, Needle

CHILD = "ui.rendering_child"
DRAW_CPU_S, DRAW_WALL_S = 5, 10  # a page of `northwind` takes 0.1 s
DRAW_MEMORY_MIB = 512
PICTURE_MIB = 48  # of one page, as base64
KEPT_BYTES = 64 << 20
KEPT_S = 120.0
FAILURE_KEPT_S = 600.0  # a page that cannot be drawn is not tried again at every look
MAX_TASK_LETTERS = 8_000  # a task has room for 10,000 even where each is written \\u5b57


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as PNG; sizes in pixels."""

    png: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PageKey:
    """Which page, of which content, how wide in pixels."""

    content_sha256: str
    number: int
    width: int


class PageImages:
    """Draws pages, one at a time, in one reusable child process."""

    def __init__(self, *, wall_s: float = DRAW_WALL_S, cpu_s: float = DRAW_CPU_S) -> None:
        self._wall_s = wall_s
        self._cpu_s = cpu_s
        self._sandbox = Sandbox(CHILD, memory_mib=DRAW_MEMORY_MIB, output_mib=PICTURE_MIB)
        self._lock = threading.Lock()
        self._kept: OrderedDict[PageKey, tuple[float, Picture]] = OrderedDict()
        self._failed: OrderedDict[tuple[str, int], tuple[float, Verdict]] = OrderedDict()

    def picture(self, path: Path, key: PageKey) -> Picture:
        """The picture of a page. Raises UnreadableDocument where it cannot be drawn."""
        with self._lock:
            self._forget_old()
            kept = self._kept.get(key)
        return kept[1] if kept else self.drawn(path, key, spans=())[0]

    def drawn(
        self, path: Path, key: PageKey, *, spans: Sequence[Sequence[Needle]]
    ) -> tuple[Picture, list[Box]]:
        """The picture of a page and the boxes, in pixels, of the spans that are looked for.

        Raises UnreadableDocument where it cannot be drawn, at once where that is known.
        """
        with self._lock:
            self._forget_old()
            failed = self._failed.get((key.content_sha256, key.number))
        if failed:
            raise UnreadableDocument(failed[1], "The page could not be drawn a moment ago.")
        task = {
            "path": str(path),
            "page": key.number,
            "width": key.width,
            "spans": affordable(spans),
        }
        try:
            reply = self._sandbox.run(task, cpu_s=self._cpu_s, wall_s=self._wall_s)
        except UnreadableDocument as error:
            self._note_failure(key, error.verdict)
            raise
        picture = Picture(base64.b64decode(reply["png"]), reply["width"], reply["height"])
        self._keep(key, picture)
        return picture, [Box(*edges) for edges in reply["boxes"]]

    def close(self) -> None:
        """End the child process."""
        self._sandbox.close()

    def _keep(self, key: PageKey, picture: Picture) -> None:
        with self._lock:
            self._kept[key] = (time.monotonic(), picture)
            self._kept.move_to_end(key)
            while sum(len(kept.png) for _, kept in self._kept.values()) > KEPT_BYTES:
                self._kept.popitem(last=False)

    def _note_failure(self, key: PageKey, verdict: Verdict) -> None:
        with self._lock:
            self._failed[(key.content_sha256, key.number)] = (time.monotonic(), verdict)
            while len(self._failed) > 1000:
                self._failed.popitem(last=False)

    def _forget_old(self) -> None:
        now = time.monotonic()
        while self._kept and now - next(iter(self._kept.values()))[0] > KEPT_S:
            self._kept.popitem(last=False)
        while self._failed and now - next(iter(self._failed.values()))[0] > FAILURE_KEPT_S:
            self._failed.popitem(last=False)


def affordable(spans: Sequence[Sequence[Needle]]) -> list[list[tuple[str, int]]]:
    """The needles of each span as (letters, occurrence), from the first, that fit one task."""
    kept: list[list[tuple[str, int]]] = []
    letters = 0
    for needles in spans:
        kept.append([])
        for needle in needles:
            letters += len(needle.letters)
            if letters <= MAX_TASK_LETTERS:
                kept[-1].append((needle.letters, needle.occurrence))
    return kept
