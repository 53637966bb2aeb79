"""docs/benchmarks.md: a section a benchmark, of which a run replaces its own and no other."""

import re
from collections.abc import Sequence
from pathlib import Path

HEADER = """# Benchmarks

Each section was written by the command that it names, on the documents and questions that it
names. Rows of a table were measured in the same run, on the same files. Milliseconds are those of
the machine at hand; what carries over to another are the ratios.
"""
ORDER = (
    "reading",
    "ingest",
    "rounding",
    "retrieval",
    "pairs",
    "quotations",
    "evidence",
    "latency",
    "filters",
    "kills",
)


def replace_section(page: str, name: str, parts: Sequence[str]) -> str:
    """`page` with section `name` made of `parts`; other sections stay, in the order of ORDER.

    What stands outside the marks of a section is not kept.
    """
    sections = {found["name"]: found["body"] for found in _SECTION.finditer(page)}
    sections[name] = "\n\n".join(part.strip() for part in parts)
    kept = [_marked(one, sections[one]) for one in ORDER if one in sections]
    return "\n".join([HEADER, *kept])


def write_section(path: Path, name: str, parts: Sequence[str]) -> None:
    """Write section `name` of the report at `path`, which need not be there yet."""
    page = path.read_text("utf-8") if path.is_file() else ""
    path.write_text(replace_section(page, name, parts), "utf-8")


_SECTION = re.compile(
    r"<!-- section (?P<name>\w+) -->\n(?P<body>.*?)\n<!-- end of (?P=name) -->", re.DOTALL
)


def _marked(name: str, body: str) -> str:
    return f"<!-- section {name} -->\n{body.strip()}\n<!-- end of {name} -->\n"
