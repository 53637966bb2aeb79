"""Whether the text that lies under a scan is what an old recognition misread."""

import re

# Not counted as misread: words, numbers with what is written around them, codes, addresses.
_PLAIN = re.compile(
    r"(?:\w{1,4}['’])?[^\W\d_]+(?:['’.\-‐–/&][^\W\d_]+)*"
    r"|[^\W_]{0,4}[€$£§#°]?[+-]?\d[\d.,:/\-–x×]*(?:[^\W\d_]{1,4}\.?)?[%€$£°²³]?"
    r"|[A-Z\d][A-Z\d./\-_]+|\S*(?:@|://|www\.)\S*"
)
_CASE = re.compile(r"[a-zà-ÿ][A-ZÀ-Ý]")  # within a word
_EDGES = "°()[]{}«»“”\"'’‘.,;:!?…•*·–—-¹²³⁰⁴⁵⁶⁷⁸⁹"
# From which the page is recognised again. Of 157 pages of `northwind`, `sec10q` and `messy-pdf` two
# have more, a scan of 1977 with its old recognition and formulas; a layer with a fifth of its
# letters misread has 0.1 where they are taken for like ones, 0.3 where for any (November 2026).
MISREAD = 0.08
BETTER = 0.6  # of that share, at most, has what is recognised now where it takes the layer's place
JUDGED_CHARACTERS = 4_000
LEAST_WORDS = 30


def is_misread(text: str) -> bool:
    """True where what lies under a scan has to be recognised again."""
    return misread_share(text) > MISREAD


def reads_better(text: str, layer: str) -> bool:
    """True where `text`, recognised now, is rather what the page says than the misread `layer`."""
    enough = 2 * len(text) > len(layer)
    return enough and misread_share(text) < BETTER * misread_share(layer)


def misread_share(text: str) -> float:
    """The share of its words that no language writes so: "re~ort~", "oIérati"; 0 for few words."""
    words = [word.strip(_EDGES) for word in text[:JUDGED_CHARACTERS].split()]
    lettered = [word for word in words if any(map(str.isalpha, word))]
    if len(lettered) < LEAST_WORDS:
        return 0.0
    odd = sum(1 for word in lettered if not _PLAIN.fullmatch(word) or _CASE.search(word))
    return odd / len(lettered)
