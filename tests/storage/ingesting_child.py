"""A process that ingests, or only reads, until somebody kills it: python -m … HOME MODE."""

import sys
import time
from pathlib import Path

from storage.query_vector import QueryVector
from tests.fakes import WordEmbedder
from tests.storage.indexed_home import active, everything_found, ingest, owned, texts_of


def main(home: Path, mode: str) -> None:
    """Says a line whenever something has been done that must outlive the process."""
    store = owned(home, WordEmbedder())
    if mode == "read":
        audiences = frozenset(chunk.audience for chunk in active(store))
        found = everything_found(store.index, audiences)
        store.index.search_dense(QueryVector.of(store.embedder, "prime"), audiences=audiences, k=5)
        say(f"found {len(found)}")
        time.sleep(60)
    number = 0
    while True:
        source = f"/kept/{number}"
        ingest(store, source, texts_of(source, 25))
        if number % 4 == 3:  # a new version of an older document
            ingest(store, f"/kept/{number - 2}", texts_of(f"/changed/{number}", 20))
        if number % 5 == 4:
            store.index.seal()
        say(source)
        number += 1


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
