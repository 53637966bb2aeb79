"""Chunks are whole sentences within the limit; their spans are exact and cover everything."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.chunking import MOST_CHARACTERS, TARGET_WORDS, chunk_pages
from storage.errors import BadInput
from storage.records import ChunkDraft, Heading, Page, PageTable, indexed_text


def count_words(text: str) -> int:
    """A token for each word or mark, as a hand counts."""
    return len(re.findall(r"\w+|[^\w\s]", text))


def chunks(pages: list[Page], *, title: str = "", max_tokens: int = 200) -> list[ChunkDraft]:
    return chunk_pages(
        pages, title=title, language="fr", count_tokens=count_words, max_tokens=max_tokens
    )


def page(number: int, text: str, *, headings: str = "", margins: str = "") -> Page:
    """A page whose lines given in `headings` ("1 Title|2 Sub") and `margins` are those."""
    found = [entry.split(" ", 1) for entry in headings.split("|") if entry]
    return Page(
        number,
        text,
        headings=tuple(Heading(text.index(name), int(level), name) for level, name in found),
        margins=tuple(
            (text.index(line), text.index(line) + len(line)) for line in margins.split("|") if line
        ),
    )


def sentence(words: int, word: str = "mot") -> str:
    return " ".join(["Un", *[word] * (words - 2), "fin."])


def prose(sentences: int, words: int = 20) -> str:
    return " ".join(sentence(words, f"mot{n}") for n in range(sentences))


def test_sentences_are_packed_to_the_target_and_stay_whole() -> None:
    drafts = chunks([page(1, prose(12))])
    assert [len(draft.text.split()) for draft in drafts] == [TARGET_WORDS] * 3
    assert all(draft.text.startswith("Un ") and draft.text.endswith("fin.") for draft in drafts)


def test_the_last_chunk_is_no_remnant() -> None:
    sizes = [len(draft.text.split()) for draft in chunks([page(1, prose(9))])]
    assert min(sizes) >= TARGET_WORDS / 2


def test_a_new_section_starts_a_new_chunk_and_names_the_headings_above() -> None:
    text = f"Guide\nCongés\n{prose(2)}\nTélétravail\n{prose(2)}"
    drafts = chunks([page(1, text, headings="1 Guide|2 Congés|2 Télétravail")])
    assert [draft.section for draft in drafts] == ["Guide › Congés", "Guide › Télétravail"]
    assert drafts[0].text.startswith("Guide\nCongés\nUn")
    assert drafts[1].text.startswith("Télétravail\nUn")


def test_a_section_goes_on_over_pages_until_the_next_heading() -> None:
    pages = [
        page(1, f"Congés\n{prose(3)}", headings="1 Congés"),
        page(2, prose(3)),
        page(3, f"Paie\n{prose(3)}", headings="1 Paie"),
    ]
    assert [(d.section, d.spans[0].page) for d in chunks(pages)] == [
        ("Congés", 1),
        ("Congés", 2),
        ("Paie", 3),
    ]


def test_a_tiny_section_joins_the_next_under_what_they_share() -> None:
    text = f"Guide\nContact\nVoir la paie.\nCongés\n{prose(2)}"
    (draft,) = chunks([page(1, text, headings="1 Guide|2 Contact|2 Congés")])
    assert draft.section == "Guide"
    assert draft.text == text


def test_a_sentence_that_goes_on_over_the_page_is_one_chunk_with_two_spans() -> None:
    first, second = "Le salarié qui part en congé doit", "prévenir son responsable à temps."
    drafts = chunks([page(1, f"{prose(3)} {first}"), page(2, f"{second} {prose(3)}")])
    (across,) = [draft for draft in drafts if len(draft.spans) == 2]
    assert across.text.endswith(f"{first}\n{second}")
    assert [span.page for span in across.spans] == [1, 2]


def test_a_running_line_is_left_out_and_does_not_break_a_sentence() -> None:
    pages = [
        page(1, f"{prose(2)} Le salarié doit\nActemium – page 1", margins="Actemium – page 1"),
        page(2, f"Actemium – page 2\nprévenir. {prose(2)}", margins="Actemium – page 2"),
    ]
    drafts = chunks(pages)
    assert not any("Actemium" in draft.text for draft in drafts)
    assert any("Le salarié doit\nprévenir." in draft.text for draft in drafts)


def test_text_around_a_margin_in_the_middle_of_a_page_has_two_spans() -> None:
    text = "Première phrase ici.\nEN-TÊTE\nDeuxième phrase là."
    (draft,) = chunks([page(1, text, margins="EN-TÊTE")])
    assert draft.text == "Première phrase ici.\nDeuxième phrase là."
    assert len(draft.spans) == 2


def test_a_chunk_lies_on_two_pages_at_most() -> None:
    drafts = chunks([page(number, f"Diapositive {number}.") for number in range(1, 8)])
    assert max(len({span.page for span in draft.spans}) for draft in drafts) == 2


def test_title_and_section_count_towards_the_limit() -> None:
    text = f"Un intitulé de dix mots qui prend de la place ici\n{prose(10)}"
    drafts = chunks(
        [page(1, text, headings="1 Un intitulé de dix mots qui prend de la place ici")],
        title="Un titre de six mots ici",
        max_tokens=60,
    )
    for draft in drafts:
        whole = indexed_text("Un titre de six mots ici", draft.section, draft.text)
        assert draft.section
        assert count_words(whole) <= 60


def test_headings_that_would_crowd_out_the_text_are_dropped_from_the_outside() -> None:
    long = "mot " * 40 + "fin"
    text = f"{long}\nCongés\n{prose(4)}"
    drafts = chunks([page(1, text, headings=f"1 {long}|2 Congés")], max_tokens=60)
    assert drafts[-1].section == "Congés"


def test_a_sentence_over_the_limit_is_divided_at_spaces() -> None:
    text = sentence(500)
    drafts = chunks([page(1, text)], max_tokens=100)
    assert " ".join(draft.text for draft in drafts) == text


def test_a_word_over_the_limit_is_divided_too() -> None:
    text = "QUJD" * 5000
    drafts = chunks([page(1, text)], max_tokens=100)
    assert "".join(draft.text for draft in drafts) == text
    assert all(len(draft.text) <= MOST_CHARACTERS for draft in drafts)


def test_a_title_without_room_for_text_is_refused() -> None:
    with pytest.raises(BadInput, match="title"):
        chunks([page(1, "Un texte.")], title="mot " * 100, max_tokens=100)


def test_no_text_gives_no_chunk() -> None:
    assert chunks([page(1, ""), page(2, "Actemium", margins="Actemium")]) == []


WORDS = st.sampled_from(
    ["le", "Le", "contrat", "rompu.", "M.", "12", "L.", "?", "é" * 30, "•", "x" * 300, "«", "»"]
)
TEXTS = st.lists(
    st.lists(WORDS, min_size=1, max_size=25).map(" ".join), min_size=0, max_size=8
).map("\n".join)


@st.composite
def documents(draw: st.DrawFn) -> list[Page]:
    pages = []
    for number, text in enumerate(draw(st.lists(TEXTS, min_size=1, max_size=4)), start=1):
        places = st.integers(0, max(len(text) - 1, 0))
        headings = draw(st.lists(st.tuples(places, st.integers(1, 4)), max_size=3)) if text else []
        margins = draw(st.lists(st.tuples(places, places).map(sorted), max_size=2)) if text else []
        edges = draw(st.lists(places, max_size=6).map(sorted)) if text else []
        pages.append(
            Page(
                number,
                text,
                tables=tuple(
                    PageTable(start, end, draw(st.integers(start, end)), draw(st.booleans()))
                    for start, end in zip(edges[::2], edges[1::2], strict=False)
                    if start < end
                ),
                headings=tuple(
                    Heading(at, level, text[at:].split("\n")[0]) for at, level in headings
                ),
                margins=tuple((start, end) for start, end in margins),
            )
        )
    return pages


@given(documents(), st.integers(40, 120), st.sampled_from(["", "Guide des congés"]))
def test_chunks_cover_the_pages_in_order_exactly_and_fit(
    pages: list[Page], max_tokens: int, title: str
) -> None:
    drafts = chunks(pages, title=title, max_tokens=max_tokens)
    texts = {each.number: each.text for each in pages}
    spans = [span for draft in drafts for span in draft.spans if not span.repeated]
    places = [(span.page, at) for span in spans for at in range(span.start, span.end)]
    assert places == sorted(set(places))
    for draft in drafts:
        assert draft.text == "\n".join(texts[s.page][s.start : s.end] for s in draft.spans)
        assert count_words(indexed_text(title, draft.section, draft.text)) <= max_tokens
        assert draft.text.strip()
        assert not any(span.repeated for span in draft.spans[1:])
        assert not all(span.repeated for span in draft.spans)
        assert len({span.page for span in draft.spans}) <= 2
    covered = set(places)
    for each in pages:
        margins = {at for start, end in each.margins for at in range(start, end)}
        for at, character in enumerate(each.text):
            missing = (each.number, at) not in covered and not character.isspace()
            assert not missing or at in margins
            assert at not in margins or character.isspace() or (each.number, at) not in covered
