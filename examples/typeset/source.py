"""The source text of one document: a head of `key: value` lines, a rule, then blocks.

Blocks are separated by blank lines:

    # heading   ## subheading   - list   1. numbered list   | table | row |
    ^ caption   > note          === page break             anything else: a paragraph
    [flow] step > step > step                              a figure of boxes and arrows
    [bars unit] label = number; label = number             a figure of horizontal bars
    [scan] FILE                                            a page that is only an image
"""

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` counts from 1."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `kind` is "body", "caption" or "note"."""

    text: str
    kind: str = "body"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of entries, numbered or not."""

    entries: tuple[str, ...]
    numbered: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the first row is the header; `right` holds the right-aligned columns."""

    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int]


@dataclass(frozen=True, slots=True)
class Flow:
    """A figure: steps in boxes, joined by arrows."""

    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """A figure: one horizontal bar a label."""

    unit: str
    bars: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """A page that is nothing but the image in `file`."""

    file: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


Block = Heading | Paragraph | Listing | Table | Flow | Bars | Scan | PageBreak


@dataclass(frozen=True, slots=True)
class Source:
    """One document before it is typeset; `file` is its path below `documents/`."""

    file: str
    language: str
    title: str
    subtitle: str
    reference: str
    marking: str  # who it is meant for: stands in the footer of every page
    facts: tuple[tuple[str, str], ...]  # shown under the title, as label and value
    cover: bool
    landscape: bool
    blocks: tuple[Block, ...]


def read_source(path: Path) -> Source:
    """The parsed source text at `path`."""
    head_text, _, body = path.read_text(encoding="utf-8").partition("\n---\n")
    head = dict(line.split(": ", 1) for line in head_text.splitlines() if line.strip())
    language = head["language"]
    facts = [part.split(" = ", 1) for part in head["facts"].split("; ")]
    return Source(
        file=head["file"],
        language=language,
        title=polish(head["title"], language),
        subtitle=polish(head.get("subtitle", ""), language),
        reference=head["reference"],
        marking=polish(head["marking"], language),
        facts=tuple((polish(label, language), polish(value, language)) for label, value in facts),
        cover=head.get("cover") == "yes",
        landscape=head.get("layout") == "landscape",
        blocks=tuple(
            _block(polish(text.strip("\n"), language))
            for text in re.split(r"\n\s*\n", body)
            if text.strip()
        ),
    )


def polish(text: str, language: str) -> str:
    """Text with the apostrophes and, in French, the unbreakable spaces of a printed document."""
    text = re.sub(r"(?<=\w)'", "’", text)
    if language == "fr":
        text = re.sub(r"(?<=\S) (?=[:;?!»%€])", "\xa0", text)
        text = text.replace("« ", "«\xa0")
        text = re.sub(r"(?<=\d) (?=\d{3}\b)", "\xa0", text)
    return text


def _block(text: str) -> Block:
    lines = text.splitlines()
    first = lines[0]
    if first.startswith("#"):
        marks, _, words = first.partition(" ")
        return Heading(len(marks), words)
    if first.startswith("|"):
        return _table(lines)
    if first.startswith("- "):
        return Listing(_entries(lines, r"- "), numbered=False)
    if re.match(r"\d+\. ", first):
        return Listing(_entries(lines, r"\d+\. "), numbered=True)
    if first.startswith("["):
        return _figure(" ".join(lines))
    if first == "===":
        return PageBreak()
    kind = {"^": "caption", ">": "note"}.get(first[0], "body")
    words = " ".join(line.lstrip("^> ") if kind != "body" else line for line in lines)
    return Paragraph(words, kind)


def _entries(lines: list[str], mark: str) -> tuple[str, ...]:
    """List entries, each joined with the lines that continue it."""
    entries: list[str] = []
    for line in lines:
        if re.match(mark, line):
            entries.append(re.sub(f"^{mark}", "", line))
        else:
            entries[-1] += " " + line.strip()
    return tuple(entries)


def _table(lines: list[str]) -> Table:
    rows = [tuple(cell.strip() for cell in line.strip().strip("|").split("|")) for line in lines]
    right = frozenset(n for n, rule in enumerate(rows[1]) if rule.endswith(":"))
    return Table((rows[0], *rows[2:]), right)


def _figure(text: str) -> Block:
    name, _, rest = text[1:].partition("] ")
    if name == "scan":
        return Scan(rest)
    if name == "flow":
        return Flow(tuple(step.strip() for step in rest.split(" > ")))
    pairs = [pair.rsplit("=", 1) for pair in re.split(r"\s*;\s+", rest)]
    unit = name.removeprefix("bars").strip()
    return Bars(unit, tuple((label.strip(), float(value)) for label, value in pairs))
