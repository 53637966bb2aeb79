from dataclasses import replace

from assistant.citation_numbers import CitationNumbers
from assistant.differences import differences
from storage.records import Span
from storage.turn_records import CitedSource, Twin


def source(document_id: str, quote: str, *twins: Twin, start: int = 0) -> CitedSource:
    span = Span(1, start, start + len(quote))
    return CitedSource(document_id, 1, 1, "T", "f", 1, (span,), quote, twins=twins)


def twin(document_id: str, quote: str, instead_of: str = "") -> Twin:
    return Twin(document_id, 1, 2, "U", "g", 4, (Span(4, 0, len(quote)),), quote, instead_of)


def test_a_difference_seen_from_both_sides_counts_once() -> None:
    one = source("a", "25 days.", twin("b", "30 days.", "25 days."))
    other = source("b", "30 days.", twin("a", "25 days.", "30 days."))
    (found,) = differences([one, other])
    assert (found.source, found.twin.quote) == (one, "30 days.")
    assert differences([source("a", "25 days.", twin("b", "25 days."))]) == ()


def test_twins_are_numbered_with_their_source() -> None:
    numbers = CitationNumbers()
    cited, _ = numbers.cite(source("a", "x", twin("b", "x"), twin("c", "y", "x")))
    assert [one.number for one in cited.twins] == [1, 2]


def test_of_two_quotes_of_a_page_only_who_says_both_says_the_same() -> None:
    numbers = CitationNumbers()
    numbers.cite(source("a", "One.", twin("b", "One."), twin("c", "One.")))
    differing = twin("d", "Three.", "Two.")
    cited, is_new = numbers.cite(source("a", "Two.", twin("c", "Two."), differing, start=50))
    assert not is_new
    assert [(one.document_id, one.quote) for one in cited.also_in] == [("c", "One. […] Two.")]
    assert cited.differing == (replace(differing, number=2),)
    assert numbers.sources == (cited,)
