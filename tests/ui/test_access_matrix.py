"""Every route against every kind of caller: what each gets, and that nothing else gets out.

The routes are read from the application itself: one without a row here fails.
"""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Mount

from storage.conversations import add_turn, start
from storage.page_findings import HiddenKind, HiddenText
from storage.people import disable_person
from storage.records import Span
from storage.schema import sessions
from storage.turn_records import CitedSource, Turn
from tests.ui.access_matrix import CALLERS, MATRIX, READERS_OF_HR, Row
from tests.ui.organisation import BASE_URL, HIDDEN_SALARY, Organisation
from ui.operator_token import make_operator_token

# What only those in a group of the collection hr may see; nothing else may hold it.
SECRETS = ("61000", "Salary band", "salaries.pdf", "Salaries")


# Where the operator acts for nobody in particular, everything in the home may be read.
MAY_SEE_SECRETS = {*READERS_OF_HR, "operator"}


@dataclass
class Callers:
    """The clients of all callers, and what stands for the names in the addresses."""

    clients: dict[str, httpx.AsyncClient]
    names: dict[str, str]

    def value(self, written: object) -> object:
        """What a field of a row stands for."""
        return self.names.get(written, written) if isinstance(written, str) else written

    async def send(self, caller: str, method: str, row: Row) -> httpx.Response:
        client = self.clients[caller]
        address = row.address
        for name, value in self.names.items():
            address = address.replace(name, value)
        fields = {key: str(self.value(value)) for key, value in row.fields.items()}
        if row.json is not None:
            named = {key: self.value(value) for key, value in row.json.items()}
            return await client.request(method, address, json=named)
        if method == "POST" and not fields:
            return await client.request(method, address, content=b"Some words.")
        return await client.request(method, address, data=fields or None)


@pytest.fixture
async def callers(organisation: Organisation, site: FastAPI) -> AsyncIterator[Callers]:
    ledger = organisation.store.ledger
    salaries = organisation.document("salaries.pdf", collection="hr")
    unreadable = organisation.queue("salary.bin", b"\x00\x01", collection="hr")
    organisation.work()
    names = {
        "UNREADABLE": str(unreadable.id),
        "HR_BATCH": organisation.queue("late.txt", b"Salary band", collection="hr").batch,
        "HR": salaries.id,
        "NOTE": organisation.document("note.md").id,
        "INQUIRY": organisation.document("inquiry.pdf").id,
        "DIGEST": HiddenText(HiddenKind.BACKGROUND, HIDDEN_SALARY).digest,
        "TURN": str(cited_turn(organisation, "hugo", salaries.id)),
    }
    clients: dict[str, httpx.AsyncClient] = {"anonymous": organisation.client(site)}
    for name in ("nobody", "emma", "hugo", "claire", "carl", "adam"):
        clients[name] = await organisation.signed_in(site, name)
    clients["expired"] = await organisation.signed_in(site, "hugo")
    with ledger.write() as connection:
        newest = connection.execute(sessions.select().order_by(sessions.c.ends.desc())).first()
        assert newest is not None
        changed = sessions.update().where(sessions.c.token_sha256 == newest.token_sha256)
        connection.execute(changed.values(last_seen=time.time() - 3600))
    clients["disabled"] = organisation.client(site)
    await sign_in_and_disable(organisation, clients["disabled"])
    operator = organisation.client(site)
    operator.headers["authorization"] = f"Bearer {make_operator_token(organisation.store.home)}"
    clients["operator"] = operator
    for name, client in clients.items():
        client.headers["accept"] = "application/json"
        if name != "operator":
            client.headers["origin"] = BASE_URL
    yield Callers(clients, names)


async def sign_in_and_disable(organisation: Organisation, client: httpx.AsyncClient) -> None:
    from storage.people import add_person
    from storage.records import Role
    from tests.ui.organisation import PASSWORD, PASSWORD_HASH

    add_person(
        organisation.store.ledger,
        "soon-gone",
        password_hash=PASSWORD_HASH,
        role=Role.ADMIN,
        groups={"staff", "hr", "compliance"},
    )
    signed = await client.post(
        "/sign-in",
        data={"name": "soon-gone", "password": PASSWORD},
        headers={"origin": BASE_URL},
    )
    assert signed.status_code == 303
    disable_person(organisation.store.ledger, "soon-gone")


def cited_turn(organisation: Organisation, person: str, document_id: str) -> int:
    """The id of an answer to `person` that cites the first page of a document."""
    ledger = organisation.store.ledger
    quote = "Salary band seven begins at 61000 euros a year."
    source = CitedSource(
        number=1,
        document_id=document_id,
        version_id=1,
        chunk_id=1,
        title="Salaries",
        file_name="salaries.pdf",
        page=1,
        spans=(Span(1, 0, len(quote)),),
        quote=quote,
    )
    turn = Turn(0, "?", "!", "extractive", "en", "", complete=True, sources=(source,))
    return add_turn(ledger, person, start(ledger, person), turn).id


def routes_of(app: FastAPI | APIRouter) -> set[tuple[str, str]]:
    """Method and pattern of every route of the application, those of its routers included."""
    found: set[tuple[str, str]] = set()
    for route in app.routes:
        if isinstance(route, Mount):
            found.add(("GET", route.path))
        elif isinstance(route, APIRoute):
            found |= {(method, route.path) for method in route.methods}
        else:
            router = getattr(route, "original_router", None)
            assert isinstance(router, APIRouter), f"a route of an unknown kind: {route}"
            found |= routes_of(router)
    return found


def test_every_route_has_its_row(site: FastAPI) -> None:
    assert routes_of(site) == set(MATRIX)


@pytest.mark.parametrize(("method", "pattern"), list(MATRIX), ids=lambda part: str(part))
async def test_each_caller_gets_what_is_theirs_and_no_more(
    callers: Callers, method: str, pattern: str
) -> None:
    for row in MATRIX[(method, pattern)]:
        assert set(row.expected) == set(CALLERS)
        for caller, expected in row.expected.items():
            response = await callers.send(caller, method, row)
            if caller == "operator" and expected == 401 and method == "POST":
                expected = 403  # a program without a page of ours behind it
            where = f"{method} {row.address} as {caller}"
            assert response.status_code == expected, f"{where}: {response.text[:200]}"
            if caller not in MAY_SEE_SECRETS or (row.json or {}).get("as") == "emma":
                leaked = [secret for secret in SECRETS if secret in response.text]
                assert not leaked, f"{where} shows {leaked}"
            assert response.headers["x-content-type-options"] == "nosniff"
            if pattern != "/static":
                assert response.headers["cache-control"] == "no-store", where


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
async def test_unknown_and_forbidden_are_the_same_answer(callers: Callers, accept: str) -> None:
    emma = callers.clients["emma"]
    emma.headers["accept"] = accept
    for pattern in ("/view/{}/1", "/page-image/{}/1", "/original/{}"):
        forbidden = await emma.get(pattern.format(callers.names["HR"]))
        unknown = await emma.get(pattern.format("0" * 20))
        assert forbidden.status_code == unknown.status_code == 404
        assert forbidden.headers == unknown.headers
        same = forbidden.text.replace(callers.names["HR"], "0" * 20)
        assert same == unknown.text


async def test_a_person_loses_what_their_group_may_read_with_the_group(
    organisation: Organisation, callers: Callers
) -> None:
    from storage.access import revoke

    hugo, address = callers.clients["hugo"], f"/view/{callers.names['HR']}/1"
    assert (await hugo.get(address)).status_code == 200
    assert (await hugo.get(f"/page-image/{callers.names['HR']}/1")).status_code == 200
    revoke(organisation.store.ledger, "hr", group="hr")
    assert (await hugo.get(address)).status_code == 404
    # The picture was drawn a moment ago and is still in memory: it is not given to him.
    assert (await hugo.get(f"/page-image/{callers.names['HR']}/1")).status_code == 404


FORGED: list[dict[str, str]] = [
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": f"{BASE_URL}.evil.example"},
    {"origin": "http://127.0.0.1:7861"},
    {"origin": ""},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"host": "evil.example"},
    {"host": "127.0.0.1.evil.example:7860"},
    {"host": "evil.example", "origin": "http://evil.example"},
]


CHANGING = [key for key in MATRIX if key[0] == "POST"]


@pytest.mark.parametrize(("method", "pattern"), CHANGING, ids=lambda part: str(part))
async def test_a_forged_request_changes_nothing(
    callers: Callers, method: str, pattern: str
) -> None:
    claire = callers.clients["claire"]
    before = dict(claire.headers)
    for forged in FORGED:
        claire.headers.update(forged)
        for row in MATRIX[(method, pattern)]:
            response = await callers.send("claire", method, row)
            assert response.status_code in (400, 403), f"{row.address} {forged}"
        claire.headers.clear()
        claire.headers.update(before)
    document = await claire.get(f"/view/{callers.names['HR']}/1")
    assert document.status_code == 200  # neither removed nor signed out
