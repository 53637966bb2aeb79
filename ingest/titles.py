"""Which metadata titles say what a document is about, and a title made of a file name."""

import re
import unicodedata
from pathlib import PurePath

TITLE_CHARACTERS = 200
NEWS_CHARACTERS = 60
SAME_STEM = 6  # letters by which "traitements" is known from "traitement"
_NO_TITLE = re.compile(
    r"untitled.*|sans titre.*|title|titre|(?:word |pdf )?document ?\d*"
    r"|microsoft (?:word|powerpoint|excel) - .*"
    r"|(?:pr[ée]sentation|presentation|slide|classeur|book|feuil|sheet|page|scan)[ _]?\d*"
    r"|(?:pr[ée]sentation )?powerpoint(?:[ -]pr.*)?|none|null|unknown|inconnu"
    r"|new document|nouveau document|default"
    r"|.*\.(?:docx?|pdf|pptx?|xlsx?|odt|rtf|indd|html?|txt|tex|dvi|ps|qxd|pub|md|wpd|tiff?|jpe?g)"
    r"|\S*[\\/]\S*",
    re.I | re.S,
)
_WORD = re.compile(r"[^\W_]+")
# Numbers but years, single letters, and the long codes of cameras, scanners and databases.
_MACHINE_WORD = re.compile(r"(?!(?:19|20)\d\d$)\d+|.|(?=\w*\d)\w{9,}")
_NO_NEWS_WORDS = (
    "scan img image dsc doc docs document fichier file copie copy final finale def version draft "
    "projet nouveau nouvelle new untitled sans titre pdf word page pages le la les de du des the of"
)
_NO_NEWS = frozenset(_NO_NEWS_WORDS.split())


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


def document_title(named: str, file_name: str) -> str:
    """The title the document names, with the words that only its file name has, within
    `TITLE_CHARACTERS`; the file name where it names none.

    "Rapport annuel" of the file `rapport_RA_2024_v2.pdf` is "Rapport annuel (RA 2024 v2)": years
    and versions are often in the file name alone, and are what tells two documents apart.
    """
    title = " ".join(named.split())
    if not title:
        return _shortened(readable_name(file_name), TITLE_CHARACTERS)
    news = _shortened(" ".join(_news(readable_name(file_name), title)), NEWS_CHARACTERS)
    if not news:
        return _shortened(title, TITLE_CHARACTERS)
    return f"{_shortened(title, TITLE_CHARACTERS - len(news) - 3)} ({news})"


def readable_name(file_name: str) -> str:
    """The words of a file name, without folders and suffix."""
    stem = PurePath(file_name).stem
    return " ".join(stem.replace("_", " ").split()) or file_name


def _news(name: str, title: str) -> list[str]:
    """The words of the name that the title lacks: with a year, version or code, or at least two."""
    known = {_plain(word)[:SAME_STEM] for word in _WORD.findall(title)}
    words = [
        word
        for word in _WORD.findall(name)
        if _plain(word)[:SAME_STEM] not in known
        and (len(word) < SAME_STEM or _plain(word) not in _plain(title))
        and _plain(word) not in _NO_NEWS
        and not _MACHINE_WORD.fullmatch(word)
    ]
    telling = any(map(str.isdecimal, "".join(words))) or (
        not name.isupper() and any(word.isupper() for word in words)
    )
    return words if telling or len(words) > 1 else []


def _plain(text: str) -> str:
    """Lower-case letters and digits without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if part.isalnum())


def _shortened(text: str, most: int) -> str:
    """The text within `most` characters, cut at a word."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut) + "…"
