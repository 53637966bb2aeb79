"""Questions that go on after one after mentions: "and gifts?", "and hospitality?"."""

import re
from collections.abc import Sequence

from assistant.mention_question import ENDS, mentioned_in, what_is_sought
from assistant.negated_mentions import holds_exclusion, mentions_negated
from storage.sought import Sought

_AND = re.compile(
    r"(?:(?:et|ou|and|or)(?: (?:qu['’]en est-il d(?:e|u|es)|what about|how about))?"
    r"|(?:what|how) about|qu['’]en est-il d(?:e|u|es)) (?P<what>.+)",
    re.IGNORECASE,
)
# What was mentioned before is sought, or something else, where it is not.
_NOT = re.compile(
    r"(?:et|ou|mais|and|or|but),? (?:"
    r"(?:not|never|neither|without|except(?: for)?|no(?! (?:smoking|parking|entry))|none of"
    r"|pas|jamais|sans|sauf|hormis|excepté|ni|aucune?|non) [^,:;]+"
    r"|(?:which|those|the)(?: ones| of them| documents)?(?: that| which)?"
    r" (?:do(?:es)?(?: not|n['’]t)|never|fail to)"
    r"(?: (?:mention|cite|contain|discuss|talk|speak|refer)\b.*)?"
    r"|(?:lesquel(?:le)?s|ceux|celles|quels documents)(?: d['’]entre eux)?(?: qui)?"
    r" (?:ne |n['’])?(?:(?:l[ea]s?|en|y) |l['’])*"
    r"(?:mentionn|cit|évoqu|parl|contien|trait|abord|font)\w* (?:pas|jamais|plus|aucun)\b.*)",
    re.IGNORECASE,
)
# Nothing that could be sought.
_OTHERS = re.compile(
    r"(?:(?:in|for|dans|pour|all|tou(?:te)?s) ){0,2}(?:(?:the|les?) )?(?:others?|autres?|rest"
    r"|reste|no|non|yes|oui|remaining ones"
    r"|other (?:ones|documents|files)|autres (?:documents|fichiers))",
    re.IGNORECASE,
)


def mentioned_after(question: str, earlier: Sequence[str]) -> Sought | None:
    """`mentioned_in`, also of "and gifts?" after a question after mentions.

    `earlier` are the questions before it, oldest first. Raises MentionsNegated where it goes on
    with what is not to be mentioned: "and not hospitality?".
    """
    found = mentioned_in(question)
    if found is not None:
        return found
    plain = question.strip(ENDS)
    what = _goes_on_with(plain)
    if (what is None and not _NOT.fullmatch(plain)) or not _asked_after_mentions(earlier):
        return None
    if _NOT.fullmatch(plain) or (what is not None and holds_exclusion(plain)):
        raise mentions_negated()
    return what


def _goes_on_with(plain: str) -> Sought | None:
    going_on = _AND.fullmatch(plain)
    if going_on is None or _OTHERS.fullmatch(going_on["what"]):
        return None
    return what_is_sought(going_on["what"])


def _asked_after_mentions(earlier: Sequence[str]) -> bool:
    """True where the last question, or the one that it goes on from, is one after mentions."""
    for asked in reversed(earlier):
        if mentioned_in(asked) is not None:
            return True
        if _goes_on_with(asked.strip(ENDS)) is None:
            return False
    return False
