"""Questions that ask which documents mention something: told from others by their words alone."""

import re

from assistant.courtesies import without_thanks
from storage.errors import BadInput
from storage.folding import words
from storage.function_words import FUNCTION_WORDS
from storage.sought import Sought, sought

ENDS = " ?!.…:;,-–"  # no part of a question where it begins and ends
MOST_WORDS = 5  # that say something, outside quotation marks; more is a question of its own

_SAY_NOTHING = FUNCTION_WORDS["fr"] | FUNCTION_WORDS["en"]

_DOCUMENTS = r"(?:documents?|docs?|fichiers?|files?|textes?|texts?|pages?|pdfs?|papers?)"
# Kinds of documents. Every document is searched all the same: the answer says so.
_KINDS_FR = (
    r"(?:accords?|avenants?|chartes?|circulaires?|comptes?[- ]rendus?|consignes?|contrats?"
    r"|conventions?|courriels?|courriers?|directives?|e-?mails?|factures?|fiches?|guides?|lettres?"
    r"|mails?|manuels?|notes?|politiques?|présentations?|procédures?|procès-verba(?:l|ux)"
    r"|rapports?|registres?|règlements?)"
)
_KINDS_EN = (
    r"(?:agreements?|amendments?|charters?|circulars?|contracts?|directives?|e-?mails?|guidelines?"
    r"|guides?|handbooks?|instructions?|invoices?|letters?|mails?|manuals?|memos?|minutes|notes?"
    r"|policy|policies|presentations?|procedures?|registers?|regulations?|reports?|rules|sheets?)"
)
_ANY_FR, _ANY_EN = rf"(?:{_DOCUMENTS}|{_KINDS_FR})", rf"(?:{_DOCUMENTS}|{_KINDS_EN})"
_MENTION_FR = (
    r"(?:mentionn(?:e|ent|ant|aient)|cit(?:e|ent|ant)|évoqu(?:e|ent|ant)|nomm(?:e|ent|ant)"
    r"|contien(?:t|nent)|contenant|comport(?:e|ent|ant)|abord(?:e|ent|ant)"
    r"|(?:parl|trait)(?:e|ent|ant)(?= d)|(?:font|fait|faisant) (?:mention|état)(?= d)"
    r"|(?:font|fait|faisant) (?:référence|allusion)(?= (?:à|au)))(?:-t-ils?|-ils?)?"
)
_MENTION_EN = (
    r"(?:mention(?:s|ed|ing)?|cit(?:es?|ing)|contain(?:s|ing)?|nam(?:es?|ing)|discuss(?:es|ing)?"
    r"|referenc(?:es?|ing)|(?:refer(?:s|ring)?|allud(?:es?|ing)) to|(?:talk|speak)(?:s|ing)?"
    r" (?:about|of)"
    r"|make mention of)"
)
_MENTIONED_FR = r"(?:mentionnée?s?|citée?s?|évoquée?s?|nommée?s?|abordée?s?)"
_MENTIONED_EN = r"(?:mentioned|cited|named|discussed|referenced|referred to|talked about)"
_PLEASE_FR = (
    r"(?:(?:peux-tu|pouvez-vous|pourriez-vous|pourrais-tu|je (?:veux|voudrais)|j['’]aimerais) )?"
    r"(?:(?:me )?(?:dire|savoir|dites?-moi|dis-moi|lister|donner|trouver|montrer) )?"
)
_PLEASE_EN = (
    r"(?:please |kindly )?(?:(?:can|could|would) you )?(?:please )?(?:tell me |i (?:want|need) )?"
)
_LIST_FR = (
    r"(?:liste[rz]?|donne[rz]?|trouve[rz]?|cherche[rz]?|recherche[rz]?|montre[rz]?|affiche[rz]?"
    r"|énumère[rz]?|énumérer|recense[rz]?|cite[rz]?)(?:-moi)? "
)
_LIST_EN = r"(?:list|show|find|give|get|name|enumerate|search(?: for)?|look up)(?: me)? "
_OF_ALL_FR = r"(?:(?:tous |toutes )?(?:les|mes|nos|vos) |chaque |des )?(?:autres )?"
# "Les contrats mentionnent-ils …" asks about contracts: kinds count where a list is asked for.
_EVERY_FR = (
    rf"(?:(?:{_LIST_FR})?{_OF_ALL_FR}{_DOCUMENTS}|{_LIST_FR}{_OF_ALL_FR}{_KINDS_FR}"
    rf"|(?:tous|toutes) (?:les|nos|mes) {_KINDS_FR}(?= (?:qui|\w+ant)\b))"
)
_EVERY_EN = rf"(?:all |every |each |any )?(?:of )?(?:the |our |my )?{_ANY_EN}"
_MANY_FR = r"combien (?:de |d['’])"
_WHICH_FR = (
    rf"(?:(?:quel(?:s|le|les)?(?: sont)?(?: les)? |{_MANY_FR}|lesquel(?:le)?s de (?:nos|mes|ces) )"
    rf"{_ANY_FR}|tous les {_DOCUMENTS})"
)
_WHICH_EN = (
    rf"(?:which|what|how many|all(?: of)?(?: the| our)?|every)(?: of (?:the|our|my))? {_ANY_EN}"
)
_WHAT = r"(?P<what>.+)"

# What is mentioned follows, or stands inside. From the first letter to the last; no case.
_ASKED = [
    rf"{_PLEASE_FR}{_WHICH_FR} (?:qui )?{_MENTION_FR} {_WHAT}",
    rf"{_PLEASE_FR}{_EVERY_FR} (?:qui )?{_MENTION_FR} {_WHAT}",
    rf"{_PLEASE_FR}{_EVERY_FR} (?:où|dans lesquels) (?:on (?:parle|trouve"
    rf"|mentionne|cite)"
    rf"|il est question|apparaît|apparaissent|figurent?|est {_MENTIONED_FR}|sont"
    rf" {_MENTIONED_FR}) {_WHAT}",
    rf"(?:y a-t-il|existe-t-il|est-ce qu['’]il y a|il y a) (?:un|une|des|d['’]autres)"
    rf" {_ANY_FR} qui"
    rf" {_MENTION_FR} {_WHAT}",
    rf"dans (?:quel(?:s|le|les)? |{_MANY_FR}){_ANY_FR} (?:(?:trouve|parle|mentionne|cite)-t-on"
    rf"|est-il (?:question|fait mention|fait référence)|apparaît|apparaissent|figurent?|se"
    rf" trouvent?"
    rf"|(?:est|sont) {_MENTIONED_FR}|(?:est-ce qu['’]on|on) (?:parle|trouve|mentionne)) {_WHAT}",
    rf"dans (?:quel(?:s|le|les)? |{_MANY_FR}){_ANY_FR} {_WHAT}"
    rf" (?:(?:est|sont)-(?:il|elle)s? {_MENTIONED_FR}|(?:apparaît|apparaissent"
    rf"|figurent?)-(?:t-)?(?:il|elle)s?)",
    rf"où (?:(?:est|sont) {_MENTIONED_FR}|est-il (?:question|fait mention)|parle-t-on"
    rf"|mentionne-t-on"
    rf"|apparaît|apparaissent) {_WHAT}",
    rf"où {_WHAT} (?:est|sont)-(?:il|elle)s? {_MENTIONED_FR}",
    rf"{_PLEASE_FR}(?:{_LIST_FR})?(?:toutes )?les mentions (?=d){_WHAT}",
    rf"{_LIST_FR}{_WHAT} dans tous (?:les|mes|nos) {_ANY_FR}",
    rf"{_PLEASE_EN}(?:{_LIST_EN})?{_WHICH_EN} (?:are there )?(?:that |which )?(?:do |does"
    rf" )?{_MENTION_EN} {_WHAT}",
    rf"{_PLEASE_EN}{_LIST_EN}{_EVERY_EN} (?:that |which )?{_MENTION_EN} {_WHAT}",
    rf"(?:all )?(?:the |our |my )?{_DOCUMENTS} (?:that |which )?{_MENTION_EN} {_WHAT}",
    rf"(?:are there|is there|do we have|have we) (?:any |a |some )?{_ANY_EN} (?:that |which"
    rf" )?{_MENTION_EN}"
    rf" {_WHAT}",
    rf"(?:do|does) any (?:of (?:the|our|my) )?{_ANY_EN} {_MENTION_EN} {_WHAT}",
    rf"(?:{_PLEASE_EN}{_LIST_EN})?(?:in )?(?:which|what|how many|all|every) {_ANY_EN}"
    rf" (?:where |in which )?"
    rf"(?:is|are|do|does) {_WHAT} (?:{_MENTIONED_EN}|appear|occur|come up)",
    rf"where (?:is|are|do|does) {_WHAT} (?:{_MENTIONED_EN}|appear|occur|come up)",
    rf"{_PLEASE_EN}(?:{_LIST_EN})?(?:all|every) (?:the )?(?:mentions?|occurrences?) of {_WHAT}",
    rf"{_PLEASE_EN}search (?:all|every|through all) (?:the |our |my )?{_ANY_EN} for {_WHAT}",
]
_QUESTIONS = [re.compile(asked, re.IGNORECASE) for asked in _ASKED]

_QUOTATION = r"«[^«»]*»|“[^“”]*”|\"[^\"]*\""
QUOTED = re.compile(_QUOTATION)  # what stands in quotation marks, with them
_TRAILING = re.compile(
    r"(?<![\s,])[\s,]*"
    r"(?:\b(?:dans|parmi) (?:les|nos|mes|tous les|la) (?:documents?|fichiers?|base|bibliothèque)"
    r"|\b(?:in|among) (?:the|our|my|all|all the) (?:documents?|files?|library))\W*\Z",
    re.IGNORECASE,
)
# The list says on which pages, and how often.
_AND_WHERE = re.compile(
    r",? (?:et|and) (?:(?:à|sur|dans|on|in|at)? ?(?:quel(?:le)?s?|which|what) pages?"
    r"|où|where|combien de fois|how (?:often|many times))\Z",
    re.IGNORECASE,
)
_EACH = re.compile(r"\A(?:both|either|à la fois|soit) ", re.IGNORECASE)
_ARTICLE = re.compile(
    r"(\A|\b(?:et|ou|and|or) +|, *)(?:(?:de +la|de +l['’]|du|des|de|d['’]|à +la|à +l['’]|aux?"
    r"|à) *(?<=[ '’]))?"
    r"(?:(?:les?|la|une?|the|an?|any|some|l['’]) *(?<=[ '’]))?"
    r"(?:(?:mots?|termes?|expressions?|notions? d[eu]|words?|terms?|phrases?|expression|concept"
    r" of)"
    r"(?=\W|\Z)[ :]*(?:de +|d['’])?)?",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<!\w)[A-ZÀ-Þ]\w+")  # IT, AI and May are no pronoun and no verb
# A clause, or somebody: then it is more than a phrase that is asked about.
_MORE = re.compile(
    r"\A(?:qu['’e]|comment|pourquoi|quand|combien|si|dont|that|how|why|when|if|whether|what|who"
    r"|which|where"
    r"|dans|pour|sur|avec|par|in|for|on|with|at|to|by|mon|ma|mes|my|ton|ta|tes|your|son|sa|ses"
    r"|his|her|its"
    r"|leurs?|their|it|this|these|those|them|him|cela|ça|ceci|ce|cette|ces|cet|lui|eux)(?:\W|\Z)"
    r"|(?<!\w)(?:puis|peut|peux|pouvons|pouvez|dois|doit|doivent|devons|devez|faut|sont|est|ont"
    r"|ai|avons|avez"
    r"|je|tu|il|elle|ils|elles|nous|vous|qui|quels?|quelles?|comment|quand|pourquoi"
    r"|can|could|may|must|should|shall|will|would|do|does|did|is|are|was|were|has|have|had"
    r"|i|we|you|they|he|she|who|which|what|how|when|why|because|if)(?!\w)"
    r"|-(?:t-)?(?:je|tu|ils?|elles?|on|nous|vous)(?!\w)",
    re.IGNORECASE,
)


def mentioned_in(question: str) -> Sought | None:
    """What a question wants to know the mentions of, in every document; None for any other.

    `question` is on one line. What it names is a quotation, or at most MOST_WORDS words
    that say something: "la protection des données à caractère personnel" has four.
    """
    found = question_of_mentions(question)
    return None if found is None else what_is_sought(found["what"])


def question_of_mentions(question: str) -> re.Match[str] | None:
    """How a question without ENDS around it asks for mentions, of its group "what"; or None."""
    question = _AND_WHERE.sub("", question.strip(ENDS))
    matches = (pattern.fullmatch(question) for pattern in _QUESTIONS)
    return next((found for found in matches if found is not None), None)


def _telling(plain: str) -> int:
    """How many words of it are no article and no other function word, in either language."""
    return sum(not _SAY_NOTHING.issuperset(words(word)) for word in plain.split())


def what_is_sought(what: str) -> Sought | None:
    """The phrases that `what` names; None where it is more than that, or nothing."""
    what = without_thanks(what) or what  # "which documents mention thanks?"
    what = _EACH.sub("", _TRAILING.sub("", what).strip(" ?!.…:;,"))
    plain = _NAME.sub("X", QUOTED.sub(" ", what))
    if _MORE.search(plain.strip()) or _telling(plain) > MOST_WORDS:
        return None
    pieces = re.split(f"({_QUOTATION})", what)
    named = "".join(
        part if QUOTED.fullmatch(part) else _ARTICLE.sub(r"\1", part) for part in pieces
    )
    if QUOTED.search(named):  # "le mot « prime »": what is quoted is meant
        named = "".join(
            part
            if at % 2
            else " ".join(re.findall(r"\b(?:et|ou|and|or)\b", part, re.IGNORECASE)).join("  ")
            for at, part in enumerate(re.split(f"({_QUOTATION})", named))
        )
    try:
        return sought(named.strip()) if any(map(str.isalnum, named)) else None
    except BadInput:
        return None
