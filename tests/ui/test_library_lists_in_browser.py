"""The lists of the library page in Chromium: many files, and documents of folders."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, Route, expect

from ingest.file_tree import FileTree
from ingest.intake import submit_paths
from ingest.order import Order
from storage.jobs import finish, recent_jobs
from storage.records import OPERATOR, JobState, Verdict
from tests.ui.chromium import PHONE, Visit, visit
from tests.ui.live import serving
from tests.ui.organisation import PASSWORD, Organisation

pytestmark = pytest.mark.slow

MANY = 40


@pytest.fixture
def address(organisation: Organisation, site: FastAPI) -> Iterator[str]:
    with serving(site) as served:
        yield served


def open_library(visitor: Visit) -> Page:
    visitor.sign_in("claire", PASSWORD)
    visitor.page.goto(f"{visitor.address}/library")
    return visitor.page


def test_the_documents_stay_within_reach_while_many_files_are_on_their_way(
    browser: Browser, address: str, organisation: Organisation
) -> None:
    assert organisation.worker.stop()  # all of them wait
    for number in range(MANY):
        organisation.queue(f"{number:02}.txt", b"%d" % number)
    with visit(browser, address, size=PHONE) as visitor:
        page = open_library(visitor)
        expect(page.locator(".upload")).to_have_count(MANY)
        box = page.locator("#upload-list").bounding_box()
        assert box is not None and box["height"] < PHONE[1]
        page.locator("#upload-list").focus()
        page.keyboard.press("End")
        expect(page.locator(".upload").last).to_be_in_viewport()


def test_who_removes_a_document_of_a_folder_is_told_that_it_may_come_back(
    browser: Browser, address: str, organisation: Organisation, tmp_path: Path
) -> None:
    (tmp_path / "served.txt").write_text("A file of the server.")
    store = organisation.store
    tree, order = FileTree([tmp_path / "served.txt"]), Order("handbook", OPERATOR, None, "")
    list(submit_paths(store.ledger, store.originals, tree, order, limit_bytes=1 << 20))
    organisation.bring_live("sent.txt", b"A file that was sent.")
    with visit(browser, address) as visitor:
        page = open_library(visitor)
        for name, told in (("served.txt", True), ("sent.txt", False)):
            page.locator("tr", has_text=name).locator("[data-remove]").click()
            warning = page.locator("dialog[open] #remove-of-folder")
            expect(warning).to_be_visible() if told else expect(warning).to_be_hidden()
            page.locator("dialog[open]").get_by_role("button", name="Cancel").click()


def test_a_file_that_fails_while_the_page_is_on_its_way_is_listed_all_the_same(
    browser: Browser, address: str, organisation: Organisation
) -> None:
    assert organisation.worker.stop()
    job = organisation.queue("broken.pdf", b"rubbish")

    def ends_first(route: Route) -> None:
        finish(organisation.store.ledger, job.id, verdict=Verdict.DAMAGED)
        route.continue_()

    with visit(browser, address) as visitor:
        visitor.page.route("**/library/jobs", ends_first, times=1)
        page = open_library(visitor)
        expect(page.locator("#unread li")).to_contain_text("broken.pdf")


@pytest.mark.parametrize(
    ("language", "open_still", "finished", "left", "all_finished"),
    [
        ("fr", "Terminés dans cette liste : 0 sur 1", "Terminés dans cette liste : 1 · 1 à revoir",
         "2 fichiers à lire", "Terminés : 1 · 1 à revoir"),
        ("en", "0 of 1 in this list finished", "1 in this list finished · 1 to look at",
         "2 files still to be read", "1 finished · 1 to look at"),
    ],
    ids=["fr", "en"],
)  # fmt: skip
def test_the_progress_is_said_to_be_that_of_the_list_where_other_files_are_on_their_way(
    browser: Browser,
    address: str,
    organisation: Organisation,
    language: str,
    open_still: str,
    finished: str,
    left: str,
    all_finished: str,
) -> None:
    """What a folder brings after the page was opened is counted as still to be read."""
    assert organisation.worker.stop()
    ledger = organisation.store.ledger
    mine = organisation.queue("mine.txt", b"One.")
    with visit(browser, address) as visitor:
        page = open_library(visitor)
        page.locator(f"button[name=language][value={language}]").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator(".upload")).to_have_count(1)
        for number in range(2):
            organisation.queue(f"{number}.txt", str(number).encode())
        progress = page.locator("#progress")
        expect(progress).to_have_text(open_still)
        finish(ledger, mine.id, verdict=Verdict.EMPTY)
        expect(progress).to_have_text(finished)
        expect(page.locator("#pace")).to_contain_text(left)
        for job in recent_jobs(ledger, OPERATOR, states=(JobState.QUEUED,)):
            finish(ledger, job.id, verdict=Verdict.EMPTY)
        expect(progress).to_have_text(all_finished)
