"""The chat as people meet it: a real Chromium, the whole application, a real model protocol."""

import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from storage.people import disable_person, set_language
from tests.ollama_server import Failure, OllamaServer
from tests.ui.chromium import PHONE, Visit, chat_app, chromium, visit
from tests.ui.live import serving
from tests.ui.organisation import PASSWORD, Organisation, opened

pytestmark = pytest.mark.slow

QUESTION = "Combien de jours de télétravail par semaine ?"
ANSWER = ("Le télétravail est possible trois jours ", "par semaine. ", "Les chats aiment le thé.")


@dataclass
class ChatSite:
    """A running application and the language model behind it."""

    address: str
    organisation: Organisation
    model: OllamaServer


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened_browser:
        yield opened_browser


@pytest.fixture(scope="module")
def chat_site(
    home_with_documents: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ChatSite]:
    home = tmp_path_factory.mktemp("chat") / "home"
    shutil.copytree(home_with_documents, home)
    made = opened(home)
    with OllamaServer() as model, serving(chat_app(made, model.url)) as address:
        yield ChatSite(address, made, model)
    made.store.close()


@pytest.fixture
def model(chat_site: ChatSite) -> OllamaServer:
    """The language model, which writes ANSWER until a test says otherwise."""
    chat_site.model.answer(*ANSWER)
    return chat_site.model


@pytest.fixture
def emma(browser: Browser, chat_site: ChatSite, model: OllamaServer) -> Iterator[Visit]:
    """An employee, signed in, with the chat open."""
    set_language(chat_site.organisation.store.ledger, "emma", "en")
    with visit(browser, chat_site.address) as made:
        made.sign_in("emma", PASSWORD)
        made.ready()
        yield made
        assert not made.foreign
        assert not made.errors


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
    assert "?c=" in page.url
    page.click("#new")
    expect(page.locator("#talk .question")).to_have_count(0)
    assert "?c=" not in page.url
    page.click("#shelf-list a.kept >> nth=0")
    expect(page.locator("#talk .helpful.pressed")).to_have_text("Yes")
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


def test_a_session_that_ends_in_mid_chat_is_said_above_the_talk(
    browser: Browser, chat_site: ChatSite, model: OllamaServer
) -> None:
    ledger = chat_site.organisation.store.ledger
    with visit(browser, chat_site.address) as made:
        made.sign_in("carl", PASSWORD)
        made.ready()
        model.answer(*ANSWER, *(f"Voici la phrase {n}. " for n in range(200)), piece_pause_s=0.1)
        made.begin(QUESTION)
        made.page.wait_for_selector("#talk .said")
        disable_person(ledger, "carl")
        alert = made.page.locator("#chat-alert")
        expect(alert).to_contain_text("Your session has ended", timeout=8000)
        model.wait_until_idle(1.0)
        expect(alert.locator("a")).to_have_attribute("href", re.compile("/sign-in"))
        expect(made.page.locator(".toast-body")).to_be_hidden()


def test_the_conversation_of_another_does_not_open(
    emma: Visit, browser: Browser, chat_site: ChatSite
) -> None:
    emma.ask(QUESTION)
    theirs = emma.page.url.partition("?c=")[2]
    with visit(browser, chat_site.address) as hugo:
        hugo.sign_in("hugo", PASSWORD)
        hugo.open_chat(theirs)
        expect(hugo.page.locator("#talk .question")).to_have_count(0)
        assert theirs not in hugo.page.url


def test_the_end_stays_in_view_unless_the_person_scrolls_up(
    emma: Visit, model: OllamaServer
) -> None:
    page = emma.page
    log = "document.querySelector('#talk [role=log]')"
    at_end = f"() => {log}.scrollHeight - {log}.clientHeight - {log}.scrollTop < 4"
    for _ in range(5):
        emma.ask(QUESTION)
        page.wait_for_function(at_end)
    phrases = [f"Voici la longue phrase numéro {n} du texte. " for n in range(80)]
    model.answer(*phrases)
    emma.ask(QUESTION)
    page.wait_for_function(at_end)
    model.answer(*phrases, piece_pause_s=0.08)
    emma.begin(QUESTION)
    page.wait_for_selector("#talk .message-row:last-child .said")
    page.mouse.move(700, 400)
    page.mouse.wheel(0, -600)
    page.wait_for_timeout(300)
    top = page.evaluate(f"() => {log}.scrollTop")
    page.wait_for_timeout(1500)
    assert page.evaluate(f"() => {log}.scrollTop") == top
    assert not page.evaluate(at_end)
    page.click("#stop")
    emma.finished()


@pytest.mark.parametrize("size", [PHONE, (320, 640), (768, 1024), (1280, 860)])
def test_nothing_is_wider_than_the_screen(
    browser: Browser, chat_site: ChatSite, model: OllamaServer, size: tuple[int, int]
) -> None:
    set_language(chat_site.organisation.store.ledger, "emma", "fr")
    with visit(browser, chat_site.address, size=size) as made:
        made.sign_in("emma", PASSWORD)
        made.ready()
        assert too_wide(made) == []
        made.ask(QUESTION)
        assert too_wide(made) == []
        made.ask("x" * 200)
        assert too_wide(made) == []
        made.page.locator("#talk a.source").first.click()
        made.page.frame_locator("#source-page").locator("h1").wait_for()
        assert too_wide(made) == []


def too_wide(made: Visit) -> list[str]:
    """Elements that reach out of the window at a side, and are shown."""
    found: list[str] = made.page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter(e => {
            const r = e.getBoundingClientRect(), s = getComputedStyle(e);
            return r.width > 1 && r.height > 1 && s.visibility === 'visible'
                && (r.right > innerWidth + 1 || r.left < -1)
                && !e.closest('.skip-link, .visually-hidden, svg');
        }).map(e => e.tagName + '#' + e.id + '.' + e.className)"""
    )
    return found


def test_the_page_of_a_citation_covers_a_phone_and_keeps_the_keyboard(
    browser: Browser, chat_site: ChatSite, model: OllamaServer
) -> None:
    with visit(browser, chat_site.address, size=PHONE) as made:
        made.sign_in("hugo", PASSWORD)
        made.ready()
        made.ask(QUESTION)
        made.page.locator("#talk a.cite").first.click()
        box = made.page.locator("#source-panel").bounding_box()
        assert box == {"x": 0, "y": 0, "width": 390, "height": 844}
        expect(made.page.locator("#source-close")).to_be_focused()
        for _ in range(12):
            made.page.keyboard.press("Tab")
            assert made.page.evaluate(
                "() => !document.activeElement.closest('.topbar, gradio-app')"
            )
        made.page.frame_locator("#source-page").locator("body").press("Escape")
        expect(made.page.locator("#source-panel")).to_be_hidden()


@pytest.mark.parametrize(
    ("dark", "ground"), [(False, "rgb(246, 245, 242)"), (True, "rgb(19, 23, 22)")]
)
def test_the_ground_has_the_colour_of_the_system_from_the_first_moment(
    browser: Browser, chat_site: ChatSite, model: OllamaServer, dark: bool, ground: str
) -> None:
    colour = "() => getComputedStyle(document.body).backgroundColor"
    with visit(browser, chat_site.address, dark=dark) as made:
        made.sign_in("hugo", PASSWORD)
        made.page.goto(f"{chat_site.address}/chat/", wait_until="commit")
        made.page.wait_for_selector(".topbar")
        seen = {made.page.evaluate(colour)}
        made.ready()
        seen.add(made.page.evaluate(colour))
        made.page.emulate_media(color_scheme="light" if dark else "dark")
        assert made.page.evaluate(colour) != ground, "it follows while the page is open"
        assert seen == {ground}


def test_gradio_shows_nothing_of_its_own(emma: Visit) -> None:
    emma.ask(QUESTION)
    shown = emma.page.locator(
        "footer, .show-api, .settings, .icon-button-wrapper, .toast-body, .progress-text, .eta-bar"
    ).filter(visible=True)
    expect(shown).to_have_count(0)
    assert "radio" not in emma.page.inner_text("body")


def test_everything_can_be_reached_with_the_keyboard_and_has_a_name(emma: Visit) -> None:
    emma.ask(QUESTION)
    nameless = emma.page.evaluate(
        """() => [...document.querySelectorAll('a, button, textarea, iframe')]
            .filter(e => e.checkVisibility())
            .filter(e => !(e.textContent.trim() || e.title || e.ariaLabel
                || e.closest('label')?.textContent.trim()))
            .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert nameless == []
    emma.page.focus("#question textarea")
    reached = set()
    for _ in range(30):
        emma.page.keyboard.press("Shift+Tab")
        reached.add(emma.page.evaluate("() => document.activeElement.className"))
    for wanted in ("cite", "source", "copy", "helpful", "kept", "brand"):
        assert any(wanted in name.split() for name in reached), wanted


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (503, "Too many questions are waiting already."),
        (401, "Your session has ended."),
        (500, "The connection to the server is lost."),
    ],
)
def test_a_server_that_says_no_is_reported_in_words(emma: Visit, status: int, said: str) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=status, json={"detail": "<img src=x> secret"})

    page = emma.page
    page.route("**/queue/join*", refuse)
    page.fill("#question textarea", QUESTION)
    page.press("#question textarea", "Enter")
    expect(page.locator("#chat-alert")).to_contain_text(said)
    expect(page.locator("#question textarea")).to_have_value(QUESTION)
    assert "secret" not in page.inner_text("body")
    page.unroute("**/queue/join*")
    page.press("#question textarea", "Enter")
    expect(page.locator("#chat-alert")).to_be_hidden()
    emma.finished()


def test_a_server_that_is_away_is_reported_and_the_page_comes_back_with_it(emma: Visit) -> None:
    page = emma.page
    emma.ask(QUESTION)
    page.route("**/gradio_api/**", lambda route: route.abort())
    page.fill("#question textarea", "Et auprès de qui ?")
    page.press("#question textarea", "Enter")
    expect(page.locator("#chat-alert")).to_contain_text("The connection to the server is lost.")
    page.fill("#question textarea", "")
    page.unroute("**/gradio_api/**")
    expect(page.locator("#chat-alert")).to_be_hidden(timeout=20_000)
    emma.ready()
    expect(page.locator("#talk .question")).to_have_count(1)


def test_no_handler_of_gradio_is_public(emma: Visit) -> None:
    config = emma.page.evaluate("() => window.gradio_config")
    assert {one["api_visibility"] for one in config["dependencies"]} == {"private"}
    assert config["footer_links"] == []
    for path in ("info", "openapi.json", "call/answer", "file=/etc/passwd", "runs", "startup"):
        response = emma.page.request.get(f"{emma.address}/chat/gradio_api/{path}")
        assert response.status == 404, path
