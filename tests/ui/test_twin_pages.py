"""The page behind a twin of a source."""

from dataclasses import replace

from fastapi import FastAPI

from storage.records import Span
from storage.turn_records import Twin
from tests.ui.organisation import TELEWORK, Organisation
from tests.ui.test_page_viewer import cite, page_of, shown


async def test_a_twin_of_a_source_is_shown_as_it_was_found(
    organisation: Organisation, site: FastAPI
) -> None:
    note, telework = organisation.document("note.md"), organisation.document("telework.pdf")
    text = page_of(organisation, note).text
    at = text.index("open on Mondays")
    spans = (Span(1, at, at + 15),)
    twin = Twin(
        note.id, note.version_id, 1, note.title, note.file_name, 1, spans, text[at : at + 15]
    )
    citation = cite(organisation, "emma", telework, TELEWORK[0], replace(twin, number=2))
    browser = await organisation.signed_in(site, "emma")
    soup = await shown(browser, f"/view/{note.id}/1{citation}&twin=2")
    assert soup.select_one(".text mark").text == "open on Mondays"
    for address in (
        f"/view/{note.id}/1{citation}&twin=1",  # there is none of that number
        f"/view/{telework.id}/1{citation}&twin=2",  # it is of another document
    ):
        assert (await browser.get(address)).status_code == 404
