"""Finding the right page: vectors alone, words alone, and what the assistant does with both."""

import math
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from threading import Event

from assistant.evaluation import main_page
from assistant.metrics import first_hit, mean, percentile
from assistant.questions_file import EvaluationQuestion, read_questions
from assistant.retrieval import retrieve
from benchmarks.table import Table
from ingest.addition import Addition
from ingest.file_tree import FileTree
from ingest.intake import Order
from ingest.progress import progress_for
from ingest.settings import IngestSettings
from storage.access import create_collection, readable_audiences
from storage.ledger import Ledger
from storage.passages import fetch_passages
from storage.query_vector import QueryVector
from storage.records import OPERATOR, Hit, Passage
from storage.settings import StorageSettings, load_settings
from storage.store import Store, open_owned

COLLECTION = "benchmark"
PASSAGES = 40  # enough for ten different pages

Search = Callable[[EvaluationQuestion], Sequence[Passage]]


def measure(data: Path) -> Table:
    """hit@1, hit@5, MRR and milliseconds of three ways to search the same chunks."""
    questions = read_questions(data / "questions.jsonl")
    by_page = any(question.by_page for question in questions)
    with ExitStack() as opened:
        home = Path(opened.enter_context(tempfile.TemporaryDirectory())) / "home"
        load(home, data / "documents")
        store = opened.enter_context(open_owned(_at(home)))
        embedding = _latency(
            questions, lambda question: store.embedder.embed_query(question.question)
        )
        ways: dict[str, Search] = {
            "vectors alone": lambda question: _dense(store, question),
            "words alone (BM25)": lambda question: _lexical(store, question),
            "assistant": lambda question: (
                retrieve(store, question.question, reader=OPERATOR, k=PASSAGES).passages
            ),
        }
        rows = [_row(name, ways[name], questions, by_page, embedding) for name in ways]
    unit = "page" if by_page else "document"
    return Table(
        f"Searching `{data.name}`",
        f"{len(questions)} questions, by {unit}. The last column is the median time of a search in "
        "medians of embedding the question alone.",
        ["method", "hit@1", "hit@5", "MRR", "p50 ms", "times the embedding"],
        rows,
    )


def load(home: Path, documents: Path) -> None:
    """A home with the documents, by the same way as `ingest add`."""
    ledger = Ledger.create(home)
    create_collection(ledger, COLLECTION, groups=())
    addition = Addition(
        ledger,
        open_store=lambda: open_owned(_at(home)),
        settings=load_settings(IngestSettings),
        progress=progress_for(as_json=False),
        stop=Event(),
    )
    addition.run(FileTree([documents]), Order(COLLECTION, OPERATOR))
    ledger.close()


def _at(home: Path) -> StorageSettings:
    return load_settings(StorageSettings).model_copy(update={"home": home})


def _row(
    name: str,
    search: Search,
    questions: Sequence[EvaluationQuestion],
    by_page: bool,
    embedding_s: float,
) -> list[str]:
    judged = [question for question in questions if question.answerable]
    ranks: list[float] = []  # of the first relevant unit, from 1; infinite where none was found
    times = []
    for question in judged:
        start = time.perf_counter()
        passages = search(question)
        times.append(time.perf_counter() - start)
        units = dict.fromkeys(
            (one.file_name, main_page(one) if by_page else None) for one in passages
        )
        relevant = {(one.document, one.page if by_page else None) for one in question.relevant}
        ranks.append(first_hit(list(units)[:10], relevant) or math.inf)
    p50 = percentile(times, 50)
    return [
        name,
        f"{mean([float(rank <= 1) for rank in ranks]):.3f}",
        f"{mean([float(rank <= 5) for rank in ranks]):.3f}",
        f"{mean([1 / rank for rank in ranks]):.3f}",
        f"{p50 * 1000:.1f}",
        f"{p50 / embedding_s:.1f}",
    ]


def _dense(store: Store, question: EvaluationQuestion) -> list[Passage]:
    audiences = readable_audiences(store.ledger, OPERATOR)
    query = QueryVector.of(store.embedder, question.question)
    return _fetched(store, store.index.search_dense(query, audiences=audiences, k=PASSAGES))


def _lexical(store: Store, question: EvaluationQuestion) -> list[Passage]:
    audiences = readable_audiences(store.ledger, OPERATOR)
    hits = store.index.search_lexical(
        question.question, language=question.language, audiences=audiences, k=PASSAGES
    )
    return _fetched(store, hits)


def _fetched(store: Store, hits: Sequence[Hit]) -> list[Passage]:
    found = fetch_passages(store.ledger, OPERATOR, [hit.chunk_id for hit in hits])
    return [found[hit.chunk_id] for hit in hits if hit.chunk_id in found]


def _latency(
    questions: Sequence[EvaluationQuestion], run: Callable[[EvaluationQuestion], object]
) -> float:
    """The median seconds of `run`, the first call apart."""
    run(questions[0])
    times = []
    for question in questions:
        start = time.perf_counter()
        run(question)
        times.append(time.perf_counter() - start)
    return percentile(times, 50)
