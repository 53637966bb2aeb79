"""A table of figures as Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """A title, what was measured and how, the names of the columns, the rows."""

    title: str
    explained: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def text(self, *, level: int = 2) -> str:
        """The table as Markdown under a heading of that level, aligned for the terminal too."""
        rows = [list(self.columns), *map(list, self.rows)]
        widths = [max(len(row[index]) for row in rows) for index in range(len(self.columns))]
        lines = [
            "| "
            + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            + " |"
            for row in rows
        ]
        lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
        return "\n".join([f"{'#' * level} {self.title}", "", self.explained, "", *lines])
