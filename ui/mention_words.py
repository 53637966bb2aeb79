"""What an exhaustive search sought and counted, in words, wherever a person reads it."""

from collections.abc import Sequence
from functools import reduce

from storage.errors import BadInput
from storage.mention_records import MentionCounts
from storage.sought import sought
from ui.wording import counted, text

Alternatives = Sequence[Sequence[str]]  # of phrases: all of one alternative


def phrases_of(written: str) -> Alternatives:
    """The phrases as they were written; what is not understood is one."""
    try:
        return [[one.written for one in phrases] for phrases in sought(written).alternatives]
    except BadInput:
        return [[written]]


def sought_in_words(alternatives: Alternatives, language: str) -> str:
    """The phrases in quotation marks, joined as they were: « prime » et « congé »."""
    quoted = [
        [text("mentions.phrase", language, phrase=phrase) for phrase in phrases]
        for phrases in alternatives
    ]
    each = [joined(phrases, "mentions.and", language) for phrases in quoted]
    return joined(each, "mentions.or", language)


def joined(parts: list[str], key: str, language: str) -> str:
    """The parts with a joining word between each two."""
    return reduce(lambda one, other: text(key, language, one=one, other=other), parts)


def headline(alternatives: Alternatives, counts: MentionCounts, language: str) -> tuple[str, str]:
    """How many documents mention it, and in brackets how many mentions there are."""
    what = sought_in_words(alternatives, language)
    if not counts.documents:
        return text("mentions.none", language, what=what), ""
    found = counted("mentions.found", language, counts.documents, what=what)
    return found, f"({times(counts.mentions, counts.other_forms, language)})"


def times(mentions: int, other_forms: int, language: str) -> str:
    """ "5 mentions, 2 in other forms"; what is zero is left out."""
    parts = [counted("mentions.times", language, mentions)] if mentions else []
    if other_forms:
        parts.append(counted("mentions.forms", language, other_forms))
    return ", ".join(parts)


def remarks(counts: MentionCounts, listed: int, language: str) -> list[str]:
    """What else was found, how much was searched, and what could not be."""
    said = [
        counted(key, language, count)
        for key, count in (
            ("mentions.other", counts.other_documents),
            ("mentions.named", counts.named_documents),
        )
        if count
    ]
    if listed < counts.found:
        said.append(text("mentions.listed", language, listed=listed))
    said.append(counted("mentions.searched", language, counts.searched))
    if counts.unread:
        said.append(counted("mentions.unread", language, counts.unread))
    return said
