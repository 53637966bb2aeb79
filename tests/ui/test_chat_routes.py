"""The whole application with Gradio in it: what of Gradio answers, and to whom.

The routes are read from the Gradio application itself, so that a newer one cannot open a door
that nobody looked at.
"""

import re
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from fastapi import FastAPI
from starlette.routing import Mount, Route

from assistant.answering import Assistant
from assistant.settings import AssistantSettings
from tests.ui.organisation import BASE_URL, PASSWORD, Organisation, web_settings
from tests.ui.test_access_matrix import MATRIX, routes_of
from ui.app import create_app, site_in
from ui.gradio_guard import route_allowed

pytestmark = pytest.mark.slow

PUBLIC_URL = "https://assistant.example.org"

# What each parameter of a route's pattern stands for in a request.
SAMPLES = {
    "path": "x.js",
    "path_or_url": "/etc/passwd",
    "url_path": "http://evil.invalid/",
    "session_hash": "abc123",
    "api_name": "predict",
    "event_id": "0" * 32,
    "key": "k",
    "page": "p",
    "size": "32",
}
OPEN = {
    ("GET", "/chat/"),
    ("HEAD", "/chat/"),
    ("GET", "/chat/config"),
    ("GET", "/chat/theme.css"),
    ("GET", "/chat/assets/{path}"),
    ("GET", "/chat/static/{path}"),
    ("GET", "/chat/svelte/{path}"),
    ("GET", "/chat/gradio_api/startup-events"),
    ("GET", "/chat/gradio_api/app_id"),
    ("GET", "/chat/gradio_api/queue/data"),
    ("GET", "/chat/gradio_api/heartbeat/{session_hash}"),
    ("POST", "/chat/gradio_api/queue/join"),
    ("POST", "/chat/gradio_api/cancel"),
}


def made(organisation: Organisation, **values: object) -> FastAPI:
    """The whole application, chat included."""
    assistant = Assistant(organisation.store, AssistantSettings.model_validate({"model": "none"}))
    settings = web_settings(**values)
    return create_app(organisation.store, assistant, organisation.worker, settings)


@pytest.fixture
def whole(organisation: Organisation) -> Iterator[FastAPI]:
    app = made(organisation)
    yield app
    site_in(app).page_images.close()


def gradio_routes(app: FastAPI) -> set[tuple[str, str]]:
    """Method and pattern of every route of the Gradio applications, under /chat."""
    (mount,) = [route for route in app.routes if isinstance(route, Mount) and route.path == "/chat"]
    found: set[tuple[str, str]] = set()
    for inner in mount.app._apps.values():  # type: ignore[attr-defined]
        found |= collected(inner.routes)
    return found


def collected(routes: list[object]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for route in routes:
        if isinstance(route, Route):
            pattern = "/chat" + re.sub(r"{(\w+)(:\w+)?}", r"{\1}", route.path)
            found |= {(method, pattern) for method in route.methods or ()}
        elif isinstance(route, Mount):
            found.add(("GET", f"/chat{route.path}/"))
        else:
            router = getattr(route, "original_router", None)
            assert router is not None, f"a route of an unknown kind: {route}"
            found |= collected(router.routes)
    return found


def address(pattern: str) -> str:
    return re.sub(r"{(\w+)}", lambda found: SAMPLES.get(found[1], "x"), pattern)


async def status(client: httpx.AsyncClient, method: str, path: str) -> int:
    async with client.stream(method, path, headers={"origin": BASE_URL}) as response:
        return response.status_code


@pytest.fixture
async def emma(organisation: Organisation, whole: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    yield await organisation.signed_in(whole, "emma")


def test_the_whole_application_has_no_route_beside_ours_and_the_chat(whole: FastAPI) -> None:
    assert routes_of(whole) == {*MATRIX, ("GET", "/chat")}


async def test_without_signing_in_no_route_of_gradio_answers(
    organisation: Organisation, whole: FastAPI
) -> None:
    stranger = organisation.client(whole)
    stranger.headers["accept"] = "*/*"
    for method, pattern in sorted(gradio_routes(whole)):
        answered = await status(stranger, method, address(pattern))
        assert answered in (401, 404, 405), f"{method} {pattern}: {answered}"


async def test_only_what_the_chat_needs_answers_to_who_is_signed_in(
    whole: FastAPI, emma: httpx.AsyncClient
) -> None:
    routes = gradio_routes(whole)
    assert len(routes) > 60
    assert routes >= OPEN
    for method, pattern in sorted(routes - OPEN):
        answered = await status(emma, method, address(pattern))
        assert answered in (404, 405), f"{method} {pattern}: {answered}"
        assert not route_allowed(method, address(pattern))


async def test_the_chat_page_is_the_persons_and_describes_no_endpoint(
    emma: httpx.AsyncClient,
) -> None:
    page = await emma.get("/chat/")
    assert page.status_code == 200
    assert "unsafe-eval" not in page.headers["content-security-policy"]
    assert not any(name.startswith("access-control-") for name in page.headers)
    config = (await emma.get("/chat/config", headers={"accept": "*/*"})).json()
    assert config["username"] == "emma"
    assert config["root"] == f"{BASE_URL}/chat"
    assert {one["api_visibility"] for one in config["dependencies"]} == {"private"}


async def test_another_origin_reads_nothing_of_the_chat(emma: httpx.AsyncClient) -> None:
    for method, pattern in sorted(OPEN):
        for forged in (
            {"origin": "http://evil.invalid"},
            {"origin": "null"},
            {"origin": BASE_URL, "sec-fetch-site": "cross-site"},
            {"host": "evil.invalid"},
        ):
            answer = await emma.request(method, address(pattern), headers=forged)
            assert answer.status_code in (400, 403), f"{method} {pattern} {forged}"


async def test_what_a_caller_claims_of_the_host_is_not_believed(emma: httpx.AsyncClient) -> None:
    claimed = {"x-forwarded-host": "evil.invalid", "x-gradio-server": "http://evil.invalid"}
    config = await emma.get("/chat/config", headers={**claimed, "accept": "*/*"})
    assert "evil.invalid" not in config.text


@pytest.fixture
def behind_tls(organisation: Organisation) -> Iterator[FastAPI]:
    app = made(organisation, public_url=PUBLIC_URL)
    yield app
    site_in(app).page_images.close()


async def test_behind_tls_the_chat_knows_its_address(behind_tls: FastAPI) -> None:
    transport = httpx.ASGITransport(behind_tls)
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
        signed = await client.post(
            "/sign-in",
            data={"name": "emma", "password": PASSWORD},
            headers={"origin": PUBLIC_URL},
        )
        assert signed.status_code == 303
        config = (await client.get("/chat/config")).json()
    assert config["root"] == f"{PUBLIC_URL}/chat"
