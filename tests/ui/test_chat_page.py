"""Gradio's page with our frame around it."""

from pathlib import Path

import gradio
import pytest
from bs4 import BeautifulSoup
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from ui.chat_page import UnknownPage, collected, dress, is_page, plain

pytestmark = pytest.mark.slow  # Gradio takes seconds to import

GRADIO_PAGE = Path(gradio.__file__).parent / "templates" / "frontend" / "index.html"
FRAME = {"language": "fr", "head": "<title>Titre</title>", "body": "<header>\\1 barre</header>"}


def test_the_page_of_the_pinned_version_can_be_dressed() -> None:
    page = BeautifulSoup(dress(GRADIO_PAGE.read_text(), frame=FRAME), "html.parser")
    assert page.html is not None and page.body is not None and page.head is not None
    assert page.html["lang"] == "fr"
    assert page.head.title is not None and page.head.title.text == "Titre"
    first = page.body.find()
    assert first is not None and first.name == "header" and first.text == "\\1 barre"
    assert page.body.find("gradio-app") is not None


def test_nothing_of_gradios_advertising_is_left() -> None:
    page = BeautifulSoup(dress(GRADIO_PAGE.read_text(), frame=FRAME), "html.parser")
    assert not page.select('meta[property^="og:"], meta[name^="twitter:"]')
    assert not [tag for tag in page.select("[src], [href]") if "://" in str(tag.attrs)]


@pytest.mark.parametrize("missing", ['<meta charset="utf-8" />', "<body", 'lang="en"'])
def test_a_page_of_another_make_is_refused(missing: str) -> None:
    with pytest.raises(UnknownPage):
        dress(GRADIO_PAGE.read_text().replace(missing, "<i"), frame=FRAME)


def scope_of(path: str, **changes: object) -> Scope:
    return {
        "type": "http",
        "method": "GET",
        "path": path,
        "root_path": "/chat",
        "headers": [(b"accept-encoding", b"br"), (b"accept", b"*/*")],
        **changes,
    }


def test_only_the_page_itself_is_dressed() -> None:
    assert is_page(scope_of("/chat/")) and is_page(scope_of("/chat"))
    assert not is_page(scope_of("/chat/config")) and not is_page(scope_of("/chat/assets/a.js"))


async def test_a_response_is_collected_whole_and_asked_for_without_compression() -> None:
    seen: list[list[tuple[bytes, bytes]]] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["headers"])
        await PlainTextResponse("no entry", 401, {"location": "/sign-in"})(scope, receive, send)

    async def receive() -> Message:
        return {"type": "http.request"}

    response = await collected(app, plain(scope_of("/chat/")), receive)
    assert (response.status_code, bytes(response.body)) == (401, b"no entry")
    assert response.headers["location"] == "/sign-in"
    assert seen == [[(b"accept", b"*/*")]]
