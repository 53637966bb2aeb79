"""Recognition of the text in a picture of a page, by tesseract as a child process."""

import csv
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from ingest.sandboxed import die_with_starter

LEAST_CONFIDENCE = 30  # of 100; words below are noise of pictures and stains
SURE_CONFIDENCE = 60
SURE_CHARACTERS = 3  # a page with no word this long and sure has no text that can be relied on
LIST_S = 20
LISTED_FOR_S = 10.0  # listing takes 40 ms, less than one page; what is installed later is soon seen


@dataclass(frozen=True, slots=True)
class Recognised:
    """Raw text of a page and its mean confidence, 0 to 100, weighted by characters; without text
    where there is none to be found."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class _Word:
    paragraph: tuple[str, str]
    line: str
    text: str
    confidence: float


def usable_languages(wanted: str) -> str:
    """Those of `wanted` ("fra+eng") that tesseract has, joined by +; empty without tesseract."""
    installed = installed_languages()
    return "+".join(name for name in wanted.split("+") if name in installed)


def installed_languages() -> frozenset[str]:
    """The languages that tesseract has, `osd` among them; none where it is not installed.

    What is installed or removed is seen within `LISTED_FOR_S`.
    """
    return _listed(shutil.which("tesseract"), int(time.monotonic() / LISTED_FOR_S))


@lru_cache(maxsize=1)
def _listed(program: str | None, _period: int) -> frozenset[str]:
    if program is None:
        return frozenset()
    listing = _run([program, "--list-langs"], b"", timeout_s=LIST_S)
    return frozenset(listing.decode("utf-8", errors="replace").split("\n")[1:]) - {""}


def recognise(picture: bytes, *, dpi: int, languages: str, timeout_s: float) -> Recognised | None:
    """What tesseract reads in `picture` (PGM); None where it is missing, fails or takes too long.

    A page that lies on its side is turned, where tesseract has its `osd` data.
    """
    program = shutil.which("tesseract")
    if program is None or not languages:
        return None
    segmentation = "1" if "osd" in installed_languages() else "3"
    command = [program, "stdin", "stdout", "-l", languages, "--dpi", str(dpi)]
    command += ["--psm", segmentation, "tsv"]
    table = _run(command, picture, timeout_s=timeout_s, before=die_with_starter)
    if not table:  # it writes the names of the columns at least
        return None
    words = list(_words(table.decode("utf-8", errors="replace")))
    if not any(
        word.confidence >= SURE_CONFIDENCE and sum(map(str.isalnum, word.text)) >= SURE_CHARACTERS
        for word in words
    ):
        return Recognised("", 0.0)
    weight = sum(len(word.text) for word in words)
    confidence = sum(word.confidence * len(word.text) for word in words) / weight
    return Recognised(_text(words), round(confidence, 1))


def _run(
    command: list[str],
    given: bytes,
    *,
    timeout_s: float,
    before: Callable[[], None] | None = None,
) -> bytes:
    """What the program writes; nothing where it fails or takes longer.

    `before` is called in the new process, which is safe where this one has no other threads.
    """
    try:
        done = subprocess.run(
            command,
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=timeout_s,
            check=True,
            preexec_fn=before,
        )
    except (OSError, subprocess.SubprocessError):
        return b""
    return done.stdout


def _words(table: str) -> Iterator[_Word]:
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        confidence = float(row["conf"])
        if text and confidence >= LEAST_CONFIDENCE:
            yield _Word((row["block_num"], row["par_num"]), row["line_num"], text, confidence)


def _text(words: list[_Word]) -> str:
    """Lines joined by one line end within a paragraph, paragraphs by two."""
    paragraphs = []
    for _, paragraph in groupby(words, key=lambda word: word.paragraph):
        lines = groupby(paragraph, key=lambda word: word.line)
        paragraphs.append("\n".join(" ".join(word.text for word in line) for _, line in lines))
    return "\n\n".join(paragraphs)
