"""Rows stay whole, and every chunk that starts inside a table says the header first."""

from itertools import product

from ingest.units import UnitKind, units_of
from storage.records import Chunk, ChunkDraft, Page, PageTable, Passage, Span, indexed_text
from tests.ingest.test_chunking import chunks, count_words, prose, sentence

HEADER = "Ville | Agence | Téléphone"


def rows(first: int, count: int) -> str:
    return "\n".join(
        f"Ville{n} | agence ouverte. Tous les jours, sans rendez-vous | 01 {n}"
        for n in range(first, first + count)
    )


def table_page(
    number: int, table: str, *, before: str = "", after: str = "", header: str = HEADER,
    goes_on: bool = False,
) -> Page:  # fmt: skip
    """A page with one table between two texts, whose header is `header` where it starts so."""
    text = "\n".join(part for part in (before, table, after) if part)
    start = text.index(table)
    led = table.startswith(header) and header
    header_end = start + len(header) if led else start
    return Page(number, text, tables=(PageTable(start, start + len(table), header_end, goes_on),))


def assert_exact(drafts: list[ChunkDraft], pages: list[Page]) -> None:
    texts = {page.number: page.text for page in pages}
    for draft in drafts:
        assert draft.text == "\n".join(texts[s.page][s.start : s.end] for s in draft.spans)


def test_rows_are_never_divided_at_a_full_stop() -> None:
    page = table_page(1, f"{HEADER}\n{rows(0, 3)}")
    units = units_of([page], count_tokens=count_words)
    assert [unit.kind for unit in units] == [UnitKind.HEADER, *[UnitKind.ROW] * 3]
    assert page.text.split("\n") == [page.text[u.spans[0].start : u.spans[0].end] for u in units]


def test_every_chunk_that_starts_inside_the_table_repeats_the_header() -> None:
    page = table_page(1, f"{HEADER}\n{rows(0, 30)}", before=prose(2))
    drafts = chunks([page])
    assert_exact(drafts, [page])
    inside = [draft for draft in drafts if draft.spans[0].repeated]
    assert len(inside) >= 3
    assert all(draft.text.startswith(f"{HEADER}\nVille") for draft in inside)
    assert sum(HEADER in draft.text for draft in drafts) == len(inside) + 1
    assert len({(d.spans[0].start, d.spans[0].end) for d in inside}) == 1


def test_signs_between_cells_take_no_room_from_rows() -> None:
    signed = table_page(1, "\n".join(f"Sales | $ {n} | — | {n} %" for n in range(100, 160)))
    plain = table_page(1, "\n".join(f"Sales {n} {n}%" for n in range(100, 160)))
    assert {unit.words for unit in units_of([signed], count_tokens=count_words)} == {3}
    assert [draft.text.count("\n") for draft in chunks([signed], max_tokens=10_000)] == [
        draft.text.count("\n") for draft in chunks([plain], max_tokens=10_000)
    ]


def test_a_header_does_not_end_a_chunk() -> None:
    for words, count in product(range(60, 100, 2), range(4, 10)):
        page = table_page(1, f"{HEADER}\n{rows(0, count)}", before=sentence(words))
        assert not any(draft.text.endswith(HEADER) for draft in chunks([page]))


def test_text_after_the_table_has_no_header() -> None:
    page = table_page(1, f"{HEADER}\n{rows(0, 9)}", after=prose(9))
    last = chunks([page])[-1]
    assert HEADER not in last.text
    assert last.text.startswith("Un ")


def test_rows_that_go_on_on_later_pages_repeat_the_header_of_the_first() -> None:
    pages = [
        table_page(1, f"{HEADER}\n{rows(0, 5)}"),
        table_page(2, rows(5, 5), goes_on=True),
        table_page(3, rows(10, 5), goes_on=True),
        table_page(4, rows(15, 5)),
    ]
    drafts = chunks(pages)
    assert_exact(drafts, pages)
    for draft in drafts:
        assert len({span.page for span in draft.spans}) <= 2
    third = [draft for draft in drafts if draft.spans[-1].page == 3]
    assert third
    assert all(draft.spans[0] == Span(1, 0, len(HEADER), repeated=True) for draft in third)
    assert not any(HEADER in d.text for d in drafts if d.spans[-1].page == 4)


def test_a_part_with_a_header_of_its_own_repeats_that_one() -> None:
    pages = [
        table_page(1, f"{HEADER}\n{rows(0, 5)}"),
        table_page(2, f"{HEADER}\n{rows(5, 20)}", goes_on=True),
    ]
    repeated = [d.spans[0] for d in chunks(pages) if d.spans[0].repeated and d.spans[1].page == 2]
    assert repeated
    assert all(span.page == 2 for span in repeated)


def test_few_rows_under_a_header_two_pages_before_do_not_join_a_third_page() -> None:
    pages = [
        table_page(1, f"{HEADER}\n{rows(0, 5)}"),
        table_page(2, rows(5, 5), goes_on=True),
        table_page(3, rows(10, 1), goes_on=True),
        Page(4, prose(4)),
    ]
    drafts = chunks(pages)
    assert_exact(drafts, pages)
    assert all(len({span.page for span in draft.spans}) <= 2 for draft in drafts)


def test_the_header_counts_towards_the_limit() -> None:
    page = table_page(1, f"{HEADER}\n{rows(0, 30)}")
    drafts = chunks([page], title="Agences", max_tokens=60)
    assert max(count_words(indexed_text("Agences", "", draft.text)) for draft in drafts) <= 60
    assert all(draft.text.startswith(HEADER) for draft in drafts)


def test_a_header_longer_than_a_third_of_the_room_is_not_repeated() -> None:
    header = " | ".join(f"colonne numéro {n}" for n in range(10))
    page = table_page(1, f"{header}\n{rows(0, 20)}", header=header)
    drafts = chunks([page], max_tokens=90)
    assert sum("colonne" in draft.text for draft in drafts) == 1
    assert any(draft.spans[0].repeated for draft in chunks([page], max_tokens=200))


def test_a_row_too_long_alone_is_divided_and_each_part_has_the_header() -> None:
    long = "Paris | " + "mot " * 300 + "| fin"
    page = table_page(1, f"{HEADER}\n{long}")
    drafts = chunks([page], max_tokens=100)
    assert_exact(drafts, [page])
    assert all(draft.text.startswith(HEADER) for draft in drafts)
    assert all(count_words(draft.text) <= 100 for draft in drafts)


def test_a_row_that_fits_alone_is_whole_without_its_header() -> None:
    long = "Paris | " + "mot " * 90 + "| fin"
    page = table_page(1, f"{HEADER}\n{rows(0, 4)}\n{long}")
    (draft,) = [draft for draft in chunks([page], max_tokens=97) if "mot" in draft.text]
    assert draft.text == long


def test_the_page_of_a_passage_is_that_of_its_rows() -> None:
    spans = (Span(1, 0, 26, repeated=True), Span(3, 10, 90))
    chunk = Chunk(1, "d", 1, "Agences", "", "texte", spans, "fr")
    assert Passage(chunk, "c", "agences.pdf", "application/pdf", 0.0).page == 3
