"""Passages whose token rows are not in the index beside those whose rows are."""

from collections.abc import Iterator, Sequence
from statistics import median

import pytest

from assistant import reranking
from assistant.fusion import ranked
from assistant.reranking import closeness
from storage.access import readable_audiences
from storage.embedder_choice import BUNDLED
from storage.embedder_loading import load_embedder
from storage.index_pair import DiskIndex
from storage.passages import fetch_passages
from storage.query_vector import QueryVector
from storage.records import OPERATOR
from storage.store import Store
from tests.storage.indexed_home import active, make_home, owned
from tests.storage.tokens_of_home import add

pytestmark = pytest.mark.slow  # the real weights, Chroma and tantivy

TEXTS = (
    "Le télétravail est possible deux jours par semaine, après accord du responsable.",
    "L'indemnité de télétravail est de 2,50 euros par jour, versée avec le salaire.",
    "La prime d'ancienneté est versée en mars à tous les salariés présents.",
    "Les frais de repas d'une mission sont remboursés sur justificatif.",
    "Le badge perdu se signale aussitôt au poste de sécurité.",
    "Employees may work from home two days a week once the manager agrees.",
    "Unused leave expires on 31 May of the following year.",
    "The canteen serves fish on Fridays and closes at two.",
    "Passwords have at least twelve characters and are never shared.",
    "The board approves every purchase above ten thousand euros.",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    home = tmp_path_factory.mktemp("tokens") / "home"
    make_home(home)
    with owned(home, load_embedder(BUNDLED)) as opened:
        yield opened


@pytest.fixture
def ids(store: Store) -> list[int]:
    """Chunks of the texts, all of them with their rows."""
    add(store, "/rules", list(TEXTS))
    return [chunk.id for chunk in active(store)]


def scores(store: Store, text: str, language: str, order: Sequence[int]) -> dict[int, float]:
    query = QueryVector.of(store.embedder, text)
    passages = fetch_passages(store.ledger, OPERATOR, order)
    audiences = readable_audiences(store.ledger, OPERATOR)
    return closeness(
        store, query, text, passages, order=order, language=language, audiences=audiences
    )


def forget_rows(store: Store, ids: Sequence[int]) -> DiskIndex:
    disk = store.index.tokens.disk()
    assert disk is not None
    assert disk.tokens is not None
    disk.tokens.remove(ids)
    return disk


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Combien de jours de télétravail par semaine ?", "fr"),
        ("How many days may I work from home?", "en"),
    ],
)
@pytest.mark.parametrize("odd", [0, 1])
def test_half_the_rows_rank_as_all_of_them_do(
    store: Store, ids: list[int], question: str, language: str, odd: int
) -> None:
    complete = scores(store, question, language, ids)
    forget_rows(store, ids[odd::2])
    partial = scores(store, question, language, ids)
    assert partial == pytest.approx(complete, abs=0.01)
    assert ranked(partial) == ranked(complete)


def test_what_lacks_rows_too_far_down_to_be_computed_counts_as_the_middle_one(
    store: Store, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "How many days may I work from home?"
    complete = scores(store, question, "en", ids)
    monkeypatch.setattr(reranking, "COMPUTED_DEPTH", 4)
    forget_rows(store, ids[1::2])
    found = scores(store, question, "en", ids)
    uncomputed = set(ids[5::2])
    known = [score for chunk_id, score in found.items() if chunk_id not in uncomputed]
    assert {found[chunk_id] for chunk_id in uncomputed} == {median(known)}
    for chunk_id in set(ids) - uncomputed:
        assert found[chunk_id] == pytest.approx(complete[chunk_id], abs=0.01)


def test_without_any_rows_the_best_are_computed(
    store: Store, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reranking, "COMPUTED_DEPTH", 6)
    forget_rows(store, ids)
    found = scores(store, "How many days may I work from home?", "en", ids)
    assert ranked(found)[0] == ids[5]
    assert len(set(found.values())) == 7  # the six, and the middle of them
