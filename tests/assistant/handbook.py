"""A small home with a handbook in French and English, chunked and indexed for real."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.chunking import chunk_pages
from storage.access import create_collection
from storage.embedding import Embedder
from storage.index import Index
from storage.ledger import Ledger
from storage.originals import Originals
from storage.records import Page, Verdict, indexed_text
from storage.store import Store
from storage.versions import NewVersion, activate_version, begin_version

TELEWORK = (
    "Le télétravail est possible deux jours par semaine. La demande se fait auprès du responsable "
    "avant le vendredi. Les salariés en période d'essai ne peuvent pas télétravailler.",
    "L'indemnité de télétravail est de 2,50 euros par jour. Elle est versée avec le salaire.",
)
LEAVE = (
    "Employees have 25 days of paid leave a year. Leave must be requested two weeks in advance.",
    "Part-time employees have the same number of weeks. Unused leave expires on 31 May.",
)
SALARIES = ("The salary band of directors begins at 61000 euros. This document is confidential.",)


def new_ledger(home: Path) -> Ledger:
    """An empty home with the collections `staff` (group staff) and `hr` (group hr)."""
    ledger = Ledger.create(home)
    create_collection(ledger, "staff", groups=["staff"])
    create_collection(ledger, "hr", groups=["hr"])
    return ledger


def store_over(ledger: Ledger, embedder: Embedder) -> Store:
    """A store that searches what the ledger holds now."""
    index = Index.in_memory(ledger, embedder)
    return Store(ledger.home, ledger, Originals(ledger.home), index, None)


def handbook_store(home: Path, embedder: Embedder) -> Store:
    """The home with its three documents."""
    ledger = new_ledger(home)
    add(ledger, embedder, "teletravail.md", TELEWORK, title="Charte de télétravail", language="fr")
    add(ledger, embedder, "leave.md", LEAVE, title="Leave policy")
    add(ledger, embedder, "salaries.md", SALARIES, title="Salary bands", collection="hr")
    return store_over(ledger, embedder)


def add(
    ledger: Ledger,
    embedder: Embedder,
    file_name: str,
    page_texts: Sequence[str],
    *,
    title: str,
    language: str = "en",
    collection: str = "staff",
    readers: frozenset[str] | None = None,
) -> str:
    """Bring in a document, a page for each text; returns its id."""
    new = _version(embedder, file_name, page_texts, title, language, collection, readers)
    return _keep(ledger, embedder, new, embedder.embed_passages(_indexed(new)))


def add_folder(ledger: Ledger, embedder: Embedder, folder: Path, *, language: str) -> None:
    """Bring in every text file of a folder, embedded together because that is quicker."""
    versions = [
        _version(embedder, path.name, [path.read_text("utf-8")], _title(path), language, "staff")
        for path in sorted(folder.iterdir())
    ]
    vectors = embedder.embed_passages([text for new in versions for text in _indexed(new)])
    done = 0
    for new in versions:
        _keep(ledger, embedder, new, vectors[done : done + len(new.chunks)])
        done += len(new.chunks)


def _title(path: Path) -> str:
    return path.stem.partition("_")[2].replace("_", " ")


def _indexed(new: NewVersion) -> list[str]:
    return [indexed_text(new.title, draft.section, draft.text) for draft in new.chunks]


def _keep(ledger: Ledger, embedder: Embedder, new: NewVersion, vectors: NDArray[np.float32]) -> str:
    pending = begin_version(ledger, new, vectors=vectors, embedder_digest=embedder.digest)
    activate_version(ledger, pending)
    return pending.document_id


def _version(
    embedder: Embedder,
    file_name: str,
    page_texts: Sequence[str],
    title: str,
    language: str,
    collection: str,
    readers: frozenset[str] | None = None,
) -> NewVersion:
    pages = [Page(number, text) for number, text in enumerate(page_texts, start=1)]
    drafts = chunk_pages(
        pages,
        title=title,
        language=language,
        count_tokens=embedder.count_tokens,
        max_tokens=embedder.max_tokens,
    )
    return NewVersion(
        collection=collection,
        source=f"/handbook/{file_name}",
        file_name=file_name,
        title=title,
        media_type="text/markdown",
        language=language,
        verdict=Verdict.READ,
        content_sha256=f"{file_name}{page_texts}",
        size_bytes=1,
        recipe="test",
        added_by="operator",
        pages=pages,
        chunks=drafts,
        readers=readers,
    )
