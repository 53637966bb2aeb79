"""The language of a page: the person's choice, else the cookie's, else the browser's."""

from starlette.requests import HTTPConnection
from starlette.responses import Response

from ui.caller import caller_in
from ui.wording import LANGUAGES, browser_language

COOKIE = "intramuros-language"
ONE_YEAR_S = 365 * 24 * 3600
DEFAULT_LANGUAGE = "en"  # of a browser that asks for neither


def page_language(request: HTTPConnection) -> str:
    """ "fr" or "en" for this person and browser."""
    person = caller_in(request.scope).person
    for chosen in (person.language if person else "", request.cookies.get(COOKIE, "")):
        if chosen in LANGUAGES:
            return chosen
    header = request.headers.get("accept-language", "")[:500]
    return browser_language(header, default=DEFAULT_LANGUAGE)


def remember_language(response: Response, language: str, *, https: bool) -> None:
    """Keep the choice in a cookie, for the pages seen before signing in."""
    response.set_cookie(
        COOKIE, language, max_age=ONE_YEAR_S, httponly=True, samesite="lax", secure=https
    )
