"""What a sentence asserts, and whether another text contradicts it or leaves out what it names.

The comparison is deliberately one-sided: what it cannot tell, it calls a conflict, because a
sentence without a source is marked so, while a wrong source would be believed.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.quantities import NUMBER_WORDS, Quantity, quantities
from assistant.words import content_words
from storage.folding import fold, words

_CLAUSE_END = re.compile(
    r"[,;:()\n]| [-–—] |\b(?:but|however|although|though|except|unless|whereas"
    r"|mais|cependant|toutefois|sauf|hormis|excepte|alors que|tandis que)\b"
)
_NEGATION = {
    "en": re.compile(r"\b(?:not|no|never|none|neither|nor|cannot|without)\b|n't\b"),
    "fr": re.compile(r"\b(?:pas|jamais|aucune?|sans|ni|rien|nulle?|non)\b"),
}
# "Ne" alone denies (ne peut excéder) but for "ne … que", which means "only".
_FRENCH_NE = re.compile(r"\bn(?:e\b|')")
_FRENCH_QUE = re.compile(r"\bqu(?:e\b|')")
_CAPITALISED = re.compile(r"(?<![\w'’-])[^\W\d_a-zà-ÿ][\w&.-]*")
_ALREADY = frozenset(("un", "in", "im", "il", "ir", "dis", "non", "mal"))  # unpaid, ineligible

# Words of which one side is never said by the other. Folded.
_OPPOSITES = tuple(
    (frozenset(one.split()), frozenset(other.split()))
    for one, other in (
        (
            "must shall required mandatory compulsory obligatory doit doivent devez devra devront "
            "obligatoire obligatoires obligatoirement faut",
            "may can might could optional voluntary peut peuvent pouvez pourra pourront "
            "facultatif facultative facultatifs facultatives possible",
        ),
        (
            "allowed permitted authorised authorized allow allows permit permits autorise "
            "autorisee autorises autorisees permis permise permet",
            "forbidden prohibited banned forbid prohibits interdit interdite interdits interdites "
            "defendu proscrit proscrite",
        ),
        ("maximum most maximal maximale max", "minimum least minimal minimale moins min"),
        ("before avant", "after apres"),
        (
            "more above exceed exceeds over superieur superieure excede depasse",
            "less below under fewer inferieur inferieure",
        ),
        (
            "increase increases increased rise rises rose augmente augmentent augmentation hausse",
            "decrease decreases decreased fall falls fell diminue diminuent diminution baisse",
        ),
        (
            "include includes included covers covered inclus incluse compris couvre couvert",
            "exclude excludes excluded exclusion exclu exclue exclus excluded",
        ),
        (
            "accepted approved accepte acceptee approuve approuvee",
            "refused rejected denied refuse refusee rejete rejetee",
        ),
        ("gross brut brute bruts", "net nette nets"),
        ("first premier premiere", "last dernier derniere"),
        ("always toujours", "never jamais"),
    )
)
_DATES = (
    "january february april june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday "
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre "
    "lundi mardi mercredi jeudi vendredi samedi dimanche"
)
_MONTHS_AND_DAYS = frozenset(_DATES.split())
# What one sentence says instead of another that is otherwise the same. Folded.
INTERCHANGED = _MONTHS_AND_DAYS.union(*(words for sides in _OPPOSITES for words in sides))


class Conflict(StrEnum):
    """Why a text does not support a sentence although it shares its words."""

    NUMBER = "number"
    NAME = "name"
    NEGATION = "negation"
    OPPOSITE = "opposite"


@dataclass(frozen=True, slots=True)
class Claim:
    """What one sentence, or a few sentences together, assert."""

    stems: frozenset[str]
    quantities: tuple[Quantity, ...]
    names: frozenset[str]  # folded words that start with a capital inside it, months and days
    affirmed: frozenset[str]  # stems of clauses without a negation
    denied: frozenset[str]  # stems of clauses with one
    words: frozenset[str]

    def __or__(self, other: "Claim") -> "Claim":
        return Claim(
            self.stems | other.stems,
            self.quantities + other.quantities,
            self.names | other.names,
            self.affirmed | other.affirmed,
            self.denied | other.denied,
            self.words | other.words,
        )


def read_claim(text: str, language: str) -> Claim:
    """What `text` asserts, read as `language`."""
    affirmed: set[str] = set()
    denied: set[str] = set()
    for clause in _CLAUSE_END.split(fold(text)):
        (denied if _denies(clause, language) else affirmed).update(_stems(clause, language))
    return Claim(
        stems=frozenset(affirmed | denied),
        quantities=tuple(quantities(text)),
        names=_names(text),
        affirmed=frozenset(affirmed),
        denied=frozenset(denied),
        words=frozenset(words(text)),
    )


def conflict(claim: Claim, source: Claim, *, context: Claim | None = None) -> Conflict | None:
    """Why `source` cannot support `claim`, or None where it can.

    Every number of the claim must be in the source, counting the same thing; every name and
    date too. What both speak of must be affirmed by both or denied by both. `context` (title
    and section of the source) may supply names and numbers, but affirms nothing.
    """
    around = source | context if context else source
    if not _all_counted(claim.quantities, around.quantities):
        return Conflict.NUMBER
    if not claim.names <= around.words:
        return Conflict.NAME
    if (claim.affirmed & source.denied) - source.affirmed - claim.denied:
        return Conflict.NEGATION
    if (claim.denied & source.affirmed) - source.denied - claim.affirmed:
        return Conflict.NEGATION
    return Conflict.OPPOSITE if _opposed(claim, source) else None


def _all_counted(claimed: tuple[Quantity, ...], present: tuple[Quantity, ...]) -> bool:
    """True where each claimed number has one of its own among those present.

    A number said twice must be there twice: "from 1963 to 1963" is not "from 1917 to 1963".
    """
    left = list(present)
    for quantity in claimed:
        match = next((other for other in left if quantity.agrees(other)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _opposed(claim: Claim, source: Claim) -> bool:
    for one, other in _OPPOSITES:
        for said, unsaid in ((one, other), (other, one)):
            if claim.words & said and source.words & unsaid and not source.words & said:
                return True
    missing = claim.words - source.words
    return any(prefix + word in source.words for word in missing for prefix in _ALREADY) or any(
        word.removeprefix(prefix) in source.words
        for word in missing
        for prefix in _ALREADY
        if word.startswith(prefix) and len(word) > len(prefix) + 3
    )


def _denies(clause: str, language: str) -> bool:
    if language == "fr" and _FRENCH_NE.search(clause) and not _FRENCH_QUE.search(clause):
        return True
    return bool(_NEGATION[language].search(clause))


def _stems(clause: str, language: str) -> list[str]:
    """Content stems without numbers: those are compared by value."""
    return [
        stem
        for stem in content_words(clause, language)
        if stem not in NUMBER_WORDS and not stem[0].isdigit()
    ]


def _names(text: str) -> frozenset[str]:
    """Folded words of `text` with a capital that its place in the sentence does not explain."""
    found = set(_MONTHS_AND_DAYS.intersection(words(text)))
    if text.isupper():
        return frozenset(found)
    for match in _CAPITALISED.finditer(text):
        word = match[0]
        at_start = not text[: match.start()].rstrip(" «“\"'(").strip(" .!?:\n-–•*") or (
            text[: match.start()].rstrip().endswith((".", "!", "?", ":", "\n"))
        )
        acronym = len(word) > 1 and word.isupper()
        if acronym or not at_start:
            found.update(part for part in words(word) if len(part) > 1)
    return frozenset(found)
