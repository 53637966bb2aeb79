"""The chat as people meet it: a real Chromium, the whole application, a real model protocol."""

import re
import time

import pytest
from playwright.sync_api import Browser, expect

from storage.people import set_language
from tests.ollama_server import Failure, OllamaServer
from tests.ui.chat_site import ANSWER, QUESTION, ChatSite
from tests.ui.chromium import Visit, visit
from tests.ui.organisation import PASSWORD

pytestmark = pytest.mark.slow


def test_an_answer_comes_with_citations_that_open_the_page(emma: Visit) -> None:
    answer = emma.ask(QUESTION)
    assert "trois jours par semaine" in answer
    assert "Les chats aiment le thé." in answer and "no source" in answer
    mark = emma.page.locator("#talk a.cite").first
    assert re.fullmatch(r"Source 1: .+, page 1", mark.get_attribute("aria-label") or "")
    mark.click()
    panel = emma.page.frame_locator("#source-page")
    expect(panel.locator(".picture img")).to_be_visible()
    expect(panel.locator("#cited")).to_be_visible()
    expect(emma.page.locator("#source-title")).to_have_text(re.compile(r".+, p\. 1"))
    emma.page.keyboard.press("Escape")
    expect(emma.page.locator("#source-panel")).to_be_hidden()
    expect(mark).to_be_focused()


def test_a_citation_can_be_opened_while_the_answer_is_written(
    emma: Visit, model: OllamaServer
) -> None:
    model.answer(*ANSWER, *(f"Voici la phrase {n}. " for n in range(100)), piece_pause_s=0.1)
    emma.begin(QUESTION)
    mark = emma.page.locator("#talk a.cite").first
    mark.click()
    expect(emma.page.frame_locator("#source-page").locator("#cited")).to_be_visible()
    assert "chunk=" in (emma.page.locator("#source-page").get_attribute("src") or "") or (
        "chunk=" in emma.page.frames[1].url
    )
    expect(emma.page.locator("#stop")).to_be_visible()
    emma.page.click("#stop")
    model.wait_until_idle(1.0)
    assert "Incomplete answer" in emma.finished()


def test_documents_that_differ_stand_side_by_side_and_open_at_their_sentences(
    emma: Visit, chat_site: ChatSite, model: OllamaServer
) -> None:
    for year, amount in ((2024, 150), (2025, 165), (2026, 165)):
        said = (
            f"# Travel {year}\n\nA hotel night in Paris is refunded up to {amount} euros at most."
        )
        chat_site.organisation.bring_live(f"travel-{year}.md", said.encode())
    model.answer("A hotel night in Paris is refunded up to 165 euros at most.")
    answer = emma.ask("Up to what amount is a hotel night in Paris refunded?")
    assert "These documents differ:" in answer and "2 documents say this; also:" in answer
    sides = emma.page.locator("#talk .differ .side")
    boxes = [side.bounding_box() for side in sides.all()]
    assert len(boxes) == 2 and boxes[0] and boxes[1] and boxes[0]["y"] == boxes[1]["y"]
    sides.nth(1).locator("a").click()
    panel = emma.page.frame_locator("#source-page")
    expect(panel.locator("#cited")).to_have_text(re.compile("150 euros"))
    expect(emma.page.locator("#source-title")).to_have_text("Travel 2024, p. 1")


def test_stopping_closes_the_stream_of_the_model_within_a_second(
    emma: Visit, model: OllamaServer
) -> None:
    model.fail(Failure.HANG)
    emma.begin(QUESTION)
    emma.page.wait_for_selector("#talk .progress")
    wait_for_open_chat(model)
    emma.page.click("#stop")
    model.wait_until_idle(1.0)
    assert "stopped at your request" in emma.finished()


def test_closing_the_tab_closes_the_stream_of_the_model_within_a_second(
    browser: Browser, chat_site: ChatSite, model: OllamaServer
) -> None:
    model.fail(Failure.HANG)
    with visit(browser, chat_site.address) as made:
        made.sign_in("hugo", PASSWORD)
        made.ready()
        made.begin(QUESTION)
        wait_for_open_chat(model)
    model.wait_until_idle(1.0)


def wait_for_open_chat(model: OllamaServer) -> None:
    deadline = time.monotonic() + 10
    while not model.open_chats:
        assert time.monotonic() < deadline, "the model was never asked"
        time.sleep(0.02)


def test_without_the_model_the_answer_is_quotations_and_says_so(
    emma: Visit, model: OllamaServer
) -> None:
    model.fail(Failure.BROKEN)
    answer = emma.ask(QUESTION)
    assert "Quotations from the documents, found without a language model" in answer
    assert "The language model ran into an error." in answer
    assert "Le télétravail est possible trois jours par semaine." in answer
    assert emma.page.locator("#talk blockquote a.cite").count() > 0


def test_nothing_near_is_a_refusal_and_the_model_is_not_asked(
    emma: Visit, model: OllamaServer
) -> None:
    before = len(model.chats)
    answer = emma.ask("zebra giraffe meteorology")
    assert "I found nothing in the documents you may read." in answer
    assert len(model.chats) == before


def test_the_interface_is_in_the_language_of_the_person(
    browser: Browser, chat_site: ChatSite, model: OllamaServer
) -> None:
    set_language(chat_site.organisation.store.ledger, "emma", "fr")
    with visit(browser, chat_site.address, locale="en-GB") as made:
        made.sign_in("emma", PASSWORD)
        made.ready()
        page = made.page
        expect(page.locator("html")).to_have_attribute("lang", "fr")
        expect(page.locator("#ai-banner")).to_contain_text("intelligence artificielle")
        assert "Cette réponse vous a-t-elle aidé" in made.ask(QUESTION)
        page.click(".switch button[value=en]")
        made.ready()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator("#ai-banner")).to_contain_text("artificial intelligence")
        expect(page.locator("#talk .question")).to_have_count(1)
        expect(page.locator("#send")).to_have_text("Send")


def test_whether_it_helped_is_kept_and_a_conversation_can_be_opened_again_and_deleted(
    emma: Visit,
) -> None:
    page = emma.page
    emma.ask(QUESTION)
    page.click("#talk .helpful >> nth=0")
    expect(page.locator("#talk .asked")).to_have_text("Thank you, noted.")
    expect(page).to_have_url(re.compile("[?]c="))
    page.click("#new")
    expect(page.locator("#talk .question")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("[?]c="))
    page.click("#shelf-list a.kept >> nth=0")
    expect(page.locator("#talk .helpful.pressed")).to_have_text("Yes")
    expect(page).to_have_url(re.compile("[?]c="))
    page.reload()
    expect(page.locator("#talk .helpful.pressed")).to_have_attribute("aria-pressed", "true")
    kept = page.locator("#shelf-list a.kept")
    before = kept.count()
    page.click("button.forget")
    page.click("button.forget")
    expect(kept).to_have_count(before - 1)
    expect(page.locator("#talk .question")).to_have_count(0)


def test_an_example_can_be_asked_with_a_click(emma: Visit) -> None:
    example = emma.page.locator("#talk .example").first
    question = example.inner_text()
    example.click()
    expect(emma.page.locator("#talk .question")).to_have_text(question)
    emma.finished()


def test_an_answer_can_be_copied_with_its_sources(emma: Visit) -> None:
    emma.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    emma.ask(QUESTION)
    emma.page.click("#talk .copy")
    expect(emma.page.locator("#talk .copy")).to_have_text("Copied")
    copied = emma.page.evaluate("() => navigator.clipboard.readText()")
    assert "par semaine. [1]" in copied.replace("\u00a0", " ")
    assert re.search(r"\n\[1\] .+, p\. 1\n", copied)


def test_what_cannot_be_asked_is_said_beside_the_field(emma: Visit) -> None:
    page = emma.page
    page.click("#send")
    expect(page.locator("#remark")).to_have_text("Write a question first.")
    page.fill("#question textarea", "x" * 10_000)
    page.press("#question textarea", "Enter")
    expect(page.locator("#remark")).to_contain_text("10000 characters; the limit is 2000")
    expect(page.locator("#question textarea")).to_have_value("x" * 10_000)
    expect(page.locator(".toast-body")).to_have_count(0)
    emma.ask(QUESTION)
    expect(page.locator("#remark")).to_be_hidden()


def test_the_conversation_of_another_does_not_open(
    emma: Visit, browser: Browser, chat_site: ChatSite
) -> None:
    emma.ask(QUESTION)
    expect(emma.page).to_have_url(re.compile("[?]c="))
    theirs = emma.page.url.partition("?c=")[2]
    with visit(browser, chat_site.address) as hugo:
        hugo.sign_in("hugo", PASSWORD)
        hugo.open_chat(theirs)
        expect(hugo.page.locator("#talk .question")).to_have_count(0)
        assert theirs not in hugo.page.url
