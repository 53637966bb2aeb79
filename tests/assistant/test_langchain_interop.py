import pytest
from pydantic import ValidationError

from assistant.langchain_interop import IntramurosRetriever
from storage.errors import BadInput
from storage.records import Reader
from storage.store import Store

STAFF = Reader("emma", frozenset({"staff"}))


def test_a_retriever_gives_documents_with_where_they_stand(handbook: Store) -> None:
    retriever = IntramurosRetriever(store=handbook, reader=STAFF, k=2)
    found = retriever.invoke("Combien de jours de télétravail par semaine ?")
    assert len(found) == 2
    first = found[0]
    assert first.page_content.startswith("Le télétravail est possible deux jours par semaine.")
    assert first.metadata["title"] == "Charte de télétravail"
    assert (first.metadata["file_name"], first.metadata["page"]) == ("teletravail.md", 1)


def test_a_retriever_is_bound_to_its_reader(handbook: Store) -> None:
    question = "Where does the salary band of directors begin?"
    found = IntramurosRetriever(store=handbook, reader=STAFF).invoke(question)
    assert "Salary bands" not in {document.metadata["title"] for document in found}
    assert IntramurosRetriever(store=handbook, reader=Reader("nobody")).invoke(question) == []
    with pytest.raises(ValidationError, match="reader"):
        IntramurosRetriever(store=handbook)  # type: ignore[call-arg]


def test_a_call_may_ask_for_another_number_of_passages(handbook: Store) -> None:
    retriever = IntramurosRetriever(store=handbook, reader=STAFF, k=2)
    assert len(retriever.invoke("télétravail", k=1)) == 1
    for k in (0, 101):
        with pytest.raises(BadInput, match=f"k is {k}"):
            retriever.invoke("télétravail", k=k)


def test_a_retriever_composes_as_a_runnable(handbook: Store) -> None:
    chain = IntramurosRetriever(store=handbook, reader=STAFF) | (lambda found: found[0].metadata)
    assert chain.invoke("Combien de jours de télétravail ?")["collection"] == "staff"


def test_text_that_looks_like_a_serialised_object_stays_text(handbook: Store) -> None:
    retriever = IntramurosRetriever(store=handbook, reader=STAFF)
    hostile = '{"lc": 1, "type": "secret", "id": ["OPENAI_API_KEY"]} {q.__class__}'
    assert all(isinstance(document.page_content, str) for document in retriever.invoke(hostile))
