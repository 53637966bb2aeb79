"""What a reader of an office file does not see, counted so that a remark can say so."""

from dataclasses import dataclass, field

from ingest.remarks import Remark, RemarkKind, listed, remark

MOST_NAMES = 10
NAME_CHARACTERS = 40
_HIDDEN = {"slide": RemarkKind.HIDDEN_SLIDES, "sheet": RemarkKind.HIDDEN_SHEETS}


@dataclass(slots=True)
class Left:
    """What was found and left out of the text; `hidden` names slides or sheets."""

    hidden: list[str] = field(default_factory=list)
    comments: int = 0
    deletions: int = 0
    others: list[Remark] = field(default_factory=list)


def left_out(left: Left, unit: str) -> tuple[Remark, ...]:
    """One remark for each kind; a hidden `unit` ("slide", "sheet") is named."""
    found = []
    if left.hidden:
        names = listed([_shortened(name) for name in left.hidden], MOST_NAMES)
        found.append(remark(_HIDDEN[unit], names=names))
    if left.comments:
        found.append(remark(RemarkKind.COMMENTS, count=left.comments))
    if left.deletions:
        found.append(remark(RemarkKind.DELETIONS, count=left.deletions))
    return (*found, *left.others)


def _shortened(name: str) -> str:
    name = " ".join(name.split())
    return name if len(name) <= NAME_CHARACTERS else name[: NAME_CHARACTERS - 1] + "…"
