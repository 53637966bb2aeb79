"""The parts of a question that asks two things, each complete in itself."""

import re
from dataclasses import dataclass

from assistant.follow_up import with_words
from assistant.leaning import leans
from assistant.words import content_words

MOST_PARTS = 3
_LEAST_WORDS = 2  # content words of a part that is understood by itself
_SENTENCE_END = re.compile(r"(?<=[?.!;])\s+(?=\S)")
# How a question begins. "et que" and "et ou" are left out: they go on with a clause.
_ASKING = {
    "fr": (
        r"(?:(?:à|a|de|avec|pour|dans|chez|en|par|sur|sous|vers|depuis|pendant|à partir de"
        r"|au bout de|jusqu['’](?:à|a|en)) |(?:d|jusqu)['’])?"
        # "et les stagiaires ont-ils droit": the subject comes before
        r"(?P<subject>(?:l[ea]s? |l['’]|une? |mon |ma |mes |nos |notre |des |cette |cet |ce |ces )"
        r"(?:[\w-]+ ){1,4}?(?=(?:[nstl]['’])?\w+(?:-t)?-(?:ils?|elles?)\b))?"
        r"(?P<word>(?:les?|la)?quel(?:le)?s?|combien|comment|pourquoi|quand|qui|quoi|où"
        r"|qu['’]est-ce|est-ce|(?:(?:y|en|l[ea]s?|lui|leur|se|nous|vous) |[lmst]['’])?"
        r"(?:\w+(?:-t)?-(?:je|tu|on|ils?|elles?)|(?!rendez-)\w+(?:ons-nous|ez-vous)"
        r"|sommes-nous|êtes-vous))\b"
    ),
    "en": (
        r"(?:(?:to|from|with|for|in|at|by|on|under|of|about|within|since|until|during|after"
        r"|through) )?"
        r"(?P<word>what|how|who|whom|whose|when|where"
        r"|which|why|am(?= i\b)"
        r"|(?:do|does|did|is|are|was|were|can|could|may|must|should|will|has|have)"
        r"(?= (?:i|we|you|they|he|she|it|there|the|an?|my|our|this|these|employees?|staff|managers?"
        r"|interns?|apprentices?|trainees?|contractors?|workers?|people)\b))\b"
    ),
}
# "que" begins a question, and after "et" goes on with a clause; after a comma it asks with an
# infinitive or an inversion only.
_ONLY_FIRST = {
    "fr": (
        r"|(?:^|[.:;]\s+)qu(?:e\s|['’])"
        r"|,\s+qu(?:e\s|['’])(?=\w+(?:er|ir|re)\b|\w+(?:-t)?-(?:je|on|ils?|elles?|nous|vous)\b)"
    ),
    "en": "",
}
# Without a verb what stands before "and" is no question: "comment les Grecs et les Romains …-ils".
_VERB = re.compile(
    r"-(?:je|on|ce|ils?|elles?|nous|vous)\b|\b(?:est|sont|a|ont|ai|faut|peut|puis|doit|dois)\b",
    re.IGNORECASE,
)
_AND = {
    "fr": r"(?:et (?:aussi|puis|ensuite)|ainsi que|et|puis)",
    "en": r"(?:and (?:also|then)|as well as|and)",
}
_JOINT = {
    language: re.compile(rf"\s*,?\s{_AND[language]}\s+(?={asking})", re.IGNORECASE)
    for language, asking in _ASKING.items()
}
_BEGINNING = {
    language: re.compile(rf"(?:^|[.,:;]\s+){asking}{_ONLY_FIRST[language]}", re.IGNORECASE)
    for language, asking in _ASKING.items()
}


# "What are the deadline and the ceiling?": one verb, two things that are asked for. No clause may
# stand in the first, nor what could go on: "against the Church and the State", "between the two".
_BOTH = {
    "fr": re.compile(
        r"(?P<asks>quel(?:le)?s? (?:est|sont|était|étaient|sera|seront)) "
        r"(?P<one>(?:l[ea]s? |l['’])(?:\S+ ){0,6}?\S+) (?:et|ainsi que) "
        r"(?P<other>(?:l[ea]s?\b|l['’]|cel(?:le|ui)s?\b|ceux\b)(?:.(?!\bet\b))+)",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"(?P<asks>what(?:['’]s| (?:is|are|was|were))) "
        r"(?P<one>the (?:\S+ ){0,6}?\S+) (?:and|as well as) "
        r"(?P<other>the (?:.(?!\band\b))+)",
        re.IGNORECASE,
    ),
}
_CLAUSE = re.compile(r"\b(?:qui|que|dont|où|that|which|who|when|where)\b", re.IGNORECASE)
_GOES_ON = re.compile(
    r"\b(?:et|and|entre|contre|avec|sur|envers|between|against|with|for|on)\b", re.IGNORECASE
)
_OF = {
    "fr": re.compile(r"\b(?:d(?:e|u|es)|aux?|à|en|dans|chez)\b|\bd['’]", re.IGNORECASE),
    "en": re.compile(r"\b(?:of|in|to|at|from)\b", re.IGNORECASE),
}
# It lies between two, so that "the difference of X and Y" is one thing.
_OF_TWO = re.compile(
    r"(?:the|l[ea]s?|l['’]) ?(?:\S+ )?(?:differences?|différences?|écarts?|gaps?|comparisons?"
    r"|comparaisons?|rapports?|ratios?|distances?|relations?|relationships?|links?|liens?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AskedPart:
    """One part of a question, complete in itself; `own` is what it says without the others."""

    query: str
    own: str


def parts_of(question: str, language: str) -> tuple[AskedPart, ...]:
    """The parts of `question`, each to be searched by itself; empty where it asks one thing.

    A part that leans on the first ("and who approves them?") takes over its content words.
    Sentences that ask nothing stay with the question after them.
    """
    found = [part for asked in _questions(question) for part in _halves(asked, language)]
    if not 1 < len(found) <= MOST_PARTS:
        return ()
    first, *others = found
    parts = (AskedPart(first, first), *(_complete(part, first, language) for part in others))
    return parts if all(content_words(part.query, language) for part in parts) else ()


def _questions(question: str) -> list[str]:
    """Its sentences that ask, each with the statements before it."""
    found: list[str] = []
    said: list[str] = []
    for sentence in _SENTENCE_END.split(question.strip()):
        said.append(sentence)
        if sentence.endswith("?"):
            found.append(" ".join(said))
            said = []
    if not found:
        return [question]
    found[-1] = " ".join((found[-1], *said))
    return found


def _halves(asked: str, language: str) -> list[str]:
    """A question cut where "and" begins another one, if the first half asks already.

    "who works and who lives abroad" goes on with the clause that "who" began: it is not cut.
    """
    beginning = _BEGINNING.get(language, _BEGINNING["en"]).search(asked)
    joint = _JOINT.get(language, _JOINT["en"]).search(asked)
    if beginning is None or joint is None or joint.start() < beginning.end():
        return _both(asked, language)
    before = asked[beginning.end() : joint.start()]
    if re.search(rf"\b{re.escape(joint.group('word'))}\b", before, re.IGNORECASE):
        return [asked]
    if joint.groupdict().get("subject") and not _VERB.search(before):
        return [asked]
    return [asked[: joint.start()].strip(), asked[joint.end() :].strip()]


def _both(asked: str, language: str) -> list[str]:
    """A question after two things, each asked for by itself; or the question."""
    both = _BOTH.get(language, _BOTH["en"]).fullmatch(asked.strip())
    if both is None:
        return [asked]
    one, other = both["one"], both["other"]
    if _GOES_ON.search(one) or _CLAUSE.search(f"{one} {other}"):
        return [asked]
    if _OF_TWO.match(one):
        return [asked]
    of = _OF.get(language, _OF["en"])  # "the aim of the committee and the board": of both, perhaps
    if of.search(one) and not of.search(other):
        return [asked]
    if len(content_words(one, language)) < _LEAST_WORDS:  # "the name and the address of the bank"
        one = with_words(one, other, language)
    return [f"{both['asks']} {one}", f"{both['asks']} {other}"]


def _complete(part: str, first: str, language: str) -> AskedPart:
    return AskedPart(with_words(part, first, language) if leans(part, language) else part, part)
