from assistant.citation_numbers import CitationNumbers
from storage.records import Span
from storage.turn_records import CitedSource

TEXT = "One. Two. Three."


def cited(start: int, end: int) -> CitedSource:
    return CitedSource(
        number=0,
        document_id="a",
        version_id=1,
        chunk_id=1,
        title="A",
        file_name="a.md",
        page=1,
        spans=(Span(1, start, end),),
        quote=TEXT[start:end],
    )


def test_what_stands_inside_a_cited_span_is_not_quoted_again() -> None:
    numbers = CitationNumbers()
    numbers.cite(cited(0, 9))
    source, is_new = numbers.cite(cited(5, 9))
    assert (source.number, source.quote, is_new) == (1, "One. Two.", False)


def test_a_longer_span_takes_the_place_of_the_one_inside_it() -> None:
    numbers = CitationNumbers()
    numbers.cite(cited(5, 9))
    source, _ = numbers.cite(cited(0, 9))
    assert (source.spans, source.quote) == ((Span(1, 0, 9),), "One. Two.")


def test_spans_apart_are_both_quoted() -> None:
    numbers = CitationNumbers()
    numbers.cite(cited(0, 4))
    source, _ = numbers.cite(cited(10, 16))
    assert source.spans == (Span(1, 0, 4), Span(1, 10, 16))
    assert source.quote == "One. […] Three."
