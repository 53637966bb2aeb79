from assistant.neighbours import neighbour_scores
from storage.records import Chunk, Passage


def passage(chunk_id: int, document_id: str, *, chunks: int) -> Passage:
    chunk = Chunk(chunk_id, document_id, 1, "Title", "", "Text.", (), "en")
    return Passage(chunk, "staff", "a.pdf", "application/pdf", 0.0, chunk_count=chunks)


def test_a_passage_has_the_score_of_the_better_chunk_beside_it() -> None:
    found = {i: passage(i, "a", chunks=9) for i in (1, 2, 3)}
    assert neighbour_scores({1: 5.0, 2: 1.0, 3: 7.0}, found) == {1: 1.0, 2: 7.0, 3: 1.0}


def test_the_next_chunk_of_another_document_is_no_neighbour() -> None:
    found = {1: passage(1, "a", chunks=2), 2: passage(2, "b", chunks=2)}
    assert neighbour_scores({1: 5.0, 2: 9.0}, found) == {1: 5.0, 2: 5.0}


def test_a_neighbour_that_was_not_found_has_the_lowest_score() -> None:
    found = {1: passage(1, "a", chunks=2), 7: passage(7, "b", chunks=2)}
    assert neighbour_scores({1: 5.0, 7: -2.0}, found) == {1: -2.0, 7: -2.0}


def test_a_chunk_alone_in_its_document_stands_for_its_neighbours() -> None:
    found = {1: passage(1, "a", chunks=1), 7: passage(7, "b", chunks=2)}
    assert neighbour_scores({1: 5.0, 7: -2.0}, found) == {1: 5.0, 7: -2.0}
