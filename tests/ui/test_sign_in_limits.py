"""Guessing passwords: how often, for an account and from an address."""

import asyncio

import pytest
from fastapi import FastAPI
from starlette.requests import Request

from tests.ui.organisation import PASSWORD, Organisation
from ui.app import create_site, site_in
from ui.passwords import HASHER
from ui.sign_in import address_of


async def test_of_three_hundred_guesses_at_most_ten_are_evaluated(
    organisation: Organisation, site: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify, evaluated = HASHER.verify, 0

    def counting(kept: str, password: str) -> bool:
        nonlocal evaluated
        evaluated += 1
        return verify(kept, password)

    monkeypatch.setattr(type(HASHER), "verify", lambda _, kept, password: counting(kept, password))
    browser = organisation.client(site)
    guesses = [
        browser.submit("/sign-in", name="emma", password=f"guess {number}") for number in range(300)
    ]
    statuses = [response.status_code for response in await asyncio.gather(*guesses)]
    assert evaluated <= 10
    assert statuses.count(401) <= 10
    assert statuses.count(401) + statuses.count(429) == 300
    refused = await browser.submit("/sign-in", name="emma", password=PASSWORD)
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "300"
    assert "Wait five minutes" in refused.text


async def test_the_limit_holds_for_an_account_from_anywhere_and_for_an_address_on_any_account(
    organisation: Organisation, site: FastAPI
) -> None:
    for number in range(10):
        browser = organisation.client(site, client=(f"10.0.0.{number}", 5))
        assert (await browser.submit("/sign-in", name="emma", password="x")).status_code == 401
    elsewhere = organisation.client(site, client=("10.0.0.99", 5))
    assert (await elsewhere.submit("/sign-in", name="emma", password=PASSWORD)).status_code == 429
    assert (await elsewhere.submit("/sign-in", name="hugo", password=PASSWORD)).status_code == 303

    attacker = organisation.client(site, client=("10.9.9.9", 5))
    for number in range(10):
        response = await attacker.submit("/sign-in", name=f"person{number}", password="x")
        assert response.status_code == 401
    assert (await attacker.submit("/sign-in", name="hugo", password=PASSWORD)).status_code == 429


async def test_the_limit_survives_a_restart(organisation: Organisation, site: FastAPI) -> None:
    browser = organisation.client(site)
    for _ in range(10):
        await browser.submit("/sign-in", name="emma", password="x")
    settings = site_in(site).settings
    restarted = create_site(organisation.store, None, organisation.worker, settings)  # type: ignore[arg-type]
    browser = organisation.client(restarted)
    assert (await browser.submit("/sign-in", name="emma", password=PASSWORD)).status_code == 429


def request_from(client: str, forwarded: str = "") -> Request:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    return Request({"type": "http", "headers": headers, "client": (client, 5)})


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw() -> None:
    forged = request_from("10.0.0.1", "1.2.3.4, 203.0.113.9")
    assert address_of(forged, behind_proxy=True) == "203.0.113.9"
    assert address_of(forged, behind_proxy=False) == "10.0.0.1"
    assert address_of(request_from("10.0.0.1"), behind_proxy=True) == "10.0.0.1"


def test_of_an_ipv6_address_the_network_counts() -> None:
    one = address_of(request_from("2001:db8:1:2:3::4"), behind_proxy=False)
    other = address_of(request_from("2001:db8:1:2:ffff::9"), behind_proxy=False)
    assert one == other == "2001:db8:1:2::/64"
