"""A process that reindexes slowly until somebody kills it: python -m … HOME."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from storage.reindexing import Reindexing
from storage.settings import StorageSettings
from storage.store import open_replacing
from tests.fakes import WordEmbedder
from tests.storage.ingesting_child import say


class SlowEmbedder(WordEmbedder):
    """Says each time what it has embedded; what it said before is in the ledger by then."""

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        say(f"{len(self.embedded)}")
        time.sleep(0.05)
        return super().embed_passages(texts)


def main(home: Path) -> None:
    """Reindex with words-32, a step at a time."""
    embedder = SlowEmbedder(dimension=32)
    with open_replacing(StorageSettings(home=home), embedder) as store:
        Reindexing(store, lambda: embedder).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
