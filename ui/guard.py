"""The one gate in front of every route, Gradio's included: who may ask, from where, how much.

    name asked for -> size -> came from our own pages -> route exists -> signed in -> session's own

Whatever leaves through it carries the security headers; whatever is thrown becomes a page.
"""

import logging
import traceback
from collections.abc import Callable
from functools import partial
from typing import Final
from urllib.parse import quote, urlsplit

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui import gradio_guard
from ui.caller import ANONYMOUS, SCOPE_KEY, Caller
from ui.error_pages import error_response, wants_page
from ui.live_session import run_while_allowed
from ui.page_templates import here
from ui.request_body import announced_too_long, body_limit, limited, replayed
from ui.same_origin import SAFE_METHODS, from_own_page, host_allowed, host_name
from ui.security_headers import in_chat, set_security_headers
from ui.settings import WebSettings

logger = logging.getLogger(__name__)

Identify = Callable[[Request], Caller]
StillThere = Callable[[Request], bool]

PUBLIC: Final = frozenset({"/sign-in", "/language", "/livez", "/readyz"})
CLAIMED: Final = frozenset({b"x-forwarded-host", b"x-forwarded-proto", b"x-gradio-server"})
METHODS: Final = SAFE_METHODS | {"POST"}
# Asking the ledger who is there must not wait behind answers that keep other threads busy.
IDENTIFYING_THREADS = 8


class Guard:
    """ASGI middleware; `identify` finds the caller of a request and may read the ledger.

    `still_there` says whether a caller may go on being answered, and keeps no idle session alive.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        settings: WebSettings,
        max_file_bytes: int,
        identify: Identify,
        still_there: StillThere,
    ) -> None:
        self._app = app
        self._settings = settings
        self._max_file_bytes = max_file_bytes
        self._identify = identify
        self._still_there = still_there
        self._https_host = urlsplit(settings.public_url).hostname or "" if settings.https else ""
        self._gradio_sessions = gradio_guard.GradioSessions()
        self._threads = CapacityLimiter(IDENTIFYING_THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        begun = False

        async def send_guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                set_security_headers(
                    MutableHeaders(scope=message), path=scope["path"], https=self._settings.https
                )
            await send(message)

        scope = {**scope, **self._as_asked_for(scope), SCOPE_KEY: ANONYMOUS}
        request = Request(scope, receive)
        try:
            await self._answer(request, send_guarded)
        except Exception as error:  # the outer rim of every request
            log_fault(error)
            if begun:
                raise
            await error_response(request, 500)(scope, receive, send_guarded)

    async def _answer(self, request: Request, send: Send) -> None:
        refusal = self._refused_to_anyone(request)
        if refusal:
            await self._refuse(request, send, refusal)
            return
        caller = await self._caller(request)
        request.scope[SCOPE_KEY] = caller
        if not caller.known and not is_public(path_of(request)):
            await sign_in_first(request)(request.scope, request.receive, send)
            return
        limit = body_limit(path_of(request), max_file_bytes=self._max_file_bytes)
        receive = limited(request.receive, limit)
        if gradio_guard.has_session_hash(path_of(request)):
            request = Request(request.scope, receive)
            body = await request.body() if request.method == "POST" else b""
            if not self._own_gradio_session(request, caller, body):
                await self._refuse(request, send, 404)
                return
            receive = replayed(body, receive) if request.method == "POST" else receive
        await self._pass_on(request, receive, send)

    async def _pass_on(self, request: Request, receive: Receive, send: Send) -> None:
        if not is_stream(path_of(request)):
            await self._app(request.scope, receive, send)
            return

        async def still_allowed() -> bool:
            asking = partial(self._still_there, request)
            return await to_thread.run_sync(asking, limiter=self._threads)

        await run_while_allowed(
            self._app, request.scope, receive, send, still_allowed=still_allowed
        )

    def _as_asked_for(self, scope: Scope) -> Scope:
        """The scheme that people see, without what a caller claims of it: Gradio builds addresses
        from these headers."""
        headers = [pair for pair in scope["headers"] if pair[0] not in CLAIMED]
        host = host_name(Headers(raw=headers).get("host", ""))
        over_tls = bool(self._https_host) and host == self._https_host
        return {"headers": headers, "scheme": "https" if over_tls else "http"}

    def _refused_to_anyone(self, request: Request) -> int:
        """The status of a request that nobody may send, or 0."""
        host = request.headers.get("host", "")
        path = path_of(request)
        if len(request.headers.getlist("host")) != 1 or not host_allowed(
            host, names=self._settings.host_names
        ):
            return 400
        if request.method not in METHODS:
            return 405
        limit = body_limit(path, max_file_bytes=self._max_file_bytes)
        if announced_too_long(request, limit):
            return 413
        if not self._from_own_page(request, host):
            return 403
        if in_chat(path) and not gradio_guard.route_allowed(request.method, path):
            return 404
        return 0

    def _from_own_page(self, request: Request, host: str) -> bool:
        if carries_token(request):
            # A program at the machine itself: no cookie counts, and no browser sends this.
            return not {"origin", "cookie", "sec-fetch-site"} & set(request.headers)
        return from_own_page(
            request.method,
            request.headers,
            host=host,
            https_host=self._https_host,
            strict=in_chat(path_of(request)) and path_of(request) not in gradio_guard.PAGES,
        )

    def _own_gradio_session(self, request: Request, caller: Caller, body: bytes) -> bool:
        query = request.query_params.getlist("session_hash")
        session_hash = gradio_guard.session_hash_of(path_of(request), query, body)
        if not session_hash or caller.person is None:
            return False
        return self._gradio_sessions.admit(session_hash, caller.person.id)

    async def _caller(self, request: Request) -> Caller:
        if is_static(path_of(request)):
            return ANONYMOUS
        return await to_thread.run_sync(partial(self._identify, request), limiter=self._threads)

    async def _refuse(self, request: Request, send: Send, status: int) -> None:
        logger.info("refused: %d %s", status, request.method)
        code = "unknown-host" if status == 400 else ""
        await error_response(request, status, code=code)(request.scope, request.receive, send)


def path_of(request: Request) -> str:
    """The path as the router sees it. `request.url.path` is parsed again: it ends at a %3F."""
    path: str = request.scope["path"]
    return path


def log_fault(error: Exception) -> None:
    """Where it was raised, without its message, which may quote what somebody wrote."""
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("a request failed with %s\n%s", type(error).__name__, where)


def sign_in_first(request: Request) -> Response:
    """A page is asked for: to the sign-in page, and back afterwards. A script gets 401."""
    if request.method not in SAFE_METHODS or not wants_page(request):
        return error_response(request, 401)
    if path_of(request) == "/":
        return RedirectResponse("/sign-in", status_code=303)
    back = quote(here(request), safe="")
    return RedirectResponse(f"/sign-in?next={back}", status_code=303)


def carries_token(request: Request) -> bool:
    """True for the operator's token, which only the HTTP API takes."""
    return path_of(request).startswith("/api/") and "authorization" in request.headers


def is_static(path: str) -> bool:
    """True for stylesheets, scripts and pictures of ours, the same for everybody."""
    return path.startswith("/static/")


def is_public(path: str) -> bool:
    """True for what is answered without a session."""
    return path in PUBLIC or is_static(path)


def is_stream(path: str) -> bool:
    """True for answers that may take long and must end with the session."""
    return path.startswith("/api/") or gradio_guard.STREAMS.fullmatch(path) is not None
