"""Who may read what, against a reference that is easy to believe."""

import tempfile
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
from storage.documents import count_documents, find_document, list_documents, page
from storage.errors import BadInput, NameTaken, UnknownCollection, UnknownDocument
from storage.ledger import Ledger
from storage.passages import fetch_passages
from storage.records import OPERATOR, Reader
from tests.storage.populating import add, new_version

GROUPS = ("a", "b", "c")
some_groups = st.frozensets(st.sampled_from(GROUPS))
narrowings = st.none() | some_groups
libraries = st.lists(
    st.tuples(some_groups, st.lists(narrowings, max_size=3)), min_size=1, max_size=3
)


def may_read(
    groups: frozenset[str], granted: frozenset[str], narrowed: frozenset[str] | None
) -> bool:
    return bool(groups & granted) and (narrowed is None or bool(groups & narrowed))


@settings(max_examples=40, deadline=None)
@given(library=libraries, groups=some_groups)
def test_every_way_to_a_document_gives_what_its_reader_may_read_and_nothing_else(
    library: list[tuple[frozenset[str], list[frozenset[str] | None]]], groups: frozenset[str]
) -> None:
    reader = Reader("somebody", groups)
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger.create(Path(folder) / "home")
        allowed, forbidden = set(), set()
        for number, (granted, documents) in enumerate(library):
            create_collection(ledger, f"c{number}", groups=granted)
            for index, narrowed in enumerate(documents):
                made = add(ledger, new_version(f"c{number}", f"/{index}", readers=narrowed))
                (allowed if may_read(groups, granted, narrowed) else forbidden).add(
                    made.document_id
                )
        chunks = [chunk for batch in iter_active_chunks(ledger) for chunk in batch]
        audiences = readable_audiences(ledger, reader)
        passages = fetch_passages(ledger, reader, [chunk.id for chunk in chunks])

        assert {one.id for one in list_documents(ledger, reader)} == allowed
        assert count_documents(ledger, reader) == len(allowed)
        assert {c.document_id for c in chunks if c.audience in audiences} == allowed
        assert {one.chunk.document_id for one in passages.values()} == allowed
        for document_id in allowed:
            assert page(ledger, reader, document_id, 1).text == "text"
        for document_id in forbidden:
            with pytest.raises(UnknownDocument):
                find_document(ledger, reader, document_id)
            with pytest.raises(UnknownDocument):
                page(ledger, reader, document_id, 1)
        assert {one.id for one in list_documents(ledger, OPERATOR)} == allowed | forbidden
        ledger.close()


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
