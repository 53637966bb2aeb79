"""The exhaustive search over HTTP: counted, complete, and only what the caller may read."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from storage.people import disable_person
from tests.ui.organisation import BASE_URL, Organisation
from tests.ui.test_api import operator


async def find(browser: httpx.AsyncClient, **asked: object) -> httpx.Response:
    ours = {} if "authorization" in browser.headers else {"origin": BASE_URL}
    return await browser.post("/api/v1/mentions", json=asked, headers=ours)


async def found(browser: httpx.AsyncClient, **asked: object) -> dict[str, Any]:
    response = await find(browser, **asked)
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.json()
    return told


async def test_every_mention_is_counted_and_opens_its_page_with_the_mention_marked(
    organisation: Organisation, site: FastAPI
) -> None:
    browser = await organisation.signed_in(site, "emma")
    told = await found(browser, query="télétravail")
    assert told["sought"] == [["télétravail"]]
    assert (told["documents"], told["mentions"], told["searched"]) == (1, 1, 2)
    (document,) = told["found"]
    assert document["title"] == "Télétravail" and document["in_title"]
    (page,) = document["pages"]
    assert page["page"] == 1 and "télétravail" in page["snippet"] and page["spans"]
    view = await browser.get(page["url"])
    assert view.status_code == 200 and 'id="cited"' in view.text
    assert "1 mention of “télétravail” on this page" in view.text
    beside = await browser.get(page["url"].replace("/1?", "/2?"))
    assert "0 mentions of “télétravail” on this page" in beside.text


async def test_what_the_caller_may_not_read_is_not_counted(
    organisation: Organisation, site: FastAPI
) -> None:
    counted = {}
    for name in ("nobody", "emma", "hugo", "claire"):
        told = await found(await organisation.signed_in(site, name), query="salary or inquiry")
        counted[name] = (told["documents"], len(told["found"]), told["searched"])
    assert counted == {
        "nobody": (0, 0, 0),
        "emma": (0, 0, 2),
        "hugo": (1, 1, 3),
        "claire": (2, 2, 4),
    }
    async with operator(organisation, site) as program:
        assert (await found(program, query="salary"))["documents"] == 1
        assert (await found(program, query="salary", **{"as": "emma"}))["documents"] == 0
        disable_person(organisation.store.ledger, "hugo")
        assert (await find(program, query="salary", **{"as": "hugo"})).status_code == 404


async def test_a_list_comes_in_parts_with_the_counts_of_the_whole(
    organisation: Organisation, site: FastAPI
) -> None:
    for number in range(3):
        organisation.queue(f"{number}.txt", b"Asbestos was found.")
    organisation.work()
    browser = await organisation.signed_in(site, "emma")
    whole = await found(browser, query="asbestos")
    parts = [await found(browser, query="asbestos", limit=2, offset=at) for at in (0, 2)]
    assert [one["documents"] for one in parts] == [3, 3]
    assert [*parts[0]["found"], *parts[1]["found"]] == whole["found"]


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({}, 400, "bad-request"),
        ({"query": ""}, 400, "bad-input"),
        ({"query": "?!"}, 400, "bad-input"),
        ({"query": "x" * 2_000}, 400, "bad-input"),
        ({"query": "x", "limit": 0}, 400, "bad-request"),
        ({"query": "x", "offset": -1}, 400, "bad-request"),
        ({"query": "x", "unknown": 1}, 400, "bad-request"),
        ({"query": "x", "collections": ["hr"]}, 404, "not-found"),
        ({"query": "x", "as": "claire"}, 403, "forbidden"),
    ],
)
async def test_what_cannot_be_sought_is_told(
    organisation: Organisation, site: FastAPI, asked: dict[str, object], status: int, code: str
) -> None:
    response = await find(await organisation.signed_in(site, "emma"), **asked)
    assert response.status_code == status
    assert response.json()["code"] == code


@pytest.mark.parametrize(
    "question",
    ["Quels documents mentionnent le télétravail ?", "Which documents mention télétravail?"],
)
async def test_a_question_after_mentions_is_answered_so(
    organisation: Organisation, site: FastAPI, question: str
) -> None:
    browser = await organisation.signed_in(site, "emma")
    response = await browser.post(
        "/api/v1/ask", json={"question": question}, headers={"origin": BASE_URL}
    )
    answer = response.json()
    assert answer["kind"] == "mentions" and answer["model"] == ""
    assert answer["text"].splitlines() == ["télétravail", "Télétravail [1]"]
    told = answer["mentions"]
    assert (told["documents"], told["mentions"]) == (1, 1)
    (document,) = told["found"]
    assert document["file_name"] == "telework.pdf"
    assert (await browser.get(document["pages"][0]["url"])).status_code == 200


async def test_a_mention_that_makes_no_sense_marks_nothing(
    organisation: Organisation, site: FastAPI
) -> None:
    browser = await organisation.signed_in(site, "emma")
    address = f"/view/{organisation.document('telework.pdf').id}/1"
    for mention in ("", "%3F", "%22", "%E2%80%AE", "%3Cscript%3Ex%3C/script%3E"):
        view = await browser.get(f"{address}?mention={mention}")
        assert view.status_code == 200
        assert 'id="cited"' not in view.text and "<script>x" not in view.text


async def test_a_field_that_is_wrong_is_named_and_not_what_stood_in_it(
    organisation: Organisation, site: FastAPI
) -> None:
    browser = await organisation.signed_in(site, "emma")
    problem = (await find(browser, query="x", limit="secret", other="secret")).json()
    assert {one["field"] for one in problem["fields"]} == {"limit", "other"}
    assert all(one["problem"] for one in problem["fields"])
    assert "secret" not in str(problem)
