"""What a reader of an office file does not see, counted so that a warning can say so."""

from dataclasses import dataclass, field

from storage.names import one_line

MOST_NAMES = 10
NAME_CHARACTERS = 40


@dataclass(slots=True)
class Left:
    """What was found and left out of the text; `hidden` names slides or sheets."""

    hidden: list[str] = field(default_factory=list)
    comments: int = 0
    deletions: int = 0
    pictures: int = 0  # seen, and not read
    embedded: list[str] = field(default_factory=list)  # names of files in the file
    others: list[str] = field(default_factory=list)  # whole sentences


def left_out(left: Left, unit: str) -> tuple[str, ...]:
    """One English sentence for each kind; a hidden `unit` ("slide", "sheet") is named."""
    sentences = []
    if left.hidden:
        sentences.append(f"Hidden {unit}s are left out: {_named(left.hidden)}.")
    if left.comments:
        sentences.append(f"{counted(left.comments, 'comment')} left out.")
    if left.deletions:
        sentences.append(f"{counted(left.deletions, 'tracked deletion')} left out.")
    if left.pictures:
        sentences.append(
            f"{counted(left.pictures, 'picture')} not read: "
            "drawn in a format that is not recognised, too large, or not in the file."
        )
    if left.embedded:
        number = counted(len(left.embedded), "embedded file")
        sentences.append(f"{number} not read: {_named(left.embedded)}.")
    return (*sentences, *left.others)


def counted(number: int, what: str) -> str:
    """ "1 comment is" or "3 comments are"."""
    return f"{number} {what} is" if number == 1 else f"{number} {what}s are"


def _named(names: list[str]) -> str:
    more = len(names) - MOST_NAMES
    named = ", ".join(_shortened(name) for name in names[:MOST_NAMES])
    return f"{named} and {more} more" if more > 0 else named


def _shortened(name: str) -> str:
    name = one_line(" ".join(name.split()))
    return name if len(name) <= NAME_CHARACTERS else name[: NAME_CHARACTERS - 1] + "…"
