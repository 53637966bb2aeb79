"""What the documents behind an answer do not agree on, each disagreement once."""

from collections.abc import Sequence
from dataclasses import dataclass

from storage.turn_records import CitedSource, Twin


@dataclass(frozen=True, slots=True)
class Difference:
    """A source, and the twin of it that says its words `twin.instead_of` otherwise."""

    source: CitedSource
    twin: Twin


def differences(sources: Sequence[CitedSource]) -> tuple[Difference, ...]:
    """The differences in the order of the sources; one seen from both sides counts once."""
    found: dict[frozenset[tuple[str, str]], Difference] = {}
    for source in sources:
        for twin in source.differing:
            sides = ((source.document_id, twin.instead_of), (twin.document_id, twin.quote))
            found.setdefault(frozenset(sides), Difference(source, twin))
    return tuple(found.values())
