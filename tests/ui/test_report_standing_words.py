"""How much of a document was read, in the words of its report and of the list."""

import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI

from ingest.remarks import RemarkKind, remark
from storage.schema import versions
from tests.ui.organisation import Browser, Organisation
from tests.ui.pdf_files import honest_pdf, pdf_with_a_scan

SPACES = str.maketrans("\u202f\xa0", "  ")


async def shown(browser: Browser, address: str, language: str) -> BeautifulSoup:
    await browser.submit("/language", language=language)
    text = (await browser.get(address)).text.translate(SPACES)
    return BeautifulSoup(text, "html.parser")


@pytest.mark.parametrize(
    ("language", "partly", "of_all"),
    [
        ("en", "Partly read", "No visible text could be read"),
        ("fr", "Lu en partie", "Aucun texte visible n’a pu être lu"),
    ],
)
async def test_a_document_of_hidden_text_alone_is_never_called_partly_read(
    organisation: Organisation, site: FastAPI, language: str, partly: str, of_all: str
) -> None:
    document = organisation.bring("white.pdf", honest_pdf([[]], white="Nobody sees this."))
    browser = await organisation.signed_in(site, "carl")
    notice = (await shown(browser, f"/library/report/{document.id}", language)).select_one(
        ".notice.bad"
    )
    assert of_all in notice.text and partly not in notice.text


@pytest.mark.parametrize(
    ("language", "one", "listed"),
    [
        ("en", "No search will find this page: 2.", "not read: 2"),
        ("fr", "Aucune recherche ne trouvera cette page : 2.", "non lue : 2"),
    ],
)
async def test_one_unread_page_is_spoken_of_as_one(
    organisation: Organisation, site: FastAPI, language: str, one: str, listed: str
) -> None:
    document = organisation.bring("scan.pdf", pdf_with_a_scan(["A first page with words."]))
    browser = await organisation.signed_in(site, "carl")
    soup = await shown(browser, f"/library/report/{document.id}", language)
    assert one in soup.select_one(".notice.bad").text
    rows = await shown(browser, "/library?q=scan", language)
    assert rows.select_one("td.verdict .unread").text == listed


async def test_why_pages_were_not_read_is_in_sight(
    organisation: Organisation, site: FastAPI
) -> None:
    scan = organisation.bring("scan.pdf", pdf_with_a_scan(["A first page with words."]))
    note = organisation.document("note.md")
    said = remark(RemarkKind.RECOGNITION_MISSING)
    with organisation.store.ledger.write() as connection:
        connection.execute(versions.update().values(warnings=[said]))
    browser = await organisation.signed_in(site, "carl")
    opened = await shown(browser, f"/library/report/{scan.id}", "en")
    assert opened.select_one("#remarks").has_attr("open")
    closed = await shown(browser, f"/library/report/{note.id}", "en")
    assert not closed.select_one("#remarks").has_attr("open")
