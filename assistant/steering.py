"""Where a question steers: to a document, a period or a collection that it names."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from assistant.catalogue import Catalogue
from assistant.collection_names import names_collection
from assistant.names import Named, bare_words, capitalised_words, rarity
from assistant.periods import Period, agreement, periods_in
from storage.folding import fold

MOST_NAMED = 12  # documents; a name that more of them share says too little to look into each
MOST_TITLED = 200  # documents; a lower-case word that more titles have names none of them
MOST_CALLED = 2_000  # the same of a word written large; 20,000 documents take 10 ms so
PERIOD = 0.5  # weight of a period, and of a collection, beside that of a name
NEWEST = 0.25
LEAST_SHARE = 0.5  # of a title that a question has in small letters
ON_FIRST_PAGE = 0.8  # of a name in a title
CLEARLY = 0.5  # strength from which a document counts as asked for
# "le dernier rapport" is the newest; "le dernier jour du mois" is no document.
_WRITTEN_FR = (
    r"(?:rapports?|versions?|editions?|accords?|avenants?|contrats?|reglements?|chartes?|politiques?"
    r"|procedures?|notes?|bilans?|documents?|comptes? rendus?|guides?|publications?|circulaires?"
    r"|mises? a jour|proces-verb(?:al|aux)|grilles?|baremes?)"
)
_WRITTEN_EN = (
    r"(?:reports?|versions?|editions?|agreements?|amendments?|contracts?|regulations?|charters?"
    r"|policy|policies|procedures?|memos?|notes?|statements?|documents?|guides?|filings?"
    r"|updates?|circulars?|scales?|10-qs?)"
)
_NEWEST = re.compile(
    r"\b(?:latest|newest|most recent|current|plus recente?s?|derniere?s? en date"
    r"|en vigueur|actuel(?:le)?s?"
    rf"|(?<!depuis )(?:l[ea]|au|du|de|sa|notre|votre|cette|toute?) derniere? {_WRITTEN_FR}"
    rf"|(?:les|des|aux|nos|vos) dernier(?:e?s) {_WRITTEN_FR}"
    rf"|(?<!since )(?:the|its|our|your|very) last {_WRITTEN_EN})\b"
)
_APART = re.compile(
    r"\b(?:compar\w+|versus|vs|differences? (?:between|entre)|differ\w* (?:from|between)"
    r"|unlike|in contrast (?:to|with)|as opposed to|contrary to"
    r"|par rapport a(?:ux?)?|contrairement a(?:ux?)?|a la difference d(?:es?|u)?"
    r"|a l'inverse d(?:es?|u)?|par opposition a(?:ux?)?"
    r"|differ(?:e|ent|ente|ents|entes)(?:-t-\w+|-\w+)? (?:entre|d(?:es?|u)?)"
    r"|over time|over (?:the|these) [\w -]*(?:years|quarters|months|periods|reports)"
    r"|evol\w+|trend\w*|fluctuat\w+|across|throughout|year over year"
    r"|(?:period|quarter|year|month|version) (?:to|by) (?:period|quarter|year|month|version)"
    r"|(?:each|every|previous|past|prior|these|reported) [\w-]*(?:years?|quarters?|months?|periods?"
    r"|reports?|documents?|versions?|filings?|agreements?|contracts?|10-qs)"
    r"|tendances?|au fil d\w+|d'une? \w+ (?:a|sur) l'autre|dans le temps|successi\w+"
    r"|(?:chaque|ces|precedente?s?) [\w-]*(?:annees?|exercices?|trimestres?|mois|periodes?"
    r"|rapports?|documents?|versions?|accords?|contrats?)"
    r"|(?:annees?|exercices?|trimestres?|mois|periodes?|rapports?|documents?|versions?|accords?"
    r"|contrats?) (?:precedente?s?|anterieure?s?|passee?s?))\b"
)
_ONLY = re.compile(
    r"\b(?:only|solely|exclusively|uniquement|seulement|exclusivement)"
    r" (?:in|from|according to|dans|d'apres|selon)\b"
)


@dataclass(frozen=True, slots=True)
class Steering:
    """Where a question steers: documents by id, each with how strongly, above 0.

    `foremost` are those named most clearly, none where that is not clear or they are too many;
    `titles` has the title words of those called by a name. `apart` is true where the question
    asks about several of them, so that each has to be heard; `only` where it asks for these
    documents and no others.
    """

    strengths: Mapping[str, float] = field(default_factory=dict)
    foremost: frozenset[str] = frozenset()
    titles: Mapping[str, str] = field(default_factory=dict)
    apart: bool = False
    only: bool = False


def steering(
    question: str, catalogue: Catalogue, audiences: Collection[int], *, before: str = ""
) -> Steering:
    """Where `question` steers among the documents of `audiences`; nowhere where it names none.

    A name counts as it is rare among the titles that the reader may read. `before` are the
    questions that this one leans on: it takes over their names unless it clearly names a document
    itself ("and of the Health Plus plan?"), and their periods where it has none. The passages of a
    short document are found by its title already: its name makes it foremost and no stronger
    (piaf, hit@5 .92 so, .90 if it did; November 2026).
    """
    dated = question if periods_in(question) else before
    documents, called = _called(question, catalogue, audiences)
    if before and not _foremost(called):
        question = f"{question} {before}"
        documents, called = _called(question, catalogue, audiences)
    folded = fold(question)
    added: defaultdict[str, float] = defaultdict(float)
    for some in (
        _of_collections(question, catalogue, audiences),
        _of_periods(dated, catalogue, audiences),
    ):
        for document_id, strength in some.items():
            added[document_id] += PERIOD * strength
    apart = bool(_APART.search(folded))
    if called and not apart and not periods_in(dated) and _NEWEST.search(folded):
        for document_id in _newest(documents, called):
            added[document_id] += NEWEST
    named = {one: called.get(one, 0.0) + added[one] for one in {*called, *added}}
    short = {one for one, document in documents.items() if not document.is_long}
    strengths = {one: added[one] if one in short else named[one] for one in named}
    return Steering(
        {one: strength for one, strength in strengths.items() if strength > 0},
        _foremost(named),
        {one: " ".join(sorted(document.title)) for one, document in documents.items()},
        apart=apart,
        only=bool(_ONLY.search(folded)),
    )


def _foremost(named: Mapping[str, float]) -> frozenset[str]:
    most = max(named.values(), default=0.0)
    best = {one for one, strength in named.items() if strength >= most - 1e-9}
    return frozenset(best) if most >= CLEARLY and len(best) <= MOST_NAMED else frozenset()


def _called(
    question: str, catalogue: Catalogue, audiences: Collection[int]
) -> tuple[dict[str, Named], dict[str, float]]:
    """The documents that are called by a name, and how clearly, 0 to 1, by their ids.

    A word written large counts wherever a document has it as a name; any other word only in a
    title, by the share of the title that the question has.
    """
    readable = catalogue.count(audiences)
    asked = frozenset(bare_words(question))
    large = frozenset(capitalised_words(question)) & asked
    if large == asked:  # a heading, or capitals throughout: they say nothing
        large = frozenset()
    documents: dict[str, Named] = {}
    strengths: defaultdict[str, float] = defaultdict(float)
    for word in sorted(asked):
        having = (catalogue.called if word in large else catalogue.titled)(word, audiences)
        weight = rarity(len(having), readable)
        if not weight or len(having) > (MOST_CALLED if word in large else MOST_TITLED):
            continue
        for document in having:
            documents[document.document_id] = document
            strengths[document.document_id] += weight * _share(document, word, asked, large)
    most = max(1.0, *strengths.values()) if strengths else 1.0
    return documents, {one: strength / most for one, strength in strengths.items()}


def _share(document: Named, word: str, asked: frozenset[str], large: frozenset[str]) -> float:
    """How much a word of the question calls this document, 0 to 1."""
    if word in large:
        return 1.0 if word in document.title else ON_FIRST_PAGE
    share = len(document.title & asked) / len(document.title)
    return share if share >= LEAST_SHARE else 0.0


def _of_collections(
    question: str, catalogue: Catalogue, audiences: Collection[int]
) -> dict[str, float]:
    """The documents of a collection that the question names, by id."""
    found: dict[str, float] = {}
    for name in catalogue.collections(audiences):
        if names_collection(question, name):
            held = catalogue.collected(name, audiences)
            weight = rarity(len(held), catalogue.count(audiences))
            found |= {document.document_id: weight for document in held}
    return found


def _of_periods(
    question: str, catalogue: Catalogue, audiences: Collection[int]
) -> dict[str, float]:
    """How well each document agrees with the periods that the question names, by id."""
    asked = periods_in(question)
    dated = {one.document_id: one for period in asked for one in catalogue.dated(period, audiences)}
    agreeing = {one: agreement(asked, document.periods) for one, document in dated.items()}
    weight = rarity(sum(map(bool, agreeing.values())), catalogue.count(audiences))
    return {one: weight * agreed for one, agreed in agreeing.items()}


def _newest(documents: Mapping[str, Named], called: Mapping[str, float]) -> list[str]:
    """Of the documents that are called most clearly, those of the latest period."""
    most = max(called.values())
    latest: defaultdict[Period, list[str]] = defaultdict(list)
    for document_id, document in documents.items():
        if document.periods and called[document_id] >= most - 1e-9:
            latest[max(document.periods)].append(document_id)
    return latest[max(latest)] if len(latest) > 1 else []
