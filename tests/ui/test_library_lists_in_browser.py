"""The lists of the library page in Chromium: many files, and documents of folders."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, Route, expect

from ingest.file_tree import FileTree
from ingest.intake import submit_paths
from ingest.order import Order
from storage.jobs import claim_next, finish, recent_jobs, report_pages
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
    """Of very many files not all are listed, and all are counted as still to be read."""
    assert organisation.worker.stop()
    ledger = organisation.store.ledger
    mine = organisation.queue("mine.txt", b"One.")
    with visit(browser, address) as visitor:
        page = open_library(visitor)
        page.locator(f"button[name=language][value={language}]").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator(".upload")).to_have_count(1)
        page.route("**/library/jobs", lambda route: route.fulfill(json={"jobs": []}))
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


def test_files_that_others_bring_join_the_list_that_is_open(
    browser: Browser, address: str, organisation: Organisation
) -> None:
    assert organisation.worker.stop()
    ledger = organisation.store.ledger
    organisation.queue("first.txt", b"first")
    with visit(browser, address) as visitor:
        page = open_library(visitor)
        expect(page.locator(".upload")).to_have_count(1)
        for name in ("second.txt", "third.txt"):
            organisation.queue(name, name.encode())
        expect(page.locator(".upload")).to_have_count(3, timeout=15_000)
        expect(page.locator("#progress")).to_have_text("0 of 3 finished")
        for job in recent_jobs(ledger, OPERATOR, states=(JobState.QUEUED,)):
            finish(ledger, job.id, verdict=Verdict.EMPTY)
        expect(page.locator("#progress")).to_have_text("3 finished · 3 to look at")
        expect(page.locator("#unread li")).to_have_count(3, timeout=15_000)
        assert visitor.errors == []


def test_of_many_files_of_a_folder_those_that_are_read_next_are_followed(
    browser: Browser, address: str, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list begins with the newest, and the oldest are read first; 100 are asked for at once."""
    assert organisation.worker.stop()
    monkeypatch.setattr("tests.ui.organisation.new_batch", lambda: "5" * 32)
    ledger = organisation.store.ledger
    with ledger.together():
        for number in range(110):
            organisation.queue(f"{number:03}.txt", b"%d" % number)
    with visit(browser, address) as visitor:
        page = open_library(visitor)
        expect(page.locator(".upload")).to_have_count(110)
        oldest = claim_next(ledger, owner="1")
        assert oldest is not None and oldest.file_name == "000.txt"
        report_pages(ledger, oldest.id, done=1, total=3)
        row = page.locator(".upload", has_text="000.txt")
        expect(row).to_contain_text("2 of 3", timeout=10_000)
        finish(ledger, oldest.id, verdict=Verdict.EMPTY)
        expect(page.locator("#progress")).to_contain_text("1 of 110", timeout=10_000)


def test_a_page_with_nothing_under_way_sees_what_a_folder_brings_later(
    browser: Browser, address: str, organisation: Organisation
) -> None:
    assert organisation.worker.stop()
    with visit(browser, address) as visitor:
        page = open_library(visitor)
        expect(page.locator("#uploads")).to_be_hidden()
        organisation.queue("later.txt", b"later")
        expect(page.locator(".upload")).to_contain_text("later.txt", timeout=25_000)


def test_the_list_stays_short_however_many_files_come(
    browser: Browser, address: str, organisation: Organisation
) -> None:
    assert organisation.worker.stop()
    ledger = organisation.store.ledger
    with visit(browser, address) as visitor:
        page = open_library(visitor)
        page.evaluate("Object.assign(Others, { LISTED: 3, KEPT: 4, JOIN_MS: 0, IDLE_MS: 0 })")
        for begin in (0, 5):
            for number in range(begin, begin + 5):
                organisation.queue(f"{number}.txt", str(number).encode())
            page.evaluate("Others.watch()")
            expect(page.locator("#progress")).to_contain_text("in this list finished")
            for job in recent_jobs(ledger, OPERATOR, states=(JobState.QUEUED,)):
                finish(ledger, job.id, verdict=Verdict.EMPTY)
            expect(page.locator("#pace")).to_be_hidden(timeout=15_000)
        assert page.locator(".upload").count() <= 4
        expect(page.locator("#progress")).to_have_text("6 finished · 6 to look at")
