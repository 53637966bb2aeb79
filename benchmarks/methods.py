"""The methods that are compared, each from a question to units of its passages in rank order.

Of a conversation ours take over what they find in the questions before; the others search the last
question alone. Joined with all the questions before it, each of them finds less (mtrag, half 0,
hit@5 alone and joined: canonical .90 and .59, BM25 .78 and .67, rank fusion .89 and .66; November
2026).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.evaluation import Unit, main_page
from assistant.questions_file import EvaluationQuestion
from benchmarks import ours
from benchmarks.canonical import canonical_store
from benchmarks.canonical import units as canonical_units
from benchmarks.homes import home_of, open_ready
from benchmarks.kept_folders import KEPT
from storage.access import readable_audiences
from storage.language import detect_language
from storage.passages import fetch_passages
from storage.query_vector import QueryVector
from storage.records import OPERATOR, Hit, Passage
from storage.store import Store

Search = Callable[[EvaluationQuestion, int], Sequence[Unit]]

RRF_K = 60  # Cormack et al., SIGIR 2009
LIST_DEPTH = 100  # chunks of each list that are fused, at least


@dataclass(frozen=True, slots=True)
class Method:
    """A name, as the tables have it, and a search: (question, k) to the units of k passages."""

    name: str
    search: Search


CANONICAL = "canonical"
BM25 = "BM25 alone"
RANK_FUSION = "rank fusion"
NOT_RERANKED = "ours, not reranked"
OURS = "ours"
NAMES = (CANONICAL, BM25, RANK_FUSION, NOT_RERANKED, OURS)


@contextmanager
def methods_over(documents: Path, name: str, *, root: Path = KEPT) -> Iterator[list[Method]]:
    """All five methods over the same files, in the order of NAMES."""
    with canonical_store(documents, name, root=root) as chroma:
        home = home_of(documents, name, root=root)
        with open_ready(home) as store:
            searches: dict[str, Search] = {
                CANONICAL: lambda question, k: canonical_units(
                    chroma, question.question, k, by_page=question.by_page
                ),
                BM25: lambda question, k: _units(store, question, _lexical(store, question, k)),
                RANK_FUSION: lambda question, k: _rank_fusion(store, question, k),
                NOT_RERANKED: lambda question, k: our_units(store, question, k, rerank_depth=0),
                OURS: lambda question, k: our_units(store, question, k),
            }
            yield [Method(name, searches[name]) for name in NAMES]


def our_units(
    store: Store, question: EvaluationQuestion, k: int, *, rerank_depth: int | None = None
) -> list[Unit]:
    """The unit of each passage that the assistant finds, best first."""
    found = ours.search(store, question, k, rerank_depth=rerank_depth)
    return [unit_of(passage, by_page=question.by_page) for passage in found.passages]


def unit_of(passage: Passage, *, by_page: bool) -> Unit:
    """The page, or the document, that a passage stands for."""
    return (passage.file_name, main_page(passage) if by_page else None)


def fused_by_rank(rankings: Sequence[Sequence[int]]) -> list[int]:
    """The ids by the sum of 1 / (60 + rank) over the lists; ties go to the lower id."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, chunk_id in enumerate(ranking, start=1):
            scores[chunk_id] = scores.get(chunk_id, 0.0) + 1 / (RRF_K + rank)
    return sorted(scores, key=lambda chunk_id: (-scores[chunk_id], chunk_id))


def _rank_fusion(store: Store, question: EvaluationQuestion, k: int) -> list[Unit]:
    depth = max(k, LIST_DEPTH)
    query = QueryVector.of(store.embedder, question.question)
    audiences = readable_audiences(store.ledger, OPERATOR)
    dense = store.index.search_dense(query, audiences=audiences, k=depth)
    lists = [dense, _lexical(store, question, depth)]
    return _units(
        store, question, fused_by_rank([[hit.chunk_id for hit in hits] for hits in lists])[:k]
    )


def _lexical(store: Store, question: EvaluationQuestion, k: int) -> list[Hit]:
    return store.index.search_lexical(
        question.question,
        language=detect_language(question.question),
        audiences=readable_audiences(store.ledger, OPERATOR),
        k=k,
    )


def _units(
    store: Store, question: EvaluationQuestion, found: Sequence[Hit] | Sequence[int]
) -> list[Unit]:
    ids = [one.chunk_id if isinstance(one, Hit) else one for one in found]
    passages = fetch_passages(store.ledger, OPERATOR, ids)
    return [unit_of(passages[i], by_page=question.by_page) for i in ids if i in passages]
