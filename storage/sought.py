"""What is sought in every document: phrases joined by "and" and "or", as a person wrote them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby

from storage.errors import BadInput
from storage.phrase import Phrase, phrase

MOST_PHRASES = 8
MOST_CHARACTERS = 1_000

# A quotation, or one of the words that join; what stands between them is a phrase as well. An "ou"
# with its accent, où, is no joining word.
_QUOTED = r"«([^«»]*)»|“([^“”]*)”|„([^„“”]*)[“”]|\"([^\"]*)\"|‘([^‘’]*)’"
_PARTS = re.compile(rf"{_QUOTED}|(?<!\w)(ou|or|et|and)(?!\w)", re.IGNORECASE)
_OR = frozenset(("ou", "or"))


@dataclass(frozen=True, slots=True)
class Sought:
    """Phrases of which a document must hold all of one alternative; `written` gives them again."""

    alternatives: tuple[tuple[Phrase, ...], ...]
    written: str

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """Every phrase once, in order."""
        each = {one.lettered: one for one in chain.from_iterable(self.alternatives)}
        return tuple(each.values())

    def met(self, holds: Callable[[Phrase], bool]) -> bool:
        """True where every phrase of one alternative holds."""
        return any(all(map(holds, phrases)) for phrases in self.alternatives)


def sought(written: str) -> Sought:
    """The phrases of `written`: "and", "et" bind closer than "or", "ou".

    What stands in quotation marks is one phrase and only its very words; the rest counts in its
    other forms too. Raises BadInput where there is nothing to look for, or too much.
    """
    if len(written) > MOST_CHARACTERS:
        raise BadInput(
            f"{len(written)} characters are too many to look for; at most {MOST_CHARACTERS}.",
            hint="Name a few words or phrases.",
        )
    alternatives: list[tuple[Phrase, ...]] = []
    for is_or, parts in groupby(_parts(written), key=lambda part: part in _OR):
        if not is_or:
            made = tuple(part for part in parts if isinstance(part, Phrase))
            alternatives += [made] if made else []
    if not alternatives:
        alternatives = [(phrase(written, exact=False),)]
    found = Sought(tuple(alternatives), written)
    if len(found.phrases) > MOST_PHRASES:
        raise BadInput(
            f"{len(found.phrases)} phrases are too many; at most {MOST_PHRASES}.",
            hint="Ask for some of them, then for the others.",
        )
    return found


def _parts(written: str) -> Iterator[Phrase | str]:
    """The phrases, and the joining words between them."""
    done = 0
    for part in _PARTS.finditer(written):
        yield from _plain(written[done : part.start()])
        done = part.end()
        joining = part[part.re.groups]
        if joining:
            yield joining.lower()
        else:
            quoted = next(one for one in part.groups() if one is not None)
            if any(map(str.isalnum, quoted)):
                yield phrase(quoted.strip(), exact=True)
    yield from _plain(written[done:])


def _plain(between: str) -> Iterator[Phrase]:
    if any(map(str.isalnum, between)):
        yield phrase(between.strip(" \t\n,;.:!?()\"'"), exact=False)
