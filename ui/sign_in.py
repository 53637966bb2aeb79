"""Signing in and out, and choosing a language: the only pages that need no session."""

import logging
import unicodedata
from functools import partial
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from storage.errors import UnknownPerson
from storage.ledger import Ledger
from storage.names import storable
from storage.people import find_person, password_hash_of, set_language, set_password_hash
from storage.records import Person
from storage.sessions import close_session, open_session, recent_failures, record_failure
from ui.caller import caller_in
from ui.error_pages import error_response
from ui.language_choice import page_language, remember_language
from ui.local_path import local_path
from ui.page_templates import page
from ui.passwords import hash_password, is_outdated, password_matches
from ui.session_cookie import clear_session_cookie, new_token, set_session_cookie, token_in
from ui.website import Site, site_of
from ui.wording import LANGUAGES, text

logger = logging.getLogger(__name__)
router = APIRouter()

MAX_NAME_LENGTH = 200
MAX_FAILURES = 10
FAILURE_WINDOW_S = 300
WAITING_ATTEMPTS = 60  # about two seconds of work; more than that is no office arriving at nine


class TooManyFailures(Exception):
    """No attempt is evaluated until the oldest failures are out of the window."""


@router.get("/sign-in")
def show(request: Request, next: str = "/") -> Response:
    """The sign-in page, or straight on where somebody is signed in."""
    if caller_in(request.scope).person is not None:
        return RedirectResponse(after_sign_in(next), status_code=303)
    return sign_in_page(request, next=next)


@router.post("/sign-in")
async def sign_in(
    request: Request,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Check name and password; a new token, and back to the page first asked for."""
    site, name = site_of(request), as_kept(name)
    if site.turns.sign_in.statistics().tasks_waiting >= WAITING_ATTEMPTS:
        return error_response(request, 429)
    address = address_of(request, behind_proxy=bool(site.settings.public_url))
    attempt = partial(attempt_sign_in, site.store.ledger, name, password, address)
    try:
        person = await to_thread.run_sync(attempt, limiter=site.turns.sign_in)
    except TooManyFailures:
        logger.warning("a sign-in from %s was not tried: too many have failed", address)
        return sign_in_page(request, next=next, name=name, status=429, problem="sign-in.too-many")
    if person is None:
        # Without the name: people type their password there, too.
        logger.warning("a sign-in from %s failed", address)
        return sign_in_page(request, next=next, name=name, status=401, problem="sign-in.wrong")
    token = await to_thread.run_sync(partial(begin_session, site, person, request))
    logger.info("person %d signed in", person.id)
    response = RedirectResponse(after_sign_in(next), status_code=303)
    set_session_cookie(response, token, https=site.settings.https)
    return response


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    """End this session everywhere it is used."""
    site = site_of(request)
    https = site.settings.https
    close_session(site.store.ledger, token_in(request, https=https))
    response = RedirectResponse("/sign-in", status_code=303)
    clear_session_cookie(response, https=https)
    return response


@router.post("/language")
def choose_language(
    request: Request,
    language: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Keep the language with the person, or in a cookie before there is one."""
    site = site_of(request)
    if language not in LANGUAGES:
        return error_response(request, 400)
    person = caller_in(request.scope).person
    if person is not None:
        set_language(site.store.ledger, person.name, language)
    response = RedirectResponse(local_path(next), status_code=303)
    remember_language(response, language, https=site.settings.https)
    return response


def sign_in_page(
    request: Request, *, next: str, name: str = "", status: int = 200, problem: str = ""
) -> Response:
    """The page with the form; `problem` is the key of the sentence above it."""
    headers = {"Retry-After": str(FAILURE_WINDOW_S)} if status == 429 else None
    return page(
        request,
        "sign_in.html",
        status=status,
        headers=headers,
        next=local_path(next),
        name=name,
        problem=text(problem, page_language(request)) if problem else "",
    )


def after_sign_in(next: str) -> str:
    """The page first asked for; never the sign-in page again."""
    path = local_path(next)
    return "/" if path.startswith(("/sign-in", "/sign-out", "/language")) else path


def attempt_sign_in(ledger: Ledger, name: str, password: str, address: str) -> Person | None:
    """The person whose name and password these are, or None. Raises TooManyFailures.

    An unknown name, a disabled person and a wrong password take the same time and look the same.
    """
    keys = (failure_key("account", name), failure_key("address", address))
    if any(recent_failures(ledger, key, window_s=FAILURE_WINDOW_S) >= MAX_FAILURES for key in keys):
        raise TooManyFailures
    password_hash = password_hash_of(ledger, name)
    matches = password_matches(password, password_hash)
    person = known_person(ledger, name)
    if not matches or person is None or person.disabled:
        for key in keys:
            record_failure(ledger, key)
        return None
    if password_hash is not None and is_outdated(password_hash):
        set_password_hash(ledger, name, hash_password(password))
    return person


def as_kept(name: str) -> str:
    """A typed name as the ledger keeps names: in NFC, without spaces around it."""
    return storable(unicodedata.normalize("NFC", name.strip()))[:MAX_NAME_LENGTH]


def known_person(ledger: Ledger, name: str) -> Person | None:
    """The person of that name, or None."""
    try:
        return find_person(ledger, name)
    except UnknownPerson:
        return None


def begin_session(site: Site, person: Person, request: Request) -> str:
    """The token of a new session; the one this browser had before ends."""
    ledger, settings = site.store.ledger, site.settings
    former = token_in(request, https=settings.https)
    if former:
        close_session(ledger, former)
    token = new_token()
    open_session(
        ledger,
        person.id,
        token=token,
        idle_s=settings.session_idle_minutes * 60,
        absolute_s=settings.session_hours * 3600,
    )
    return token


def failure_key(kind: str, value: str) -> str:
    """What failures are counted under; the ledger keeps only its hash."""
    return f"{kind}:{value}"


def address_of(request: Request, *, behind_proxy: bool) -> str:
    """The address a request comes from; of IPv6 the /64 that one household or office has.

    Behind a proxy it is the last one that the proxy wrote down: what stands before it in the
    header may be invented. Without one the header does not count at all.
    """
    host = request.client.host if request.client else ""
    forwarded = request.headers.get("x-forwarded-for", "")
    if behind_proxy and forwarded:
        host = forwarded.rpartition(",")[2].strip()
    try:
        address = ip_address(host)
    except ValueError:
        return host[:100]
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network(f"{address}/64", strict=False))
    return host
