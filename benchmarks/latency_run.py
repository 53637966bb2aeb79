"""The latency of searches of one home: each stage, readers of different shares, bare Chroma."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from assistant.metrics import percentile
from assistant.questions_file import EvaluationQuestion
from benchmarks import ours, stages
from benchmarks.bare_chroma import bare_chroma, nearest
from benchmarks.homes import open_ready
from benchmarks.kept_folders import KEPT
from benchmarks.made_home import SHARES, reader_of
from benchmarks.telling import tell
from storage.embedding import Embedder
from storage.records import Reader
from storage.store import Store

PASSAGES = 10
_WARM_UP = 20  # searches before the clock is looked at


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and 95th percentile, in milliseconds."""

    p50_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class Latencies:
    """What searches of one home take; `bare` is one query embedding and one bare Chroma query."""

    questions: int
    bare: Spread
    stages: dict[str, Spread]  # of a reader of everything
    whole: dict[int, Spread]  # by the per cent of the documents that the reader may read


def measure(
    home: Path,
    questions: Sequence[EvaluationQuestion],
    embedder: Embedder,
    *,
    name: str,
    root: Path = KEPT,
) -> Latencies:
    """The latencies of `questions` in turn: bare Chroma, then each reader, question by question."""
    with (
        open_ready(home, embedder=embedder) as store,
        bare_chroma(store, name, root=root) as collection,
    ):
        clock = stages.StageClock()
        timed = stages.timed_store(store, clock)

        def bare(question: EvaluationQuestion) -> None:
            nearest(collection, store.embedder.embed_query(question.question))

        def whole(question: EvaluationQuestion, reader: Reader) -> None:
            ours.search(store, question, PASSAGES, reader=reader)

        for question in questions[:_WARM_UP]:
            bare(question)
            for share in SHARES:
                whole(question, reader_of(share))
        tell(f"{name}: {len(questions)} questions, {len(SHARES)} readers")
        bare_s: list[float] = []
        whole_s: dict[int, list[float]] = {share: [] for share in SHARES}
        stages_s: dict[str, list[float]] = {}
        for question in questions:
            bare_s.append(_seconds(partial(bare, question)))
            for share in SHARES:
                whole_s[share].append(_seconds(partial(whole, question, reader_of(share))))
            for stage, seconds in _by_stage(timed, clock, question).items():
                stages_s.setdefault(stage, []).append(seconds)
    return Latencies(
        len(questions),
        spread(bare_s),
        {stage: spread(seconds) for stage, seconds in stages_s.items()},
        {share: spread(seconds) for share, seconds in whole_s.items()},
    )


def spread(seconds: Sequence[float]) -> Spread:
    """The median and the 95th percentile of seconds."""
    return Spread(1000 * percentile(seconds, 50), 1000 * percentile(seconds, 95))


def _by_stage(
    timed: Store, clock: stages.StageClock, question: EvaluationQuestion
) -> dict[str, float]:
    """The seconds of each stage for a reader of everything."""
    clock.clear()
    whole = _seconds(lambda: ours.search(timed, question, PASSAGES, reader=reader_of(100)))
    found = dict(clock.seconds)
    found[stages.REST] = whole - sum(found.values())
    found[stages.BESIDES] = whole - found.get(stages.EMBEDDING, 0.0)
    return found


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start
