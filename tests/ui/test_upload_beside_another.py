"""Two keepers send files of one name into one collection before either was read."""

import pytest
from fastapi import FastAPI

from storage.documents import find_by_source, list_documents
from storage.people import find_person
from tests.ui.organisation import Organisation

NARROWED, OPEN = b"The committee closes the mill in March.", b"The canteen closes at the mill."
COMMITTEE = frozenset({"compliance"})


@pytest.mark.parametrize("narrowed_first", [True, False])
async def test_each_file_keeps_its_text_and_its_readers(
    organisation: Organisation, site: FastAPI, narrowed_first: bool
) -> None:
    claire = await organisation.signed_in(site, "claire")
    carl = await organisation.signed_in(site, "carl")

    async def committee() -> None:
        sent = await claire.upload(NARROWED, name="minutes.txt", reader=["compliance"])
        assert sent.status_code == 200

    async def canteen() -> None:
        sent = await carl.upload(OPEN, name="minutes.txt", batch="1" * 32)
        assert sent.status_code == 200

    for send in (committee, canteen) if narrowed_first else (canteen, committee):
        await send()
    organisation.work()
    first, second = ("claire", "carl") if narrowed_first else ("carl", "claire")
    sources = {first: "upload:minutes.txt", second: f"upload:{second}/minutes.txt"}
    for name, readers in (("claire", COMMITTEE), ("carl", None)):
        document = find_by_source(organisation.store.ledger, "handbook", sources[name])
        assert document is not None
        assert (document.readers, document.added_by) == (readers, name)
        assert organisation.store.originals.path(document.content_sha256).is_file()
    reader = find_person(organisation.store.ledger, "carl").reader
    seen = list_documents(organisation.store.ledger, reader)
    assert [one.source for one in seen if one.file_name == "minutes.txt"] == [sources["carl"]]


@pytest.mark.parametrize("forbidden", [True, False])
async def test_nothing_tells_a_keeper_of_a_file_of_that_name_that_they_may_not_read(
    organisation: Organisation, site: FastAPI, forbidden: bool
) -> None:
    claire = await organisation.signed_in(site, "claire")
    if forbidden:
        await claire.upload(NARROWED, name="minutes.txt", reader=["compliance"])
        organisation.work()
    carl = await organisation.signed_in(site, "carl")
    sent = await carl.upload(OPEN, name="minutes.txt", batch="1" * 32)
    organisation.work()
    reader = find_person(organisation.store.ledger, "carl").reader
    (kept,) = [
        one
        for one in list_documents(organisation.store.ledger, reader)
        if one.file_name == "minutes.txt"
    ]
    assert (kept.source == "upload:minutes.txt") is not forbidden
    report = await carl.get(f"/api/v1/report/{kept.id}")
    assert report.json()["source"] == "upload:minutes.txt"
    for told in (
        sent.text,
        report.text,
        (await carl.get(f"/library/report/{kept.id}")).text,
        (await carl.get("/library")).text,
    ):
        assert "upload:carl" not in told
