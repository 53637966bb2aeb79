"""How the progress of a reindexing is shown: a bar on a terminal, lines elsewhere, JSON."""

import json
import sys
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import TaskID

    from storage.reindexing import ReindexProgress

SHARES = 10  # lines a phase


class Display(Protocol):
    """Where it is told how far a reindexing is; `end` comes once and last."""

    def show(self, progress: "ReindexProgress") -> None: ...
    def end(self) -> None: ...


class LineDisplay:
    """A line where a phase begins and at each tenth of it."""

    def __init__(self) -> None:
        self._last: tuple[str, int] = ("", -1)

    def show(self, progress: "ReindexProgress") -> None:
        """A line, where there is something new to say."""
        share = SHARES * progress.done // progress.total if progress.total else 0
        place = (progress.phase.value, share)
        if place != self._last:
            self._last = place
            self._write(progress)

    def end(self) -> None:
        """Nothing: the last line says how it ended."""

    def _write(self, progress: "ReindexProgress") -> None:
        of = f" {progress.done} of {progress.total} chunks" if progress.total else ""
        _print(f"{progress.phase.value}:{of} {progress.embedder}".rstrip())


class JsonDisplay(LineDisplay):
    """One JSON object a line, with the event `progress`."""

    def _write(self, progress: "ReindexProgress") -> None:
        from ui.reindex_json import progress_json

        _print(json.dumps({"event": "progress", **progress_json(progress)}))


class BarDisplay:
    """A bar that moves on a terminal."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        self._bar = Bar(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            transient=True,
        )
        self._task: TaskID = self._bar.add_task("loading", total=None)
        self._bar.start()

    def show(self, progress: "ReindexProgress") -> None:
        """The bar moves; it begins anew with each phase."""
        self._bar.update(
            self._task,
            description=progress.phase.value,
            completed=progress.done,
            total=progress.total or None,
        )

    def end(self) -> None:
        """The bar goes."""
        self._bar.stop()


def display_for(*, as_json: bool) -> Display:
    """What suits where standard output goes."""
    if as_json:
        return JsonDisplay()
    return BarDisplay() if sys.stdout.isatty() else LineDisplay()


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()  # whoever reads the other end of a pipe sees it now
