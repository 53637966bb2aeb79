"""Hostile texts in every place of the chat: no browser calls out, no script runs.

Promise T4: 21 payloads in every sink, with the policy header, and with our escaping alone.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storage.conversations import add_turn, start
from storage.people import add_person
from storage.records import Role, Span
from storage.turn_records import CitedSource, Turn, TurnSentence
from tests.ollama_server import OllamaServer
from tests.ui.chromium import Visit, chat_app, visit
from tests.ui.hostile import FOREIGN, NAMES, PAYLOADS
from tests.ui.live import serving
from tests.ui.organisation import PASSWORD, PASSWORD_HASH, Organisation, opened
from tests.ui.pdf_files import honest_pdf
from ui import chat_markup

pytestmark = pytest.mark.slow

TEXTS = PAYLOADS + NAMES
POLICY = "content-security-policy"
HEARD = ("harmless", "bystander")  # words of the documents that the questions ask for
MARKUP = "img, picture, video, audio, iframe, object, embed, form, input, style, link, base, script"


@dataclass
class Hostile:
    """The organisation, the conversation that has every text in every place, and one a text."""

    organisation: Organisation
    conversation: str
    single: dict[str, str]


class WithoutPolicy:
    """The application without the header that would stop a payload by itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def stripped(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if POLICY in headers:
                    del headers[POLICY]
            await send(message)

        await self.app(scope, receive, stripped)


@pytest.fixture(scope="module")
def hostile(
    home_with_documents: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Hostile]:
    """The organisation with hostile titles, file names, answers and a hostile display name."""
    home = tmp_path_factory.mktemp("hostile") / "home"
    shutil.copytree(home_with_documents, home)
    made = opened(home)
    add_person(
        made.store.ledger,
        "mallory",
        password_hash=PASSWORD_HASH,
        role=Role.COMPLIANCE,
        groups={"staff"},
        display_name=PAYLOADS[3][:100],
        language="fr",
    )
    for number, text in enumerate(TEXTS):
        page = f"{HEARD[0]} {HEARD[1]} number {number}. {text}"
        made.queue(f"{number} {text}"[:200] + ".pdf", honest_pdf([[page]], title=text))
    made.work()
    document = made.document("telework.pdf")
    everything = start(made.store.ledger, "mallory")
    single: dict[str, str] = {}
    for text in TEXTS:
        source = CitedSource(
            document.id, document.version_id, 1, text, text, 1, (Span(1, 0, 9),), text, 1
        )
        said = (TurnSentence(text, (1,), True), TurnSentence(text, paragraph=True))
        turn = Turn(0, text, text, "generated", "fr", text, True, (source,), sentences=said)
        add_turn(made.store.ledger, "mallory", everything, turn)
        add_turn(made.store.ledger, "mallory", everything, replace(turn, kind="extractive"))
        refusal = replace(turn, kind="refusal", sources=(), sentences=(), nearest=(text,))
        add_turn(made.store.ledger, "mallory", everything, refusal)
        single[text] = start(made.store.ledger, "mallory")
        add_turn(made.store.ledger, "mallory", single[text], turn)
    yield Hostile(made, everything, single)
    made.store.close()


def look_at_everything(mallory: Visit, conversation: str) -> None:
    """Every place of the chat that shows a text from outside."""
    page = mallory.page
    mallory.sign_in("mallory", PASSWORD)
    mallory.ready()
    assert page.locator("#shelf-list a.kept").count() > len(TEXTS)
    expect(page.locator("#talk .example")).to_have_count(3)
    mallory.open_chat(conversation)
    expect(page.locator("#talk .question")).to_have_count(3 * len(TEXTS))
    links = page.locator("#talk a.source")
    for number in range(0, links.count(), 2):
        links.nth(number).click()
        page.keyboard.press("Escape")
    page.wait_for_timeout(500)


def let_the_model_obey(mallory: Visit, model: OllamaServer) -> None:
    """A model that writes each payload, between sentences that have a source."""
    mallory.page.click("#new")
    expect(mallory.page.locator("#talk .question")).to_have_count(0)
    for some in (PAYLOADS[:7], PAYLOADS[7:14], PAYLOADS[14:]):
        model.answer(
            *(f"{HEARD[0]} {HEARD[1]} number {n}. {text}\n" for n, text in enumerate(some))
        )
        mallory.ask(f"{HEARD[0]} {HEARD[1]} number")


@pytest.mark.parametrize("policy", [True, False], ids=["with-header", "escaping-alone"])
def test_no_text_makes_the_browser_call_out_or_run_a_script(
    browser: Browser, hostile: Hostile, policy: bool
) -> None:
    with OllamaServer() as model:
        app = chat_app(hostile.organisation, model.url)
        shown: ASGIApp = app if policy else WithoutPolicy(app)
        with serving(shown) as address, visit(browser, address) as mallory:  # type: ignore[arg-type]
            look_at_everything(mallory, hostile.conversation)
            assert not mallory.ran_a_payload
            let_the_model_obey(mallory, model)
            assert not mallory.ran_a_payload
            assert mallory.foreign == []
            assert mallory.page.url.startswith(address)
            talk = mallory.page.locator("#talk").inner_html()
            assert mallory.page.locator(f"#talk .prose :is({MARKUP})").count() == 0, talk
            header = mallory.page.request.get(f"{address}/chat/").headers.get(POLICY)
            assert bool(header) is policy


def test_the_payloads_would_be_noticed(
    browser: Browser, hostile: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without escaping and header, the same visit sees foreign requests: the test can fail."""
    monkeypatch.setattr(chat_markup, "safe", str)
    monkeypatch.setattr(chat_markup, "safe_lines", str)
    with OllamaServer() as model:
        app = WithoutPolicy(chat_app(hostile.organisation, model.url))
        with serving(app) as address, visit(browser, address) as mallory:  # type: ignore[arg-type]
            mallory.sign_in("mallory", PASSWORD)
            mallory.ready()
            mallory.open_chat(hostile.single[PAYLOADS[2]])
            mallory.page.wait_for_selector("#talk .prose img", state="attached")
            assert f"{FOREIGN}/3" in mallory.foreign
