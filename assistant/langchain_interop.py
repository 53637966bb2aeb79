"""Our retrieval as a LangChain retriever, bound to the reader for whom it searches."""

from collections.abc import Collection

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field, SkipValidation

from assistant.retrieval import retrieve
from storage.records import Passage, Reader
from storage.store import Store


class IntramurosRetriever(BaseRetriever):
    """Finds passages that `reader` may read; there is no retriever without a reader.

        IntramurosRetriever(store=store, reader=person.reader).invoke("télétravail")

    A document has the passage's text, and in its metadata the id, title, file name, page,
    section and collection of where it stands, its spans and its score.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, frozen=True)

    store: SkipValidation[Store] = Field(repr=False)
    reader: Reader
    collections: Collection[str] | None = None
    k: int = Field(default=10, ge=1, le=100)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        found = retrieve(
            self.store, query, reader=self.reader, collections=self.collections, k=self.k
        )
        return [_document(passage) for passage in found.passages]


def _document(passage: Passage) -> Document:
    chunk = passage.chunk
    return Document(
        id=str(chunk.id),
        page_content=chunk.text,
        metadata={
            "document_id": chunk.document_id,
            "title": chunk.title,
            "file_name": passage.file_name,
            "page": passage.page,
            "section": chunk.section,
            "collection": passage.collection,
            "spans": [[span.page, span.start, span.end] for span in chunk.spans],
            "score": passage.score,
        },
    )
