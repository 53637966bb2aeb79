"""The files that could not be read, on the library page: which, for whom, in which words."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from fastapi import FastAPI

from ingest.errors import NO_TEXT_ON_ANY_PAGE
from ingest.formats.old_office import NOT_CONVERTED, NOT_INSTALLED
from ingest.formats.xfa_form import DYNAMIC_FORM
from ingest.office_inside import TOO_LONG, TOO_MANY
from ingest.remarks import RemarkKind, remark
from ingest.verdict_meanings import FORMER_STAYS, Cause, meaning_of
from storage.jobs import record_failed
from storage.records import OPERATOR, Verdict
from storage.unread_files import count_unread, unread_files
from tests.ui.organisation import Organisation
from tests.ui.pdf_files import honest_pdf, pdf_with_a_scan
from ui.library_unread import SHOWN, beside_meaning, meaning, unread_row
from ui.wording import keys, text

BROKEN = honest_pdf([["x"]])[:300]
BATCH = "4" * 32
NO_TEXT = f"{NO_TEXT_ON_ANY_PAGE} "
DETAILS = {
    Cause.NO_RECOGNITION: (
        Verdict.NO_TEXT,
        NO_TEXT + remark(RemarkKind.RECOGNITION_MISSING),
    ),
    Cause.RECOGNITION_OFF: (Verdict.NO_TEXT, NO_TEXT + remark(RemarkKind.RECOGNITION_OFF)),
    Cause.RECOGNITION_TOO_SLOW: (
        Verdict.NO_TEXT,
        NO_TEXT + remark(RemarkKind.RECOGNITION_LATE, count=3, seconds=60),
    ),
    Cause.NO_LIBREOFFICE: (Verdict.UNKNOWN_TYPE, NOT_INSTALLED),
    Cause.OLD_OFFICE_INSIDE: (Verdict.UNKNOWN_TYPE, NOT_CONVERTED),
    Cause.DYNAMIC_FORM: (Verdict.UNKNOWN_TYPE, DYNAMIC_FORM),
    Cause.MANY_OLD_OFFICE: (Verdict.TOO_LARGE, TOO_MANY),
    Cause.SLOW_OLD_OFFICE: (Verdict.TOO_SLOW, TOO_LONG),
    Cause.TOO_DEEP: (Verdict.TOO_LARGE, "It lies more than 3 files deep."),
}


async def section(organisation: Organisation, site: FastAPI, who: str, query: str = "") -> Tag:
    browser = await organisation.signed_in(site, who)
    answer = await browser.get(f"/library{query}")
    assert answer.status_code == 200
    found = BeautifulSoup(answer.text, "html.parser").select_one("#unread")
    assert found is not None
    return found


async def names(organisation: Organisation, site: FastAPI, who: str, query: str = "") -> list[str]:
    found = await section(organisation, site, who, query)
    return [str(one.contents[0]).strip() for one in found.select(".name")]


async def test_there_is_no_section_where_every_file_was_read(
    organisation: Organisation, site: FastAPI
) -> None:
    found = await section(organisation, site, "claire")
    assert found.has_attr("hidden") and found.text.strip() == ""


async def test_a_file_that_failed_is_there_until_it_is_added_again(
    organisation: Organisation, site: FastAPI
) -> None:
    organisation.queue("broken.pdf", BROKEN, by="carl")
    organisation.work()
    (row,) = (await section(organisation, site, "claire")).select("li")
    for words in ("broken.pdf", "Damaged", "Export it again", "handbook · Today, ", "by carl"):
        assert words in row.text
    detail = row.select_one("[lang=en]")
    assert detail is not None and detail.text == "It cannot be opened as a PDF."
    organisation.bring("broken.pdf", honest_pdf([["Whole again."]]))
    assert await names(organisation, site, "claire") == []


async def test_a_file_that_was_sent_is_taken_off_the_list_by_a_keeper_who_sees_it(
    organisation: Organisation, site: FastAPI
) -> None:
    organisation.queue("broken.pdf", BROKEN, by="carl")
    organisation.queue("pay.pdf", BROKEN + b"1", collection="hr")
    organisation.work()
    row = (await section(organisation, site, "claire")).select("li")[0]
    form, hidden, button = row.select_one("form"), row.select_one("input"), row.select_one("button")
    assert form is not None and hidden is not None and button is not None
    assert button["aria-label"] == "Take pay.pdf off the list"
    fields = {str(hidden["name"]): str(hidden["value"])}
    carl = await organisation.signed_in(site, "carl")
    assert (await carl.submit(str(form["action"]), **fields)).status_code == 404
    claire = await organisation.signed_in(site, "claire")
    forged = await claire.post(str(form["action"]), data=fields)
    assert forged.status_code == 403
    assert await names(organisation, site, "claire") == ["pay.pdf", "broken.pdf"]
    answer = await claire.submit(str(form["action"]), **fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/library#unread")
    assert await names(organisation, site, "claire") == ["broken.pdf"]
    row = (await section(organisation, site, "carl")).select("li")[0]
    assert row.select_one("form") is not None


async def test_a_file_of_a_folder_shows_where_it_lies_and_nothing_of_its_name_is_hidden(
    organisation: Organisation, site: FastAPI
) -> None:
    record_failed(
        organisation.store.ledger,
        collection="handbook",
        source="/srv/policies/sub/<b>\u202efdp.exe",
        file_name="<b>\u202efdp.exe",
        requested_by="operator",
        batch=BATCH,
        verdict=Verdict.UNREADABLE_FILE,
        detail="The file cannot be read: Permission denied.",
    )
    (row,) = (await section(organisation, site, "carl")).select("li")
    assert "/srv/policies/sub" in row.text and "<b>\\u202efdp.exe" in row.text
    assert "Permission denied" in row.text and row.select_one("b") is None
    assert row.select_one("form") is None, "it leaves with its file"


async def test_the_former_version_is_said_to_stay(
    organisation: Organisation, site: FastAPI
) -> None:
    document = organisation.bring("rules.pdf", honest_pdf([["The first rules."]]))
    organisation.queue("rules.pdf", BROKEN)
    organisation.work()
    (row,) = (await section(organisation, site, "claire")).select("li")
    link = row.select_one("a")
    assert link is not None and link["href"] == f"/view/{document.id}/1"
    assert "The former version can still be found." in row.text
    assert FORMER_STAYS not in row.text


async def test_each_keeper_sees_only_what_they_may_read(
    organisation: Organisation, site: FastAPI
) -> None:
    organisation.queue("open.pdf", BROKEN)
    organisation.queue("pay.pdf", BROKEN + b"1", collection="hr")
    organisation.queue("narrow.pdf", BROKEN + b"2", readers=frozenset({"compliance"}))
    organisation.work()
    assert await names(organisation, site, "carl") == ["open.pdf"]
    assert "1 file" in (await section(organisation, site, "carl")).text
    assert await names(organisation, site, "carl", "?in=hr") == []
    assert await names(organisation, site, "claire") == ["narrow.pdf", "pay.pdf", "open.pdf"]
    assert await names(organisation, site, "claire", "?in=hr") == ["pay.pdf"]
    assert await names(organisation, site, "claire", "?in=none") == []


async def test_they_come_in_pages_beside_those_of_the_documents(
    organisation: Organisation, site: FastAPI
) -> None:
    for number in range(SHOWN + 2):
        organisation.queue(f"{number}.pdf", BROKEN + str(number).encode())
    organisation.work()
    first = await section(organisation, site, "claire", "?in=handbook")
    assert f"1 to {SHOWN} of {SHOWN + 2}" in first.text
    following = first.select_one("a[rel=next]")
    assert following is not None
    assert following["href"] == "/library?in=handbook&unread=2#unread"
    assert await names(organisation, site, "claire", "?in=handbook&unread=2") == ["1.pdf", "0.pdf"]
    assert await names(organisation, site, "claire", "?unread=99") == ["1.pdf", "0.pdf"]


async def test_a_scan_on_a_server_without_tesseract_is_not_asked_for_sharper(
    organisation: Organisation,
    site: FastAPI,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    from ingest.settings import IngestSettings
    from ingest.worker import Worker

    browser = await organisation.signed_in(site, "carl")
    await browser.upload(pdf_with_a_scan([]), name="scan.pdf", batch=BATCH)
    monkeypatch.setenv("PATH", str(tmp_path))
    Worker(organisation.store, IngestSettings()).run_until(  # type: ignore[call-arg]
        lambda: count_unread(organisation.store.ledger, OPERATOR) == 1
    )
    (job,) = (await browser.get(f"/library/jobs?batch={BATCH}")).json()["jobs"]
    assert job["label"] == "No text" and "install Tesseract" in job["meaning"]
    assert "sharper" not in job["meaning"]
    assert job["detail"] == "", "the meaning says it, in the language of the page"
    assert "install Tesseract" in (await section(organisation, site, "carl")).text
    (found,) = unread_files(organisation.store.ledger, OPERATOR)
    assert "installer Tesseract" in unread_row(found, "fr", kept=False).meaning


async def test_a_job_that_was_read_has_no_detail_beside_its_remarks(
    organisation: Organisation, site: FastAPI
) -> None:
    browser = await organisation.signed_in(site, "carl")
    await browser.upload(pdf_with_a_scan(["Words."]), name="partly.pdf", batch=BATCH)
    organisation.work()
    (job,) = (await browser.get(f"/library/jobs?batch={BATCH}")).json()["jobs"]
    assert (job["verdict"], job["detail"]) == ("partly-read", "")


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_its_meaning(cause: Cause) -> None:
    (key,) = (one for one in keys() if one.endswith(f".{cause}.meaning"))
    verdict = Verdict(key.split(".")[1])
    assert text(key, "fr") != text(f"verdict.{verdict}.meaning", "fr")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("cause", Cause)
def test_a_cause_that_the_meaning_says_is_not_said_again_in_english(
    cause: Cause, language: str
) -> None:
    verdict, detail = DETAILS[cause]
    assert meaning(verdict, detail, language) != text(f"verdict.{verdict}.meaning", language)
    assert beside_meaning(verdict, detail) == ""
    more = f"It is a program. {detail}"
    assert beside_meaning(verdict, more) == more


@pytest.mark.parametrize("verdict", [one for one in Verdict if not one.kept])
def test_what_a_verdict_asks_for_is_said_at_the_machine_too(verdict: Verdict) -> None:
    assert meaning_of(verdict, "")
    assert meaning(verdict, "", "en") == text(f"verdict.{verdict}.meaning", "en")


def test_the_day_is_in_the_words_of_the_reader(organisation: Organisation) -> None:
    organisation.queue("broken.pdf", BROKEN)
    organisation.work()
    (job,) = unread_files(organisation.store.ledger, OPERATOR)
    assert job.finished is not None and job.finished <= datetime.now(UTC)
    row = unread_row(job, "fr", kept=False)
    assert row.brought.startswith("handbook · Aujourd’hui, ")
    assert (row.brought.endswith(", par claire"), row.label) == (True, "Endommagé")


async def test_what_the_meaning_says_is_not_said_again_in_english(
    organisation: Organisation, site: FastAPI
) -> None:
    """In two languages, in a page of one, it would be no help to anybody."""
    browser = await organisation.signed_in(site, "carl")
    await browser.upload(b"", name="empty.txt", batch=BATCH)
    await browser.upload(b"MZ\x90\0" + bytes(300), name="tool.exe", batch=BATCH)
    organisation.work()
    jobs = (await browser.get(f"/library/jobs?batch={BATCH}")).json()["jobs"]
    assert [job["detail"] for job in jobs] == ["", "It is a program."]
    await browser.submit("/language", language="fr")
    rows = (await section(organisation, site, "carl")).select("li")
    assert [[line.text for line in row.select("[lang=en]")] for row in rows] == [
        ["It is a program."], [],
    ]  # fmt: skip
