"""Questions after the documents that do *not* mention something: said to be so, never guessed."""

import re
from itertools import islice

from assistant.errors import MentionsNegated
from assistant.mention_question import ENDS, QUOTED, mentioned_in, question_of_mentions

_MOST_READINGS = 8  # of a question with a negation taken out; nobody denies oftener in one
_VERB = (
    r"(?:\w+ly |ever |even )?(?:mention|cit|contain|nam|discuss|referenc|refer|allud|talk|speak"
    r"|appear|occur|com(?:e|ing) up|make mention)"
)
_VERB_FR = r"(?:mentionn|cit|évoqu|parl|contien|trait|abord|comport|font|fait)"
# "No smoking" is a thing that is mentioned; so is leave without pay.
_NO = (
    r"no (?!smoking|parking|entry|claims?|fault|show|poaching|alcohol|one|liability|name|harm"
    r"|strike|waiver|reply|objection)"
)
_FIXED_EN = (
    r"(?:(?:an?|any|prior|the(?= (?:consent|permission|approval|agreement))|written|due|undue|just"
    r"|good|valid) )*(?:pay|salary|notice|cause|prejudice|permission|authori[sz]ation|consent"
    r"|approval|agreement|delay|limits?|charge|cost|warning|reasons?|justification|interruption"
    r"|receipts?|contracts?|work|permits?|risk|supervision|exceptions?|discrimination|fault"
    r"|borders?|solicitation|recourse|reserve|tax|vat|interest|penalty|compensation|children)\b"
)
_FIXED_FR = r"(?:consentement|accord|autorisation|avis|aide|assistance|intervention|présence)"
_THE = (
    r"(?:l[ea]s? |l['’]|des |du |de la |de l['’]|d['’]|ce(?:lles?|ux|lui) |[nv]os |mes |[nv]otre )"
)

# What denies, and what stands there where the question is affirmed.
_DENIALS = [
    (re.compile(pattern, re.IGNORECASE), affirmed)
    for pattern, affirmed in (
        (rf"\b(?:do|does|did)(?: not|n['’]t) (?={_VERB})", ""),
        (rf"\b(?:not|never|nowhere|no longer) (?={_VERB})", ""),
        (r"\b(is|are|do|does)n['’]t (?=\w)", r"\1 "),
        (rf"\b(?:fail|neglect|omit|forget)(?:s|ed|ing)? to (?={_VERB})", ""),
        (
            r"\b(?:(?:mak(?:es?|ing)|contain(?:s|ing)?|ha(?:s|ve|ving)|with) no|without(?: an?y?)?)"
            r" (?:mentions?|references?|allusions?) (?:of|to) ",
            "mention ",
        ),
        (r"\b(?:say|says|saying) nothing (?:about|on|of) ", "mention "),
        (rf"\b(?:{_NO}|neither |none of |nothing (?:about|on) )", ""),
        (r"\b(?:ne |n['’])(\S+(?: \S+){0,2}?) (?:pas|jamais|plus|guère|nulle part)\b", r"\1"),
        (r"\b(?:ne |n['’])(\S+(?: \S+)?) (?:ni|aucune?)(?= )", r"\1"),
        (r"\b(?:ne |n['’])(\S+) d['’]aucune?(?= )", r"\1 de"),
        (r" (?:pas|jamais)(?= )", ""),
        (r"\b(?:ne dis(?:ent|ant) rien|passent sous silence) (?:sur )?", "mentionnent "),
        (
            r"\b(?:omet(?:tent|tant)|oubli(?:ent|ant)|évit(?:ent|ant)) de (?:mentionner|citer"
            r"|évoquer)\b",
            "mentionnent",
        ),
        (r"\b(?:omet(?:tent|tant)|oubli(?:ent|ant)|évit(?:ent|ant)) de parler(?= d)", "parlent"),
        (r"\bsans (?:aucune |la moindre )?mention (?=d)", "mentionnant "),
    )
]
# Behind something that is to be mentioned: something that is not.
_EXCLUDED = re.compile(
    r"(?<!\w)(?:(?:but|and|or)(?: that| which)? "
    rf"(?:(?:not|never|none of|neither|fails? to|make no)\b|{_NO}"
    rf"|(?:do|does)(?: not|n['’]t) (?={_VERB}))"
    r"|(?:nor|other than|rather than|instead of|excluding|with the exception of)\b"
    rf"|without (?!{_FIXED_EN})"
    r"|except\b(?: for\b)?(?! (?:in|where|when|if|as|by|under|that|during)\b)"
    r"|(?:mais|et|ou)(?: qui)? "
    rf"(?:(?:pas|jamais|ni|aucune?)\b|(?:ne |n['’])(?:(?:l[ea]s?|en|y) )?{_VERB_FR}"
    rf"|non (?:pas )?(?={_THE}))"
    rf"|(?:sauf|excepté|hormis) (?={_THE})|à l['’](?:exception|exclusion) d|plutôt qu"
    rf"|sans (?:(?={_THE})(?!l['’]{_FIXED_FR}|\S+ {_FIXED_FR})"
    r"|(?:mentionner|parler|citer|évoquer)\b))"
    rf"|, (?:(?:not|never|nor|pas|jamais|ni)\b|{_NO}|non (?={_THE}))",
    re.IGNORECASE,
)


def require_affirmed(question: str) -> None:
    """Raise MentionsNegated where a question wants the documents that do not mention something.

    The list is of those that do; nobody should read it, or a passage, as the answer.
    """
    plain = QUOTED.sub("X", question).strip(ENDS)
    excluded = _EXCLUDED.search(plain)
    if _is_denied(plain) or (excluded and mentioned_in(plain[: excluded.start()])):
        raise mentions_negated()


def holds_exclusion(what: str) -> bool:
    """True where the thing that is to be mentioned is followed by one that is not."""
    return _EXCLUDED.search(QUOTED.sub("X", what)) is not None


def mentions_negated() -> MentionsNegated:
    """The error that says which documents cannot be listed, and what to ask instead."""
    return MentionsNegated(
        "The documents that do not mention something cannot be listed.",
        hint="Ask which documents mention it: the others do not.",
    )


def _is_denied(plain: str) -> bool:
    """True where it asks for mentions once a negation is taken out that is no part of the thing.

    "Data not mentioned in the contract" may be mentioned as well as anything.
    """
    for denial, affirmed in _DENIALS:
        for found in islice(denial.finditer(plain), _MOST_READINGS):
            reading = plain[: found.start()] + found.expand(affirmed) + plain[found.end() :]
            asked = question_of_mentions(reading)
            if asked is not None and mentioned_in(reading) is not None:
                start, end = asked.span("what")
                if not start < found.start() < end:
                    return True
    return False
