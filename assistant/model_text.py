"""A model's sentence as plain text: no markup, no marks, no addresses."""

import re

_THINKING_BEGINS, _THINKING_ENDS = "<think>", "</think>"
_IMAGE_OR_LINK = re.compile(r"!?\[([^\]\[]*)\]\s*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])")
_LINK_TARGET = re.compile(r"\[[^\]\[]*\]\s*\(")
_REFERENCE = re.compile(r"^\s*\[[^\]]+\]:.*$", re.MULTILINE)
_NUMBERS = r"\d{1,2}(?:\s*[,;–-]\s*\d{1,2})*"
_MARK = re.compile(
    rf"\s*(?:[\[【]\s*(?:\^|ID:|(?:passage|extrait|source|document|doc)s?\s*)?{_NUMBERS}\s*[\]】]"
    rf"|\((?:passage|extrait|source|document|doc)s?\s*{_NUMBERS}\))",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>?")
_ADDRESS = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{1,20}:/{1,3}|\bwww\.|\b(?:mailto|data|javascript|tel):)[^\s<>\"')\]]*",
    re.IGNORECASE,
)
# A bare host, as "evil.example/path": a letter-only ending after a dot inside a word.
_HOST = re.compile(r"\b(?:[a-z0-9-]+\.)+[a-z]{2,24}(?::\d+)?/[^\s<>\"')\]]*", re.IGNORECASE)
_EMPHASIS = re.compile(r"(\*{1,3}|_{2,3}|~~|`+)(?=\S)(.+?)(?<=\S)\1")
_LINE_START = re.compile(r"^\s*(?:#{1,6}\s+|>+\s*|[-*+•]\s+|\d{1,2}[.)]\s+(?=\S))")
_ONLY_SIGNS = re.compile(r"[\W_]*\Z")


class WithoutThinking:
    """Leaves out what a model thinks aloud, which arrives in pieces and runs over sentences."""

    def __init__(self) -> None:
        self._text = ""
        self._thinks = False

    def feed(self, piece: str) -> str:
        """What can be given out now; the beginning of a mark waits for its end."""
        self._text += piece
        spoken = ""
        while True:
            mark = _THINKING_ENDS if self._thinks else _THINKING_BEGINS
            before, found, after = self._text.partition(mark)
            if not found:
                waiting = _begun(self._text, mark)
                spoken += "" if self._thinks else self._text[: len(self._text) - waiting]
                self._text = self._text[len(self._text) - waiting :]
                return spoken
            spoken += "" if self._thinks else before
            self._text, self._thinks = after, not self._thinks

    def finish(self) -> str:
        """What still waits when nothing more will arrive."""
        rest, self._text = self._text, ""
        return "" if self._thinks else rest


def _begun(text: str, mark: str) -> int:
    """How many characters at the end of `text` may begin `mark`."""
    longest = min(len(mark) - 1, len(text))
    return next((n for n in range(longest, 0, -1) if text.endswith(mark[:n])), 0)


def leads_elsewhere(text: str) -> bool:
    """True where a sentence of a model holds a link, an image, a tag or an address.

    What is left of it without them is no longer what was written: it gets no source.
    """
    return any(
        pattern.search(text) for pattern in (_REFERENCE, _LINK_TARGET, _TAG, _ADDRESS, _HOST)
    )


def plain_sentence(text: str) -> str:
    """One sentence of a model as text that a person may read and a browser cannot act on.

    Markup loses its signs and keeps its words; links and images keep their label; citation
    marks and addresses vanish. Empty where nothing is left to read.
    """
    for pattern, kept in (
        (_REFERENCE, ""),
        (_IMAGE_OR_LINK, r"\1"),
        (_TAG, ""),
        (_ADDRESS, ""),
        (_HOST, ""),
        (_MARK, ""),
        (_LINE_START, ""),
        (_EMPHASIS, r"\2"),
        (_EMPHASIS, r"\2"),
    ):
        text = pattern.sub(kept, text)
    text = " ".join(re.sub(r"\(\s*\)|\[\s*\]", "", text).split())
    text = re.sub(r"\s+([.,])", r"\1", text).strip(" |")
    return "" if _ONLY_SIGNS.fullmatch(text) else text
