from hypothesis import given
from hypothesis import strategies as st

from assistant.spans import locate
from storage.records import Span


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
