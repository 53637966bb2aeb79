import pytest

from ingest.acting import actor, made_collection, narrowing, readable_collection
from storage.access import create_collection, find_collection
from storage.errors import BadInput, UnknownCollection, UnknownPerson
from storage.ledger import Ledger
from storage.people import add_person, disable_person
from storage.records import OPERATOR, Role


@pytest.fixture(autouse=True)
def people(ledger: Ledger) -> None:
    create_collection(ledger, "hr", groups=["hr"])
    for name, role, groups in (
        ("emma", Role.EMPLOYEE, ["hr"]),
        ("carl", Role.COMPLIANCE, ["hr"]),
        ("olga", Role.COMPLIANCE, ["others"]),
        ("adam", Role.ADMIN, ["hr"]),
    ):
        add_person(ledger, name, password_hash="x", role=role, groups=groups)


def test_without_a_name_the_operator_acts(ledger: Ledger) -> None:
    assert actor(ledger, None).reader == OPERATOR


def test_only_compliance_and_admin_may_act(ledger: Ledger) -> None:
    assert actor(ledger, "carl").reader.groups == {"hr"}
    with pytest.raises(BadInput, match="role employee"):
        actor(ledger, "emma")
    with pytest.raises(UnknownPerson):
        actor(ledger, "nobody")


def test_a_disabled_person_may_not_act(ledger: Ledger) -> None:
    disable_person(ledger, "carl")
    with pytest.raises(BadInput, match="disabled"):
        actor(ledger, "carl")


def test_a_collection_that_one_may_not_read_looks_like_one_that_does_not_exist(
    ledger: Ledger,
) -> None:
    messages = []
    for name in ("hr", "none"):
        with pytest.raises(UnknownCollection) as refused:
            readable_collection(ledger, actor(ledger, "olga"), name)
        messages.append((refused.value.message + refused.value.hint).replace(name, "NAME"))
    assert messages[0] == messages[1]
    assert "assistant collection add NAME" in messages[0]


def test_making_a_collection_that_exists_changes_nothing(ledger: Ledger) -> None:
    made_collection(ledger, actor(ledger, None), "hr", groups=["others"])
    assert find_collection(ledger, "hr").groups == {"hr"}
    with pytest.raises(UnknownCollection):
        made_collection(ledger, actor(ledger, "olga"), "hr", groups=["others"])


def test_only_who_may_make_collections_makes_one_and_can_read_it(ledger: Ledger) -> None:
    with pytest.raises(BadInput, match="may not make collections"):
        made_collection(ledger, actor(ledger, "carl"), "new", groups=["hr"])
    with pytest.raises(BadInput, match="could not read"):
        made_collection(ledger, actor(ledger, "adam"), "new", groups=["others"])
    assert made_collection(ledger, actor(ledger, "adam"), "new", groups=["hr"]).groups == {"hr"}


def test_readers_are_groups_that_exist(ledger: Ledger) -> None:
    assert narrowing(ledger, []) is None
    assert narrowing(ledger, ["others", "hr"]) == {"others", "hr"}
    assert narrowing(ledger, ["*"]) == {"*"}
    assert narrowing(ledger, ["new"], new_groups=["new"]) == {"new"}
    with pytest.raises(BadInput, match="the group HR") as refused:
        narrowing(ledger, ["hr", "HR"])
    assert "hr, others" in refused.value.hint
