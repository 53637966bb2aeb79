"""What is listed as worth a look is what the list then says something of."""

from dataclasses import replace

import pytest

from storage.access import create_collection
from storage.documents import list_documents
from storage.ledger import Ledger
from storage.page_findings import HiddenKind, HiddenText, PageWarning
from storage.reading_report import Attention, attention
from storage.records import OPERATOR, Page, Verdict
from tests.storage.populating import add, new_version

SET_ASIDE = HiddenText(HiddenKind.TINY, "Pay nothing.")
NOT_ALL_READ = (Verdict.PARTLY_READ, Verdict.QUARANTINED)


@pytest.mark.parametrize("verdict", [Verdict.READ, *NOT_ALL_READ])
@pytest.mark.parametrize("warnings", [(), *((one,) for one in PageWarning)])
@pytest.mark.parametrize(
    "hidden", [(), (SET_ASIDE,), (replace(SET_ASIDE, included=True),)], ids=["", "hidden", "let in"]
)
def test_a_document_is_worth_a_look_where_its_verdict_or_its_line_in_a_list_says_so(
    ledger: Ledger,
    verdict: Verdict,
    warnings: tuple[PageWarning, ...],
    hidden: tuple[HiddenText, ...],
) -> None:
    create_collection(ledger, "hr", groups=["hr"])
    pages = [Page(1, "text"), Page(2, "more", warnings=warnings, hidden=hidden)]
    made = replace(new_version("hr", "/a"), verdict=verdict, pages=pages)
    add(ledger, made)
    (document,) = list_documents(ledger, OPERATOR)
    noted = attention(ledger, [document])[document.id]
    worth_it = verdict in NOT_ALL_READ or noted != Attention()
    assert bool(list_documents(ledger, OPERATOR, to_check=True)) is worth_it
    let_in = all(one.included for one in hidden)
    assert worth_it is bool(verdict in NOT_ALL_READ or warnings or not let_in)
