"""`make bench-ingest`: how fast files become searchable, beside the pipeline of most tutorials."""

import json
import shutil
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import arithmetic, asking_while_loading, loading, many_documents
from benchmarks.asking_while_loading import Asked
from benchmarks.homes import home_of
from benchmarks.hostile_streams import write_hostile_pdfs
from benchmarks.kept_folders import KEPT
from benchmarks.latency import mixed_questions
from benchmarks.loading import Load
from benchmarks.made_corpus import read_articles
from benchmarks.table import Table
from benchmarks.telling import tell
from storage.chunks import iter_active_chunks
from storage.ledger import Ledger

COMMAND = "make bench-ingest"
SETS = ("northwind", "sec10q")
RUNS = 3
DOCUMENTS = 20_000
FILES = 1_000  # of which one is changed
ASKED = ("", "p50 ms", "p95 ms", "p95, times idle")

INTRODUCTION = """## How fast files become searchable

Made by `{command}`. Every load is one fresh process with a home of its own, into which the files go
as `ingest add` takes them, until every document can be found and everything is on disk. Imports and
weights are loaded before the clock starts, for both alike. **canonical** is what most tutorials
build: see *Finding the right page or document*."""


def measure(data: Path, documents: int = DOCUMENTS, runs: int = RUNS) -> list[str]:
    """The parts of the section; `documents` small ones are loaded, each way is run `runs` times."""
    asked = f' DOCUMENTS="{documents}"' if documents != DOCUMENTS else ""
    parts = [INTRODUCTION.format(command=COMMAND + asked)]
    for table in (
        pages_table(data, runs),
        arithmetic_table(data),
        again_table(data, runs),
        asking_table(data),
        bombs_table(data),
        many_table(data, documents),
    ):
        parts.append(table.text(level=3))
        tell(parts[-1])
    return parts


def pages_table(data: Path, runs: int) -> Table:
    """Pages a second by both ways, in turn."""
    folders = [data / name / "documents" for name in SETS]
    pages = sum(_pages(path) for folder in folders for path in sorted(folder.glob("*.pdf")))
    found: dict[str, list[Load]] = {"canonical": [], "ours": []}
    for number in range(runs):
        for kind, loads in found.items():
            loads.append(loading.in_fresh_process(kind, folders))
            tell(f"run {number + 1} of {runs}, {kind}: {loads[-1].seconds:.1f} s")
    rates = {
        kind: statistics.median(pages / load.seconds for load in loads)
        for kind, loads in found.items()
    }
    rows = [
        [
            kind,
            f"{loads[0].chunks:,}",
            f"{pages / rates[kind]:.1f}",
            f"{statistics.median(load.processor_s for load in loads):.1f}",
            f"{rates[kind]:.1f}",
            f"{rates[kind] / rates['canonical']:.1f}",
        ]
        for kind, loads in found.items()
    ]
    return Table(
        "Pages a second",
        f"`northwind` and `sec10q` together, {pages:,} pages. The median of {runs} runs, in turn.",
        ["way", "chunks", "seconds", "processor seconds", "pages/s", "times canonical"],
        rows,
    )


def arithmetic_table(data: Path) -> Table:
    """The share of the peak that embedding reaches."""
    found = arithmetic.in_fresh_process(_texts(data))
    return Table(
        "Embedding, and what the processor can multiply",
        "Peak: products of square matrices in bfloat16, a thread a core; embedding, most of whose "
        "products are in int8 where the processor has it: the chunks of `northwind` and `sec10q`, "
        f"{found.tokens_a_chunk:.0f} tokens each, with their token rows. Operations are those of "
        "the model's matrix products over real tokens. Medians of "
        f"{arithmetic.RUNS}.",
        ["", "GFLOP/s", "of the peak", "chunks/s"],
        [
            ["matrix products", f"{found.peak / 1e9:.0f}", "100 %", ""],
            [
                "embedding",
                f"{found.embedding / 1e9:.0f}",
                f"{100 * found.share:.0f} %",
                f"{found.chunks_a_second:.0f}",
            ],
        ],
    )


def again_table(data: Path, runs: int) -> Table:
    """A second run over unchanged files, and over files of which one changed; and as commands."""
    seconds: dict[str, list[float]] = {"first": [], "unchanged": [], "one changed": []}
    commands: dict[str, list[float]] = {name: [] for name in seconds}
    with tempfile.TemporaryDirectory(dir=KEPT, prefix="again-") as scratch:
        for number in range(runs):
            folder, home = Path(scratch) / f"files-{number}", Path(scratch) / f"home-{number}"
            many_documents.write_files(read_articles(data), FILES, folder)
            beside = home.with_name(f"{home.name}-of-commands")
            for name, taken in seconds.items():
                if name == "one changed":
                    changed = sorted(folder.rglob("*.txt"))[FILES // 2]
                    changed.write_text(changed.read_text("utf-8") + "Changed.\n", "utf-8")
                taken.append(loading.in_fresh_process("ours", [folder], home=home).seconds)
                commands[name].append(loading.by_command(beside, folder))
                tell(f"run {number + 1}, {name}: {taken[-1]:.2f} s, {commands[name][-1]:.2f} s")
    return Table(
        "The same files again",
        f"{FILES:,} small files of real sentences. The median of {runs} runs. As a command: "
        "`ingest add` from its start to its end, with the imports and, where something is to be "
        "embedded, the weights.",
        ["run", "seconds", "of the first", "as a command, seconds", "of the first"],
        [
            [
                name,
                *_of_first(seconds[name], seconds["first"]),
                *_of_first(commands[name], commands["first"]),
            ]
            for name in seconds
        ],
    )


def _of_first(taken: Sequence[float], first: Sequence[float]) -> tuple[str, str]:
    """Medians: seconds, and what share of the first they are."""
    median = statistics.median(taken)
    return f"{median:.2f}", f"{100 * median / statistics.median(first):.1f} %"


def asking_table(data: Path) -> Table:
    """The searches of people while `sec10q` is loaded into the home of `northwind`."""
    found = _asked(data, data / "sec10q" / "documents")
    return Table(
        "Asking during a bulk load",
        "`sec10q` is loaded into the home of `northwind` by the worker of a process in which one "
        f"question after the other is looked up ({found.searches} during the load, which took "
        f"{found.load_s:.0f} s).",
        ASKED,
        asked_rows(found, "during the load"),
    )


def bombs_table(data: Path) -> Table:
    """The searches of people while PDFs are read that were made to exhaust their reader."""
    with tempfile.TemporaryDirectory(dir=KEPT, prefix="bombs-") as scratch:
        count = write_hostile_pdfs(Path(scratch))
        found = _asked(data, Path(scratch))
    return Table(
        "Asking while hostile PDFs are read",
        f"{count} kinds of PDF that were made to exhaust their reader are added to the home of "
        f"`northwind` in the same way ({found.searches} searches meanwhile, in "
        f"{found.load_s:.0f} s). Each gets a verdict.",
        ASKED,
        asked_rows(found, "while they are read"),
    )


def asked_rows(found: Asked, meanwhile: str) -> list[list[str]]:
    """The searches of an idle process, and those made meanwhile."""
    return [
        ["idle", f"{found.idle_p50_ms:.1f}", f"{found.idle_p95_ms:.1f}", "1.0"],
        [
            meanwhile,
            f"{found.loading_p50_ms:.1f}",
            f"{found.loading_p95_ms:.1f}",
            f"{found.times_idle:.1f}",
        ],
    ]


def many_table(data: Path, documents: int) -> Table:
    """A load of small documents: memory, throughput by tenths, search meanwhile."""
    with tempfile.TemporaryDirectory(dir=KEPT, prefix="many-") as scratch:
        folder = Path(scratch) / "files"
        many_documents.write_files(read_articles(data), documents, folder)
        tell(f"{documents} files are written")
        found = many_documents.in_fresh_process(Path(scratch) / "home", folder)
    rates = found.tenths
    return Table(
        "Many small documents",
        f"{found.documents:,} files of real sentences, about 160 words each, in "
        f"{found.seconds:.0f} s. During the load a document that was there already was looked for "
        "every second by the words that it alone has.",
        ["what", "figure"],
        [
            ["most resident memory, MiB", f"{found.resident_mib:.0f}"],
            ["with child processes, MiB", f"{found.together_mib:.0f}"],
            ["documents/s, first tenth", f"{rates[0]:.1f}"],
            ["documents/s, last tenth", f"{rates[-1]:.1f}"],
            ["last tenth of the first", f"{100 * rates[-1] / rates[0]:.0f} %"],
            ["by tenths", " ".join(f"{rate:.0f}" for rate in rates)],
            ["looked for, not among the first five", f"{found.missed} of {found.probes}"],
        ],
    )


def _asked(data: Path, folder: Path) -> Asked:
    """The searches while that folder is loaded into a copy of the home of `northwind`."""
    questions = KEPT / "loading-questions.jsonl"
    lines = (f"{one.model_dump_json()}\n" for one in mixed_questions(data))
    kept = home_of(data / "northwind" / "documents", "northwind")
    with tempfile.TemporaryDirectory(dir=KEPT, prefix="asking-") as scratch:
        home = Path(scratch) / "home"
        shutil.copytree(kept, home)
        questions.write_text("".join(lines), "utf-8")
        return asking_while_loading.in_fresh_process(home, folder, questions)


def _texts(data: Path) -> Path:
    """The texts of all chunks of the sets, as our chunking makes them, in a file."""
    texts: Sequence[str] = []
    for name in SETS:
        ledger = Ledger.open(home_of(data / name / "documents", name))
        texts = [*texts, *(c.indexed_text for some in iter_active_chunks(ledger) for c in some)]
        ledger.close()
    path = KEPT / "loading-texts.json"
    path.write_text(json.dumps(texts), "utf-8")
    return path


def _pages(path: Path) -> int:
    from pypdfium2 import PdfDocument

    with PdfDocument(path) as document:
        return len(document)
