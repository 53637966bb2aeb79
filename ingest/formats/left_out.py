"""What a reader of an office file does not see, counted so that a warning can say so."""

from dataclasses import dataclass, field

MOST_NAMES = 10
NAME_CHARACTERS = 40


@dataclass(slots=True)
class Left:
    """What was found and left out of the text; `hidden` names slides or sheets."""

    hidden: list[str] = field(default_factory=list)
    comments: int = 0
    deletions: int = 0
    pictures: int = 0  # seen, and not read
    others: list[str] = field(default_factory=list)  # whole sentences


def left_out(left: Left, unit: str) -> tuple[str, ...]:
    """One English sentence for each kind; a hidden `unit` ("slide", "sheet") is named."""
    sentences = []
    if left.hidden:
        named = ", ".join(_shortened(name) for name in left.hidden[:MOST_NAMES])
        more = len(left.hidden) - MOST_NAMES
        sentences.append(
            f"Hidden {unit}s are left out: {named}{f' and {more} more' if more > 0 else ''}."
        )
    if left.comments:
        sentences.append(f"{counted(left.comments, 'comment')} left out.")
    if left.deletions:
        sentences.append(f"{counted(left.deletions, 'tracked deletion')} left out.")
    if left.pictures:
        sentences.append(
            f"{counted(left.pictures, 'picture')} not read: "
            "drawn in a format that is not recognised, too large, or not in the file."
        )
    return (*sentences, *left.others)


def counted(number: int, what: str) -> str:
    """ "1 comment is" or "3 comments are"."""
    return f"{number} {what} is" if number == 1 else f"{number} {what}s are"


def _shortened(name: str) -> str:
    name = " ".join(name.split())
    return name if len(name) <= NAME_CHARACTERS else name[: NAME_CHARACTERS - 1] + "…"
