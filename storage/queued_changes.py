"""What the ledger has queued for the indexes: chunks to forget, chunks whose audience changed."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from storage.chunks import (
    cached_vectors,
    queued_removals,
    queued_retags,
    removals_done,
    retags_done,
)
from storage.index_pair import IndexPair
from storage.ledger import Ledger
from storage.rebuilding import vectors_of
from storage.records import Chunk
from storage.version_rows import input_sha256

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

    def apply_unembedded(self, pair: IndexPair) -> None:
        """The same, embedding nothing: a chunk without a vector is found by its words only."""
        keys = [input_sha256(chunk.title, chunk.section, chunk.text) for chunk in self.tagged]
        known = cached_vectors(self.ledger, pair.embedder.digest, keys)
        found = [
            (chunk, known[key])
            for chunk, key in zip(self.tagged, keys, strict=True)
            if key in known
        ]
        if found:
            chunks, rows = zip(*found, strict=True)
            pair.vectors.add([c.id for c in chunks], [c.audience for c in chunks], np.stack(rows))
        pair.lexical.add(self.tagged)
        pair.remove(self.removed)

    def done(self) -> None:
        """Take it off the ledger's queues, once every index has it."""
        removals_done(self.ledger, self.removed)
        retags_done(self.ledger, self.tagged)
