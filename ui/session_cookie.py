"""The cookie that carries a signed-in person's token; the ledger keeps only its hash."""

import secrets

from starlette.requests import HTTPConnection
from starlette.responses import Response

TOKEN_BYTES = 32  # 256 bits
MAX_TOKEN_LENGTH = 64


def cookie_name(*, https: bool) -> str:
    """Over TLS the __Host- prefix: the browser then refuses the cookie from a sibling host."""
    return "__Host-intramuros" if https else "intramuros"


def new_token() -> str:
    """A token nobody can guess; made anew at every sign-in."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_in(request: HTTPConnection, *, https: bool) -> str:
    """The token a request carries, or "" where there is none."""
    return request.cookies.get(cookie_name(https=https), "")[:MAX_TOKEN_LENGTH]


def set_session_cookie(response: Response, token: str, *, https: bool) -> None:
    """Give the browser its token until it is closed; the ledger decides how long it counts.

    SameSite is Lax, not Strict: a link to a page in a mail must open it, and no GET changes
    anything here. What changes something is checked for its Origin as well.
    """
    response.set_cookie(
        cookie_name(https=https), token, httponly=True, samesite="lax", secure=https, path="/"
    )


def clear_session_cookie(response: Response, *, https: bool) -> None:
    """Take the token back."""
    response.delete_cookie(
        cookie_name(https=https), httponly=True, samesite="lax", secure=https, path="/"
    )
