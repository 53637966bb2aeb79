"""The library page in Chromium: files dropped, followed, found, removed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, Request, expect

from storage.jobs import claim_next, finish, recent_jobs, report_pages
from storage.records import OPERATOR, Verdict
from tests.ui.chromium import DESKTOP, PHONE, Visit, visit
from tests.ui.live import serving
from tests.ui.organisation import PASSWORD, Organisation
from tests.ui.pdf_files import honest_pdf, pdf_with_a_scan

pytestmark = pytest.mark.slow

HOSTILE_NAME = '<img src=x onerror="window.hit=1">\u202efdp.exe' + "é" * 60 + ".txt"


@pytest.fixture
def address(organisation: Organisation, site: FastAPI) -> Iterator[str]:
    with serving(site) as served:
        yield served


def open_library(visitor: Visit, name: str = "claire") -> Page:
    visitor.sign_in(name, PASSWORD)
    visitor.errors.clear()  # this site has no chat to go on to
    visitor.page.goto(f"{visitor.address}/library")
    return visitor.page


def payload(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def test_two_bad_files_and_a_good_one_are_followed_to_their_verdicts(
    browser: Browser, address: str
) -> None:
    with visit(browser, address) as visitor:
        page = open_library(visitor)
        page.select_option("#collection", "handbook")
        page.set_input_files(
            "#files",
            [
                payload("broken.pdf", honest_pdf([["x"]])[:500]),
                payload("good.pdf", honest_pdf([["The bicycle shed is behind the canteen."]])),
                payload("empty.pdf", b""),
            ],
        )
        rows = page.locator(".upload")
        expect(rows).to_have_count(3)
        expect(rows.filter(has_text="good.pdf").locator(".badge")).to_have_text(
            "Read", timeout=30_000
        )
        broken = rows.filter(has_text="broken.pdf")
        expect(broken.locator(".badge")).to_have_text("Damaged", timeout=30_000)
        expect(broken.locator(".state")).to_contain_text("Export it again")
        expect(rows.filter(has_text="empty.pdf").locator(".badge")).to_have_text("Empty")
        expect(page.locator("#progress")).to_have_text("3 finished · 2 to look at")
        # The list has it without a reload.
        expect(page.locator("td.name", has_text="good.pdf")).to_be_visible(timeout=10_000)
        assert visitor.foreign == []
        assert visitor.errors == []


def test_what_was_read_in_part_is_never_plainly_finished(browser: Browser, address: str) -> None:
    with visit(browser, address) as visitor:
        page = open_library(visitor)
        page.select_option("#collection", "handbook")
        scan = pdf_with_a_scan(["A first page with enough words to read."])
        page.set_input_files("#files", [payload("partly.pdf", scan)])
        row = page.locator(".upload")
        expect(row.locator(".badge")).to_have_text("Partly read", timeout=30_000)
        expect(page.locator("#progress")).to_have_text("1 finished · 1 to look at")
        expect(row.locator(".state")).to_contain_text("No search will find this page: 2")
        row.get_by_role("link", name="Reading report of partly.pdf").click()
        expect(page.locator("tr.unread")).to_contain_text("nothing: not searchable")


def test_the_pace_of_open_jobs_is_shown(
    browser: Browser, address: str, organisation: Organisation
) -> None:
    assert organisation.worker.stop()  # nothing is read but what this test says
    ledger = organisation.store.ledger
    with visit(browser, address) as visitor:
        page = open_library(visitor)
        asked: list[Request] = []
        page.on("request", lambda request: asked.append(request))
        expect(page.locator("#pace")).to_be_hidden()
        page.select_option("#collection", "handbook")
        page.set_input_files("#files", [payload("long.txt", b"A."), payload("next.txt", b"B.")])
        expect(page.locator("#pace")).to_contain_text("2 files still to be read")
        job = claim_next(ledger, owner="1")
        assert job is not None
        report_pages(ledger, job.id, done=9, total=900)
        shown = re.compile(r"2 files still to be read · \d\.\d pages/s · about \d+ (min|h) left")
        expect(page.locator("#pace")).to_have_text(shown, timeout=15_000)
        page.reload()  # another visit follows them too
        expect(page.locator("#pace")).to_contain_text("2 files still to be read")
        for number in range(2):
            if number:
                job = claim_next(ledger, owner="1")
                assert job is not None
            finish(ledger, job.id, verdict=Verdict.EMPTY)
        expect(page.locator("#pace")).to_be_hidden(timeout=10_000)
        by_itself = [one for one in asked if "/library/jobs" in one.url or "/pace" in one.url]
        assert len(by_itself) > 2
        assert all("intramuros-watching" in one.headers for one in by_itself), "no sign of life"
        assert visitor.errors == []


def test_a_name_is_text_while_it_is_sent_and_afterwards(browser: Browser, address: str) -> None:
    with visit(browser, address) as visitor:
        page = open_library(visitor)
        page.select_option("#collection", "handbook")
        page.set_input_files("#files", [payload(HOSTILE_NAME, b"A sentence to be read.")])
        name = page.locator(".upload .name")
        expect(name).to_contain_text('<img src=x onerror="window.hit=1">\\u202efdp.exe')
        expect(page.locator(".upload .badge")).to_have_text("Read", timeout=30_000)
        listed = page.locator("td.name", has_text="\\u202efdp.exe")
        expect(listed).to_be_visible(timeout=10_000)
        listed.locator("xpath=..").get_by_role("button").click()
        expect(page.locator("#remove-name")).to_be_visible()
        assert not visitor.ran_a_payload
        assert visitor.foreign == []
        assert page.locator("img[onerror]").count() == 0


def test_a_file_past_the_limit_is_not_even_sent(browser: Browser, address: str) -> None:
    with visit(browser, address) as visitor:
        page = open_library(visitor)
        page.evaluate("document.getElementById('add').dataset.limitMib = '1'")
        page.set_input_files("#files", [payload("big.txt", b"x" * (2 << 20))])
        expect(page.locator(".upload.bad .state")).to_contain_text("larger than 1 MB")
        assert not [url for url in visitor.requests if "/library/upload" in url]


def test_a_document_is_removed_after_a_question(browser: Browser, address: str) -> None:
    with visit(browser, address) as visitor:
        page = open_library(visitor)
        row = page.locator("tr", has_text="note.md")
        row.get_by_role("button").click()
        dialog = page.locator("dialog[open]")
        expect(dialog).to_contain_text("Remove this document?")
        expect(dialog).to_contain_text("Note")
        expect(dialog.locator("#remove-of-folder")).to_be_hidden()
        dialog.get_by_role("button", name="Cancel").click()
        expect(dialog).to_have_count(0)
        row.get_by_role("button").click()
        page.locator("dialog[open]").get_by_role("button", name="Remove").click()
        expect(page.locator(".notice.ok")).to_have_text("The document was removed.")
        expect(page.locator("tr", has_text="note.md")).to_have_count(0)


def test_readers_can_be_narrowed_and_it_is_said_when_that_shuts_oneself_out(
    browser: Browser, address: str, organisation: Organisation
) -> None:
    with visit(browser, address) as visitor:
        page = open_library(visitor)
        page.select_option("#collection", "hr")
        expect(page.locator("#collection-hint")).to_have_text("Who may read: compliance, hr")
        page.get_by_label("compliance", exact=True).check()
        expect(page.locator("#not-you")).to_be_hidden()
        page.set_input_files("#files", [payload("case.txt", b"The case of the lost keys.")])
        expect(page.locator(".upload .badge")).to_have_text("Read", timeout=30_000)
    assert organisation.document("case.txt", collection="hr").readers == {"compliance"}


def test_files_that_wait_are_cancelled_sent_or_not(
    browser: Browser, address: str, organisation: Organisation
) -> None:
    organisation.worker.stop()  # nothing is read in this test
    with visit(browser, address) as visitor:
        page = open_library(visitor)
        cancel = page.get_by_role("button", name="Cancel the files that wait")
        expect(cancel).to_be_hidden()
        page.set_input_files(
            "#files", [payload("sent.txt", b"One."), payload("sent-too.txt", b"2")]
        )
        states = page.locator(".upload .state")
        expect(states).to_have_text(["Waiting to be read"] * 2)
        page.route("**/library/upload?**", lambda route: None)  # the next two hang on their way
        names = ["hangs.txt", "hangs-too.txt", "unsent.txt"]
        page.set_input_files("#files", [payload(name, name.encode()) for name in names])
        expect(states.last).to_have_text("Waiting to be sent")
        cancel.click()
        expect(states.last).to_have_text("Cancelled before it was sent")
        expect(page.locator(".upload .badge:visible")).to_have_text(["Cancelled"] * 2)
        expect(page.locator("#progress")).to_have_text("3 of 5 finished · 3 cancelled")
        expect(cancel).to_be_hidden()
    jobs = recent_jobs(organisation.store.ledger, OPERATOR)
    assert {job.file_name for job in jobs if job.verdict is Verdict.CANCELLED} == {
        "sent.txt",
        "sent-too.txt",
    }


def test_files_that_are_still_being_read_are_there_after_a_reload(
    browser: Browser, address: str, organisation: Organisation
) -> None:
    organisation.worker.stop()  # nothing is read until the test says so
    with visit(browser, address) as visitor:
        page = open_library(visitor)
        page.set_input_files("#files", [payload("waiting.txt", b"Some words.")])
        expect(page.locator(".upload .state")).to_have_text("Waiting to be read")
        expect(page.locator(".upload progress")).to_be_hidden()
        page.reload()
        expect(page.locator(".upload", has_text="waiting.txt")).to_be_visible()
        expect(page.locator(".upload .state")).to_have_text("Waiting to be read")
        expect(page.locator(".upload progress")).to_be_hidden()
        job = claim_next(organisation.store.ledger, owner="1")
        assert job is not None
        expect(page.locator(".upload .state")).to_have_text("Being read")
        report_pages(organisation.store.ledger, job.id, done=1, total=4)
        expect(page.locator(".upload .state")).to_have_text("Reading: page 2 of 4")
        expect(page.locator(".upload progress")).to_be_visible()


def test_a_session_that_ended_is_said_where_the_file_stands(browser: Browser, address: str) -> None:
    with visit(browser, address) as visitor:
        page = open_library(visitor)
        visitor.page.context.clear_cookies()
        page.set_input_files("#files", [payload("late.txt", b"Some words.")])
        expect(page.locator(".upload.bad .state")).to_contain_text("Sign in again")


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("path", ["/sign-in", "/library", "/view", "/library/report"])
def test_no_page_is_wider_than_its_window(
    browser: Browser,
    address: str,
    organisation: Organisation,
    size: tuple[int, int],
    path: str,
) -> None:
    document = organisation.bring_live("x" * 120 + ".txt", b"Long name.")
    with visit(browser, address, size=size) as visitor:
        page = open_library(visitor)
        if path == "/view":
            path = f"/view/{document.id}/1"
        if path == "/library/report":
            path = f"/library/report/{document.id}"
        if path == "/sign-in":
            page.context.clear_cookies()
        page.goto(f"{address}{path}")
        width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= size[0]


def test_the_cited_lines_are_marked_and_in_sight(
    browser: Browser, address: str, organisation: Organisation, tmp_path: Path
) -> None:
    from tests.ui.test_page_viewer import cite

    lines = [f"Ligne {number} du règlement intérieur." for number in range(1, 38)]
    document = organisation.bring_live("long.pdf", honest_pdf([lines]))
    citation = cite(organisation, "claire", document, lines[34])
    with visit(browser, address, size=(420, 500)) as visitor:
        page = open_library(visitor)
        page.goto(f"{address}/view/{document.id}/1{citation}")
        box = page.locator("#cited")
        expect(box).to_be_in_viewport()
        edges = box.bounding_box()
        assert edges is not None and edges["width"] > 50
        assert page.locator(".picture img").evaluate("image => image.complete")
        assert visitor.errors == []
        assert visitor.foreign == []
