"""The plan, case by case, and against a model: carried out, it leaves what the folder holds."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.sync_plan import FolderAction, KnownContent, SyncPlan, plan_sync

NEW, CHANGED, MOVED, REMOVED = (
    FolderAction.NEW,
    FolderAction.CHANGED,
    FolderAction.MOVED,
    FolderAction.REMOVED,
)


def known(**contents: str) -> dict[str, KnownContent]:
    """Documents by the names of their files; each id is the name it began with."""
    return {f"/d/{name}": KnownContent(f"id-{name}", one) for name, one in contents.items()}


def found(**contents: str | None) -> dict[str, str | None]:
    return {f"/d/{name}": one for name, one in contents.items()}


def shown(plan: SyncPlan) -> list[tuple[str, ...]]:
    return [
        (change.action, *((change.former[3:],) if change.former else ()), change.source[3:])
        for change in plan.changes
    ]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ({}, {}, []),
        ({"a": "1"}, {"a": "1"}, []),
        ({}, {"a": ""}, [(NEW, "a")]),
        ({"a": "1"}, {"a": "2"}, [(CHANGED, "a")]),
        ({"a": "1"}, {}, [(REMOVED, "a")]),
        ({"a": "1"}, {"b": "1"}, [(MOVED, "a", "b")]),
        ({"a": "1"}, {"b": ""}, [(REMOVED, "a"), (NEW, "b")]),
        ({"Plan.txt": "1"}, {"plan.txt": "1"}, [(MOVED, "Plan.txt", "plan.txt")]),
        ({"a": "1"}, {"a": "1", "b": "1"}, [(NEW, "b")]),  # a copy
        ({"a": "1"}, {"a": "2", "b": "1"}, [(CHANGED, "a"), (NEW, "b")]),  # copied, then edited
        ({"a": "1", "b": "2"}, {"a": "2", "b": "1"}, [(MOVED, "b", "a"), (MOVED, "a", "b")]),
        ({"a": "1", "b": "2"}, {"b": "1"}, [(REMOVED, "a"), (CHANGED, "b")]),  # mv a b
        (
            {"a": "1", "b": "2"},
            {"b": "1", "c": "2"},
            [(MOVED, "a", "b"), (MOVED, "b", "c")],
        ),
        (
            {"a": "1", "b": "2", "c": "3"},
            {"a": "3", "b": "1", "c": "2"},
            [(MOVED, "c", "a"), (MOVED, "a", "b"), (MOVED, "b", "c")],
        ),
        (  # a log that is rotated: each path keeps its document, and whom it admits
            {"log": "2", "log.1": "1"},
            {"log": "3", "log.1": "2", "log.2": "1"},
            [(CHANGED, "log"), (CHANGED, "log.1"), (NEW, "log.2")],
        ),
        ({"a.txt": "1"}, {"a.md": "1"}, [(NEW, "a.md"), (REMOVED, "a.txt")]),  # parsed otherwise
        ({"a": "1"}, {"a": None}, []),
        ({}, {"a": None}, []),
        ({"a": "1"}, {"b": "1", "c": "1"}, [(MOVED, "a", "b"), (NEW, "c")]),
        ({"a": "1", "b": "1"}, {"c": "1"}, [(MOVED, "a", "c"), (REMOVED, "b")]),
        (  # like paths belong together
            {"x/a": "1", "y/b": "1"},
            {"z/a": "1", "z/b": "1"},
            [(MOVED, "x/a", "z/a"), (MOVED, "y/b", "z/b")],
        ),
        (
            {"x/hr/f": "1", "x/all/f": "1"},
            {"a/all/f": "1", "z/hr/f": "1"},
            [(MOVED, "x/all/f", "a/all/f"), (MOVED, "x/hr/f", "z/hr/f")],
        ),
    ],
)
def test_what_is_done(
    before: dict[str, str], now: dict[str, str | None], expected: list[tuple[str, ...]]
) -> None:
    assert shown(plan_sync(known(**before), found(**now))) == expected


def test_of_two_documents_that_are_one_file_now_the_narrower_stays() -> None:
    documents = {
        "/d/a": KnownContent("open", "1"),
        "/d/b": KnownContent("narrow", "1", narrowed=True),
    }
    plan = plan_sync(documents, found(c="1"))
    assert [(one.action, one.document_id) for one in plan.changes] == [
        (MOVED, "narrow"),
        (REMOVED, "open"),
    ]


def test_a_document_that_is_kept_is_neither_removed_nor_moved() -> None:
    plan = plan_sync(known(a="1"), found(b="1"), kept=lambda source: source == "/d/a")
    assert shown(plan) == [(NEW, "b")]


def test_the_same_bytes_that_would_be_read_otherwise_are_outdated() -> None:
    plan = plan_sync({"/d/a": KnownContent("a", "1", outdated=True)}, found(a="1"))
    assert shown(plan) == [(FolderAction.OUTDATED, "a")]
    assert plan.counts["outdated"] == 1


@dataclass
class Held:
    """A document of the model: its id, its content, and the path whose readers it has."""

    id: str
    content: str


def carried_out(documents: dict[str, Held], files: dict[str, str], plan: SyncPlan) -> None:
    """Change the documents as a naive reader of the plan would."""
    moved = {change.source: documents[change.former] for change in plan.of(MOVED)}  # all at once
    for change in plan.of(MOVED):
        if documents.get(change.former) in moved.values():
            del documents[change.former]
    documents |= moved
    for change in plan.of(REMOVED):
        del documents[change.source]
    for change in plan.of(NEW, CHANGED):
        known_id = documents[change.source].id if change.source in documents else "new"
        documents[change.source] = Held(known_id, files[change.source])


NAMES = st.sampled_from([f"/d/{folder}{name}" for folder in ("", "x/", "y/") for name in "abc"])
FOLDERS = st.dictionaries(NAMES, st.sampled_from("1234"), max_size=7)


@settings(max_examples=500)
@given(before=FOLDERS, now=FOLDERS)
def test_afterwards_the_collection_is_the_folder_and_no_path_lost_its_document(
    before: dict[str, str], now: dict[str, str]
) -> None:
    documents = {source: Held(f"id {source}", one) for source, one in before.items()}
    plan = plan_sync(
        {source: KnownContent(one.id, one.content) for source, one in documents.items()}, now
    )
    for change in plan.of(MOVED):  # neither read nor embedded again
        assert before[change.former] == now[change.source]
        assert change.document_id == documents[change.former].id
    carried_out(documents, now, plan)
    assert {source: one.content for source, one in documents.items()} == now
    kept_ids = [one.id for one in documents.values() if one.id != "new"]
    assert len(kept_ids) == len(set(kept_ids))
    for source in before.keys() & now.keys():  # whoever was kept from it stays kept from it
        assert documents[source].id != "new"
    assert plan.unchanged + len([*plan.of(NEW, CHANGED, MOVED)]) == len(now)


@given(before=FOLDERS, now=FOLDERS)
def test_nothing_is_read_whose_bytes_stayed_and_nothing_moves_that_did_not(
    before: dict[str, str], now: dict[str, str]
) -> None:
    plan = plan_sync(
        {source: KnownContent(source, content) for source, content in before.items()}, now
    )
    same = {source for source in before if now.get(source) == before[source]}
    assert not same & {one.source for one in plan.changes}
    assert not same & {one.former for one in plan.changes}
    gone = {source for source in before if source not in now}
    come = {source for source in now if source not in before}
    alone = [
        (former, source)
        for former in gone
        for source in come
        if before[former] == now[source]
        and list(before.values()).count(before[former]) == 1
        and list(now.values()).count(now[source]) == 1
    ]
    moved = {(one.former, one.source) for one in plan.of(MOVED)}
    assert moved.issuperset(alone)


def test_ten_thousand_equal_files_in_a_renamed_folder_are_planned_in_a_moment() -> None:
    before = {f"/d/old/{n}": KnownContent(str(n), "1") for n in range(10_000)}
    plan = plan_sync(before, {f"/d/new/{n}": "1" for n in range(10_000)})
    assert all(one.source == f"/d/new/{one.document_id}" for one in plan.of(MOVED))
    assert plan.counts["moved"] == 10_000
