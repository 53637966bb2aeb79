"""Cancelling on the library page in Chromium, where the server cannot or will not do it."""

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Route, expect

from tests.ui.chromium import visit
from tests.ui.live import serving
from tests.ui.organisation import Organisation
from tests.ui.test_library_in_browser import open_library, payload
from ui.wording import text

pytestmark = pytest.mark.slow

CANCEL = "**/library/cancel"


@pytest.fixture
def address(organisation: Organisation, site: FastAPI) -> Iterator[str]:
    organisation.worker.stop()  # nothing is read in these tests
    with serving(site) as served:
        yield served


def answered(status: int, body: str) -> Callable[[Route], None]:
    def fulfil(route: Route) -> None:
        route.fulfill(status=status, body=body, content_type="application/json")

    return fulfil


@pytest.mark.parametrize(
    ("language", "fails", "key", "reason"),
    [
        ("fr", lambda route: route.abort(), "network", ""),
        ("en", lambda route: route.abort(), "network", ""),
        ("fr", answered(500, '{"message": "En panne."}'), "failed", "En panne."),
        ("en", answered(404, "no JSON"), "failed", "404"),
        ("fr", answered(401, "{}"), "signed-out", ""),
    ],
    ids=["no network, in French", "no network", "500", "404", "signed out"],
)
def test_a_cancel_that_failed_is_said_and_may_be_tried_again(
    browser: Browser,
    address: str,
    language: str,
    fails: Callable[[Route], None],
    key: str,
    reason: str,
) -> None:
    with visit(browser, address) as visitor:
        page = open_library(visitor)
        page.locator(f"button[name=language][value={language}]").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        page.set_input_files("#files", [payload("sent.txt", b"One.")])
        state = page.locator(".upload .state")
        expect(state).to_have_text(text("library.file.sent", language))
        thrown: list[object] = []
        page.on("pageerror", lambda error: thrown.append(error))
        page.route(CANCEL, fails)
        cancel = page.get_by_role("button", name=text("library.cancel", language))
        failure = page.get_by_role("alert")
        cancel.click()
        expect(failure).to_have_text(text(f"library.cancel.{key}", language, reason=reason))
        expect(state).to_have_text(text("library.file.sent", language))
        page.unroute(CANCEL)
        cancel.click()
        expect(page.locator(".upload .badge")).to_have_text(text("verdict.cancelled", language))
        expect(failure).to_be_hidden()
        assert thrown == []
