"""Whether the server is ready: for questions, whatever what is new has to wait for."""

from fastapi import FastAPI

from storage.errors import NoRoom
from tests.ui.organisation import Organisation
from ui.app import site_in


async def test_a_worker_that_waits_takes_no_readiness_away_and_is_told(
    organisation: Organisation, site: FastAPI
) -> None:
    client = organisation.client(site)
    site_in(site).warm.set()
    assert (await client.get("/readyz")).json()["worker"] == "running"
    organisation.worker.trouble = NoRoom("The disk of /srv/private is full.", hint="Make room.")
    answer = await client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ready",
        "embedder": "ready",
        "worker": "waiting",
        "index": answer.json()["index"],
    }
    assert "private" not in answer.text


async def test_before_the_embedder_is_loaded_it_is_not_ready(
    organisation: Organisation, site: FastAPI
) -> None:
    answer = await organisation.client(site).get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "starting")
