"""Words of a vocabulary that a mistyped word may have been meant to be."""

from collections.abc import Callable, Iterable

# Edits that are tolerated in a word of so many letters; a shorter word has too many neighbours.
_ONE_FROM, _TWO_FROM = 4, 8
_MOST_MEANT = 3  # words that one mistyped word is replaced by


def edits_tolerated(word: str) -> int:
    """How many letters of `word` may be wrong: none in a short one, a number or a code."""
    if not word.isalpha() or len(word) < _ONE_FROM:
        return 0
    return 1 if len(word) < _TWO_FROM else 2


def meant(word: str, vocabulary: Iterable[str], frequency: Callable[[str], int]) -> list[str]:
    """The words of `vocabulary` within the edits tolerated, the most frequent first, at most 3.

    One that `frequency` gives 0 is as if it were not there. A distance of two counts only where
    there is none of one; ties go by the alphabet.
    """
    by_edits = _near(word, vocabulary)
    for edits in sorted(by_edits):
        known = [(-often, near) for near in by_edits[edits] if (often := frequency(near))]
        if known:
            return [near for _, near in sorted(known)[:_MOST_MEANT]]
    return []


def _near(word: str, vocabulary: Iterable[str]) -> dict[int, list[str]]:
    """The words within the edits tolerated, by how many edits they take."""
    most = edits_tolerated(word)
    letters = set(word)
    found: dict[int, list[str]] = {}
    for candidate in vocabulary:
        if (
            abs(len(candidate) - len(word)) <= most
            and candidate.isalpha()
            and len(letters ^ set(candidate)) <= 2 * most  # an edit changes two letters at most
            and 0 < (edits := distance(word, candidate, most=most)) <= most
        ):
            found.setdefault(edits, []).append(candidate)
    return found


def distance(one: str, other: str, *, most: int = 64) -> int:
    """Insertions, deletions, substitutions and swaps of neighbours between two words.

    The restricted edit distance of Damerau (optimal string alignment); more than `most` is
    `most` + 1, and found sooner.
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, against in enumerate(other, 1):
            edits = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != against))
            swapped = i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against
            row.append(min(edits, before[j - 2] + 1) if swapped else edits)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)
