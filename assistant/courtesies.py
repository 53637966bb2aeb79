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
_BEFORE = re.compile(
    rf"\A(?:(?:{_GREETING}){_WHOM}(?:[\s,.!;:…–-]+|\Z)|(?:{_THANKS})(?:[\s]*[,.!;:…–-]+\s*|\Z))+",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?:\A|[\s,.!;:…–-]+)(?:(?:{_THANKS}|{_GREETING})(?:[\s,.!;:…–-]+|\Z))+\Z", re.IGNORECASE
)


def without_courtesies(question: str) -> str:
    """`question` without "Bonjour," before it and "Merci d'avance." after it; empty where it
    says nothing else."""
    return _AFTER.sub("", _BEFORE.sub("", question.strip())).strip()
