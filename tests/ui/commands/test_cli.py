"""The command line as a whole: help at once, every command explained by an example."""

import subprocess
import sys

import pytest
import typer

from tests.ui.commands.command_line import CommandLine
from ui.cli import app

HEAVY = ("torch", "sentence_transformers", "chromadb", "gradio", "tantivy", "sqlalchemy", "fastapi")


def commands(group: typer.Typer, prefix: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command by its words."""
    found = [(*prefix, command.name or "") for command in group.registered_commands]
    for sub in group.registered_groups:
        assert sub.typer_instance is not None
        found += commands(sub.typer_instance, (*prefix, sub.name or ""))
    return found


@pytest.mark.parametrize("command", commands(app), ids=" ".join)
def test_the_help_of_each_command_ends_with_an_example(
    assistant: CommandLine, command: tuple[str, ...]
) -> None:
    shown = assistant(*command, "--help")
    assert shown.code == 0
    assert f"Example: assistant {' '.join(command)}" in " ".join(shown.out.split())


@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"], ["user", "--help"]])
def test_help_imports_no_heavy_library(arguments: list[str]) -> None:
    program = (
        "import sys\n"
        "from ui.cli import main\n"
        "sys.argv[1:] = sys.argv[2:]\n"
        "try:\n"
        "    main()\n"
        "except SystemExit:\n"
        "    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "x", *arguments], capture_output=True, text=True, check=True
    )
    assert "Usage:" in done.stdout
    assert done.stderr.strip().splitlines()[-1] == "[]"


def test_the_commands_are_those_of_the_manual() -> None:
    assert {command[0] for command in commands(app)} == {
        "init",
        "serve",
        "ask",
        "mentions",
        "evaluate",
        "user",
        "collection",
        "reindex",
        "settings",
        "doctor",
    }


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["user", "add"], ["evaluate"], ["user", "add", "x", "--role", "god"]],
)
def test_misuse_exits_with_2(assistant: CommandLine, arguments: list[str]) -> None:
    assert assistant(*arguments).code == 2
