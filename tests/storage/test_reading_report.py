"""Reports over a ledger: an older one has them too, and lists of documents say what to look at."""

from contextlib import closing
from pathlib import Path

from storage.access import create_collection
from storage.documents import list_documents
from storage.ledger import Ledger
from storage.reading_report import Attention, attention, reading_report
from storage.records import OPERATOR, PageReading
from tests.assistant.handbook import LEAVE, add
from tests.fakes import WordEmbedder
from tests.storage.earlier_ledger import take_back_to_0003


def test_a_home_from_before_opens_with_reports_of_its_documents(home: Path) -> None:
    with closing(Ledger.create(home)) as ledger:
        create_collection(ledger, "staff", groups=["staff"])
        document = add(ledger, WordEmbedder(), "leave.md", LEAVE, title="Leave policy")
        with ledger.write() as connection:
            take_back_to_0003(connection)
    with closing(Ledger.open(home)) as ledger:
        report = reading_report(ledger, OPERATOR, document)
        assert [page.characters for page in report.pages] == [len(text) for text in LEAVE]
        assert {page.reading for page in report.pages} == {PageReading.TEXT}
        assert (report.seconds, report.parser, report.hidden, report.near) == (None, "", (), ())
        again = add(ledger, WordEmbedder(), "leave.md", LEAVE, title="Leave policy")
        assert again == document
        assert reading_report(ledger, OPERATOR, document).near == ()


def test_a_list_of_well_read_documents_asks_for_no_attention(ledger: Ledger) -> None:
    create_collection(ledger, "staff", groups=["staff"])
    add(ledger, WordEmbedder(), "leave.md", LEAVE, title="Leave policy")
    found = list_documents(ledger, OPERATOR)
    assert attention(ledger, found) == {found[0].id: Attention()}
    assert attention(ledger, []) == {}
