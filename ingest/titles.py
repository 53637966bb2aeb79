"""Which metadata titles say what a document is about, and a title made of a file name."""

import re
from pathlib import PurePath

TITLE_CHARACTERS = 200
_NO_TITLE = re.compile(
    r"untitled.*|sans titre.*|title|titre|(?:word |pdf )?document ?\d*"
    r"|microsoft (?:word|powerpoint|excel) - .*"
    r"|(?:pr[ée]sentation|presentation|slide|classeur|book|feuil|sheet|page|scan)[ _]?\d*"
    r"|powerpoint[ -]pr.*|none|null|unknown|inconnu|new document|nouveau document|default"
    r"|.*\.(?:docx?|pdf|pptx?|xlsx?|odt|rtf|indd|html?|txt|tex|dvi|ps|qxd|pub|md|wpd|tiff?|jpe?g)"
    r"|\S*[\\/]\S*",
    re.I | re.S,
)


def is_title(text: str) -> bool:
    """True where a metadata title says something: not a program's default, not a file name."""
    words = text.strip().lstrip("\ufeff").strip()
    letters = sum(character.isalpha() for character in words)
    return (
        letters >= 3
        and words.isprintable()
        and "\ufffd" not in words
        and not _NO_TITLE.fullmatch(words)
    )


def readable_name(file_name: str) -> str:
    """A title made of a file name: without folders and suffix, words apart."""
    stem = PurePath(file_name).stem
    return " ".join(stem.replace("_", " ").split())[:TITLE_CHARACTERS] or file_name


def shortened(title: str) -> str:
    """The title within `TITLE_CHARACTERS`, cut at a word."""
    line = " ".join(title.split())
    if len(line) <= TITLE_CHARACTERS:
        return line
    cut = line[: TITLE_CHARACTERS - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut) + "…"
