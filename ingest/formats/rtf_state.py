"""What holds within a group of an RTF document, and what a style of it says."""

from dataclasses import dataclass, field

from ingest.formats.rtf_look import Look


@dataclass(slots=True)
class GroupState:
    """What a group inherits, and what ends with it."""

    skipped: bool = False
    look: Look = field(default_factory=Look)
    deleted: bool = False
    fallback: int = 1  # characters after \\u that stand for it in old programs
    font: int = -1
    collected: str = ""  # the table that the group belongs to
    opens_story: bool = False
    in_margin: bool = False  # of a header or footer
    draws: bool = False  # a property of a shape that is seen, which may be a picture


@dataclass(slots=True)
class NamedStyle:
    """A paragraph style by its name, and the outline level that it states."""

    name: str = ""
    outline: int = 0
