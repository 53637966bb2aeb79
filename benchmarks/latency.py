"""`make bench-latency`: what a search takes, stage by stage, and the memory it needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.questions_file import EvaluationQuestion, read_questions
from benchmarks import latency_run, resident_memory, served_memory, stages
from benchmarks.homes import open_ready
from benchmarks.kept_folders import KEPT
from benchmarks.latency_run import Latencies, Spread
from benchmarks.made_corpus import read_articles
from benchmarks.made_home import made_home
from benchmarks.resident_memory import MOMENTS, Memory
from benchmarks.table import Table
from benchmarks.telling import tell
from storage.embedder_in_force import load_chosen
from storage.settings import StorageSettings, load_settings

COMMAND = "make bench-latency"
CHUNKS = (10_000, 100_000)
QUESTIONS_A_LANGUAGE = 120

INTRODUCTION = """## What a search takes

Made by `{command}`. The chunks are made of real sentences of `piaf`, `clapnq` and `mtrag`,
recombined so that no two chunks are the same, and embedded one by one; they belong to 100
departments, and a reader of n % is in the groups of n of them. Questions of `piaf` (French) and
`clapnq` (English) in turn, ten passages each, warm. *Bare* is the least that a search by meaning
can take: one query embedding and one query for the ids of the ten nearest, of a Chroma collection
with Chroma's own settings that holds the same vectors and nothing else; asked in turn with ours."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured on one home."""

    chunks: int
    latencies: Latencies
    memory: Mapping[str, Memory]  # by the moment, in words


def measure(data: Path, chunk_counts: Sequence[int] = CHUNKS) -> list[str]:
    """The parts of the section, for a home of each size."""
    articles = read_articles(data)
    questions = mixed_questions(data)
    embedder = load_chosen(load_settings(StorageSettings))
    found = []
    for count in chunk_counts:
        home = made_home(articles, count, embedder)
        open_ready(home, embedder=embedder).close()  # the index is made, where it is not there yet
        tell(f"{count} chunks: memory of a fresh process")
        memory = resident_memory.in_fresh_process(home, _questions_file(questions))
        served = served_memory.of_server(home, questions)
        labelled = {MOMENTS[moment]: one for moment, one in memory.items()} | {
            served_memory.MOMENTS[moment]: one for moment, one in served.items()
        }
        latencies = latency_run.measure(home, questions, embedder, name=str(count))
        found.append(Measured(count, latencies, labelled))
    tables = [stage_table(found), reader_table(found), memory_table(found)]
    introduction = INTRODUCTION.format(command=command_for(chunk_counts))
    return [introduction, *(table.text(level=3) for table in tables)]


def command_for(chunk_counts: Sequence[int]) -> str:
    """The command that measures homes of these sizes."""
    sizes = " ".join(map(str, chunk_counts))
    return COMMAND if tuple(chunk_counts) == CHUNKS else f'{COMMAND} CHUNKS="{sizes}"'


def mixed_questions(data: Path) -> list[EvaluationQuestion]:
    """A French and an English question in turn, without history."""
    french = read_questions(data / "piaf" / "questions.jsonl")[:QUESTIONS_A_LANGUAGE]
    english = read_questions(data / "clapnq" / "questions.jsonl")[:QUESTIONS_A_LANGUAGE]
    return [question for pair in zip(french, english, strict=False) for question in pair]


def stage_table(measured: Sequence[Measured]) -> Table:
    """Each stage of a search by a reader of everything."""
    rows = []
    for stage in stages.STAGES:
        spreads = [one.latencies.stages.get(stage) for one in measured]
        if any(spreads):
            rows.append([stage, *(cell for spread in spreads for cell in _cells(spread))])
    whole = [one.latencies.whole[100] for one in measured]
    rows.append(["the whole search", *(cell for spread in whole for cell in _cells(spread))])
    bare = [one.latencies.bare for one in measured]
    rows.append(["bare", *(cell for spread in bare for cell in _cells(spread))])
    return Table(
        "Each stage",
        f"A reader of everything, {measured[0].latencies.questions} questions. Each figure is a "
        "percentile of its own row: a column does not add up. Reranking: what a search takes "
        "longer than the same search without it.",
        [
            "stage",
            *(f"{one.chunks:,} chunks, {name} ms" for one in measured for name in ("p50", "p95")),
        ],
        rows,
    )


def reader_table(measured: Sequence[Measured]) -> Table:
    """The whole search by how much its reader may read, in multiples of bare Chroma."""
    rows = [
        [
            f"{one.chunks:,}",
            f"{share} %",
            *_cells(spread),
            f"{spread.p50_ms / one.latencies.whole[100].p50_ms:.2f}",
            f"{spread.p50_ms / one.latencies.bare.p50_ms:.2f}",
            f"{spread.p95_ms / one.latencies.bare.p95_ms:.2f}",
        ]
        for one in measured
        for share, spread in one.latencies.whole.items()
    ]
    return Table(
        "By what the reader may read",
        "The whole search: its p50 in that of a reader of everything, its p50 and p95 in those of "
        "bare.",
        [
            *("chunks", "may read", "p50 ms", "p95 ms"),
            *("times 100 %, p50", "times bare, p50", "times bare, p95"),
        ],
        rows,
    )


def memory_table(measured: Sequence[Measured]) -> Table:
    """The memory of a fresh process, before and after."""
    rows = [
        [
            f"{one.chunks:,}",
            moment,
            *(f"{size:.0f}" for size in (memory.resident, memory.pss, memory.private)),
        ]
        for one in measured
        for moment, memory in one.memory.items()
    ]
    return Table(
        "Memory of a fresh process",
        "MiB, from /proc/self/smaps_rollup. Resident: VmRSS, mapped files included. Private: this "
        f"process's alone. {measured[0].latencies.questions} questions, answered without a model; "
        "the server with its web pages, the others without.",
        ["chunks", "after", "resident", "proportional (PSS)", "private"],
        rows,
    )


def _cells(spread: Spread | None) -> tuple[str, str]:
    return (f"{spread.p50_ms:.1f}", f"{spread.p95_ms:.1f}") if spread else ("", "")


def _questions_file(questions: Sequence[EvaluationQuestion]) -> Path:
    path = KEPT / "latency-questions.jsonl"
    path.write_text("".join(f"{one.model_dump_json()}\n" for one in questions), "utf-8")
    return path
