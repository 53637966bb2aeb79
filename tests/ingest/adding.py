"""Adding files and looking at what came of it, for tests of the way in."""

from collections.abc import Sequence
from pathlib import Path

from ingest.file_tree import FileTree, LeftOut
from ingest.intake import submit_paths
from ingest.order import Order
from ingest.settings import IngestSettings
from ingest.worker import Worker
from storage.access import readable_audiences
from storage.chunks import active_digest, iter_active_chunks, iter_active_vectors
from storage.generations import current, entries_digest, verify
from storage.jobs import count_open, find_job
from storage.ledger import Ledger
from storage.originals import Originals
from storage.passages import fetch_passages
from storage.query_vector import QueryVector
from storage.records import OPERATOR, Job, Reader
from storage.store import Store

LIMIT_BYTES = 1 << 20


def write(path: Path, text: str) -> Path:
    """A file with that text, its folders made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def submit(
    ledger: Ledger,
    *paths: Path,
    readers: Sequence[str] | None = None,
    title: str = "",
    requested_by: Reader = OPERATOR,
) -> list[Job]:
    """The jobs of one addition to the collection `policies`."""
    narrowed = None if readers is None else frozenset(readers)
    order = Order("policies", requested_by, narrowed, title)
    taken = submit_paths(
        ledger, Originals(ledger.home), FileTree(paths), order, limit_bytes=LIMIT_BYTES
    )
    return [entry for entry in taken if not isinstance(entry, LeftOut)]


def drain(store: Store, settings: IngestSettings | None = None) -> None:
    """Work in this thread until the queue is empty and the index up to date."""
    Worker(store, settings or IngestSettings()).run_until(lambda: not count_open(store.ledger))
    store.index.apply_removals()


def add(
    store: Store, *paths: Path, readers: Sequence[str] | None = None, title: str = ""
) -> dict[str, Job]:
    """Add files and wait; the finished jobs by file name."""
    jobs = submit(store.ledger, *paths, readers=readers, title=title)
    drain(store)
    return {job.file_name: found for job in jobs if (found := find_job(store.ledger, job.id))}


def found(store: Store, words: str, *, reader: Reader = OPERATOR) -> list[str]:
    """The texts of the passages that hold those words and that `reader` may read."""
    hits = store.index.search_lexical(
        words, language="en", audiences=readable_audiences(store.ledger, reader), k=50
    )
    passages = fetch_passages(store.ledger, reader, [hit.chunk_id for hit in hits])
    return [passages[hit.chunk_id].chunk.text for hit in hits if hit.chunk_id in passages]


def assert_whole(store: Store) -> None:
    """The index holds exactly the active chunks, and each is found by its own vector."""
    store.index.seal()
    folder = current(store.home)
    assert folder is not None
    embedder = store.embedder
    verified = verify(folder, embedder_digest=embedder.digest, dimension=embedder.dimension)
    assert not isinstance(verified, str), verified
    assert (len(verified.entries), entries_digest(verified.entries)) == active_digest(store.ledger)
    count = 0
    for ids, audiences, vectors in iter_active_vectors(store.ledger, embedder.digest):
        for chunk_id, audience, vector in zip(ids, audiences, vectors, strict=True):
            hits = store.index.search_dense(
                QueryVector(None, vector.astype("float32"), embedder.digest),
                audiences=frozenset([int(audience)]),
                k=100,
            )
            assert chunk_id in {hit.chunk_id for hit in hits if hit.score > 0.999}
            count += 1
    assert count == sum(len(chunks) for chunks in iter_active_chunks(store.ledger))
