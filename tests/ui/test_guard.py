"""The gate in front of every route, before an application that would answer anything."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from storage.records import Person, Role
from ui.caller import ANONYMOUS, Caller, caller_in
from ui.guard import Guard
from ui.settings import WebSettings

EMMA = Person(1, "emma", "Emma", Role.EMPLOYEE, frozenset({"staff"}), "en", disabled=False)
PAUL = Person(2, "paul", "Paul", Role.EMPLOYEE, frozenset({"staff"}), "fr", disabled=False)
PEOPLE = {"emma": EMMA, "paul": PAUL}
ORIGIN = {"origin": "http://localhost:7860"}
API = "/chat/gradio_api"


async def anything(request: Request) -> Response:
    body = await request.body()
    person = caller_in(request.scope).person
    return JSONResponse({"who": person.name if person else None, "bytes": len(body)})


async def broken(request: Request) -> Response:
    raise RuntimeError("the secret word is swordfish")


async def endless(request: Request) -> Response:
    async def drip() -> AsyncIterator[bytes]:
        while True:
            yield b"x"
            await asyncio.sleep(0.05)

    return StreamingResponse(drip())


class Door:
    """A guard, who is signed in, and a client that talks to it as a browser on the page would."""

    def __init__(self, settings: WebSettings) -> None:
        self.gone: set[str] = set()
        methods = ["GET", "HEAD", "POST"]
        inner = Starlette(
            routes=[
                Route("/broken", broken),
                Route(f"{API}/heartbeat/{{name}}", endless),
                Route("/{path:path}", anything, methods=methods),
            ]
        )
        self.app = Guard(
            inner,
            settings=settings,
            max_file_bytes=1 << 20,
            identify=self.identify,
            still_there=lambda request: request.headers.get("cookie", "") not in self.gone,
        )

    def identify(self, request: Request) -> Caller:
        person = PEOPLE.get(request.headers.get("cookie", ""))
        return Caller(person) if person else ANONYMOUS

    def client(self, name: str = "", *, url: str = "http://localhost:7860") -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        headers = {"cookie": name} if name else {}
        return httpx.AsyncClient(transport=transport, base_url=url, headers=headers)


@pytest.fixture
def door() -> Door:
    return Door(WebSettings.model_validate({}))


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:7860", "", "a, b"])
async def test_a_request_under_another_name_is_refused(door: Door, host: str) -> None:
    async with door.client("emma") as client:
        response = await client.get("/livez", headers={"host": host})
    assert response.status_code == 400
    assert "ASSISTANT_PUBLIC_URL" in response.json()["hint"]
    assert not host or host not in response.text


async def test_the_public_name_is_allowed_and_needs_its_scheme() -> None:
    door = Door(WebSettings.model_validate({"public_url": "https://assistant.example.org"}))
    async with door.client("emma", url="http://assistant.example.org") as client:
        own = {"origin": "https://assistant.example.org"}
        plain = {"origin": "http://assistant.example.org"}
        assert (await client.post("/sign-out", headers=own)).status_code == 200
        assert (await client.post("/sign-out", headers=plain)).status_code == 403
        response = await client.get("/")
    assert response.headers["strict-transport-security"].startswith("max-age=")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": "http://evil.example"},
        {"origin": "http://localhost:7861"},
        {**ORIGIN, "sec-fetch-site": "cross-site"},
        {**ORIGIN, "sec-fetch-site": "same-site"},
    ],
)
async def test_a_change_that_does_not_come_from_our_pages_is_refused(
    door: Door, headers: dict[str, str]
) -> None:
    async with door.client("emma") as client:
        for path in ("/sign-in", "/language", "/library/upload", f"{API}/queue/join"):
            assert (await client.post(path, headers=headers)).status_code == 403


async def test_who_is_not_signed_in_is_sent_to_the_sign_in_page_and_back(door: Door) -> None:
    async with door.client() as client:
        page = {"accept": "text/html,*/*"}
        response = await client.get("/view/abc/1?turn=2&source=1", headers=page)
        assert response.status_code == 303
        assert response.headers["location"] == (
            "/sign-in?next=%2Fview%2Fabc%2F1%3Fturn%3D2%26source%3D1"
        )
        assert (await client.get("/", headers=page)).headers["location"] == "/sign-in"
        response = await client.get("/library/jobs")
        assert response.status_code == 401
        assert response.json()["code"] == "unauthorized"
        assert (await client.post("/library/upload", headers=ORIGIN)).status_code == 401


async def test_only_the_first_page_and_its_files_are_open_to_everybody(door: Door) -> None:
    async with door.client() as client:
        for path in ("/sign-in", "/livez", "/readyz", "/static/intramuros.css"):
            assert (await client.get(path)).status_code == 200
        for path in ("/signin", "/static", "/sign-in/x", "/original/1", "/chat/", "/chat/config"):
            assert (await client.get(path)).status_code == 401


@pytest.mark.parametrize("path", ["/sign-in%3F", "/livez%3F/x", "/sign-in%23/x"])
async def test_an_escaped_question_mark_does_not_make_a_path_public(door: Door, path: str) -> None:
    async with door.client() as client:
        assert (await client.get(path)).status_code == 401


async def test_an_escaped_question_mark_does_not_open_a_route_of_gradio(door: Door) -> None:
    async with door.client("emma") as client:
        for path in ("/chat/%3F/../gradio_api/info", "/chat/config%3F/x"):
            assert (await client.get(path)).status_code == 404


async def test_routes_of_gradio_that_the_chat_does_not_need_do_not_exist(door: Door) -> None:
    async with door.client("emma") as client:
        for path in ("info", "file=/etc/passwd", "proxy=http://evil.example", "stream/a/1/2/x.ts"):
            assert (await client.get(f"{API}/{path}")).status_code == 404
        assert (await client.post(f"{API}/upload", headers=ORIGIN)).status_code == 404


async def test_a_gradio_session_answers_one_person_alone(door: Door) -> None:
    mine = {"session_hash": "abc", "data": ["question"]}
    async with door.client("emma") as emma, door.client("paul") as paul:
        joined = await emma.post(f"{API}/queue/join", json=mine, headers=ORIGIN)
        assert joined.json() == {"who": "emma", "bytes": len(json.dumps(mine).replace(" ", ""))}
        assert (await paul.post(f"{API}/queue/join", json=mine, headers=ORIGIN)).status_code == 404
        assert (await paul.post(f"{API}/cancel", json=mine, headers=ORIGIN)).status_code == 404
        assert (await paul.get(f"{API}/queue/data?session_hash=abc")).status_code == 404
        assert (await paul.get(f"{API}/heartbeat/abc")).status_code == 404
        assert (await emma.get(f"{API}/queue/data?session_hash=abc")).status_code == 200
        assert (await emma.get(f"{API}/queue/data")).status_code == 404


async def test_a_link_from_elsewhere_opens_the_chat_and_reads_nothing_of_it(door: Door) -> None:
    link = {
        "sec-fetch-site": "cross-site",
        "sec-fetch-mode": "navigate",
        "sec-fetch-dest": "document",
    }
    async with door.client("emma") as client:
        assert (await client.get("/chat/", headers=link)).status_code == 200
        assert (await client.get("/view/abc/1", headers=link)).status_code == 200
        assert (await client.get("/chat/config", headers=link)).status_code == 403
        frame = {**link, "sec-fetch-dest": "iframe"}
        assert (await client.get("/view/abc/1", headers=frame)).status_code == 403


async def test_a_body_past_its_limit_is_refused_announced_or_not(door: Door) -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 1024

    async with door.client("emma") as client:
        for headers in (ORIGIN, {**ORIGIN, "accept": "text/html"}):
            long = await client.post("/sign-out", content=b"x" * 20_000, headers=headers)
            assert long.status_code == 413
            longer = await client.post("/sign-out", content=parts(), headers=headers)
            assert longer.status_code == 413
        announced = {**ORIGIN, "content-length": "many"}
        assert (await client.post("/sign-out", headers=announced)).status_code == 413
        fits = await client.post("/library/upload", content=parts(), headers=ORIGIN)
        assert fits.json()["bytes"] == 100 * 1024


async def test_other_methods_are_refused(door: Door) -> None:
    async with door.client("emma") as client:
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "MADE-UP"):
            assert (await client.request(method, "/library", headers=ORIGIN)).status_code == 405


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
async def test_a_fault_of_ours_becomes_a_page_without_its_text(
    door: Door, accept: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with door.client("emma") as client:
        response = await client.get("/broken", headers={"accept": accept})
    assert response.status_code == 500
    assert "swordfish" not in response.text
    assert "Traceback" not in response.text
    assert response.headers["content-security-policy"]


async def test_every_answer_carries_the_headers(door: Door) -> None:
    async with door.client("emma") as client:
        answers = [
            await client.get("/library"),
            await client.get("/nowhere", headers={"host": "evil.example"}),
            await client.post("/sign-out"),
            await client.get("/static/x.css"),
            await client.get("/chat/"),
            await client.get("/broken"),
        ]
    for response in answers:
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "same-origin"
        assert response.headers["cross-origin-opener-policy"] == "same-origin"
        assert "camera=()" in response.headers["permissions-policy"]
        policy = response.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'self'" in policy
        assert "unsafe-eval" not in policy
        assert not any(name.startswith("access-control-") for name in response.headers)
    assert answers[0].headers["cache-control"] == "no-store"
    assert answers[3].headers["cache-control"] == "no-cache"
    assert "script-src 'self';" in answers[0].headers["content-security-policy"]


async def test_a_stream_ends_when_its_session_does(door: Door) -> None:
    async with door.client("emma") as client:
        started = asyncio.create_task(client.get(f"{API}/heartbeat/abc"))
        await asyncio.sleep(0.2)
        assert not started.done()
        door.gone.add("emma")
        response = await asyncio.wait_for(started, 10)
    assert response.status_code == 200
    assert set(response.text) == {"x"}


async def test_a_websocket_is_closed_at_once(door: Door) -> None:
    sent = []

    async def send(message: object) -> None:
        sent.append(message)

    async def receive() -> dict[str, str]:
        return {"type": "websocket.connect"}

    await door.app({"type": "websocket", "path": "/chat/", "headers": []}, receive, send)
    assert sent == [{"type": "websocket.close", "code": 1008}]


async def test_the_operators_token_counts_without_a_cookie_and_without_an_origin(
    door: Door,
) -> None:
    token = {"authorization": "Bearer x"}
    async with door.client() as client:
        assert (await client.post("/api/v1/ask", headers=token)).status_code == 401
        assert (await client.post("/api/v1/ask", headers={**token, **ORIGIN})).status_code == 403
        assert (await client.post("/library/upload", headers=token)).status_code == 403
    async with door.client("emma") as client:
        assert (await client.post("/api/v1/ask", headers=token)).status_code == 403
