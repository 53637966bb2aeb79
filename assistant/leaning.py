"""Whether a question leans on the one before it, told by its own words."""

import re

from assistant.words import content_words
from storage.folding import fold

_LEAST_WORDS = 2  # content words of a question that says what it is about

# All patterns read folded text; each has its equal in the other language.
_ASKS = (
    r"quel|quelle|quels|quelles|lequel|laquelle|lesquels|lesquelles|combien|comment|pourquoi|quand"
    r"|qui|que|quoi|what|how|when|where|who|whom|whose|which|why"
    r"|can|could|do|does|did|is|are|was|were|has|have|must|should|will|may (?:i|we|you|the|an?)"
    r"|peux|peut|puis|pouvons|pouvez|peuvent|pourrait|dois|doit|devons|devez|doivent|faut|est|sont"
    r"|etait|ai|avons|avez|ont"
)
# How a question begins that leans on the one before; after a preposition, where it asks nothing.
_PREPOSITION = {
    "fr": r"pour|avec|sans|dans|chez|a|au|aux|en|si",
    "en": r"for|with|without|in|at|on|if",
}
_LEANING_START = {
    language: re.compile(
        r"(?:et|mais|ou|sinon|idem|meme chose|qu'en est-il|quid|pareil|dans ce cas"
        r"|and|but|or|also|so|what about|how about|same|in that case|otherwise)\b"
        rf"|(?:{preposition})\b(?!.*\b(?:{_ASKS})\b)"
    )
    for language, preposition in _PREPOSITION.items()
}
# "this year" says when, by itself.
_WHEN_FR = (
    r"(?:annee|mois|semaine|week-end|trimestre|semestre|printemps|ete|automne|hiver|matin|matinee"
    r"|apres-midi|soir|soiree|nuit|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|janvier"
    r"|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)s?\b"
)
_WHEN_EN = (
    r"(?:(?:year|month|week|weekend|quarter|semester|spring|summer|autumn|winter|morning|afternoon"
    r"|evening|night|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february"
    r"|march|april|june|july|august|september|october|november|december)s?\b"
    r"|may\b(?=\W*$))"  # no "this may apply"
)
_POSSIBLE_FR = r"(?:possible|permis|autorise|obligatoire|necessaire|interdit)"
_POSSIBLE_EN = r"(?:possible|allowed|permitted|mandatory|compulsory|necessary|required|forbidden)"
# "Comment en bénéficier"; no "il peut y avoir", and no "comment en janvier demander".
_INFINITIVE_FR = (
    r"(?!(?:avoir|hiver|janvier|fevrier|septembre|octobre|novembre|decembre|matiere|angleterre"
    r"|particulier|premier|dernier|entier|litre|titre|ordre|outre|oeuvre|cadre|lettres?)\b)"
    r"(?:s')?\w+(?:er|ir|re)\b"
)
_BEFORE_INFINITIVE_FR = (
    r"(?:comment|combien|quand|pourquoi|endroit|pour|sans|de|a|puis-je|peux|peut|pouvons|pouvez"
    r"|peuvent|pourrait|dois|doit|devons|devez|doivent|doit-on|peut-on|faut|faut-il"
    r"|(?:il|elle|on|je|nous|vous|ils|elles)) "
)
_LEANING_WORD = {
    "fr": re.compile(
        r"\b(?:celui|celle|ceux|celles|cela|ca|leur|leurs|lui|eux|ci-dessus)\b"
        rf"|\b(?:cette|cet|ces)\b(?! {_WHEN_FR})"
        # "ce remboursement"; no "ce qui", "ce que", and no "est-ce que", which only asks.
        rf"|(?<!-)\bce\b(?! (?:qu['ei]|dont\b|a quoi|pour quoi|sur quoi|{_WHEN_FR}|jour\b))"
        r"|-ce\b(?! (?:qu['ei]|pas\b))"
        r"|\bc'(?!est (?:qu|combien|comment|ou\b|a dire)|est-a-dire)"
        r"|\bpareil(?:le)?s?\b|\b(?:l[ea]|les|aux?|des|du) memes?\b"
        r"|\b(?:qui|on|je|nous|vous) (?:l'|les?\b|la\b|en\b|y\b)"
        r"|\b(?:j'|y )(?:en|y)\b|\b(?:en|y) (?:ai|as|avons|avez|ont|sont|droit)\b"
        rf"|\by {_INFINITIVE_FR}"
        rf"|(?:\b{_BEFORE_INFINITIVE_FR}|\bd')en {_INFINITIVE_FR}"
        r"|\b(?:le|la|les) (?:joindre|contacter|obtenir|demander|faire|valider|utiliser)\b"
    ),
    "en": re.compile(
        rf"\b(?:it|its|they|them|their|he|she|him|his|her|these|those|the same)\b"
        rf"|\bthis\b(?! {_WHEN_EN})|\bthat\W*$"
        # "Does that rule apply"; no "Who says that managers"
        r"|^(?:(?:and|but|so|how|when|where|why|who|what) (?:\w+ )?)?(?:does|did|is|was|can|could"
        r"|may|must|should|will|has|would) that\b"
    ),
}
# "Is it possible to …" says what in what follows; "is it possible for managers?" does not.
_IMPERSONAL = re.compile(
    r"\b(?:faut-il|faudrait-il|y a-t-il|existe-t-il|suffit-il|reste-t-il|se passe-t-il"
    r"|arrive-t-il|manque-t-il|il peut y avoir|(?:peut|doit)-il y avoir"
    r"|il (?:faut|y a|existe|est possible|suffit))\b"
    # no "il reste valable", of something that was named before
    r"|\bil (?:reste|manque)(?= (?:encore )?(?:un|une|des|du|de|le|la|les|mon|ma|mes|son|sa|ses"
    r"|notre|nos|votre|vos|plusieurs|\d+|a)\b| (?:encore )?[ld]')"
    rf"|\b(?:est-il|est-ce|(?:qu')?il est|c'est) {_POSSIBLE_FR}"
    r"(?= (?:[\w' ]* )?(?:d(?:e |')(?:\w+ )?[\w']+(?:er|ir|re)\b|que |qu'))"
    rf"|\bis it {_POSSIBLE_EN}(?= (?:[\w' ]* )?(?:to|that)\b)"
)
_WHERE = re.compile(r"\bo(?:ù|u\u0300)\b", re.IGNORECASE)  # "ou", or, folds to the same

# "Est-elle versée" leans; "La prime est-elle versée" has its subject before the verb.
_PRONOUN = re.compile(r"(?<![\w'-])[\w']+(?:-t)?-(?:ils?|elles?)\b|\b(?:ils?|elles?)\b")
_CLAUSE_END = re.compile(r"[,;:.!?]")
_DETERMINER = re.compile(
    r"\b(?:l[ae]s?|une?|des|mon|ma|mes|ton|ta|tes|son|sa|ses|nos|notre|vos|votre|chaque|tous|toutes"
    r"|tout|toute|plusieurs|certain(?:e?s)?)\b(?= )|\bl'"
)
_NO_SUBJECT = re.compile(
    r"(?:et|mais|ou|alors|donc|sinon|si|quel|quelle|quels|quelles|combien|comment|pourquoi|quand"
    r"|qui|que|quoi|a|au|aux|d|de|en|pour|avec|dans|chez|depuis|jusqu|sous|par|sur|pendant|ne|n"
    r"|me|te|se|s|le|la|les|l|lui|leur|y|en|quelles?)\b"
)


def leans(question: str, language: str) -> bool:
    """True where a question cannot be understood without the one before it."""
    folded = fold(_WHERE.sub("quel endroit", question)).strip()
    few = len(set(content_words(question, language))) < _LEAST_WORDS
    if few or _LEANING_START.get(language, _LEANING_START["en"]).match(folded):
        return True
    said = _IMPERSONAL.sub(" ", folded)
    if _LEANING_WORD.get(language, _LEANING_WORD["en"]).search(said):
        return True
    return language == "fr" and _has_open_pronoun(said)


def _has_open_pronoun(folded: str) -> bool:
    """True where "il" or "elle" stands for something that its clause does not name."""
    for pronoun in _PRONOUN.finditer(folded):
        if "-" not in pronoun.group():
            return True
        clause = _CLAUSE_END.split(folded[: pronoun.start()])[-1].strip()
        if not clause or (_NO_SUBJECT.match(clause) and not _DETERMINER.search(clause)):
            return True
    return False
