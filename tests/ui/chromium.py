"""A real Chromium for a test, with everything it asks for and complains about written down."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from assistant.answering import Assistant
from assistant.settings import AssistantSettings
from tests.ui.organisation import Organisation, web_settings

EXECUTABLE = "/usr/bin/chromium"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WAITS_MS = 15_000.0  # for what is expected: on a busy machine 5 s are not enough
DESKTOP = (1280, 860)
PHONE = (390, 844)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, closed at the end."""
    expect.set_options(timeout=WAITS_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def chat_app(made: Organisation, model_url: str) -> FastAPI:
    """The whole application of an organisation, with a language model at that address.

    Made in a thread of its own: Playwright has an event loop running in this one.
    """
    from ui.app import create_app

    settings = AssistantSettings.model_validate({"ollama_url": model_url})
    assistant = Assistant(made.store, settings)
    with ThreadPoolExecutor(1) as elsewhere:
        making = elsewhere.submit(create_app, made.store, assistant, made.worker, web_settings())
        return making.result()


@dataclass
class Visit:
    """Somebody at a browser of their own, at one address."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def foreign(self) -> list[str]:
        """Requests that went, or tried to go, anywhere but to us."""
        ours = (self.address, "data:", "blob:", "about:")
        return [url for url in self.requests if not url.startswith(ours)]

    @property
    def ran_a_payload(self) -> bool:
        """True where a script of `hostile.py` ran."""
        return bool(self.page.evaluate("() => window.hit !== undefined"))

    def sign_in(self, name: str, password: str) -> None:
        """Through the sign-in page."""
        self.page.goto(f"{self.address}/sign-in")
        self.page.fill("#name", name)
        self.page.fill("#password", password)
        self.page.press("#password", "Enter")
        self.page.wait_for_url("**/chat/**")

    def open_chat(self, conversation: str = "") -> None:
        """The chat, ready for a question."""
        query = f"?c={conversation}" if conversation else ""
        self.page.goto(f"{self.address}/chat/{query}")
        self.ready()

    def ready(self) -> None:
        """Wait until the chat has been opened: the conversations at the side are there."""
        self.page.wait_for_selector("#shelf-list :is(.shelf, .none)", state="attached")
        self.page.wait_for_selector("#send:visible")

    def begin(self, question: str) -> None:
        """Ask, and wait until the answer is on its way or given."""
        before = self.page.locator("#talk .question").count()
        self.page.fill("#question textarea", question)
        self.page.press("#question textarea", "Enter")
        self.page.wait_for_function(
            "before => document.querySelectorAll('#talk .question').length > before", arg=before
        )

    def ask(self, question: str) -> str:
        """Ask, wait for the whole answer, and return what it shows."""
        self.begin(question)
        return self.finished()

    def finished(self) -> str:
        """Wait for the whole answer and return what it shows."""
        self.page.wait_for_selector("#stop", state="hidden")
        self.page.wait_for_selector("#send:visible")
        self.page.wait_for_function("() => !document.querySelector('#talk .progress')")
        return self.page.locator("#talk .answer").last.inner_text()


@contextmanager
def visit(
    browser: Browser,
    address: str,
    *,
    size: tuple[int, int] = DESKTOP,
    dark: bool = False,
    locale: str = "en-GB",
) -> Iterator[Visit]:
    """A new browser profile at `address`."""
    context: BrowserContext = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        locale=locale,
    )
    page = context.new_page()
    made = Visit(page, address)
    page.on("request", lambda request: made.requests.append(request.url))
    page.on("pageerror", lambda error: made.errors.append(str(error)))
    try:
        yield made
    finally:
        context.close()
