"""Errors as people and programs see them: a page or JSON in their language, never a traceback."""

import logging
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from storage.errors import AssistantError, BadInput, NameTaken, NotFound
from ui.language_choice import page_language
from ui.page_templates import page
from ui.wording import error_text, text

logger = logging.getLogger(__name__)

MOST_FIELDS, LONGEST_FIELD = 10, 100  # of a request that is refused; characters
WITH_WORDING: Final = frozenset({400, 401, 403, 404, 405, 408, 413, 429, 500, 503})
# A malformed number in an address is a page that does not exist.
SAME_AS: Final = {422: 404, 409: 400, 415: 400, 421: 400}


def error_response(
    request: Request,
    status: int,
    *,
    code: str = "",
    headers: dict[str, str] | None = None,
    fields: list[dict[str, str]] | None = None,
) -> Response:
    """The page or the JSON of an error. `code` chooses a more exact sentence than the status;
    `fields` are what is wrong in a request of a program, which gets them with the JSON.

    Nothing of the exception's own text gets out: a message may name what the caller may not know.
    """
    shown = status if status in WITH_WORDING else (400 if status < 500 else 500)
    language = page_language(request)
    title = text(f"error-page.{shown}", language)
    general = text(f"error-page.{shown}.text", language)
    explanation = error_text(code, language) if code else general
    if wants_page(request):
        return page(
            request,
            "error.html",
            status=status,
            headers=headers,
            title=title,
            explanation=explanation,
        )
    problem = {"code": code or code_of(status), "message": title, "hint": explanation}
    found = {**problem, "fields": fields} if fields else problem
    return JSONResponse(found, status_code=status, headers=headers)


def _fields(error: RequestValidationError) -> list[dict[str, str]]:
    """What was expected of each field that is wrong; never what was found in it."""
    found = []
    for one in error.errors()[:MOST_FIELDS]:
        place = ".".join(str(part) for part in one["loc"] if part not in ("body", "query"))
        found.append({"field": place[:LONGEST_FIELD], "problem": str(one["msg"])})
    return found


def wants_page(request: Request) -> bool:
    """True for a browser that shows a page; scripts and the HTTP API get JSON."""
    accepted = request.headers.get("accept", "")
    return "text/html" in accepted and not in_api(request)


def in_api(request: Request) -> bool:
    """True for the HTTP API."""
    path: str = request.scope["path"]
    return path.startswith("/api/")


def code_of(status: int) -> str:
    """The status in words: 404 is not-found."""
    try:
        return HTTPStatus(status).phrase.lower().replace(" ", "-")
    except ValueError:
        return "error"


def status_of(error: AssistantError) -> int:
    """The HTTP status of an error of ours."""
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, NameTaken):
        return 409
    return 400 if isinstance(error, BadInput) else 503


def install_error_pages(app: FastAPI) -> None:
    """Answer every exception of a route with `error_response`."""

    def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        status = SAME_AS.get(error.status_code, error.status_code)
        return error_response(request, status, headers=dict(error.headers or {}))

    def on_validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        if not in_api(request):
            return error_response(request, 404)
        return error_response(request, 400, fields=_fields(error))

    def on_ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, AssistantError)
        status = status_of(error)
        if status == 503:
            logger.error("%s %s: %s", request.method, route_of(request), type(error).__name__)
        # Unknown and forbidden look the same, whatever kind of thing was asked for.
        return error_response(request, status, code="" if status == 404 else error.code)

    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(AssistantError, on_ours)


def route_of(request: Request) -> str:
    """The pattern of the route, for the log: an address may hold names, a pattern does not."""
    route = request.scope.get("route")
    return str(getattr(route, "path", "")) or "(no route)"
