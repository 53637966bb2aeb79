"""`make bench`: measure, print the tables and write docs/benchmarks.md and its plots.

    python -m benchmarks [reading] [ingest] [rounding] [retrieval] [pairs] [quotations] [evidence]
                         [latency] [filters] [kills] [--sets ...] [--chunks ...] [--documents N]
                         [--runs N] [--kills N]

Names nothing: all of it but the kills, which take hours. Speeds are ratios of two measurements of
the same run; the milliseconds beside them are those of the machine at hand. Needs the real
documents in ../shared/data; says so where they are absent. What takes long to make is kept in
.bench/.
"""

import argparse
import sys
from collections.abc import Sequence

from benchmarks.kept_folders import ROOT
from benchmarks.report import ORDER, write_section
from storage.silence import silence_libraries

DATA = ROOT.parent / "shared" / "data"
DOCS = ROOT / "docs"
REPORT = DOCS / "benchmarks.md"
PROGRAM = "python -m benchmarks"
BY_DEFAULT = tuple(name for name in ORDER if name != "kills")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks that are named, or all; 1 where there is nothing to measure."""
    asked = _parser().parse_args(arguments)
    if not DATA.is_dir():
        sys.stdout.write(f"Skipped, nothing is measured: {DATA} is not here.\n")
        return 1
    silence_libraries()
    for name in [name for name in ORDER if name in (asked.benchmarks or BY_DEFAULT)]:
        parts = _measured(name, asked)
        sys.stdout.write("\n" + "\n\n".join(parts) + "\n\n")
        write_section(REPORT, name, parts)
        sys.stdout.write(f"Written to {REPORT.relative_to(ROOT)}.\n")
    return 0


def _measured(name: str, asked: argparse.Namespace) -> list[str]:
    """The parts of one section. Its libraries are imported once it is asked for."""
    if name == "reading":
        from benchmarks import reading

        return [reading.measure(DATA).text()]
    if name == "ingest":
        from benchmarks import ingest

        return ingest.measure(DATA, asked.documents, asked.runs)
    if name == "rounding":
        from benchmarks import rounding

        return [rounding.measure(DATA).text()]
    if name == "retrieval":
        from benchmarks import retrieval
        from benchmarks.corpora import FOLDERS

        return retrieval.measure(DATA, DOCS, tuple(asked.sets or FOLDERS))
    if name == "pairs":
        from benchmarks import pairs

        return [pairs.measure().text()]
    if name == "quotations":
        from benchmarks import quotations

        return [quotations.measure().text()]
    if name == "evidence":
        from benchmarks import evidence

        return [evidence.measure(DATA).text()]
    if name == "latency":
        from benchmarks import latency

        return latency.measure(DATA, asked.chunks)
    if name == "kills":
        from benchmarks import kills

        return kills.measure(DATA, asked.kills)
    from benchmarks import filters

    return [filters.measure().text()]


def _known(name: str) -> str:
    if name not in ORDER:
        raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(ORDER)}")
    return name


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=PROGRAM, description="Measure; write docs/benchmarks.md.")
    parser.add_argument(
        "benchmarks", nargs="*", type=_known, help=f"of {', '.join(ORDER)}; default: all but kills"
    )
    parser.add_argument(
        "--sets", nargs="+", help="folders of ../shared/data for the retrieval benchmark"
    )
    parser.add_argument(
        "--chunks",
        nargs="+",
        type=int,
        default=[10_000, 100_000],
        help="sizes of the homes of the latency benchmark (default: 10000 100000)",
    )
    parser.add_argument(
        "--documents",
        type=int,
        default=20_000,
        help="small documents of the ingest benchmark (default: 20000)",
    )
    parser.add_argument(
        "--runs", type=int, default=3, help="of each way in the ingest benchmark (default: 3)"
    )
    parser.add_argument(
        "--kills", type=int, default=100, help="of the benchmark of kills (default: 100)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
