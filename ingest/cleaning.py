"""Raw text of a page to the text that is kept, with the way back for every character.

Cleaning is a few substitutions, each of which keeps, for every run of the new text, the place it
came from; so a span of the cleaned text can be found again in the raw one.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ingest.formats.superscripts import BEHIND

# Compatibility forms that carry meaning: m² is not m2, ½ is not 12.
KEPT_FORMS = ("<super>", "<sub>", "<fraction>")

# What keeps its hyphen when a line ends there; the document's own words come first.
HYPHENATED_ENDS = frozenset(
    ("ci", "elle", "elles", "là", "moi", "même", "mêmes", "nous", "t", "toi", "vous")
)
_STARTS = "après arrière avant demi ex mi non peut quasi rendez self semi vice well"
HYPHENATED_STARTS = frozenset(_STARTS.split())
_COMPOUNDS = (
    "chef-lieu compte-rendu e-mail face-à-face follow-up full-time grand-parents high-level "
    "in-house long-term mot-clé off-site on-site part-time plus-value real-time savoir-faire "
    "porte-parole procès-verbal procès-verbaux au-delà au-dessus au-dessous vis-à-vis cross-border "
    "short-term sous-traitance sous-traitant sous-traitants third-party week-end"
)
COMPOUNDS = frozenset(_COMPOUNDS.split())

# Numbers in words: a ten keeps its hyphen before what is added to it.
_TENS = (
    "vingt trente quarante cinquante soixante quatre "
    "twenty thirty forty fifty sixty seventy eighty ninety"
)
_ADDED = (
    "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt "
    "vingts one two three four five six seven eight nine"
)
TENS, ADDED = frozenset(_TENS.split()), frozenset(_ADDED.split())

LONGEST_WORD = 60
_HYPHENS = r"-\u2010\u2011"
_LINE_HYPHEN = re.compile(
    rf"(?<=[^\W_])(?:[{_HYPHENS}\xad\x02][^\S\n\f]*\n|\ufffe[^\S\n\f]*\n?)[^\S\n\f]*(?=[^\W_])"
)
_WORD_BEFORE = re.compile(rf"[^\W_]+(?:[{_HYPHENS}][^\W_]+)*\Z")
_WORD_AFTER = re.compile(r"[^\W_]+")
_WORD = re.compile(rf"[^\W_]+(?:[{_HYPHENS}][^\W_]+)*")
_WITHIN_BLOCK = re.compile(r"[^\f\v\x1c-\x1e\x85\u2028\u2029]*")
_SPACING = re.compile(r"\s{2,}|[^\S ]|\A\s|\s\Z")
# What Word's lists in the fonts Symbol and Wingdings become: characters without a meaning.
_SYMBOL_BULLET = re.compile("[\uf02d\uf06e\uf071\uf076\uf0a7\uf0a8\uf0b7\uf0d8\uf0e0\uf0fc]")
# A note or a power is no part of the number or word before it: neither is found with it joined.
_RAISED = re.compile(BEHIND + "(?=[⁰¹²³⁴-⁹])")
# Control, bidirectional and invisible characters, lone surrogates, soft hyphens, byte order marks.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff]"
)


@dataclass(frozen=True, slots=True)
class _Step:
    """One substitution: where each run of the new text starts, and the old span it stands for."""

    starts: tuple[int, ...]
    olds: tuple[int, ...]
    lengths: tuple[int, ...]

    def origin(self, position: int) -> int:
        run = bisect_right(self.starts, position) - 1
        inside = min(position - self.starts[run], max(self.lengths[run] - 1, 0))
        return self.olds[run] + inside


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The cleaned text and the way back to the raw one."""

    text: str
    _steps: tuple[_Step, ...] = ()

    def origin(self, position: int) -> int:
        """The raw index from which the character at `position` came; never decreases."""
        for step in reversed(self._steps):
            position = step.origin(position)
        return position

    def position(self, origin: int) -> int:
        """The first position whose character came from raw index `origin` or later."""
        low, high = 0, len(self.text)
        while low < high:
            middle = (low + high) // 2
            if self.origin(middle) < origin:
                low = middle + 1
            else:
                high = middle
        return low


def known_words(texts: Iterable[str]) -> frozenset[str]:
    """The words of `texts`, case-folded, compounds whole: what a broken word may have been."""
    words: set[str] = set()
    for text in texts:
        words.update(_WORD.findall(text))
    return frozenset(map(str.casefold, words))


def clean(raw: str, *, known: frozenset[str] = frozenset()) -> Cleaned:
    """The text to keep: every line one block, words whole, one space between them.

    NFKC but for superscripts, subscripts and fractions; raised digits behind a number or a word
    apart from it; hyphens at line ends joined, by the
    `known` words of the document first; control, bidirectional and invisible characters removed.
    """
    text, steps = raw, []
    for find, replacement in (
        (lambda _: _LINE_HYPHEN, lambda found: _hyphen(found, known)),
        (lambda _: _UNSEEN, lambda _: ""),
        (lambda _: _SYMBOL_BULLET, lambda _: "•"),
        (lambda _: _RAISED, lambda _: " "),
        (_clusters, lambda found: _normalised(found[0])),
        (lambda _: _SPACING, _spacing),
    ):
        pattern = find(text)
        if pattern is not None and pattern.search(text):
            text, step = _substitute(text, pattern, replacement)
            steps.append(step)
    return Cleaned(text, tuple(steps))


def _substitute(
    text: str, pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str]
) -> tuple[str, _Step]:
    parts: list[str] = []
    starts: list[int] = []
    olds: list[int] = []
    lengths: list[int] = []
    size = done = 0

    def add(part: str, old: int, length: int) -> None:
        nonlocal size
        if part:
            parts.append(part)
            starts.append(size)
            olds.append(old)
            lengths.append(length)
            size += len(part)

    for found in pattern.finditer(text):
        add(text[done : found.start()], done, found.start() - done)
        add(replacement(found), found.start(), len(found[0]))
        done = found.end()
    add(text[done:], done, len(text) - done)
    return "".join(parts), _Step(tuple(starts), tuple(olds), tuple(lengths))


def _hyphen(found: re.Match[str], known: frozenset[str]) -> str:
    """What is left of a hyphen at a line end: one that belongs to the word stays."""
    start, end = found.span()
    around = found.string[max(0, start - LONGEST_WORD) : start]
    before = _WORD_BEFORE.search(around)
    after = _WORD_AFTER.match(found.string, end, end + LONGEST_WORD)
    assert before is not None and after is not None, "the pattern looks for letters around"
    first, second = before[0].casefold(), after[0].casefold()
    if first + second in known:
        return ""
    compound = f"{first}-{second}"
    belongs = (
        compound in known
        or compound in COMPOUNDS
        or not (before[0][-1].islower() and after[0][0].islower())
        or "-" in first
        or (first in TENS and second in ADDED)
        or second in HYPHENATED_ENDS
        or first in HYPHENATED_STARTS
    )
    return "-" if belongs else ""


def _spacing(found: re.Match[str]) -> str:
    if found.start() == 0 or found.end() == len(found.string):
        return ""
    space = found[0]
    return "\n" if space.count("\n") > 1 or not _WITHIN_BLOCK.fullmatch(space) else " "


def _clusters(text: str) -> re.Pattern[str] | None:
    """What NFKC would change: a character with its combining marks, or a compatibility form."""
    if text.isascii() or unicodedata.is_normalized("NFKC", text):
        return None
    characters = set(text)
    marks = {c for c in characters if _attaches(c)}
    changed = {c for c in characters if c not in marks and _normalised(c) != c}
    options = []
    if marks:
        options.append(rf"[^\n][{_class(marks)}]+")
    if changed:
        options.append(f"[{_class(changed)}]")
    return re.compile("|".join(options)) if options else None


def _class(characters: set[str]) -> str:
    return "".join(map(re.escape, sorted(characters)))


def _attaches(character: str) -> bool:
    """True where it may compose with the character before it: marks and Hangul vowels."""
    first = unicodedata.normalize("NFKC", character)[0]
    return unicodedata.combining(first) != 0 or "\u1161" <= character <= "\u11ff"


def _normalised(cluster: str) -> str:
    if len(cluster) == 1 and unicodedata.decomposition(cluster).startswith(KEPT_FORMS):
        return cluster
    return unicodedata.normalize("NFKC", cluster)
