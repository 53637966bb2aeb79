"""Greetings and thanks around a question, which nobody wants to be looked for."""

import re

_GREETING = (
    r"(?:re)?bonjour|bonsoir|salut|coucou|hello|hi(?: there)?|hey"
    r"|good (?:morning|afternoon|evening)"
)
_WHOM = r"(?: (?:à tous|à toutes|madame|monsieur|everyone|everybody|all|team))?"
_THANKS = (
    r"(?:(?:un )?grand )?merci(?: (?:d['’]avance|par avance|beaucoup|bien|pour votre aide))?"
    r"|s['’ ]il (?:te|vous) pla[iî]t|svp|stp|cordialement|bonne (?:journée|soirée)"
    r"|(?:many )?thanks(?: (?:in advance|a lot|so much))?"
    r"|thank you(?: (?:in advance|very much|so much))?|please|cheers|(?:best|kind) regards"
)
_LONGEST = 40  # characters of a greeting or of thanks, more than the longest has
# A hyphen ends a greeting behind a space only: "Hi-vis clothing" is none.
_MARKS = r"(?:\s-+|[\s,.!;:…–])+"
_A_MARK = r"\s*[,.!;:…–]|\s+-"
# "Hello Bank: which fees?" greets nobody.
_NAME = r" (?-i:[A-ZÀ-Þ])[\w'’&-]*(?: (?-i:[A-ZÀ-Þ])[\w'’&-]*){0,2} ?:"
_BEFORE = re.compile(
    rf"(?:(?:(?:{_GREETING}){_WHOM}(?!{_NAME})|(?:{_THANKS})(?={_A_MARK}|\Z))(?:{_MARKS}|\Z))+",
    re.IGNORECASE,
)
_AFTER = re.compile(rf"(?:\A|(?<=[\s,.!;:…–])|(?<=\s-))(?:{_THANKS}|{_GREETING})\Z", re.IGNORECASE)
_BETWEEN = " \t\n,.!;:…–-"


def without_courtesies(question: str) -> str:
    """`question` without "Bonjour," before it and "Merci d'avance." after it; empty where it
    says nothing else."""
    question = question.strip()
    before = _BEFORE.match(question)
    return without_thanks(question[before.end() if before else 0 :])


def without_thanks(text: str) -> str:
    """`text` without greetings and thanks after it; as it is where it has none."""
    end = len(text)
    while True:
        # From the end and step by step: one pattern for all would begin anew at every mark.
        last = _bare_end(text, end)
        found = _AFTER.search(text, max(last - _LONGEST, 0), last)
        if found is None:
            return text[:end].strip()
        end = _bare_end(text, found.start())


def _bare_end(text: str, end: int) -> int:
    """Where `text`, up to `end`, ends without spaces and marks."""
    while end and text[end - 1] in _BETWEEN:
        end -= 1
    return end
