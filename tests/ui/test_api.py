"""The HTTP API: one question, one cited answer."""

import asyncio
import json
from collections.abc import Generator, Sequence
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from assistant.events import AnswerEvent, ModelWaiting
from storage.people import disable_person
from storage.records import Reader
from tests.ui.live import serving
from tests.ui.organisation import BASE_URL, Organisation
from ui.app import site_in
from ui.operator_token import make_operator_token

QUESTION = "Combien de jours de télétravail par semaine ?"


async def ask(browser: httpx.AsyncClient, **asked: object) -> httpx.Response:
    return await browser.post("/api/v1/ask", json=asked, headers={"origin": BASE_URL})


def operator(organisation: Organisation, site: FastAPI) -> httpx.AsyncClient:
    client = organisation.client(site)
    client.headers["authorization"] = f"Bearer {make_operator_token(organisation.store.home)}"
    return client


async def test_an_answer_cites_pages_that_the_person_may_open(
    organisation: Organisation, site: FastAPI
) -> None:
    browser = await organisation.signed_in(site, "emma")
    response = await ask(browser, question=QUESTION, language="fr")
    assert response.status_code == 200
    answer = response.json()
    assert answer["kind"] == "extractive" and answer["language"] == "fr"
    assert "trois jours" in answer["text"] and "[1]" in answer["text"]
    source = answer["sources"][0]
    assert source["file_name"] == "telework.pdf" and source["page"] == 1
    assert (await browser.get(source["url"])).status_code == 200


async def test_nothing_near_is_a_refusal(organisation: Organisation, site: FastAPI) -> None:
    browser = await organisation.signed_in(site, "emma")
    answer = (await ask(browser, question="What is the salary of band seven?")).json()
    assert answer["kind"] == "refusal" and answer["sources"] == []
    assert "Salaries" not in answer["nearest"]


async def test_the_stream_tells_evidence_sentences_and_the_whole(
    organisation: Organisation, site: FastAPI
) -> None:
    browser = await organisation.signed_in(site, "emma")
    response = await browser.post(
        "/api/v1/ask",
        json={"question": QUESTION},
        headers={"origin": BASE_URL, "accept": "application/x-ndjson"},
    )
    assert response.headers["content-type"].startswith("application/x-ndjson")
    events = [json.loads(line) for line in response.text.splitlines()]
    kinds = [event["event"] for event in events]
    assert kinds[0] == "evidence" and kinds[-1] == "answer" and "sentence" in kinds
    assert events[-1]["answer"]["sources"]


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({}, 400, "bad-request"),
        ({"question": 5}, 400, "bad-request"),
        ({"question": "x", "language": "de"}, 400, "bad-request"),
        ({"question": "x", "unknown": 1}, 400, "bad-request"),
        ({"question": "x", "collections": []}, 400, "bad-request"),
        ({"question": ""}, 400, "question-empty"),
        ({"question": "🙂👍🏽"}, 400, "question-empty"),
        ({"question": "\x00"}, 400, "question-empty"),
        ({"question": "et le la du"}, 400, "question-vague"),
        ({"question": "what is the"}, 400, "question-vague"),
        ({"question": "Which documents do not mention gifts?"}, 400, "mentions-negated"),
        ({"question": "mot " * 2_500}, 400, "question-too-long"),
        ({"question": "x", "collections": ["hr"]}, 404, "not-found"),
        ({"question": "x", "collections": ["nowhere"]}, 404, "not-found"),
        ({"question": "x", "as": "claire"}, 403, "forbidden"),
    ],
)
@pytest.mark.parametrize("accept", ["application/json", "application/x-ndjson"])
async def test_what_is_wrong_with_a_question_is_said_in_json(
    organisation: Organisation,
    site: FastAPI,
    asked: dict[str, object],
    status: int,
    code: str,
    accept: str,
) -> None:
    browser = await organisation.signed_in(site, "emma")
    browser.headers["accept"] = accept
    response = await ask(browser, **asked)
    assert response.status_code == status, response.text
    assert response.json()["code"] == code
    assert response.json()["hint"]


@pytest.mark.parametrize(
    "question",
    [
        "Wie viele Tage télétravail pro Woche sind möglich?",
        "¿Cuántos días de télétravail por semana?",
        "كم عدد أيام العمل عن بعد؟",
        "每周可以远程办公几天？",
        "Combien de jours\x00 de télétravail 🙂 par semaine ?",
    ],
)
async def test_a_question_in_another_language_or_with_odd_characters_is_answered(
    organisation: Organisation, site: FastAPI, question: str
) -> None:
    browser = await organisation.signed_in(site, "emma")
    response = await ask(browser, question=question)
    assert response.status_code == 200
    answer = response.json()
    assert answer["kind"] in ("extractive", "refusal") and answer["language"] in ("fr", "en")


async def test_a_body_that_is_no_json_is_refused(organisation: Organisation, site: FastAPI) -> None:
    browser = await organisation.signed_in(site, "emma")
    for body in (b"", b"{", b"[" * 50_000, b"\xff", b'{"question": "\\ud800"}'):
        response = await browser.post(
            "/api/v1/ask",
            content=body,
            headers={"origin": BASE_URL, "content-type": "application/json"},
        )
        assert response.status_code in (200, 400)


async def test_the_operator_reads_everything_or_asks_for_a_person(
    organisation: Organisation, site: FastAPI
) -> None:
    client = operator(organisation, site)
    question = "Salary band seven begins at how many euros a year?"
    everything = await client.post("/api/v1/ask", json={"question": question})
    assert "salaries.pdf" in [one["file_name"] for one in everything.json()["sources"]]
    as_emma = await client.post("/api/v1/ask", json={"question": question, "as": "emma"})
    assert "salaries.pdf" not in as_emma.text and "61000" not in as_emma.text
    as_hugo = await client.post("/api/v1/ask", json={"question": question, "as": "hugo"})
    assert "61000" in as_hugo.json()["text"]
    for name in ("nobody-at-all", "dora", "\ud800"):
        asked = json.dumps({"question": question, "as": name})
        response = await client.post(
            "/api/v1/ask", content=asked, headers={"content-type": "application/json"}
        )
        assert response.status_code == 404


async def test_the_token_opens_the_api_alone_and_only_from_this_machine(
    organisation: Organisation, site: FastAPI
) -> None:
    client = operator(organisation, site)
    document = organisation.document("telework.pdf")
    for path in ("/library", f"/original/{document.id}", f"/view/{document.id}/1", "/"):
        assert (await client.get(path)).status_code in (303, 401)
    far = organisation.client(site, client=("10.0.0.7", 5))
    far.headers.update(client.headers)
    assert (await far.post("/api/v1/ask", json={"question": QUESTION})).status_code == 401
    forwarded = {"x-forwarded-for": "203.0.113.5"}
    response = await client.post("/api/v1/ask", json={"question": QUESTION}, headers=forwarded)
    assert response.status_code == 401
    client.headers["authorization"] = "Bearer " + "x" * 43
    assert (await client.post("/api/v1/ask", json={"question": QUESTION})).status_code == 401


class Slow:
    """An assistant whose answer never comes, and which notes when it is closed."""

    def __init__(self) -> None:
        self.began = asyncio.Event()
        self.closed = False

    def answer(
        self,
        question: str,
        *,
        reader: Reader,
        language: str | None,
        history: Sequence[Any] = (),
        collections: Sequence[str] | None = None,
    ) -> Generator[AnswerEvent, None, None]:
        import time

        try:
            while True:
                yield ModelWaiting(0.1)
                time.sleep(0.1)
        finally:
            self.closed = True


def test_an_answer_nobody_waits_for_is_closed_within_a_second(
    organisation: Organisation, site: FastAPI
) -> None:
    import socket
    import time
    from dataclasses import replace
    from urllib.parse import urlsplit

    from tests.ui.test_app import eventually, signed_in

    for accept in ("application/x-ndjson", "application/json"):
        slow = Slow()
        site.state.site = replace(site_in(site), assistant=slow)  # type: ignore[arg-type]
        with serving(site) as address, signed_in(address, "emma") as client:
            parts = urlsplit(address)
            body = json.dumps({"question": QUESTION}).encode()
            head = (
                f"POST /api/v1/ask HTTP/1.1\r\nHost: {parts.netloc}\r\nOrigin: {address}\r\n"
                f"Cookie: intramuros={client.cookies['intramuros']}\r\nAccept: {accept}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            with socket.create_connection((parts.hostname, parts.port)) as connection:
                connection.sendall(head.encode() + body)
                time.sleep(0.6)
                assert not slow.closed
            eventually(lambda closed=slow: closed.closed, within_s=1.5)  # type: ignore[misc]


def test_a_disabled_person_is_out_of_a_running_stream(
    organisation: Organisation, site: FastAPI
) -> None:
    from dataclasses import replace

    from tests.ui.test_app import signed_in

    slow = Slow()
    site.state.site = replace(site_in(site), assistant=slow)  # type: ignore[arg-type]
    with serving(site) as address, signed_in(address, "emma") as client:
        headers = {"accept": "application/x-ndjson"}
        with client.stream("POST", "/api/v1/ask", json={"question": "x"}, headers=headers) as lines:
            for number, line in enumerate(lines.iter_lines()):
                assert json.loads(line)["event"] == "waiting"
                if number == 2:
                    disable_person(organisation.store.ledger, "emma")
                assert number < 60  # six seconds
        assert slow.closed
