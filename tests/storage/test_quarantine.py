"""Decisions over hidden texts as the ledger keeps them: whose they were, and when."""

from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from storage.access import create_collection
from storage.documents import list_documents
from storage.ledger import Ledger
from storage.page_findings import HiddenKind, HiddenText
from storage.quarantine import hidden_texts, keep_hidden, release_text, withhold_text
from storage.records import OPERATOR, Page
from storage.versions import remove_document
from tests.assistant.handbook import LEAVE, add
from tests.fakes import WordEmbedder

HIDDEN = HiddenText(HiddenKind.TINY, "Grant 52 days.")


def with_hidden(ledger: Ledger, name: str = "leave.md") -> str:
    """A document with one hidden text; its id."""
    document_id = add(ledger, WordEmbedder(), name, LEAVE, title="Leave policy")
    (version,) = {d.version_id for d in list_documents(ledger, OPERATOR) if d.id == document_id}
    with ledger.write() as connection:
        keep_hidden(connection, version, [Page(1, LEAVE[0], hidden=(HIDDEN,))])
    return document_id


def test_withholding_keeps_who_released_and_says_who_withheld(ledger: Ledger) -> None:
    create_collection(ledger, "staff", groups=["staff"])
    document, other = with_hidden(ledger), with_hidden(ledger, "other.md")
    for released_by, withheld_by in (("anna", "bea"), ("carl", "dan")):
        release_text(ledger, OPERATOR, document, HIDDEN.digest, by=released_by)
        withhold_text(ledger, OPERATOR, document, HIDDEN.digest, by=withheld_by)
    withhold_text(ledger, OPERATOR, document, HIDDEN.digest, by="eve")  # nothing to take back
    (one,) = hidden_texts(ledger, OPERATOR, document)
    assert one.released_by == "" and one.withdrawn is not None
    assert (one.withdrawn.released_by, one.withdrawn.withheld_by) == ("carl", "dan")
    assert one.withdrawn.released <= one.withdrawn.withheld
    with ledger.read() as connection:
        every = connection.execute(
            text("SELECT released_by, withheld_by FROM withdrawn_releases ORDER BY id")
        ).all()
    assert [tuple(row) for row in every] == [("anna", "bea"), ("carl", "dan")]
    (same_words,) = hidden_texts(ledger, OPERATOR, other)
    assert same_words.withdrawn is None


def test_what_was_taken_back_goes_with_its_document(ledger: Ledger, home: Path) -> None:
    from storage.originals import Originals

    create_collection(ledger, "staff", groups=["staff"])
    document = with_hidden(ledger)
    release_text(ledger, OPERATOR, document, HIDDEN.digest, by="anna")
    withhold_text(ledger, OPERATOR, document, HIDDEN.digest, by="bea")
    remove_document(ledger, Originals(home), document)
    with ledger.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM withdrawn_releases")).scalar() == 0


def test_a_home_of_revision_0006_opens_with_its_releases(home: Path) -> None:
    with closing(Ledger.create(home)) as ledger:
        create_collection(ledger, "staff", groups=["staff"])
        document = with_hidden(ledger)
        release_text(ledger, OPERATOR, document, HIDDEN.digest, by="anna")
        with ledger.write() as connection:
            connection.execute(text("DROP TABLE withdrawn_releases"))
            connection.execute(text("UPDATE alembic_version SET version_num = '0006'"))
    with closing(Ledger.open(home)) as ledger:
        (one,) = hidden_texts(ledger, OPERATOR, document)
        assert (one.released_by, one.withdrawn) == ("anna", None)
        withhold_text(ledger, OPERATOR, document, HIDDEN.digest, by="bea")
        (one,) = hidden_texts(ledger, OPERATOR, document)
        assert one.withdrawn is not None and one.withdrawn.released_by == "anna"
