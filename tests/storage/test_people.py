"""People: added once, disabled at once."""

import pytest

from storage.access import create_collection
from storage.documents import list_documents
from storage.errors import BadInput, NameTaken, UnknownPerson
from storage.ledger import Ledger
from storage.people import (
    add_person,
    disable_person,
    find_person,
    list_people,
    password_hash_of,
    set_language,
    set_password_hash,
)
from storage.records import Person, Role
from storage.sessions import open_session, person_of
from tests.storage.populating import add, new_version


def emma(ledger: Ledger) -> Person:
    return add_person(
        ledger, "emma", password_hash="hash", role=Role.EMPLOYEE, groups=["staff", "hr"]
    )


def test_a_person_is_found_as_added(ledger: Ledger) -> None:
    added = emma(ledger)
    assert find_person(ledger, "emma") == added
    assert added.groups == {"staff", "hr"}
    assert (added.display_name, added.language, added.disabled) == ("emma", "", False)
    assert password_hash_of(ledger, "emma") == "hash"
    assert list_people(ledger) == [added]


def test_a_disabled_person_reads_nothing_and_is_out_of_every_session(ledger: Ledger) -> None:
    create_collection(ledger, "hr", groups=["hr"])
    add(ledger, new_version("hr", "/a"))
    person = emma(ledger)
    open_session(ledger, person.id, token="t", idle_s=100, absolute_s=100)
    assert len(list_documents(ledger, person.reader)) == 1
    disable_person(ledger, "emma")
    disabled = find_person(ledger, "emma")
    assert disabled.disabled and list_documents(ledger, disabled.reader) == []
    assert person_of(ledger, "t") is None
    assert password_hash_of(ledger, "emma") is None


def test_a_new_password_ends_the_sessions(ledger: Ledger) -> None:
    person = emma(ledger)
    open_session(ledger, person.id, token="t", idle_s=100, absolute_s=100)
    set_password_hash(ledger, "emma", "other")
    assert person_of(ledger, "t") is None
    assert password_hash_of(ledger, "emma") == "other"


def test_the_chosen_language_is_kept(ledger: Ledger) -> None:
    emma(ledger)
    set_language(ledger, "emma", "fr")
    assert find_person(ledger, "emma").language == "fr"


def test_a_name_is_given_once(ledger: Ledger) -> None:
    emma(ledger)
    with pytest.raises(NameTaken, match="emma"):
        emma(ledger)


def test_a_bad_group_adds_nobody(ledger: Ledger) -> None:
    with pytest.raises(BadInput, match="group"):
        add_person(ledger, "emma", password_hash="h", role=Role.EMPLOYEE, groups=["<b>"])
    assert list_people(ledger) == []


@pytest.mark.parametrize("name", ["nobody", "", "x" * 5000, "\x00"])
def test_an_unknown_person_is_said_so(ledger: Ledger, name: str) -> None:
    with pytest.raises(UnknownPerson) as caught:
        find_person(ledger, name)
    assert len(caught.value.message) < 200
    with pytest.raises(UnknownPerson):
        disable_person(ledger, name)


def test_a_language_that_is_none_of_ours_is_refused(ledger: Ledger) -> None:
    emma(ledger)
    with pytest.raises(BadInput, match="'de'"):
        set_language(ledger, "emma", "de")
    assert find_person(ledger, "emma").language == ""
