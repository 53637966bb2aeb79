"""What a reader of an office file does not see, counted so that a remark can say so."""

from dataclasses import dataclass, field

from ingest.remarks import Remark, RemarkKind, listed, remark
from storage.names import one_line

MOST_NAMES = 10
NAME_CHARACTERS = 40
_HIDDEN = {"slide": RemarkKind.HIDDEN_SLIDES, "sheet": RemarkKind.HIDDEN_SHEETS}


@dataclass(slots=True)
class Left:
    """What was found and left out of the text; `hidden` names slides or sheets."""

    hidden: list[str] = field(default_factory=list)
    comments: int = 0
    deletions: int = 0
    pictures: int = 0  # seen, and not read
    embedded: list[str] = field(default_factory=list)  # names of files in the file
    others: list[Remark] = field(default_factory=list)


def left_out(left: Left, unit: str) -> tuple[Remark, ...]:
    """One remark for each kind; a hidden `unit` ("slide", "sheet") is named."""
    found = []
    if left.hidden:
        found.append(remark(_HIDDEN[unit], names=_named(left.hidden)))
    if left.comments:
        found.append(remark(RemarkKind.COMMENTS, count=left.comments))
    if left.deletions:
        found.append(remark(RemarkKind.DELETIONS, count=left.deletions))
    if left.pictures:
        found.append(remark(RemarkKind.PICTURES_UNREAD, count=left.pictures))
    if left.embedded:
        names = _named(left.embedded)
        found.append(remark(RemarkKind.EMBEDDED_FILES, count=len(left.embedded), names=names))
    return (*found, *left.others)


def _named(names: list[str]) -> str:
    return listed([_shortened(name) for name in names], MOST_NAMES)


def _shortened(name: str) -> str:
    name = one_line(" ".join(name.split()))
    return name if len(name) <= NAME_CHARACTERS else name[: NAME_CHARACTERS - 1] + "…"
