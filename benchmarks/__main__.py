"""`make bench`: measure, print the tables and write docs/benchmarks.md.

Speeds are ratios of two measurements of the same run; the milliseconds beside them are those of
the machine at hand. Needs the real documents in ../shared/data; says so where they are absent.
"""

import sys
from pathlib import Path

import benchmarks.filters
import benchmarks.reading
import benchmarks.searching
from benchmarks.table import Table

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
REPORT = ROOT / "docs" / "benchmarks.md"

HEADER = """# Benchmarks

Made by `make bench`, on the documents and questions named in each table. Each row of a table was
measured in the same run as the others.
"""


def main() -> int:
    """Run every benchmark; 0 where there was something to measure."""
    if not DATA.is_dir():
        sys.stdout.write(f"Nothing is measured: {DATA} is not here.\n")
        return 1
    tables: list[Table] = [benchmarks.reading.measure(DATA)]
    for name in ("northwind", "piaf"):
        tables.append(benchmarks.searching.measure(DATA / name))
        sys.stdout.write(f"{tables[-1].text()}\n\n")
    tables.append(benchmarks.filters.measure())
    REPORT.write_text("\n".join([HEADER, *(f"{table.text()}\n" for table in tables)]))
    sys.stdout.write(f"Written to {REPORT.relative_to(ROOT)}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
