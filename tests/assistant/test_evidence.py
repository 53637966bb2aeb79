from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.evidence import Evidence, gather_evidence, still_readable
from assistant.retrieval import Retrieval, retrieve
from storage.documents import page
from storage.records import OPERATOR, Reader, Span
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
        (best,) = gather_evidence(ledger, OPERATOR, retrieval, most=1, budget=0)
        assert best.chunk_id == retrieval.passages[0].chunk.id == merged.chunk_id
        assert best.text == retrieval.passages[0].chunk.text


def test_a_document_that_went_away_since_the_search_is_no_evidence(handbook: Store) -> None:
    retrieval = search(handbook, "Combien de jours de télétravail par semaine ?")
    gone = retrieval.passages[0].chunk.document_id
    remove_document(handbook.ledger, handbook.originals, gone)
    evidence = gather_evidence(handbook.ledger, OPERATOR, retrieval, most=6)
    assert gone not in {passage.document_id for passage in evidence}


def test_what_stands_around_a_found_chunk_comes_with_it_and_is_told_apart(home: Path) -> None:
    embedder = WordEmbedder(dimension=512, max_tokens=60)
    ledger = new_ledger(home)
    add(ledger, embedder, "rules.md", [LONG], title="Rules")
    with store_over(ledger, embedder) as store:
        retrieval = search(store, "When is the archive open?")
        (grown,) = gather_evidence(ledger, OPERATOR, retrieval, most=1)
        found = retrieval.passages[0].chunk.text
        assert found in grown.text and len(grown.text) > len(found)
        ((start, end),) = grown.found
        assert grown.text[start:end] == found
        assert grown.was_found(start, end) and not grown.was_found(start, end + 5)
        assert grown.found_source(1).quote == found
        whole = page(ledger, OPERATOR, grown.document_id, 1).text
        assert grown.text.replace("\n", " ") in whole


POLICIES = {
    "en": (
        ("Travel policy 2024", "Travel policy 2025"),
        "A hotel night in Paris is refunded up to {amount} euros with breakfast. The claim is "
        "entered in the portal within thirty days of the expense.",
        "Up to what amount is a hotel night in Paris refunded?",
        "The claim is entered",
    ),
    "fr": (
        ("Règles de voyage 2024", "Règles de voyage 2025"),
        "Une nuit d'hôtel à Paris est remboursée jusqu'à {amount} euros avec le petit déjeuner. La "
        "demande se saisit dans le portail dans les trente jours suivant la dépense.",
        "Jusqu'à quel montant une nuit d'hôtel à Paris est-elle remboursée ?",
        "La demande se saisit",
    ),
}


def with_versions(home: Path, language: str, amounts: Sequence[int], **readers: str) -> Store:
    """A home with a policy for each amount; the last one in the collection named."""
    titles, wording, _, _ = POLICIES[language]
    embedder = WordEmbedder(dimension=512)
    ledger = new_ledger(home)
    for number, amount in enumerate(amounts):
        add(
            ledger,
            embedder,
            f"policy-{number}.md",
            [wording.format(amount=amount)],
            title=titles[number % 2],
            language=language,
            collection=readers.get("last", "staff") if number == len(amounts) - 1 else "staff",
        )
    return store_over(ledger, embedder)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_documents_that_say_the_same_are_one_passage_that_names_them_all(
    home: Path, language: str
) -> None:
    with with_versions(home, language, [150, 150, 150]) as store:
        retrieval = search(store, POLICIES[language][2])
        (only,) = gather_evidence(store.ledger, OPERATOR, retrieval, most=6)
        twins = only.source(1).twins
        assert {twin.document_id for twin in twins} | {only.document_id} == {
            passage.chunk.document_id for passage in retrieval.passages
        }
        assert len(twins) == 2
        assert all(not twin.instead_of and twin.quote in only.text for twin in twins)
        for twin in twins:
            for span in twin.spans:
                text = page(store.ledger, OPERATOR, twin.document_id, span.page).text
                assert text[span.start : span.end] in twin.quote


@pytest.mark.parametrize("language", ["fr", "en"])
def test_documents_that_differ_in_an_amount_are_both_evidence_and_say_where(
    home: Path, language: str
) -> None:
    with with_versions(home, language, [150, 165]) as store:
        retrieval = search(store, POLICIES[language][2])
        first, second = gather_evidence(store.ledger, OPERATOR, retrieval, most=6)
        end = first.text.index(POLICIES[language][3]) - 1
        (twin,) = first.source(1, 0, end).twins
        assert twin.document_id == second.document_id
        assert twin.instead_of == first.text[:end] and twin.quote == second.text[:end]
        (same,) = first.source(1, end + 1).twins
        assert not same.instead_of, "the second sentence is the same in both"


def test_a_twin_that_the_reader_may_not_read_is_not_known_to_them(home: Path) -> None:
    with with_versions(home, "en", [150, 165], last="hr") as store:
        retrieval = search(store, POLICIES["en"][2])
        staff = Reader("emma", frozenset({"staff"}))
        (only,) = gather_evidence(store.ledger, staff, retrieval, most=6)
        assert only.links == ()
        assert len(gather_evidence(store.ledger, OPERATOR, retrieval, most=6)) == 2


def test_evidence_is_no_longer_readable_once_a_twin_is_gone(home: Path) -> None:
    with with_versions(home, "en", [150, 150]) as store:
        evidence = gather_evidence(store.ledger, OPERATOR, search(store, POLICIES["en"][2]), most=6)
        assert still_readable(store.ledger, OPERATOR, evidence)
        remove_document(store.ledger, store.originals, evidence[0].links[0].twin.document_id)
        assert not still_readable(store.ledger, OPERATOR, evidence)


def test_a_passage_of_rows_stands_on_their_page_and_its_header_on_its_own() -> None:
    header, row = "Ville | Agence", "Nice | Est"
    text = f"{header}\n{row}"
    spans = (Span(1, 0, len(header), repeated=True), Span(3, 5, 5 + len(row)))
    evidence = Evidence("d", 1, 7, "Agences", "a.pdf", "", "fr", text, spans)
    assert evidence.page == 3
    assert evidence.source(1).page == 3
    assert evidence.source(1).spans == spans
    row_alone = evidence.source(1, len(header) + 1, len(text))
    assert (row_alone.page, row_alone.spans) == (3, spans[1:])
    header_alone = evidence.source(1, 0, len(header))
    assert (header_alone.page, header_alone.spans) == (1, spans[:1])
