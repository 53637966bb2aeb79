"""The chat's page around Gradio: our bar above it, our stylesheet first, in the person's language.

Gradio writes its own page, whose head arrives only once its scripts run. What must be there from
the first moment is put into that page on its way out.
"""

import re
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.caller import caller_in
from ui.language_choice import page_language
from ui.page_templates import environment, frame_values, here

_SOCIAL: Final = re.compile(r'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*?/>', re.DOTALL)
_MARKS: Final = {
    "<html lang>": re.compile(r'<html\s+lang="en"'),
    "<meta charset>": re.compile(r'<meta charset="utf-8" />'),
    "<body>": re.compile(r"<body\b[^>]*>"),
}


class UnknownPage(RuntimeError):
    """Gradio's page does not look as the pinned version's does: it cannot be dressed."""


class ChatPage:
    """Passes requests to the Gradio application of the caller's language and dresses its page."""

    def __init__(self, apps: Mapping[str, ASGIApp]) -> None:
        self._apps = apps

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        language = page_language(request)
        app = self._apps[language]
        if not is_page(scope):
            await app(scope, receive, send)
            return
        response = await collected(app, plain(scope), receive)
        if response.status_code == 200 and scope["method"] == "GET":
            dressed = dress(bytes(response.body).decode(), frame=frame_of(request, language))
            response = HTMLResponse(dressed)
        await response(scope, receive, send)


def is_page(scope: Scope) -> bool:
    """True for the page itself, not for what it loads."""
    inner = scope["path"].removeprefix(scope.get("root_path", ""))
    return scope["type"] == "http" and inner in ("", "/")


def plain(scope: Scope) -> Scope:
    """The scope of a request that asks for an answer without compression."""
    headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
    return {**scope, "headers": headers}


async def collected(app: ASGIApp, scope: Scope, receive: Receive) -> Response:
    """The whole response of `app`."""
    response = Response()
    body = bytearray()

    async def collect(message: Message) -> None:
        if message["type"] == "http.response.start":
            response.status_code = message["status"]
            response.raw_headers = message["headers"]
        else:
            body.extend(message.get("body", b""))

    await app(scope, receive, collect)
    headers = Headers(raw=response.raw_headers)
    made = Response(bytes(body), response.status_code, media_type=headers.get("content-type"))
    for name in ("location", "allow"):
        if name in headers:
            MutableHeaders(raw=made.raw_headers)[name] = headers[name]
    return made


def frame_of(request: Request, language: str) -> dict[str, str]:
    """What is put into the page: its language, its head, and what stands before Gradio."""
    values = frame_values(caller_in(request.scope), language, here=here(request))
    values["current"] = "chat"
    templates = environment()
    return {
        "language": language,
        "head": templates.get_template("chat_head.html").render(values),
        "body": templates.get_template("chat_body.html").render(values),
    }


def dress(page: str, *, frame: Mapping[str, str]) -> str:
    """Gradio's page with ours around it. Raises UnknownPage where a place for it is missing."""
    for name, mark in _MARKS.items():
        if len(mark.findall(page)) != 1:
            raise UnknownPage(f"Gradio's page has not exactly one {name}")
    page = _SOCIAL.sub("", page)
    page = _MARKS["<html lang>"].sub(f'<html lang="{frame["language"]}"', page)
    page = _MARKS["<meta charset>"].sub(lambda found: found[0] + frame["head"], page)
    return _MARKS["<body>"].sub(lambda found: found[0] + frame["body"], page)
