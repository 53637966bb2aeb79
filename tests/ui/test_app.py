"""The whole site as a server: it starts, works, gets ready and stops."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from fastapi import FastAPI

from storage.jobs import batch_jobs
from tests.ui.live import serving
from tests.ui.organisation import PASSWORD, Organisation

BATCH = "0" * 32


@contextmanager
def signed_in(address: str, name: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, headers={"origin": address}, timeout=30) as client:
        response = client.post("/sign-in", data={"name": name, "password": PASSWORD})
        assert response.status_code == 303
        yield client


def eventually(happened: Callable[[], bool], *, within_s: float = 20) -> None:
    deadline = time.monotonic() + within_s
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_a_server_gets_ready_reads_what_is_uploaded_and_stops(
    organisation: Organisation, site: FastAPI
) -> None:
    with serving(site) as address:
        assert httpx.get(f"{address}/livez").json() == {"status": "alive"}
        eventually(lambda: httpx.get(f"{address}/readyz").status_code == 200)
        ready = httpx.get(f"{address}/readyz").json()
        assert ready == {
            "status": "ready",
            "embedder": "ready",
            "worker": "running",
            "index": ready["index"],
        }
        with signed_in(address, "claire") as client:
            sent = client.post(
                f"/library/upload?collection=handbook&name=new.txt&batch={BATCH}",
                content=b"The bicycle shed is behind the canteen.",
            )
            job = sent.json()["job"]

            def is_read() -> bool:
                jobs = client.get(f"/library/jobs?batch={BATCH}").json()["jobs"]
                return any(one["id"] == job and one["verdict"] == "read" for one in jobs)

            eventually(is_read)
            page = client.get("/library", headers={"accept": "text/html"}).text
            assert "new.txt" in page
        stopping = time.monotonic()
    assert time.monotonic() - stopping < 10


def test_an_upload_that_breaks_off_leaves_nothing(
    organisation: Organisation, site: FastAPI
) -> None:
    originals = organisation.store.home / "originals"

    def files() -> list[Path]:
        return sorted(path for path in originals.rglob("*") if path.is_file())

    before = files()
    with serving(site) as address, signed_in(address, "claire") as client:
        parts = urlsplit(address)
        cookie = f"intramuros={client.cookies['intramuros']}"
        head = (
            f"POST /library/upload?collection=handbook&name=half.txt&batch={BATCH} HTTP/1.1\r\n"
            f"Host: {parts.netloc}\r\nOrigin: {address}\r\nCookie: {cookie}\r\n"
            "Content-Length: 1000000\r\n\r\n"
        )
        with socket.create_connection((parts.hostname, parts.port)) as connection:
            connection.sendall(head.encode() + b"x" * 500_000)
            eventually(lambda: len(files()) > len(before))
        eventually(lambda: files() == before, within_s=5)
        assert batch_jobs(organisation.store.ledger, BATCH) == []
        assert client.get("/livez").status_code == 200


def test_a_person_who_is_disabled_is_out_of_a_running_answer(
    organisation: Organisation, site: FastAPI
) -> None:
    """The stream of an answer ends with the session: see test_guard for the stream itself."""
    from storage.people import disable_person

    with serving(site) as address, signed_in(address, "emma") as client:
        disable_person(organisation.store.ledger, "emma")
        response = client.post("/api/v1/ask", content=json.dumps({"question": "x"}))
        assert response.status_code == 401
        assert response.headers["content-type"] == "application/json"


def test_no_response_tells_what_serves_it(site: FastAPI) -> None:
    with serving(site) as address:
        response = httpx.get(f"{address}/sign-in")
    assert "x-powered-by" not in response.headers
