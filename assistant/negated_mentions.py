"""Questions after the documents that do *not* mention something: said to be so, never guessed."""

import re

from assistant.errors import MentionsNegated
from assistant.mention_question import mentioned_in

_NOT = re.compile(
    r"\b(?:do(?:es)?(?: not|n['’]t)|never) |\b(?:ne |n['’])(?=\w)|(?<=\w) (?:pas|jamais)\b",
    re.IGNORECASE,
)
_BUT_NOT = re.compile(
    r"(?<!\w)(?:(?:but|and|or) (?:not|never)|except(?: for)?|(?:mais|et|ou) (?:pas|jamais|non)"
    r"|sauf|excepté|hormis)(?!\w)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|\"[^\"]*\"")


def require_affirmed(question: str) -> None:
    """Raise MentionsNegated where a question wants the documents that do not mention something.

    The list is of those that do; nobody should read it, or a passage, as the answer.
    """
    plain = _QUOTED.sub("X", question)
    affirmed = _NOT.sub("", plain)
    denied = affirmed != plain and mentioned_in(plain) is None and mentioned_in(affirmed)
    excluded = _BUT_NOT.search(plain)
    if denied or (excluded and mentioned_in(plain[: excluded.start()])):
        raise MentionsNegated(
            "The documents that do not mention something cannot be listed.",
            hint="Ask which documents mention it: the others do not.",
        )
