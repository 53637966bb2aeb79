"""The command line as a fixture."""

import pytest

from tests.ui.commands.command_line import CommandLine


@pytest.fixture
def assistant(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """`assistant` in this process, on the test's own home."""
    return CommandLine(monkeypatch, capsys)
