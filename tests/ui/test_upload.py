"""Files on their way in through the library page."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from assistant.retrieval import retrieve
from storage.documents import find_by_source
from storage.jobs import batch_jobs
from storage.people import find_person
from storage.records import Verdict
from tests.ui.organisation import BASE_URL, Organisation
from tests.ui.pdf_files import honest_pdf, memory_bomb
from ui.app import site_in

BATCH = "0" * 32
TEXT = b"The canteen serves soup on Thursdays, and bread on every day of the week."


def kept_files(organisation: Organisation) -> list[Path]:
    return [path for path in (organisation.store.home / "originals").rglob("*") if path.is_file()]


async def test_an_upload_is_searchable_once_it_is_read_without_a_restart(
    organisation: Organisation, site: FastAPI
) -> None:
    browser = await organisation.signed_in(site, "claire")
    response = await browser.upload(TEXT, name="canteen.txt")
    assert response.status_code == 200
    organisation.work()
    found = retrieve(
        organisation.store,
        "canteen soup thursdays",
        reader=find_person(organisation.store.ledger, "emma").reader,
    )
    assert found.passages[0].file_name == "canteen.txt"


async def test_of_two_bad_files_and_a_good_one_each_gets_its_verdict(
    organisation: Organisation, site: FastAPI
) -> None:
    browser = await organisation.signed_in(site, "claire")
    encrypted = honest_pdf([["x"]])[:700]
    for name, content in (
        ("broken.pdf", encrypted),
        ("good.pdf", honest_pdf([["A sound page with a sentence."]])),
        ("program.pdf", b"\x7fELF" + bytes(100)),
    ):
        assert (await browser.upload(content, name=name)).status_code == 200
    organisation.work()
    answer = (await browser.get(f"/library/jobs?batch={BATCH}")).json()
    verdicts = {job["file_name"]: job for job in answer["jobs"]}
    assert verdicts["good.pdf"]["tone"] == "ok"
    assert verdicts["broken.pdf"]["tone"] == "bad"
    assert verdicts["program.pdf"]["verdict"] == Verdict.UNKNOWN_TYPE
    assert all(job["meaning"] for job in answer["jobs"])
    page = (await browser.get("/library")).text
    unread = "".join(re.findall(r'<li class="unread-file">.*?</li>', page, re.S))
    documents = page.partition("<table")[2]
    assert "good.pdf" in documents and "broken.pdf" not in documents
    assert "broken.pdf" in unread and "program.pdf" in unread and "good.pdf" not in unread


async def test_a_hostile_file_among_them_harms_nobody(
    organisation: Organisation, site: FastAPI
) -> None:
    browser = await organisation.signed_in(site, "claire")
    await browser.upload(memory_bomb(), name="bomb.pdf")
    await browser.upload(TEXT, name="canteen.txt")
    organisation.work()
    jobs = batch_jobs(organisation.store.ledger, BATCH)
    assert jobs[0].verdict is not None and not jobs[0].verdict.searchable
    assert jobs[1].verdict is Verdict.READ


async def test_readers_may_be_narrowed_to_known_groups_alone(
    organisation: Organisation, site: FastAPI
) -> None:
    browser = await organisation.signed_in(site, "claire")
    assert (await browser.upload(TEXT, name="a.txt", reader=["hr", "staff"])).status_code == 200
    organisation.work()
    document = organisation.document("a.txt")
    assert document.readers == {"hr", "staff"}
    refused = await browser.upload(TEXT, name="b.txt", reader=["no-such-group"])
    assert refused.status_code == 400
    assert find_by_source(organisation.store.ledger, "handbook", "upload:b.txt") is None


@pytest.mark.parametrize(
    "query",
    [
        {"name": ""},
        {"name": "   "},
        {"name": "a.txt", "batch": ""},
        {"name": "a.txt", "batch": "../../etc"},
        {"name": "a.txt", "batch": "G" * 32},
    ],
)
async def test_an_upload_without_a_name_or_a_batch_is_refused(
    organisation: Organisation, site: FastAPI, query: dict[str, str]
) -> None:
    browser = await organisation.signed_in(site, "claire")
    assert (await browser.upload(TEXT, **query)).status_code == 400


@pytest.mark.parametrize(
    "name",
    ["../../outside.txt", "/etc/passwd", "..\\..\\x.txt", "a\x00b.txt", "x" * 5000, "\ud83d\ude00"],
)
async def test_no_name_leads_out_of_the_store(
    organisation: Organisation, site: FastAPI, name: str
) -> None:
    browser = await organisation.signed_in(site, "claire")
    before = set(organisation.store.home.parent.iterdir())
    name = name.encode("utf-16", "surrogatepass").decode("utf-16")
    assert (await browser.upload(TEXT, name=name)).status_code == 200
    assert set(organisation.store.home.parent.iterdir()) == before
    names = {path.name for path in kept_files(organisation)}
    assert all(len(kept) == 64 for kept in names)


async def test_a_file_past_the_limit_is_refused_and_leaves_nothing(
    organisation: Organisation, site: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_MAX_FILE_MIB", "1")
    from ui.app import create_site

    settings = site_in(site).settings
    small = create_site(organisation.store, None, organisation.worker, settings)  # type: ignore[arg-type]
    browser = await organisation.signed_in(small, "claire")
    before = kept_files(organisation)

    async def parts() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield bytes(65536)

    announced = await browser.upload(bytes(2 << 20), name="big.txt")
    assert announced.status_code == 413
    assert "more than can be sent" in announced.json()["hint"]
    unannounced = await browser.post(
        f"/library/upload?collection=handbook&name=big.txt&batch={BATCH}",
        content=parts(),
        headers={"origin": BASE_URL, "accept": "application/json"},
    )
    assert unannounced.status_code == 413
    assert kept_files(organisation) == before
    assert batch_jobs(organisation.store.ledger, BATCH) == []


async def test_while_a_file_comes_in_other_pages_are_answered(
    organisation: Organisation, site: FastAPI
) -> None:
    browser = await organisation.signed_in(site, "claire")
    other = await organisation.signed_in(site, "emma")
    gate = asyncio.Event()

    async def parts() -> AsyncIterator[bytes]:
        yield TEXT
        await gate.wait()
        yield TEXT

    uploads = [
        asyncio.create_task(
            browser.post(
                f"/library/upload?collection=handbook&name=slow{number}.txt&batch={BATCH}",
                content=parts(),
                headers={"origin": BASE_URL},
            )
        )
        for number in range(6)  # more than may run at once
    ]
    await asyncio.sleep(0.1)
    document = organisation.document("telework.pdf")
    for _ in range(5):
        response = await asyncio.wait_for(other.get(f"/view/{document.id}/1"), 5)
        assert response.status_code == 200
    gate.set()
    statuses = [response.status_code for response in await asyncio.gather(*uploads)]
    assert statuses == [200] * 6


async def test_a_body_that_stalls_is_given_up(
    organisation: Organisation, site: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.request_body.STALL_S", 0.2)
    browser = await organisation.signed_in(site, "claire")
    before = kept_files(organisation)

    async def parts() -> AsyncIterator[bytes]:
        yield TEXT
        await asyncio.sleep(30)
        yield TEXT

    response = await browser.post(
        f"/library/upload?collection=handbook&name=slow.txt&batch={BATCH}",
        content=parts(),
        headers={"origin": BASE_URL, "accept": "application/json"},
    )
    assert response.status_code == 408
    assert kept_files(organisation) == before
