"""Reading PDFs: ours, in its child process and with headings and margins, against pypdf's text."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.table import Table
from ingest.reading import read_file, reading_sandbox
from ingest.settings import IngestSettings
from storage.settings import load_settings

RUNS = 3


def measure(data: Path) -> Table:
    """Pages a second over the PDFs of `northwind`, the median of RUNS runs taken in turn."""
    files = sorted((data / "northwind" / "documents").glob("*.pdf"))
    settings = load_settings(IngestSettings)
    with reading_sandbox(settings) as sandbox:

        def ours(path: Path) -> int:
            found = read_file(
                path,
                file_name=path.name,
                sandbox=sandbox,
                settings=settings,
                on_page=lambda *_: None,
            )
            return len(found.pages)

        ours(files[-1])  # the child process is started
        rates: dict[str, list[float]] = {"pypdf": [], "ours": []}
        for _ in range(RUNS):
            rates["pypdf"].append(_rate(files, by_pypdf))
            rates["ours"].append(_rate(files, ours))
    medians = {name: statistics.median(values) for name, values in rates.items()}
    rows = [
        [name, f"{value:.0f}", f"{value / medians['pypdf']:.1f}"] for name, value in medians.items()
    ]
    return Table(
        "Reading PDFs",
        f"`northwind`, {len(files)} files. pypdf: the text of each page and nothing else. Ours: in "
        "a child process with limits, with cleaning, headings, running headers and language.",
        ["reader", "pages/s", "times pypdf"],
        rows,
    )


def by_pypdf(path: Path) -> int:
    """How many pages pypdf gave the text of."""
    from pypdf import PdfReader

    return len([page.extract_text() for page in PdfReader(path).pages])


def _rate(files: list[Path], read: Callable[[Path], int]) -> float:
    start = time.perf_counter()
    pages = sum(read(path) for path in files)
    return pages / (time.perf_counter() - start)
