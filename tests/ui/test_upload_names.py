"""Forty hostile names through the upload: kept by content, nothing outside of the home (T8)."""

from urllib.parse import quote_from_bytes

import pytest
from fastapi import FastAPI

from storage.jobs import batch_jobs
from storage.records import Verdict
from tests.ingest.hostile_names import ALL
from tests.ingest.watched_writes import writes_outside
from tests.ui.organisation import BASE_URL, Organisation

BATCH = "0" * 32


@pytest.mark.timeout(120)
async def test_hostile_names_write_nothing_outside_of_the_home(
    organisation: Organisation, site: FastAPI
) -> None:
    browser = await organisation.signed_in(site, "claire")
    home = organisation.store.home
    beside = sorted(home.parent.iterdir())
    with writes_outside(home) as outside:
        for number, name in enumerate(ALL):
            encoded = quote_from_bytes(name.encode("utf-8", "surrogateescape"), safe="")
            response = await browser.post(
                f"/library/upload?collection=handbook&batch={BATCH}&name={encoded}",
                content=f"Rule {number} of the house.".encode(),
                headers={"origin": BASE_URL, "accept": "application/json"},
            )
            assert response.status_code in (200, 400), name
            assert str(home) not in response.text
        organisation.work()
    jobs = batch_jobs(organisation.store.ledger, BATCH)
    assert len(jobs) >= 40
    assert {job.verdict for job in jobs} <= {Verdict.READ, Verdict.CANCELLED, Verdict.UNCHANGED}
    assert all("/" not in job.file_name and job.file_name not in (".", "..") for job in jobs)
    assert outside == []
    assert sorted(home.parent.iterdir()) == beside
    kept = [path.name for path in (home / "originals").rglob("*") if path.is_file()]
    assert all(len(name) == 64 for name in kept)
