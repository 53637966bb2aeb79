"""The library page and its jobs."""

import re

import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI

from storage.documents import list_documents
from storage.records import OPERATOR, Verdict
from tests.ui.organisation import Browser, Organisation
from tests.ui.pdf_files import pdf_with_a_scan
from ui.library import PAGE_SIZE, page_ranges, tone_of


async def listed(organisation: Organisation, site: FastAPI, who: str, query: str = "") -> list[str]:
    browser = await organisation.signed_in(site, who)
    response = await browser.get(f"/library{query}")
    assert response.status_code == 200
    soup = BeautifulSoup(response.text, "html.parser")
    return [str(cell.text).strip() for cell in soup.select("td.name .muted")]


async def test_each_keeper_sees_what_they_may_read(
    organisation: Organisation, site: FastAPI
) -> None:
    assert set(await listed(organisation, site, "claire")) == {
        "telework.pdf",
        "note.md",
        "salaries.pdf",
        "inquiry.pdf",
    }
    assert set(await listed(organisation, site, "carl")) == {"telework.pdf", "note.md"}


async def test_the_list_is_searched_in_titles_and_names_and_by_collection(
    organisation: Organisation, site: FastAPI
) -> None:
    assert await listed(organisation, site, "claire", "?q=TRAVAIL") == ["telework.pdf"]
    assert await listed(organisation, site, "claire", "?q=.md") == ["note.md"]
    assert await listed(organisation, site, "claire", "?in=hr") == ["salaries.pdf"]
    assert await listed(organisation, site, "claire", "?in=hr&q=note") == []
    assert await listed(organisation, site, "claire", "?q=%25") == []
    assert await listed(organisation, site, "carl", "?in=hr") == []


async def test_a_page_of_the_list_leads_to_the_next_and_keeps_the_search(
    organisation: Organisation, site: FastAPI
) -> None:
    for number in range(PAGE_SIZE + 2):
        organisation.queue(f"memo-{number:02}.txt", f"Memo number {number}.".encode())
    organisation.work()
    browser = await organisation.signed_in(site, "claire")
    first = BeautifulSoup((await browser.get("/library?q=memo&in=handbook")).text, "html.parser")
    assert len(first.select("td.name")) == PAGE_SIZE
    assert "27 documents" in first.text and "1 to 25 of 27" in first.text
    following = first.select_one("a[rel=next]")["href"]
    assert following == "/library?q=memo&in=handbook&page=2"
    second = BeautifulSoup((await browser.get(str(following))).text, "html.parser")
    assert len(second.select("td.name")) == 2
    assert second.select_one("a[rel=prev]")["href"] == "/library?q=memo&in=handbook"
    beyond = await browser.get("/library?page=99999")
    assert beyond.status_code == 200
    assert (await browser.get("/library?page=0")).status_code == 404
    assert (await browser.get(f"/library?page={10**30}")).status_code == 404


async def test_an_empty_library_says_what_to_do(organisation: Organisation, site: FastAPI) -> None:
    browser = await organisation.signed_in(site, "claire")
    for document in list_documents(organisation.store.ledger, OPERATOR):
        response = await browser.submit("/library/remove", document=document.id)
        assert response.headers["location"] == "/library?removed=1"
    response = await browser.get("/library?removed=1")
    assert "No documents yet" in response.text
    assert "The document was removed." in response.text


async def test_a_removed_document_leaves_the_list_and_its_original_the_disk(
    organisation: Organisation, site: FastAPI
) -> None:
    document = organisation.document("note.md")
    original = organisation.store.originals.path(document.content_sha256)
    assert original.is_file()
    browser = await organisation.signed_in(site, "carl")
    await browser.submit("/library/remove", document=document.id)
    assert "note.md" not in await listed(organisation, site, "claire")
    assert not original.exists()
    assert (await browser.submit("/library/remove", document=document.id)).status_code == 404


async def test_jobs_are_shown_to_those_who_may_read_what_they_bring(
    organisation: Organisation, site: FastAPI
) -> None:
    batch = "1" * 32
    claire = await organisation.signed_in(site, "claire")
    carl = await organisation.signed_in(site, "carl")
    await claire.upload(b"For all staff.", name="open.txt", batch=batch)
    await claire.upload(b"For HR.", name="closed.txt", batch=batch, collection="hr")
    await claire.upload(b"Narrowed.", name="narrow.txt", batch=batch, reader=["compliance"])

    async def names(browser: Browser, address: str) -> set[str]:
        return {job["file_name"] for job in (await browser.get(address)).json()["jobs"]}

    everything = {"open.txt", "closed.txt", "narrow.txt"}
    for address in ("/library/jobs", f"/library/jobs?batch={batch}"):
        assert await names(claire, address) == everything
        assert await names(carl, address) == {"open.txt"}
    organisation.work()
    assert await names(claire, "/library/jobs") == set()  # nothing is open any more
    assert await names(claire, f"/library/jobs?batch={batch}") == everything


async def test_what_one_brings_one_may_follow_to_its_end(
    organisation: Organisation, site: FastAPI
) -> None:
    batch = "2" * 32
    carl = await organisation.signed_in(site, "carl")
    sent = await carl.upload(b"For HR eyes.", name="away.txt", batch=batch, reader=["hr"])
    assert sent.status_code == 200
    organisation.work()
    jobs = (await carl.get(f"/library/jobs?batch={batch}")).json()["jobs"]
    assert [job["verdict"] for job in jobs] == ["read"]
    assert "away.txt" not in (await carl.get("/library")).text


async def test_a_job_tells_its_state_in_the_persons_language(
    organisation: Organisation, site: FastAPI
) -> None:
    batch = "3" * 32
    browser = await organisation.signed_in(site, "claire")
    await browser.submit("/language", language="fr")
    await browser.upload(b"", name="rien.pdf", batch=batch)
    (waiting,) = (await browser.get(f"/library/jobs?batch={batch}")).json()["jobs"]
    assert waiting["label"] in ("En attente", "Vide")
    organisation.work()
    (job,) = (await browser.get(f"/library/jobs?batch={batch}")).json()["jobs"]
    assert job["verdict"] == Verdict.EMPTY and job["tone"] == "bad"
    assert job["label"] == "Vide"
    assert job["meaning"] == "Le fichier ne contient rien. Demandez le bon fichier."


async def test_unread_pages_and_readers_are_in_the_list(
    organisation: Organisation, site: FastAPI
) -> None:
    browser = await organisation.signed_in(site, "claire")
    response = await browser.get("/library")
    soup = BeautifulSoup(response.text, "html.parser")
    rows = {row.select_one("td.name .muted").text: row for row in soup.select("tbody tr")}
    assert [badge.text for badge in rows["inquiry.pdf"].select("td.readers .badge")] == [
        "compliance"
    ]
    assert "as the collection" in rows["note.md"].text
    assert re.search(r"Today, \d\d:\d\d|\d+ \w+ \d{4}, \d\d:\d\d", rows["note.md"].text)
    assert "by claire" in rows["note.md"].text


async def test_only_readable_collections_are_offered(
    organisation: Organisation, site: FastAPI
) -> None:
    browser = await organisation.signed_in(site, "carl")
    soup = BeautifulSoup((await browser.get("/library")).text, "html.parser")
    assert [option["value"] for option in soup.select("#collection option")] == ["handbook"]


def test_a_verdict_has_a_tone() -> None:
    assert tone_of(Verdict.READ) == "ok"
    assert tone_of(Verdict.UNCHANGED) == "ok"
    assert tone_of(Verdict.PARTLY_READ) == "warn"
    assert tone_of(Verdict.ENCRYPTED) == "bad"


@pytest.mark.parametrize(
    ("numbers", "words"),
    [((), ""), ((3,), "3"), ((1, 2, 3), "1–3"), ((9, 3, 7, 8), "3, 7–9"), ((1, 3), "1, 3")],
)
def test_runs_of_pages_are_shortened(numbers: tuple[int, ...], words: str) -> None:
    assert page_ranges(numbers) == words


async def test_a_partly_read_document_names_its_pages(
    organisation: Organisation, site: FastAPI
) -> None:
    """A page that draws a picture of text and no letters cannot be read without OCR."""
    organisation.bring("scan.pdf", pdf_with_a_scan(["A first page with enough words to read."]))
    browser = await organisation.signed_in(site, "claire")
    soup = BeautifulSoup((await browser.get("/library?q=scan")).text, "html.parser")
    assert soup.select_one("td.verdict .badge.warn").text == "Partly read"
    assert "not read: 2" in soup.select_one("td.verdict").text
