"""Who may read what, against a reference that is easy to believe."""

import shutil
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.access import (
    create_collection,
    find_collection,
    grant,
    list_collections,
    readable_audiences,
    readable_collection,
    revoke,
)
from storage.chunks import iter_active_chunks
from storage.documents import (
    count_chunks,
    count_documents,
    find_document,
    list_documents,
    page,
)
from storage.errors import BadInput, NameTaken, UnknownCollection, UnknownDocument
from storage.jobs import enqueue, finish, recent_jobs
from storage.ledger import Ledger
from storage.passages import fetch_passages
from storage.records import OPERATOR, Reader, Verdict
from storage.versions import retag_document
from tests.storage.populating import add, new_version

GROUPS = ("a", "b", "c")
some_groups = st.frozensets(st.sampled_from(GROUPS))
narrowings = st.none() | some_groups
# Per collection its groups, and per document the readers it is added with and those it has later.
libraries = st.lists(
    st.tuples(some_groups, st.lists(st.tuples(narrowings, narrowings), max_size=3)),
    min_size=1,
    max_size=3,
)


def may_read(
    groups: frozenset[str], granted: frozenset[str], narrowed: frozenset[str] | None
) -> bool:
    return bool(groups & granted) and (narrowed is None or bool(groups & narrowed))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new home to copy: migrating one for every example would take most of the time."""
    home = tmp_path_factory.mktemp("template") / "home"
    Ledger.create(home).close()
    return home


def seen_every_way(ledger: Ledger, reader: Reader, only: str | None) -> list[set[str]]:
    """The documents of a library as each of our functions gives them to `reader`."""
    chunks = [chunk for batch in iter_active_chunks(ledger) for chunk in batch]
    names = None if only is None else [only]
    audiences = readable_audiences(ledger, reader, collections=names)
    passages = fetch_passages(ledger, reader, [one.id for one in chunks], collections=names)
    jobs = recent_jobs(ledger, reader)
    return [
        {one.id for one in list_documents(ledger, reader, collection=only)},
        {chunk.document_id for chunk in chunks if chunk.audience in audiences},
        {one.chunk.document_id for one in passages.values()},
        {job.document_id for job in jobs if only in (None, job.collection)},
    ]


def opens(ledger: Ledger, reader: Reader, document_id: str) -> tuple[bool, bool]:
    """Whether the document is found by its id, and whether its page is."""

    def works(attempt: Callable[[], object]) -> bool:
        try:
            attempt()
        except UnknownDocument:
            return False
        return True

    return (
        works(lambda: find_document(ledger, reader, document_id)),
        works(lambda: page(ledger, reader, document_id, 1)),
    )


@settings(max_examples=40, deadline=None)
@given(library=libraries, groups=some_groups)
def test_every_way_to_a_document_gives_what_its_reader_may_read_and_nothing_else(
    template: Path,
    library: list[tuple[frozenset[str], list[tuple[frozenset[str] | None, ...]]]],
    groups: frozenset[str],
) -> None:
    reader = Reader("somebody", groups)
    readable: dict[str, set[str]] = {}
    everything: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(shutil.copytree(template, Path(folder) / "home"))
        with closing(Ledger.open(home)) as ledger:
            for number, (granted, documents) in enumerate(library):
                name = f"c{number}"
                create_collection(ledger, name, groups=granted)
                readable[name] = set()
                for index, (narrowed, later) in enumerate(documents):
                    made = add(ledger, new_version(name, f"/{index}", readers=narrowed))
                    bring_again(ledger, name, f"/{index}", made.document_id)
                    if later != narrowed:
                        retag_document(ledger, made.document_id, later)
                    everything.add(made.document_id)
                    if may_read(groups, granted, later):
                        readable[name].add(made.document_id)
            allowed = set().union(*readable.values())
            assert seen_every_way(ledger, reader, None) == [allowed] * 4
            for name, expected in readable.items():
                assert seen_every_way(ledger, reader, name) == [expected] * 4
                assert count_documents(ledger, reader, collection=name) == len(expected)
            assert count_documents(ledger, reader) == count_chunks(ledger, reader) == len(allowed)
            for document_id in everything:
                assert opens(ledger, reader, document_id) == (document_id in allowed,) * 2
            assert seen_every_way(ledger, OPERATOR, None) == [everything] * 4


def bring_again(ledger: Ledger, collection: str, source: str, document_id: str) -> None:
    """A finished job for a document that is there."""
    job = enqueue(
        ledger,
        collection=collection,
        source=source,
        file_name=source,
        requested_by="operator",
        batch="batch",
        content_sha256="content",
        size_bytes=1,
    )
    finish(ledger, job.id, verdict=Verdict.UNCHANGED, document_id=document_id)


def test_a_reader_without_a_group_sees_nothing(ledger: Ledger) -> None:
    create_collection(ledger, "open", groups=["staff"])
    create_collection(ledger, "granted to nobody", groups=[])
    add(ledger, new_version("open", "/a"))
    add(ledger, new_version("granted to nobody", "/b"))
    nobody = Reader("nobody")
    assert readable_audiences(ledger, nobody) == frozenset()
    assert list_documents(ledger, nobody) == []
    assert list_collections(ledger, nobody) == []


def test_forbidden_and_unknown_documents_and_collections_look_the_same(ledger: Ledger) -> None:
    create_collection(ledger, "hr", groups=["hr"])
    made = add(ledger, new_version("hr", "/secret"))
    reader = Reader("emma", frozenset({"staff"}))
    with pytest.raises(UnknownDocument) as forbidden:
        find_document(ledger, reader, made.document_id)
    with pytest.raises(UnknownDocument) as unknown:
        find_document(ledger, reader, "0" * 20)
    assert str(forbidden.value) == str(unknown.value)
    assert forbidden.value.hint == unknown.value.hint
    with pytest.raises(UnknownCollection) as closed:
        readable_collection(ledger, reader, "hr")
    with pytest.raises(UnknownCollection) as absent:
        readable_collection(ledger, reader, "xx")
    assert str(closed.value).replace("hr", "xx") == str(absent.value)


def test_a_narrowing_to_nobody_admits_nobody_but_the_operator(ledger: Ledger) -> None:
    create_collection(ledger, "hr", groups=["hr"])
    add(ledger, new_version("hr", "/a", readers=frozenset()))
    assert list_documents(ledger, Reader("r", frozenset({"hr"}))) == []
    assert len(list_documents(ledger, OPERATOR)) == 1


def test_a_grant_and_its_withdrawal_count_from_the_next_search_on(ledger: Ledger) -> None:
    create_collection(ledger, "hr", groups=[])
    add(ledger, new_version("hr", "/a"))
    reader = Reader("r", frozenset({"managers"}))
    assert not readable_audiences(ledger, reader)
    grant(ledger, "hr", group="managers")
    grant(ledger, "hr", group="managers")
    assert find_collection(ledger, "hr").groups == {"managers"}
    assert readable_audiences(ledger, reader)
    revoke(ledger, "hr", group="managers")
    assert not readable_audiences(ledger, reader)


def test_a_search_can_be_restricted_to_collections(ledger: Ledger) -> None:
    for name in ("a", "b"):
        create_collection(ledger, name, groups=["g"])
        add(ledger, new_version(name, "/x"))
    reader = Reader("r", frozenset({"g"}))
    only_a = readable_audiences(ledger, reader, collections=["a"])
    only_b = readable_audiences(ledger, reader, collections=["b"])
    assert len(only_a) == len(only_b) == 1
    assert only_a | only_b == readable_audiences(ledger, reader)
    assert readable_audiences(ledger, reader, collections=[]) == frozenset()
    chunk_ids = [chunk.id for batch in iter_active_chunks(ledger) for chunk in batch]
    found = fetch_passages(ledger, reader, chunk_ids, collections=["a"])
    assert {one.collection for one in found.values()} == {"a"}


def test_two_collections_cannot_have_one_name(ledger: Ledger) -> None:
    create_collection(ledger, "hr", groups=[])
    with pytest.raises(NameTaken, match="hr"):
        create_collection(ledger, "hr", groups=[])


@pytest.mark.parametrize("name", ["", " ", "a" * 65, "-a", "a\nb", "a/b", "<b>", "\u202eabc", "a "])
def test_a_name_that_could_deceive_is_refused(ledger: Ledger, name: str) -> None:
    with pytest.raises(BadInput) as caught:
        create_collection(ledger, name, groups=[])
    assert "64" in caught.value.hint


def test_names_are_compared_in_one_normal_form(ledger: Ledger) -> None:
    create_collection(ledger, "e\u0301quipe", groups=["g"])
    assert find_collection(ledger, "équipe").name == "équipe"


def test_a_right_is_taken_back_in_whichever_form_its_group_is_typed(ledger: Ledger) -> None:
    create_collection(ledger, "hr", groups=["équipe"])
    revoke(ledger, "hr", group="e\u0301quipe")
    assert find_collection(ledger, "hr").groups == frozenset()
    with pytest.raises(BadInput):
        revoke(ledger, "hr", group="<équipe>")


def test_a_narrowing_is_the_same_in_whichever_form_its_groups_are_typed(ledger: Ledger) -> None:
    create_collection(ledger, "hr", groups=["équipe"])
    for number, form in enumerate(("équipe", "e\u0301quipe")):
        add(ledger, new_version("hr", f"/{number}", readers=frozenset({form})))
    reader = Reader("r", frozenset({"équipe"}))
    assert len(readable_audiences(ledger, reader)) == 1
    assert {one.readers for one in list_documents(ledger, reader)} == {frozenset({"équipe"})}
    both = frozenset({"équipe", "e\u0301quipe"})
    add(ledger, new_version("hr", "/both", readers=both))
    assert count_documents(ledger, reader) == 3
