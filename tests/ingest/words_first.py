"""The process of `adding_process`, which writes the index of words before that of vectors.

A kill can be aimed at the first N-th call of any thread (`written_files`), and the threads of
Chroma make thousands before the words are written; in this process the words' come first.
"""

import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from storage.index_pair import IndexPair
from storage.records import Chunk
from tests.ingest import adding_process


def add(self: IndexPair, chunks: Sequence[Chunk], vectors: NDArray[np.floating]) -> None:
    """As `IndexPair.add`, in the other order."""
    self.lexical.add(chunks)
    self.lexical.commit()
    ids, audiences = [chunk.id for chunk in chunks], [chunk.audience for chunk in chunks]
    self.vectors.add(ids, audiences, vectors)


if __name__ == "__main__":
    setattr(IndexPair, "add", add)  # noqa: B010 - mypy forbids the assignment
    sys.exit(adding_process.main())
