"""The files that could not be read, in Chromium: there at once, there later, gone when mended."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, expect

from tests.ui.chromium import DESKTOP, PHONE, visit
from tests.ui.live import serving
from tests.ui.organisation import Organisation
from tests.ui.pdf_files import honest_pdf
from tests.ui.test_library_in_browser import open_library, payload

pytestmark = pytest.mark.slow

BROKEN = honest_pdf([["x"]])[:300]


@pytest.fixture
def address(organisation: Organisation, site: FastAPI) -> Iterator[str]:
    with serving(site) as served:
        yield served


def test_a_file_that_fails_is_listed_without_a_reload_and_leaves_when_it_is_mended(
    browser: Browser, address: str
) -> None:
    with visit(browser, address) as visitor:
        page = open_library(visitor)
        page.select_option("#collection", "handbook")
        expect(page.locator("#unread")).to_be_hidden()
        page.set_input_files("#files", [payload("broken.pdf", BROKEN)])
        shown = page.locator("#unread li", has_text="broken.pdf")
        expect(shown).to_be_visible(timeout=30_000)
        expect(page.locator("#upload-list .detail")).to_have_text("It cannot be opened as a PDF.")
        expect(page.locator("#upload-list .detail")).to_have_attribute("lang", "en")
        page.reload()
        expect(shown).to_contain_text("Export it again")
        page.select_option("#collection", "handbook")
        whole = honest_pdf([["The bicycle shed is behind the canteen."]])
        page.set_input_files("#files", [payload("broken.pdf", whole)])
        expect(page.locator("#unread")).to_be_hidden(timeout=30_000)
        assert visitor.errors == [] and visitor.foreign == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_a_long_name_makes_the_page_no_wider(
    browser: Browser, address: str, organisation: Organisation, size: tuple[int, int]
) -> None:
    organisation.queue("x" * 200 + ".pdf", BROKEN)
    with visit(browser, address, size=size) as visitor:
        page = open_library(visitor)
        page.reload()
        expect(page.locator("#unread li")).to_be_visible(timeout=30_000)
        width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= size[0]
