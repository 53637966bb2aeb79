import random
from pathlib import Path

import pytest

from assistant.follow_up import FollowUp
from assistant.retrieval import Retrieval, retrieve
from assistant.scope import SEARCH_DEPTH
from storage.access import grant, revoke
from storage.errors import UnknownCollection
from storage.records import OPERATOR, Reader
from storage.store import Store
from storage.versions import remove_document
from tests.assistant.handbook import add, new_ledger, store_over
from tests.fakes import WordEmbedder

STAFF = Reader("emma", frozenset({"staff"}))
QUESTION = "Combien de jours de télétravail par semaine ?"


def titles(found: Retrieval) -> list[str]:
    return [passage.chunk.title for passage in found.passages]


def test_the_passage_that_answers_comes_first_with_its_scores(handbook: Store) -> None:
    found = retrieve(handbook, QUESTION, reader=STAFF)
    assert found.language == "fr"
    best = found.passages[0]
    assert (best.chunk.title, best.page, best.collection) == ("Charte de télétravail", 1, "staff")
    assert best.dense is not None
    assert best.lexical is not None
    scores = [passage.score for passage in found.passages]
    assert scores == sorted(scores, reverse=True)


def test_two_identical_questions_get_the_same_ranking(handbook: Store) -> None:
    first, second = (retrieve(handbook, QUESTION, reader=STAFF) for _ in range(2))
    assert first.passages == second.passages
    assert first.nearness == second.nearness


def test_a_reader_without_a_group_finds_nothing(handbook: Store) -> None:
    assert retrieve(handbook, QUESTION, reader=Reader("nobody")).passages == ()


def test_a_reader_is_never_a_default() -> None:
    with pytest.raises(TypeError, match="reader"):
        retrieve(None, QUESTION)  # type: ignore[call-arg, arg-type]


def test_only_the_named_collections_are_searched(handbook: Store) -> None:
    found = retrieve(handbook, "salary days télétravail", reader=OPERATOR, collections=["hr"])
    assert set(titles(found)) == {"Salary bands"}


@pytest.mark.parametrize("name", ["hr", "absent"])
def test_a_forbidden_collection_is_as_unknown_as_an_absent_one(handbook: Store, name: str) -> None:
    with pytest.raises(UnknownCollection):
        retrieve(handbook, QUESTION, reader=STAFF, collections=[name])


def test_a_change_of_access_counts_at_once_in_both_directions(handbook: Store) -> None:
    question = "Where does the salary band of directors begin?"
    assert "Salary bands" not in titles(retrieve(handbook, question, reader=STAFF))
    grant(handbook.ledger, "hr", group="staff")
    assert titles(retrieve(handbook, question, reader=STAFF))[0] == "Salary bands"
    revoke(handbook.ledger, "hr", group="staff")
    assert "Salary bands" not in titles(retrieve(handbook, question, reader=STAFF))


def test_a_removed_document_is_not_found_although_the_index_still_has_it(handbook: Store) -> None:
    gone = retrieve(handbook, QUESTION, reader=STAFF).passages[0].chunk.document_id
    remove_document(handbook.ledger, handbook.originals, gone)
    found = retrieve(handbook, QUESTION, reader=STAFF)
    assert gone not in {passage.chunk.document_id for passage in found.passages}
    assert found.passages


def test_what_the_ledger_withholds_is_made_up_for_by_searching_deeper(home: Path) -> None:
    embedder = WordEmbedder(dimension=512)
    ledger = new_ledger(home)
    stale = [
        add(ledger, embedder, f"old{n}.md", ["The archive opens at eight."], title="Archive")
        for n in range(SEARCH_DEPTH + 20)
    ]
    add(ledger, embedder, "new.md", ["The archive and its long rooms open at nine."], title="New")
    with store_over(ledger, embedder) as store:
        for document_id in stale:
            remove_document(ledger, store.originals, document_id)
        found = retrieve(store, "When does the archive open?", reader=STAFF)
        assert titles(found) == ["New"]


@pytest.mark.parametrize(
    "question",
    [
        "When does the archive of office7 open on monday?",
        "Quand ouvre l'archive de l'office7, et qui a la clef du lundi ?",
        "What does File 7 say about the archive, and who has the key?",
    ],
)
def test_how_many_are_asked_for_changes_neither_the_ranking_nor_a_score(
    home: Path, question: str
) -> None:
    embedder, ledger, drawn = WordEmbedder(dimension=256), new_ledger(home), random.Random(3)
    said = ("archive", "office7", "opens", "monday", "key", "clef", "lundi", "ouvre", "nine")
    for number in range(260):
        text = " ".join([*drawn.sample(said, 4), f"word{number}", *drawn.sample(said, 2)])
        add(ledger, embedder, f"{number}.md", [text], title=f"File {number}")
    with store_over(ledger, embedder) as store:
        every = retrieve(store, question, reader=STAFF, k=220)
        ids = [one.chunk.id for one in every.passages]
        assert len(ids) == len(set(ids)) == 220
        scores = [one.score for one in every.passages]
        assert scores == sorted(scores, reverse=True)
        for k in (1, 10, 30, 60, 61, 80, 150):
            found = retrieve(store, question, reader=STAFF, k=k)
            assert [(one.chunk.id, one.score) for one in found.passages] == list(
                zip(ids[:k], scores[:k], strict=True)
            )


def test_a_follow_up_finds_what_the_question_before_was_about(handbook: Store) -> None:
    joined = "Et pour l'indemnité ? télétravail jour"
    following = FollowUp(joined, leans=True, about=joined)
    found = retrieve(
        handbook, "Et pour l'indemnité ?", reader=STAFF, language="fr", following=following
    )
    assert titles(found)[0] == "Charte de télétravail"
    assert found.query == following.about


def test_no_reader_ever_gets_what_is_not_theirs(home: Path) -> None:
    """Random documents and readers; every question is aimed at a forbidden text."""
    rng = random.Random(7)
    groups = ["a", "b", "c", "d"]
    embedder = WordEmbedder(dimension=256)
    ledger = new_ledger(home)
    for group in groups:
        grant(ledger, "staff", group=group)
    readers_of: dict[str, frozenset[str] | None] = {}
    secrets = {}
    for number in range(60):
        narrowed = frozenset(rng.sample(groups, rng.randint(1, 3))) if number % 4 else None
        secret = f"codename{number} is the plan{number} of office{number}"
        document_id = add(
            ledger, embedder, f"{number}.md", [secret], title=f"File {number}", readers=narrowed
        )
        readers_of[document_id], secrets[document_id] = narrowed, secret
    asked = 0
    with store_over(ledger, embedder) as store:
        for document_id, narrowed in readers_of.items():
            for group in groups:
                reader = Reader("r", frozenset({group}))
                found = retrieve(store, secrets[document_id], reader=reader, k=20)
                asked += 1
                for passage in found.passages:
                    allowed = readers_of[passage.chunk.document_id]
                    assert allowed is None or group in allowed
                first = found.passages[0].chunk.document_id if found.passages else ""
                assert (first == document_id) == (narrowed is None or group in narrowed)
    assert asked == 240
