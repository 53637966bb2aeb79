"""Every remark is made from one of the forms, and taken apart again."""

import ast
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.remarks import FORMS, RemarkKind, known, listed, remark
from storage.records import Verdict
from ui.remark_words import remark_in_words

ROOT = Path(__file__).resolve().parents[2]
COUNTED = [kind for kind in RemarkKind if FORMS[kind].other]
ODD_NAMES = st.text(max_size=30) | st.sampled_from(
    ["", "a: b", "Budget: 3 comments are left out.", "A and 3 more", "Feuille {count}", "x\ny",
     "Sheet B: 2 hidden rows are left out.", "x was not read (damaged): y"]
)  # fmt: skip


def fields_of(kind: RemarkKind, name: str = "Été 2024") -> dict[str, str]:
    """Something for every field of a kind but its count."""
    values = {
        "name": name,
        "names": f"{name}, Juin and 3 more",
        "pages": "3, 4 and 12 more",
        "most": "100",
        "seconds": "7200",
        "verdict": Verdict.DAMAGED.value,
        "detail": "It is cut short.",
        "remark": remark(RemarkKind.COMMENTS, count=3),
    }
    named = {field for _, field, _, _ in string.Formatter().parse(FORMS[kind].one) if field}
    return {field: values[field] for field in named - {"count"}}


@pytest.mark.parametrize("kind", RemarkKind)
@pytest.mark.parametrize("count", [1, 2, 1000])
def test_a_remark_of_every_kind_is_taken_apart(kind: RemarkKind, count: int) -> None:
    fields = fields_of(kind)
    found = known(remark(kind, count=count, **fields))
    assert found is not None and found.kind is kind
    assert found.plural == (count > 1 and kind in COUNTED)
    assert {name: value for name, value in found.fields.items() if name != "count"} == fields
    assert found.fields.get("count", str(count)) == str(count)


@given(st.sampled_from(RemarkKind), ODD_NAMES, st.integers(1, 3))
def test_whatever_is_named_a_remark_says_the_same_in_its_own_language(
    kind: RemarkKind, name: str, count: int
) -> None:
    fields = fields_of(kind, name)
    sentence = remark(kind, count=count, **fields)
    found = known(sentence)
    assert found is not None
    if found.kind is not RemarkKind.ATTACHMENT_UNREAD:
        again = FORMS[found.kind].of(plural=found.plural).format(**found.fields)
        assert again == sentence
        assert remark_in_words(sentence, "fr").language == "fr"


def test_a_sentence_of_another_form_is_not_known() -> None:
    for sentence in ("", "3 notes are left out.", "a: b", "Sheet x: y", "It was read."):
        assert known(sentence) is None


@pytest.mark.timeout(10)
def test_a_name_of_many_colons_takes_no_time() -> None:
    assert known("a: " * 2_000) is None


def test_names_beyond_the_first_are_counted() -> None:
    assert listed(["a", "b", "c"], 2) == "a, b and 1 more"
    assert listed([1, 2], 2) == "1, 2"


def calls_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def test_nothing_makes_a_remark_but_by_its_kind() -> None:
    """mypy lets nothing but a `Remark` into what a parser hands over; here, that none is forged."""
    packages = ("storage", "ingest", "assistant", "ui")
    modules = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    forging = {path.name for path in modules if "Remark" in calls_of(path)}
    assert forging == {"remarks.py"}


def test_no_kind_is_without_a_place_that_makes_it() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "ingest").rglob("*.py"))
    for kind in RemarkKind:
        assert code.count(f"RemarkKind.{kind.name}") >= 2, f"nothing makes {kind}"
