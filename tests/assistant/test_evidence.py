from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from assistant.evidence import gather_evidence, locate
from assistant.retrieval import Retrieval, retrieve
from storage.documents import page
from storage.records import OPERATOR, Span
from storage.store import Store
from storage.versions import remove_document
from tests.assistant.handbook import add, new_ledger, store_over
from tests.fakes import WordEmbedder

LONG = " ".join(
    f"Rule {number} says that the archive of room {number} is open to all staff members on "
    "working days from eight to six."
    for number in range(12)
)


def search(store: Store, query: str) -> Retrieval:
    return retrieve(store, query, reader=OPERATOR)


def test_evidence_is_in_rank_order_and_its_text_is_that_of_its_spans(handbook: Store) -> None:
    retrieval = search(handbook, "Combien de jours de télétravail par semaine ?")
    evidence = gather_evidence(handbook.ledger, OPERATOR, retrieval, most=6)
    assert evidence[0].title == "Charte de télétravail"
    for passage in evidence:
        parts = [
            page(handbook.ledger, OPERATOR, passage.document_id, span.page).text[
                span.start : span.end
            ]
            for span in passage.spans
        ]
        assert passage.text == "\n".join(parts)
        assert passage.version_id > 0


def test_neighbouring_chunks_of_a_page_are_one_passage(home: Path) -> None:
    embedder = WordEmbedder(dimension=512, max_tokens=60)
    ledger = new_ledger(home)
    add(ledger, embedder, "rules.md", [LONG], title="Rules")
    with store_over(ledger, embedder) as store:
        retrieval = search(store, "When is the archive open?")
        assert len(retrieval.passages) >= 4
        (merged,) = gather_evidence(ledger, OPERATOR, retrieval, most=10)
        assert merged.text.replace("\n", " ") == LONG
        (best,) = gather_evidence(ledger, OPERATOR, retrieval, most=1)
        assert best.chunk_id == retrieval.passages[0].chunk.id == merged.chunk_id


def test_a_document_that_went_away_since_the_search_is_no_evidence(handbook: Store) -> None:
    retrieval = search(handbook, "Combien de jours de télétravail par semaine ?")
    gone = retrieval.passages[0].chunk.document_id
    remove_document(handbook.ledger, handbook.originals, gone)
    evidence = gather_evidence(handbook.ledger, OPERATOR, retrieval, most=6)
    assert gone not in {passage.document_id for passage in evidence}


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 20)), min_size=1, max_size=5),
    st.data(),
)
def test_any_part_of_joined_spans_is_found_again_in_its_pages(
    places: list[tuple[int, int]], data: st.DataObject
) -> None:
    pages = dict.fromkeys(range(1, len(places) + 1), "abcdefghij" * 10)
    spans = [Span(number, start, start + size) for number, (start, size) in enumerate(places, 1)]
    text = "\n".join(pages[span.page][span.start : span.end] for span in spans)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = locate(spans, start, end)
    parts = [pages[span.page][span.start : span.end] for span in found]
    assert "".join(parts) == text[start:end].replace("\n", "")


def test_a_sentence_over_two_pages_is_on_both() -> None:
    spans = (Span(3, 100, 110), Span(4, 0, 20))
    assert locate(spans, 5, 16) == (Span(3, 105, 110), Span(4, 0, 5))
    assert locate(spans, 11, 31) == (Span(4, 0, 20),)
