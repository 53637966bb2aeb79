"""Search by words for readers of a part, and of mistyped words: never beyond what may be read."""

import random
from collections.abc import Iterator

import pytest

from storage.lexical import LexicalIndex
from storage.records import Chunk, Hit, Span

VOCABULARY = [f"{a}{b}{c}" for a in ("pri", "con", "sal") for b in "aeiou" for c in ("me", "ge")]
COUNT = 1500


def chunk(number: int, text: str, *, audience: int = 1) -> Chunk:
    return Chunk(number, "d", audience, "", "", text, (Span(1, 0, len(text)),), "fr")


def filled(*chunks: Chunk) -> LexicalIndex:
    index = LexicalIndex()
    index.add(chunks)
    index.commit()
    return index


def found(
    index: LexicalIndex, text: str, *audiences: int, language: str = "fr", k: int = 10
) -> list[int]:
    hits = index.search(text, language=language, audiences=frozenset(audiences), k=k)
    return [hit.chunk_id for hit in hits]


@pytest.fixture(scope="module")
def chunks() -> list[Chunk]:
    """Texts of few words, so that ties are common; half in one audience, the rest in hundreds."""
    drawn = random.Random(5)
    return [
        chunk(
            number,
            " ".join(drawn.choices(VOCABULARY, k=drawn.randint(2, 6))),
            audience=0 if number % 2 else drawn.randint(1, 400),
        )
        for number in range(1, COUNT + 1)
    ]


@pytest.fixture(scope="module")
def index(chunks: list[Chunk]) -> Iterator[LexicalIndex]:
    made = LexicalIndex()
    for start in range(0, COUNT, 250):  # several segments
        made.add(chunks[start : start + 250])
        made.commit()
    made.remove([7, 8, 9])
    made.commit()
    yield made
    made.close()


def queries() -> list[str]:
    drawn = random.Random(6)
    return [" ".join(drawn.sample(VOCABULARY, size)) for size in (1, 1, 2, 3, 5, 8)]


@pytest.mark.parametrize("k", [1, 10, 200])
def test_every_reader_gets_what_a_search_of_everything_gives_without_the_rest(
    index: LexicalIndex, chunks: list[Chunk], k: int
) -> None:
    everyone = frozenset(range(401))
    audience = {one.id: one.audience for one in chunks}
    readers = [everyone, frozenset({0}), frozenset(range(1, 401)), frozenset(range(9)),
               frozenset({3}), frozenset({0, 999}), frozenset({999})]  # fmt: skip
    for query in queries():
        ranking = index.search(query, language="fr", audiences=everyone, k=COUNT)
        for audiences in readers:
            expected = [hit for hit in ranking if audience[hit.chunk_id] in audiences][:k]
            assert index.search(query, language="fr", audiences=audiences, k=k) == expected


def test_segments_do_not_change_a_ranking(index: LexicalIndex, chunks: list[Chunk]) -> None:
    removed = {7, 8, 9}
    many, one = LexicalIndex(), LexicalIndex()
    kept = [each for each in chunks if each.id not in removed]
    one.add(kept)
    one.commit()
    for start in range(0, len(kept), 200):
        many.add(kept[start : start + 200])
        many.commit()
    for query in queries():
        rankings: list[list[Hit]] = [
            each.search(query, language="fr", audiences=frozenset(range(200)), k=300)
            for each in (one, many, many)
        ]
        assert rankings[0] == rankings[1] == rankings[2]
    one.close()
    many.close()


@pytest.mark.parametrize(
    ("text", "query", "language"),
    [
        ("Le télétravail est ouvert à tous.", "télétravial", "fr"),
        ("Le télétravail est ouvert à tous.", "teltravail", "fr"),
        ("Le télétravail est ouvert à tous.", "etlétravail", "fr"),
        ("Les congés payés.", "congès payésé", "fr"),
        ("Les congés payés.", "cognés", "fr"),
        ("Le remboursement des frais.", "rembousrement", "fr"),
        ("Le remboursement des frais.", "rmeboursement", "fr"),
        ("Reimbursement of expenses.", "reimbursment", "en"),
        ("Reimbursement of expenses.", "expneses", "en"),
        ("Annual leave policy.", "polciy", "en"),
    ],
)
def test_a_mistyped_word_finds_what_was_meant(text: str, query: str, language: str) -> None:
    index = filled(chunk(1, "Rien de commun ici : pommes, poires."), chunk(2, text))
    assert found(index, query, 1, language=language) == [2]
    index.close()


def test_a_word_that_is_there_is_taken_as_it_is() -> None:
    index = filled(chunk(1, "La prise."), chunk(2, "La prime."), chunk(3, "Un contrat."))
    assert found(index, "prise", 1) == [1]
    assert found(index, "prite", 1) == [1, 2]
    index.close()


@pytest.mark.parametrize("query", ["27002", "ISO-2701", "pri", "A-12/8"])
def test_numbers_codes_and_short_words_are_never_taken_for_others(query: str) -> None:
    index = filled(chunk(1, "Norme 27001, dossier B-99/7, prix."))
    assert found(index, query, 1) == []
    index.close()


def test_what_was_meant_weighs_less_than_what_was_said() -> None:
    index = filled(
        chunk(1, "Prime annuelle versée."),
        chunk(2, "Congé annuel posé."),
        *(chunk(i, "Autre chose ici.") for i in range(3, 9)),
    )
    assert found(index, "congé primme", 1)[:2] == [2, 1]
    index.close()


def test_words_of_chunks_that_may_not_be_read_neither_mend_nor_hide_a_mistake() -> None:
    """Else the answer to a mistyped word would tell which words forbidden chunks have."""
    readable = chunk(1, "La prime de naissance.", audience=1)
    forbidden = [
        chunk(2, "La prume.", audience=2),
        *(chunk(i, "La prome.", audience=2) for i in range(3, 200)),
    ]
    alone, together = filled(readable), filled(readable, *forbidden)
    for query in ("prume", "prome", "prame", "naisance"):
        assert found(alone, query, 1) == found(together, query, 1) == [1]
    assert found(together, "prume", 2) == [2]
    alone.close()
    together.close()


@pytest.mark.parametrize(
    ("readable", "forbidden", "query", "language"),
    [
        ("La directive est en vigueur.", "La directrice est là.", "directrixe", "fr"),
        ("The directive is in force.", "The directrix is here.", "directrixe", "en"),
        ("Le remboursement des frais.", "Un reboursemnet.", "reboursemnt", "fr"),
        ("Reimbursement of expenses.", "A remburesment.", "rembursment", "en"),
    ],
)
def test_a_nearer_word_that_may_not_be_read_does_not_hide_one_two_edits_away(
    readable: str, forbidden: str, query: str, language: str
) -> None:
    alone = filled(chunk(1, readable))
    together = filled(chunk(1, readable), chunk(2, forbidden, audience=2))
    assert found(alone, query, 1, language=language) == [1]
    assert found(together, query, 1, language=language) == [1]
    alone.close()
    together.close()


def test_what_is_meant_is_chosen_by_how_often_the_reader_may_read_it() -> None:
    """Four words are as near; which three count must not follow from what is forbidden."""
    readable = [
        chunk(number, text)
        for number, text in enumerate(
            ["zograk"] * 4 + ["zogrek"] * 3 + ["zogrik"] * 2 + ["zogrok"], 1
        )
    ]
    forbidden = [chunk(i, "Le zogrok.", audience=2) for i in range(20, 700)]
    alone, together = filled(*readable), filled(*readable, *forbidden)
    assert sorted(found(alone, "zogruk", 1)) == list(range(1, 10))
    assert sorted(found(together, "zogruk", 1)) == list(range(1, 10))
    assert 20 in found(together, "zogruk", 2)
    alone.close()
    together.close()
