"""A model's sentence as plain text: no markup, no marks, no addresses."""

import re

_THINKING = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_IMAGE_OR_LINK = re.compile(r"!?\[([^\]\[]*)\]\s*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])")
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


def plain_sentence(text: str) -> str:
    """One sentence of a model as text that a person may read and a browser cannot act on.

    Markup loses its signs and keeps its words; links and images keep their label; citation
    marks and addresses vanish. Empty where nothing is left to read.
    """
    for pattern, kept in (
        (_THINKING, ""),
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
