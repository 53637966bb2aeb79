from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from assistant.excerpts import EXCERPT_CHARACTERS, REACH, Excerpt, Excerpts, neighbours
from storage.records import Chunk, Passage, Span
from storage.surroundings import Surroundings

Sizes = list[tuple[int, int]]  # of each chunk: its section and its characters


def document(sizes: Sizes, version_id: int = 1) -> list[Chunk]:
    """Chunks one after the other; the id of the n-th (from 0) is version × 100 + n."""
    return [
        Chunk(
            id=version_id * 100 + place,
            document_id=f"d{version_id}",
            audience=1,
            title="Rules",
            section=f"Section {section}",
            text="x" * characters,
            spans=(Span(place + 1, 0, characters),),
            language="en",
        )
        for place, (section, characters) in enumerate(sizes)
    ]


def excerpts(
    chunks: list[Chunk], ranked: Sequence[int], *, most: int = 6, budget: int = 10_000
) -> list[Excerpt]:
    surroundings = {
        chunk.id: Surroundings(1, max(place - REACH, 0), tuple(window(chunks, place)))
        for place, chunk in enumerate(chunks)
    }
    passages = [Passage(chunks[place], "staff", "f.md", "text/markdown", 1.0) for place in ranked]
    return Excerpts(most, budget, surroundings, lambda *_: False).take(passages)


def window(chunks: list[Chunk], place: int) -> list[Chunk]:
    return chunks[max(place - REACH, 0) : place + REACH + 1]


def test_the_rest_of_a_short_section_comes_with_what_was_found() -> None:
    chunks = document([(1, 300), (2, 300), (2, 300), (2, 300), (3, 300)])
    (excerpt,) = excerpts(chunks, [2])
    assert excerpt.in_order == chunks[1:4]
    assert excerpt.found_characters == ((301, 601),)


def test_the_best_passage_grows_first_and_the_others_keep_their_room() -> None:
    chunks = document([(1, 400)] * 3 + [(2, 400)] * 3 + [(3, 400)] * 3)
    first, second, third = excerpts(chunks, [4, 1, 7], most=3, budget=2_300)
    assert len(first.chunks) == 3
    assert len(second.chunks) == len(third.chunks) == 1
    assert all(len(one.chunks) == 1 for one in excerpts(chunks, [4, 1, 7], budget=0))


def test_what_was_found_beside_an_excerpt_joins_it_under_the_better_rank() -> None:
    chunks = document([(1, 700)] * 5)
    (joined,) = excerpts(chunks, [4, 1, 2, 3], most=4)
    assert joined.passage.chunk is chunks[4]
    assert joined.found[0] == 4 and set(joined.found) == {1, 2, 3, 4}
    assert joined.in_order == chunks[min(joined.chunks) :]


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(1, 900)), min_size=1, max_size=14),
    st.integers(0, 8_000),
    st.integers(1, 6),
    st.data(),
)
def test_excerpts_are_runs_of_one_section_that_share_no_chunk(
    sizes: Sizes, budget: int, most: int, data: st.DataObject
) -> None:
    chunks = document(sizes)
    ranked = data.draw(st.permutations(range(len(chunks))))
    taken = excerpts(chunks, ranked, most=most, budget=budget)
    assert 1 <= len(taken) <= most
    assert taken[0].passage.chunk is chunks[ranked[0]]
    ranks = [ranked.index(excerpt.passage.chunk.id - 100) for excerpt in taken]
    assert ranks == sorted(ranks), "the order is that of the best members"
    held = [place for excerpt in taken for place in excerpt.chunks]
    assert len(held) == len(set(held))
    for excerpt in taken:
        places = sorted(excerpt.chunks)
        assert places == list(range(places[0], places[-1] + 1))
        assert len({chunk.section for chunk in excerpt.chunks.values()}) == 1
        assert set(excerpt.found) <= set(places)
        text = "\n".join(chunk.text for chunk in excerpt.in_order)
        for (start, end), place in zip(excerpt.found_characters, excerpt.found, strict=True):
            assert text[start:end] == chunks[place].text
        if len(excerpt.found) == 1:
            alone = len(excerpt.passage.chunk.text) + 1
            assert excerpt.size <= max(EXCERPT_CHARACTERS, alone)


def test_neighbours_come_nearest_first_and_end_where_the_section_does() -> None:
    chunks = document([(1, 5), (2, 5), (2, 5), (2, 5), (2, 5), (3, 5), (2, 5)])
    around = Surroundings(1, 0, tuple(chunks))
    assert [place for place, _ in neighbours(2, around)] == [3, 1, 4]


def test_a_repetition_gives_its_place_to_the_next() -> None:
    chunks = document([(1, 100), (2, 100), (3, 100)])
    surroundings = {
        chunk.id: Surroundings(1, place, (chunk,)) for place, chunk in enumerate(chunks)
    }
    passages = [Passage(chunk, "staff", "f.md", "text/markdown", 1.0) for chunk in chunks]

    def repeats(passage: Passage, taken: Sequence[Excerpt]) -> bool:
        return bool(taken) and passage.chunk is chunks[1]

    taken = Excerpts(2, 10_000, surroundings, repeats).take(passages)
    assert [excerpt.passage.chunk for excerpt in taken] == [chunks[0], chunks[2]]


def table(rows: Sequence[str], *, header: str = "Ville | Agence") -> list[Chunk]:
    """A chunk for each of the rows; all but the first repeat the header from page 1."""
    text = "\n".join([header, *rows])
    chunks = []
    for place, row in enumerate(rows):
        start = text.index(row)
        above = Span(1, 0, len(header), repeated=True)
        spans = (
            (above, Span(1, start, start + len(row))) if place else (Span(1, 0, start + len(row)),)
        )
        said = f"{header}\n{row}"
        chunks.append(Chunk(100 + place, "d1", 1, "Rules", "", said, spans, "fr"))
    return chunks


def test_a_header_is_said_once_in_an_excerpt_of_one_table() -> None:
    rows = [f"Ville {n} | " + "x" * 100 for n in range(5)]
    (excerpt,) = excerpts(table(rows), [3])
    text = "\n".join(chunk.text for chunk in excerpt.in_order)
    assert text == "\n".join(["Ville | Agence", *rows])
    (start, end) = excerpt.found_characters[0]
    assert text[start:end] == rows[3]
    assert excerpt.size == len(text) + 1
    spans = [span for chunk in excerpt.in_order for span in chunk.spans]
    assert not any(span.repeated for span in spans)
    assert [span.start for span in spans] == sorted(span.start for span in spans)


def test_an_excerpt_that_starts_inside_a_table_keeps_the_header_of_its_first_rows() -> None:
    rows = [f"Ville {n} | " + "x" * 700 for n in range(5)]
    (excerpt,) = excerpts(table(rows), [3])
    text = "\n".join(chunk.text for chunk in excerpt.in_order)
    assert text.startswith("Ville | Agence\nVille ")
    assert text.count("Ville | Agence") == 1
    assert excerpt.in_order[0].spans[0].repeated
