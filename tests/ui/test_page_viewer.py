"""The page behind a citation."""

import re
from collections.abc import Callable

import httpx
import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI

from storage.chunks import iter_active_chunks
from storage.conversations import add_turn, start
from storage.documents import page
from storage.records import OPERATOR, Document, Page, Span
from storage.turn_records import CitedSource, Turn, Twin
from tests.ui.organisation import TELEWORK, Organisation
from tests.ui.pdf_files import honest_pdf, memory_bomb, time_bomb
from ui.app import site_in
from ui.page_viewer import in_order, pieces_of

HOSTILE_NAME = '<img src=x onerror="alert(1)">\u202efdp\x1b[31m\nx' + "é" * 300 + ".md"


def page_of(organisation: Organisation, document: Document, number: int = 1) -> Page:
    return page(organisation.store.ledger, OPERATOR, document.id, number)


def cite(
    organisation: Organisation,
    person: str,
    document: Document,
    quote: str,
    *twins: Twin,
    number: int = 1,
) -> str:
    """The query under which `person` sees `quote` marked on a page, as after an answer."""
    text = page_of(organisation, document, number).text
    at = text.index(quote)
    source = CitedSource(
        number=1,
        document_id=document.id,
        version_id=document.version_id,
        chunk_id=1,
        title=document.title,
        file_name=document.file_name,
        page=number,
        spans=(Span(number, at, at + len(quote)),),
        quote=quote,
        twins=twins,
    )
    ledger = organisation.store.ledger
    turn = Turn(0, "?", "!", "extractive", "fr", "", complete=True, sources=(source,))
    kept = add_turn(ledger, person, start(ledger, person), turn)
    return f"?turn={kept.id}&source=1"


async def shown(browser: httpx.AsyncClient, address: str) -> BeautifulSoup:
    response = await browser.get(address)
    assert response.status_code == 200, response.text
    return BeautifulSoup(response.text, "html.parser")


async def test_a_cited_page_shows_its_picture_with_a_box_on_each_cited_line(
    organisation: Organisation, site: FastAPI
) -> None:
    document = organisation.document("telework.pdf")
    citation = cite(organisation, "emma", document, "trois jours par semaine")
    browser = await organisation.signed_in(site, "emma")
    soup = await shown(browser, f"/view/{document.id}/1{citation}")
    assert soup.h1 is not None and soup.h1.text.startswith("Télétravail")
    assert "telework.pdf" in soup.text and "collection handbook" in soup.text
    assert "page 1 of 2" in soup.text
    assert soup.select_one("blockquote").text == "trois jours par semaine"
    boxes = soup.select(".picture .box")
    assert len(boxes) == 1 and boxes[0]["id"] == "cited"
    edges = [float(value) for value in re.findall(r"([\d.]+)%", str(boxes[0]["style"]))]
    assert all(0 < edge < 100 for edge in edges)
    picture = await browser.get(str(soup.select_one(".picture img")["src"]))
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert [mark.text for mark in soup.select("details mark")] == ["trois jours par semaine"]


async def test_the_neighbours_keep_the_citation(organisation: Organisation, site: FastAPI) -> None:
    document = organisation.document("telework.pdf")
    citation = cite(organisation, "emma", document, TELEWORK[0])
    browser = await organisation.signed_in(site, "emma")
    first = await shown(browser, f"/view/{document.id}/1{citation}")
    assert first.select_one("a[rel=prev]") is None
    following = first.select_one("a[rel=next]")["href"]
    assert following == f"/view/{document.id}/2{citation}"
    second = await shown(browser, str(following))
    assert second.select_one("a[rel=next]") is None
    assert second.select(".box") == []
    assert second.select_one("blockquote").text == TELEWORK[0]
    assert second.select_one("figcaption a")["href"] == f"/view/{document.id}/1{citation}"


async def test_a_document_that_is_no_pdf_shows_its_text_with_the_exact_span_marked(
    organisation: Organisation, site: FastAPI
) -> None:
    document = organisation.document("note.md")
    citation = cite(organisation, "emma", document, "open on Mondays")
    browser = await organisation.signed_in(site, "emma")
    soup = await shown(browser, f"/view/{document.id}/1{citation}")
    assert soup.select(".picture") == []
    mark = soup.select_one(".text mark")
    assert mark.text == "open on Mondays" and mark["id"] == "cited"
    assert soup.select_one(".text").text == page_of(organisation, document).text
    assert [heading.text for heading in soup.select(".text .heading")] == ["Note"]


async def test_a_replaced_document_says_so_and_looks_for_the_quotation(
    organisation: Organisation, site: FastAPI
) -> None:
    document = organisation.document("telework.pdf")
    citation = cite(organisation, "emma", document, TELEWORK[0])
    organisation.bring("telework.pdf", honest_pdf([["Nouvelle version.", TELEWORK[0]]]))
    browser = await organisation.signed_in(site, "emma")
    soup = await shown(browser, f"/view/{document.id}/1{citation}")
    assert "replaced after this answer" in soup.text
    assert len(soup.select(".box")) == 1
    organisation.bring("telework.pdf", honest_pdf([["Rien de cela."]]))
    soup = await shown(browser, f"/view/{document.id}/1{citation}")
    assert "replaced after this answer" in soup.text
    assert soup.select(".box") == []
    assert soup.select_one("blockquote").text == TELEWORK[0]


async def test_a_page_that_the_new_version_lacks_shows_the_last(
    organisation: Organisation, site: FastAPI
) -> None:
    document = organisation.document("telework.pdf")
    citation = cite(organisation, "emma", document, "Second page.", number=2)
    organisation.bring("telework.pdf", honest_pdf([["Nouvelle version, une page."]]))
    browser = await organisation.signed_in(site, "emma")
    soup = await shown(browser, f"/view/{document.id}/2{citation}")
    assert "page 1 of 1" in soup.text
    assert (await browser.get(f"/view/{document.id}/2")).status_code == 404


async def test_a_removed_document_is_not_found(organisation: Organisation, site: FastAPI) -> None:
    from storage.versions import remove_document

    document = organisation.document("telework.pdf")
    citation = cite(organisation, "emma", document, TELEWORK[0])
    browser = await organisation.signed_in(site, "emma")
    assert (await browser.get(f"/view/{document.id}/1{citation}")).status_code == 200
    remove_document(organisation.store.ledger, organisation.store.originals, document.id)
    for address in (f"/view/{document.id}/1{citation}", f"/page-image/{document.id}/1"):
        assert (await browser.get(address)).status_code == 404
    assert (await browser.get(f"/original/{document.id}")).status_code == 404


def chunk_of(organisation: Organisation, document: Document) -> int:
    """The id of the first chunk of a document."""
    for batch in iter_active_chunks(organisation.store.ledger):
        for chunk in batch:
            if chunk.document_id == document.id:
                return chunk.id
    raise AssertionError("the document has no chunk")


async def test_while_an_answer_is_written_a_passage_is_shown_by_its_own_id(
    organisation: Organisation, site: FastAPI
) -> None:
    document = organisation.document("telework.pdf")
    chunk = chunk_of(organisation, document)
    browser = await organisation.signed_in(site, "emma")
    soup = await shown(browser, f"/view/{document.id}/1?chunk={chunk}")
    assert TELEWORK[0] in soup.select_one("blockquote").text
    assert len(soup.select(".box")) >= 2
    assert soup.select_one("a[rel=next]")["href"] == f"/view/{document.id}/2?chunk={chunk}"


async def test_a_passage_that_is_gone_or_forbidden_marks_nothing(
    organisation: Organisation, site: FastAPI
) -> None:
    note = organisation.document("note.md")
    salaries = organisation.document("salaries.pdf", collection="hr")
    browser = await organisation.signed_in(site, "emma")
    pages = [
        await shown(browser, f"/view/{note.id}/1?chunk={chunk}")
        for chunk in (chunk_of(organisation, salaries), 10**6)
    ]
    for soup in pages:
        assert soup.select("mark, blockquote, .box") == []
    assert "61000" not in pages[0].text
    other = chunk_of(organisation, organisation.document("telework.pdf"))
    assert (await browser.get(f"/view/{note.id}/1?chunk={other}")).status_code == 404


async def test_somebody_elses_answer_opens_nothing(
    organisation: Organisation, site: FastAPI
) -> None:
    document = organisation.document("telework.pdf")
    citation = cite(organisation, "hugo", document, TELEWORK[0])
    browser = await organisation.signed_in(site, "emma")
    assert (await browser.get(f"/view/{document.id}/1")).status_code == 200
    assert (await browser.get(f"/view/{document.id}/1{citation}")).status_code == 404


async def test_names_are_text_and_what_hides_in_them_is_visible(
    organisation: Organisation, site: FastAPI
) -> None:
    document = organisation.bring(HOSTILE_NAME, b"# <script>alert(1)</script>\n\nSome text here.")
    browser = await organisation.signed_in(site, "claire")
    for address in (f"/view/{document.id}/1", "/library"):
        response = await browser.get(address)
        soup = BeautifulSoup(response.text, "html.parser")
        assert soup.select("img[onerror]") == []
        assert not any("alert" in script.text for script in soup.select("script"))
        assert "\u202e" not in response.text and "\x1b" not in response.text
        assert re.search(r"\\u202efdp\\x1b\[31m\\(n|x0a)x", soup.text)
        assert '<img src=x onerror="alert(1)">' in soup.text


async def test_markup_in_the_text_of_a_page_is_text(
    organisation: Organisation, site: FastAPI
) -> None:
    content = b"<script>alert(1)</script> <img src=x onerror=alert(2)> and a sentence."
    document = organisation.bring("attack.txt", content)
    browser = await organisation.signed_in(site, "emma")
    soup = await shown(browser, f"/view/{document.id}/1")
    assert soup.select(".text script, .text img") == []
    assert "<script>alert(1)</script>" in soup.select_one(".text").text


@pytest.mark.parametrize("bomb", [memory_bomb, time_bomb])
async def test_a_hostile_page_shows_its_text_and_the_server_lives(
    organisation: Organisation,
    site: FastAPI,
    bomb: Callable[[], bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = organisation.document("telework.pdf")
    organisation.store.originals.path(document.content_sha256).write_bytes(bomb())
    monkeypatch.setattr(site_in(site).page_images, "_cpu_s", 2)
    citation = cite(organisation, "emma", document, TELEWORK[0])
    browser = await organisation.signed_in(site, "emma")
    soup = await shown(browser, f"/view/{document.id}/1{citation}")
    assert "cannot be drawn" in soup.text
    assert soup.select_one(".text mark").text == TELEWORK[0]
    assert (await browser.get(f"/page-image/{document.id}/1")).status_code == 404
    other = organisation.bring("sound.pdf", honest_pdf([["A sound page."]]))
    assert (await shown(browser, f"/view/{other.id}/1")).select(".picture img")


async def test_the_original_is_a_download_with_a_harmless_name(
    organisation: Organisation, site: FastAPI
) -> None:
    document = organisation.document("telework.pdf")
    browser = await organisation.signed_in(site, "emma")
    response = await browser.get(f"/original/{document.id}")
    assert response.headers["content-disposition"].startswith('attachment; filename="telework.pdf"')
    assert response.headers["content-type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    page_like = organisation.bring("page.html", b"<html><body><p>A sentence.</p></body></html>")
    response = await browser.get(f"/original/{page_like.id}")
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-disposition"].startswith("attachment")


async def test_in_a_frame_beside_the_chat_there_is_no_second_bar(
    organisation: Organisation, site: FastAPI
) -> None:
    document = organisation.document("telework.pdf")
    browser = await organisation.signed_in(site, "emma")
    alone = await shown(browser, f"/view/{document.id}/1")
    assert alone.select("header.topbar")
    browser.headers.update({"sec-fetch-dest": "iframe", "sec-fetch-site": "same-origin"})
    assert not (await shown(browser, f"/view/{document.id}/1")).select("header.topbar")
    missing = await browser.get("/view/unknown/1")
    assert missing.status_code == 404 and "topbar" not in missing.text


async def test_pictures_are_of_the_active_version(
    organisation: Organisation, site: FastAPI
) -> None:
    document = organisation.document("telework.pdf")
    browser = await organisation.signed_in(site, "emma")
    before = (await browser.get(f"/page-image/{document.id}/1")).content
    organisation.bring("telework.pdf", honest_pdf([["Nouvelle version."]]))
    assert (await browser.get(f"/page-image/{document.id}/1")).content != before
    narrow = await browser.get(f"/page-image/{document.id}/1?width=300")
    assert int.from_bytes(narrow.content[16:20]) == 300
    assert (await browser.get(f"/page-image/{document.id}/1?width=9")).status_code == 404


def test_spans_are_put_in_order_without_overlap_and_within_the_text() -> None:
    spans = [Span(1, 8, 99), Span(1, 0, 3), Span(1, 2, 5), Span(1, 5, 5)]
    assert in_order(spans, length=10) == ((0, 3), (3, 5), (8, 10))


def test_pieces_join_to_the_text_and_know_what_they_are() -> None:
    pieces = pieces_of("abcdef", marked=((0, 2), (2, 3), (4, 6)), headings=((1, 5),))
    assert "".join(piece.text for piece in pieces) == "abcdef"
    assert [piece.text for piece in pieces if piece.marked] == ["a", "b", "c", "e", "f"]
    assert [piece.text for piece in pieces if piece.heading] == ["b", "c", "d", "e"]
    assert pieces_of("", marked=(), headings=()) == []
