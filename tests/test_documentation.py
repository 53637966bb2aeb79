"""What the documents for people say is so: commands, options, links, labels, the backup."""

import re
import shlex
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import typer.main
from pydantic.fields import FieldInfo

from assistant.settings import AssistantSettings
from ingest import cli as ingest_cli
from ingest.settings import IngestSettings
from storage.access import create_collection, find_collection
from storage.ledger import Ledger
from storage.settings import StorageSettings, default_home
from ui import cli as assistant_cli
from ui.settings import WebSettings
from ui.wording import text
from ui.wording.verdicts import VERDICTS

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "examples" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PROGRAMS = {
    "assistant": typer.main.get_command(assistant_cli.app),
    "ingest": typer.main.get_command(ingest_cli.app),
}


def shell_blocks(page: Path) -> Iterator[str]:
    """The contents of the page's ```sh fences, continued lines joined."""
    for block in re.findall(r"```sh\n(.*?)```", page.read_text("utf-8"), flags=re.DOTALL):
        yield block.replace("\\\n", " ")


def our_commands() -> list[list[str]]:
    """Every command line of ours in the documents, split into words."""
    found = []
    for page in PAGES:
        for block in shell_blocks(page):
            for line in block.splitlines():
                words = shlex.split(line, comments=True)
                at = [n for n, word in enumerate(words) if Path(word).name in PROGRAMS]
                if at and "--entrypoint" not in words:
                    found.append([Path(words[at[0]]).name, *words[at[0] + 1 :]])
    return found


@pytest.mark.parametrize("words", our_commands(), ids=" ".join)
def test_a_command_in_the_documents_exists_with_its_options(words: list[str]) -> None:
    command: Any = PROGRAMS[words[0]]
    rest = words[1:]
    while hasattr(command, "commands"):
        assert rest[0] in command.commands
        command = command.commands[rest.pop(0)]
    options = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in rest if word.startswith("--")} <= options


def test_the_documents_show_the_commands_people_need() -> None:
    shown = {tuple(words[:2]) for words in our_commands()}
    for program, name in [
        ("assistant", "init"),
        ("assistant", "serve"),
        ("assistant", "ask"),
        ("assistant", "mentions"),
        ("assistant", "user"),
        ("assistant", "collection"),
        ("assistant", "doctor"),
        ("ingest", "add"),
        ("ingest", "list"),
        ("ingest", "remove"),
        ("ingest", "status"),
        ("ingest", "sync"),
        ("ingest", "watch"),
    ]:
        assert (program, name) in shown


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_tests_that_the_page_on_security_names_exist() -> None:
    page = (ROOT / "docs" / "security.md").read_text("utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page)
    assert len(named) >= 30
    for file, test in named:
        written = (ROOT / file).read_text("utf-8")
        assert re.search(rf"^(async )?def {test}\(", written, flags=re.M), test


def test_the_readme_fits_on_one_screen() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 66


def test_the_make_targets_of_the_readme_exist() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.M))
    named = re.findall(r"\bmake (\w+)", (ROOT / "README.md").read_text("utf-8"))
    assert {"run", "test"} <= set(named) <= targets


@pytest.mark.parametrize(("name", "language"), [("using.md", "en"), ("utiliser.md", "fr")])
def test_the_guides_name_verdicts_as_the_library_does(name: str, language: str) -> None:
    labels = {
        text(key, language)
        for key in VERDICTS
        if key.startswith("verdict.") and key.count(".") == 1
    }
    rows = re.findall(r"^\| (.+?) \|", (ROOT / "docs" / name).read_text("utf-8"), flags=re.M)
    assert rows[0].startswith("verdict")
    named = {label for row in rows[1:] for label in row.split(", ")} - {"---"}
    assert named <= labels
    assert len(named) >= 10


MARKS = re.compile(r"^( *(?:#+|[-*]|\d+\.|\|)) .*", flags=re.M)


def layout(name: str) -> list[tuple[str, Counter[str]]]:
    """How a guide is built: of each part, the mark of its heading, and its marks of each level."""
    parts = re.split(r"^(?=#)", (ROOT / "docs" / name).read_text("utf-8"), flags=re.M)[1:]
    return [(part.split(" ")[0], Counter(marks(part))) for part in parts]


def marks(part: str) -> Iterator[str]:
    """The marks at the beginnings of lines; all numbers of a list are one."""
    for mark in MARKS.findall(part):
        yield re.sub(r"\d+", "1", mark)


def test_the_two_guides_have_the_same_parts_bullets_steps_and_rows() -> None:
    assert layout("using.md") == layout("utiliser.md")


def bullets(name: str) -> list[str]:
    """Every bullet of a guide, whole."""
    page = (ROOT / "docs" / name).read_text("utf-8")
    return re.findall(r"^- .*\n(?:  .*\n)*", page, flags=re.M)


@pytest.mark.parametrize("name", ["using.md", "utiliser.md"])
def test_every_quotation_in_a_bullet_is_closed(name: str) -> None:
    for bullet in bullets(name):
        assert bullet.count('"') % 2 == 0, bullet
        assert bullet.count("«") == bullet.count("»"), bullet


def test_the_table_of_settings_is_that_of_the_program() -> None:
    expected = {
        f"ASSISTANT_{name.upper()}": shown_default(field)
        for kind in (StorageSettings, IngestSettings, AssistantSettings, WebSettings)
        for name, field in kind.model_fields.items()
    }
    operations = (ROOT / "docs" / "operations.md").read_text("utf-8")
    rows = re.findall(r"^\| `(ASSISTANT_\w+)` \| (.+?) \|", operations, flags=re.M)
    assert dict(rows) == expected


def shown_default(field: FieldInfo) -> str:
    """A default as the table shows it."""
    if field.default_factory is default_home:
        return "`~/.local/share/intramuros`"
    default = field.default
    value = f"{default:g}" if isinstance(default, float) else str(default)
    value = value.lower() if isinstance(default, bool) else value
    return f"`{value}`" if value else "(empty)"


def test_every_direct_dependency_has_its_reason() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    lists = re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", project, flags=re.M | re.DOTALL)
    declared = set(re.findall(r'"([\w-]+)"', "".join(lists)))
    decisions = (ROOT / "docs" / "decisions.md").read_text("utf-8")
    rows = re.findall(r"^\| ([a-z0-9, -]+) \|", decisions, flags=re.M)
    explained = {name for row in rows for name in row.split(", ")}
    assert declared
    assert declared <= explained


def test_the_backup_of_the_manual_restores_while_the_ledger_is_in_use(tmp_path: Path) -> None:
    (script,) = re.findall(
        r"<<'EOF'\n(.*?)EOF", (ROOT / "docs" / "operations.md").read_text("utf-8"), flags=re.DOTALL
    )
    copy = tmp_path / "restored"
    copy.mkdir(mode=0o700)
    with closing(Ledger.create(tmp_path / "home")) as ledger:
        create_collection(ledger, "staff", groups=["staff"])
        files = [ledger.home / "ledger.sqlite3", copy / "ledger.sqlite3"]
        subprocess.run([sys.executable, "-c", script, *files], check=True)
    with closing(sqlite3.connect(files[1])) as found:
        assert found.execute("pragma integrity_check").fetchone() == ("ok",)
    with closing(Ledger.open(copy)) as restored:
        assert find_collection(restored, "staff").groups == {"staff"}
