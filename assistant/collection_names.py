"""Whether a question names a collection, or only has a common word that one is called by."""

import re

from storage.folding import fold

_WORD = re.compile(r"[^\W_]+")
_QUOTES = frozenset("\"'«»“”„‘’‹›")
_SENTENCE_ENDS = frozenset(".!?:;…\n")
# Folded; between these and the name may stand an article.
_INTRODUCING = frozenset(("collection", "collections", "dans", "in"))
_ARTICLES = frozenset(
    ("la", "le", "les", "l", "the", "our", "your", "notre", "votre", "nos", "vos")
)


def names_collection(question: str, name: str) -> bool:
    """True where `question` has the name and shows that it is meant as one.

    It is in quotes; or "collection", "dans" or "in" stands before it, or "collection" behind it;
    or it is written large within a sentence, as the collection itself is. "How many staff are
    there?" does not name the collection "staff".
    """
    called = [match[0] for match in _WORD.finditer(name)]
    asked = list(_WORD.finditer(question))
    folded = [fold(match[0]) for match in asked]
    wanted = [fold(word) for word in called]
    places = [
        n for n in range(len(asked) - len(called) + 1) if folded[n : n + len(called)] == wanted
    ]
    return bool(called) and any(
        _is_introduced(folded, place, place + len(called))
        or _is_quoted(question, asked[place], asked[place + len(called) - 1])
        or _is_written_large(question, asked[place : place + len(called)], called)
        for place in places
    )


def _is_introduced(folded: list[str], first: int, end: int) -> bool:
    before = folded[max(first - 2, 0) : first]
    while before and before[-1] in _ARTICLES:
        before.pop()
    return bool(before and before[-1] in _INTRODUCING) or folded[end : end + 1] == ["collection"]


def _is_quoted(question: str, first: "re.Match[str]", last: "re.Match[str]") -> bool:
    before, behind = question[: first.start()].rstrip(), question[last.end() :].lstrip()
    opened = before[-1:] in _QUOTES and not before[-2:-1].isalnum()  # l'équipe is no quotation
    return bool(before and behind) and opened and behind[0] in _QUOTES


def _is_written_large(question: str, asked: "list[re.Match[str]]", called: list[str]) -> bool:
    before = question[: asked[0].start()].rstrip("\"'«»“”„‘’‹› \t(")
    if not before or before[-1] in _SENTENCE_ENDS or question == question.upper():
        return False
    pairs = [(match[0], word) for match, word in zip(asked, called, strict=True)]
    large = [(one, word) for one, word in pairs if word[0].isupper()]
    return bool(large) and all(one[0].isupper() for one, _ in large)
