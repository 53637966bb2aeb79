"""The chat as a screen: sizes, colours, the keyboard, and what it says when a server does not."""

import re

import pytest
from playwright.sync_api import Browser, Route, expect

from storage.people import disable_person, set_language
from tests.ollama_server import OllamaServer
from tests.ui.chat_site import ANSWER, QUESTION, ChatSite
from tests.ui.chromium import PHONE, Visit, visit
from tests.ui.organisation import PASSWORD

pytestmark = pytest.mark.slow


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
    top, before = page.evaluate(f"() => {log}.scrollTop"), None
    while top != before:  # the wheel turns smoothly, and for longer on a busy machine
        page.wait_for_timeout(400)
        top, before = page.evaluate(f"() => {log}.scrollTop"), top
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
