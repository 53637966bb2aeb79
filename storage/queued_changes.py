"""What the ledger has queued for the indexes: chunks to forget, chunks whose audience changed."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from storage.chunks import queued_removals, queued_retags, removals_done, retags_done
from storage.embedding import Embedder
from storage.index_pair import IndexPair
from storage.ledger import Ledger
from storage.rebuilding import vectors_of
from storage.records import Chunk

ALL = 10**9  # more than any queue holds


@dataclass(frozen=True, slots=True)
class Queued:
    """Both queues as they were at one time. Doing them twice is doing them once."""

    tagged: list[Chunk]
    vectors: NDArray[np.float32]
    removed: list[int]

    @classmethod
    def read(cls, ledger: Ledger, embedder: Embedder) -> Self:
        """All that is queued. Removals are read last: what is removed stays removed."""
        tagged = queued_retags(ledger, limit=ALL)
        vectors = vectors_of(ledger, embedder, tagged)
        return cls(tagged, vectors, queued_removals(ledger, limit=ALL))

    def __len__(self) -> int:
        return len(self.removed) + len(self.tagged)

    def apply(self, pair: IndexPair) -> None:
        """Do it on `pair`; the words count after its commit."""
        pair.add(self.tagged, self.vectors)
        pair.remove(self.removed)

    def done(self, ledger: Ledger) -> None:
        """Take it off the ledger's queues, once every index has it."""
        removals_done(ledger, self.removed)
        retags_done(ledger, self.tagged)
