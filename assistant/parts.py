"""The parts of a question that asks two things, each complete in itself."""

import re

from assistant.follow_up import with_words
from assistant.leaning import leans
from assistant.words import content_words

MOST_PARTS = 3
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
        r"|which|why|(?:do|does|did|is|are|was|were|can|could|may|must|should|will|has|have)"
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


def parts_of(question: str, language: str) -> tuple[str, ...]:
    """The parts of `question`, each to be searched by itself; empty where it asks one thing.

    A part that leans on the first ("and who approves them?") takes over its content words.
    Sentences that ask nothing stay with the question after them.
    """
    found = [part for asked in _questions(question) for part in _halves(asked, language)]
    if not 1 < len(found) <= MOST_PARTS:
        return ()
    first, *others = found
    parts = [first, *(_complete(part, first, language) for part in others)]
    return tuple(parts) if all(content_words(part, language) for part in parts) else ()


def own_words(part: str, question: str) -> str:
    """What `part` says itself of `question`; empty where it has taken over nothing."""
    own = part
    while own and own not in question:
        own = own.rpartition(" ")[0]
    return own if own != part else ""


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
        return [asked]
    before = asked[beginning.end() : joint.start()]
    if re.search(rf"\b{re.escape(joint.group('word'))}\b", before, re.IGNORECASE):
        return [asked]
    if joint.groupdict().get("subject") and not _VERB.search(before):
        return [asked]
    return [asked[: joint.start()].strip(), asked[joint.end() :].strip()]


def _complete(part: str, first: str, language: str) -> str:
    return with_words(part, first, language) if leans(part, language) else part
