"""Ctrl-C while a command still imports what it needs."""

import sys

import pytest
import typer

from ingest.cli import EXIT_INTERRUPTED, run


def interrupted() -> None:
    class Interrupting:
        def __set_name__(self, owner: type, name: str) -> None:
            raise KeyboardInterrupt

    type("Made", (), {"member": Interrupting()})


def other() -> None:
    raise RuntimeError("something else")


def test_it_ends_as_after_any_other_ctrl_c(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["ingest"])
    app = typer.Typer()
    app.command()(interrupted)
    with pytest.raises(SystemExit) as ended:
        run(app)
    assert ended.value.code == EXIT_INTERRUPTED
    assert capsys.readouterr() == ("", "")


def test_other_errors_are_not_taken_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["ingest"])
    app = typer.Typer()
    app.command()(other)
    with pytest.raises(RuntimeError, match="something else"):
        run(app)
