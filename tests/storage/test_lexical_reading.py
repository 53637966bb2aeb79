"""Search by words for readers of a part, and of mistyped words: never beyond what may be read."""

import random
from collections.abc import Iterator, Sequence

import pytest

from storage.lexical import LexicalIndex
from storage.records import Chunk, Hit, Span

VOCABULARY = [f"{a}{b}{c}" for a in ("pri", "con", "sal") for b in "aeiou" for c in ("me", "ge")]
COUNT = 1500
REMOVED = frozenset({7, 8, 9})


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
    """Texts of five words out of few, so that ties are common; half in one audience, the rest in
    hundreds. All are as long: the average length is the one thing that is not a reader's own."""
    drawn = random.Random(5)
    return [
        chunk(
            number,
            " ".join(drawn.choices(VOCABULARY, k=5)),
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
    made.remove(sorted(REMOVED))
    made.commit()
    yield made
    made.close()


def queries() -> list[str]:
    drawn = random.Random(6)
    return [" ".join(drawn.sample(VOCABULARY, size)) for size in (1, 1, 2, 3, 5, 8)]


@pytest.mark.parametrize(
    "audiences",
    [range(401), [0], range(1, 401), range(9), [3], [0, 999], [999]],
    ids=["everything", "half", "the other half", "some", "few", "one of two", "nothing"],
)
def test_every_reader_gets_what_an_index_of_nothing_else_gives(
    index: LexicalIndex, chunks: list[Chunk], audiences: Sequence[int]
) -> None:
    """The scores too, as far as 32 bits hold them: no statistic counts forbidden chunks."""
    reader = frozenset(audiences)
    kept = [one for one in chunks if one.audience in reader and one.id not in REMOVED]
    own = filled(*kept)
    for query in queries():
        expected = own.search(query, language="fr", audiences=reader, k=COUNT)
        ranking = index.search(query, language="fr", audiences=reader, k=COUNT)
        scores = {hit.chunk_id: hit.score for hit in ranking}
        assert scores == pytest.approx({hit.chunk_id: hit.score for hit in expected}, rel=1e-4)
        assert ranking == sorted(ranking, key=lambda hit: (-hit.score, hit.chunk_id))
        for k in (1, 10, 200):
            assert index.search(query, language="fr", audiences=reader, k=k) == ranking[:k]
    own.close()


def test_segments_do_not_change_a_ranking(index: LexicalIndex, chunks: list[Chunk]) -> None:
    many, one = LexicalIndex(), LexicalIndex()
    kept = [each for each in chunks if each.id not in REMOVED]
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


def test_a_word_is_counted_where_it_may_be_read_and_not_where_it_was_removed() -> None:
    index = filled(
        *(chunk(i, "La prime.", audience=i % 3) for i in range(1, 1501)), chunk(1501, "Le zorglub.")
    )
    index.remove([1, 1501])
    index.commit()
    readers = [frozenset(numbers) for numbers in ((0, 1, 2), (1, 2), (1,), (7,))]
    counts = [
        index.document_frequencies(["prime", "zorglub"], language="fr", audiences=reader)
        for reader in readers
    ]
    assert [each["prime"] for each in counts] == [1499, 999, 499, 0]
    assert [each["zorglub"] for each in counts] == [0, 0, 0, 0]
    index.close()


@pytest.mark.parametrize(
    ("language", "query"), [("fr", "la prime zorglub"), ("en", "zorglub prime")]
)
def test_a_score_does_not_follow_how_often_forbidden_chunks_have_a_word(
    language: str, query: str
) -> None:
    readable = [
        *(chunk(i, "La prime de naissance.") for i in range(1, 30)),
        chunk(30, "Le bonus zorglub du mois."),
        chunk(31, "La prime zorglub."),
    ]
    forbidden = [chunk(i, "La prime zorglub là.", audience=2) for i in range(40, 200)]

    def scores(index: LexicalIndex) -> dict[int, float]:
        hits = index.search(query, language=language, audiences=frozenset({1}), k=99)
        return {hit.chunk_id: hit.score for hit in hits}

    def counts(index: LexicalIndex) -> tuple[dict[str, int], int]:
        found = index.document_frequencies(
            ["prime", "zorglub", "licorne"], language=language, audiences=frozenset({1})
        )
        return dict(found), found.chunks

    alone, together = filled(*readable), filled(*readable, *forbidden)
    assert counts(alone) == counts(together) == ({"prime": 30, "zorglub": 2, "licorne": 0}, 31)
    # What is left follows from the average length of all chunks, here nearly the same.
    assert scores(together) == pytest.approx(scores(alone), rel=0.005)
    together.remove([one.id for one in forbidden])
    together.commit()
    assert counts(alone) == counts(together)
    assert scores(together) == pytest.approx(scores(alone), rel=0.005)
    alone.close()
    together.close()
