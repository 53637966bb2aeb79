"""A test whose tool is missing is skipped where people work, and fails where all is required."""

import pytest

from tests.required_tools import REQUIRED, needs, needs_right


def test_a_missing_tool_skips_unless_it_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(REQUIRED, raising=False)
    assert needs("no-such-tool", why="to see").args == (True,)
    assert "no-such-tool" in needs("no-such-tool", why="to see").kwargs["reason"]
    assert needs("sh", why="to see").args == (False,)
    monkeypatch.setenv(REQUIRED, "1")
    assert needs("no-such-tool", why="to see").args == (False,)


def test_a_right_that_is_denied_skips() -> None:
    assert needs_right("false", why="to see").args == (True,)
    assert needs_right("no-such-tool", why="to see").args == (True,)
    assert needs_right("true", why="to see").args == (False,)
