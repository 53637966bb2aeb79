"""What the ledger has queued for the indexes: chunks to forget, chunks whose audience changed."""

from dataclasses import dataclass
from typing import Self

from storage.chunks import queued_removals, queued_retags, removals_done, retags_done
from storage.index_pair import IndexPair
from storage.ledger import Ledger
from storage.rebuilding import vectors_of
from storage.records import Chunk

ALL = 10**9  # more than any queue holds


@dataclass(frozen=True, slots=True)
class Queued:
    """Both queues as they were at one time. Doing them twice is doing them once."""

    ledger: Ledger
    tagged: list[Chunk]
    removed: list[int]

    @classmethod
    def read(cls, ledger: Ledger) -> Self:
        """All that is queued. Removals are read last: what is removed stays removed."""
        tagged = queued_retags(ledger, limit=ALL)
        return cls(ledger, tagged, queued_removals(ledger, limit=ALL))

    def __len__(self) -> int:
        return len(self.removed) + len(self.tagged)

    def apply(self, pair: IndexPair) -> None:
        """Do it on `pair`; the words count after its commit."""
        pair.add(self.tagged, vectors_of(self.ledger, pair.embedder, self.tagged))
        pair.remove(self.removed)

    def done(self) -> None:
        """Take it off the ledger's queues, once every index has it."""
        removals_done(self.ledger, self.removed)
        retags_done(self.ledger, self.tagged)
