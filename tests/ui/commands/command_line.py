"""The `assistant` command run in this process, as its entry point runs it."""

import sys
from dataclasses import dataclass

import pytest

from ingest.cli import run
from ui.cli import app


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


class CommandLine:
    """Runs `assistant` with arguments; no terminal is attached."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: str) -> Outcome:
        self._monkeypatch.setattr(sys, "argv", ["assistant", *arguments])
        self._capsys.readouterr()
        code = 0
        try:
            run(app)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
        printed = self._capsys.readouterr()
        return Outcome(code, printed.out, printed.err)
