"""The counted list as people meet it: in Chromium, in both languages, wide and narrow."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from storage.people import set_language
from tests.ollama_server import OllamaServer
from tests.ui.chromium import DESKTOP, PHONE, chat_app, visit
from tests.ui.live import serving
from tests.ui.organisation import PASSWORD, Organisation, opened

pytestmark = pytest.mark.slow

DOCUMENTS = 13


@pytest.fixture(scope="module")
def served(
    home_with_documents: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Organisation, OllamaServer]]:
    home = tmp_path_factory.mktemp("mentions") / "home"
    shutil.copytree(home_with_documents, home)
    made = opened(home)
    for number in range(DOCUMENTS):
        text = f"# Note {number}\n\nL'amiante est interdit. Amiante !\n"
        made.queue(f"note-{number}.md", text.encode())
    made.work()
    with OllamaServer() as model, serving(chat_app(made, model.url)) as address:
        yield address, made, model
    made.store.close()


@pytest.mark.parametrize(
    ("language", "question", "headline", "more"),
    [
        (
            "fr",
            "Quels documents mentionnent l'amiante ?",
            "13 documents mentionnent «\u00a0amiante\u00a0» (26 mentions)",
            "Afficher 3 autres documents",
        ),
        (
            "en",
            "Which documents mention amiante?",
            "13 documents mention “amiante” (26 mentions)",
            "Show 3 more documents",
        ),
    ],
)
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_list_is_counted_folded_and_opens_each_page(
    browser: Browser,
    served: tuple[str, Organisation, OllamaServer],
    size: tuple[int, int],
    language: str,
    question: str,
    headline: str,
    more: str,
) -> None:
    address, made, model = served
    set_language(made.store.ledger, "emma", language)
    with visit(browser, address, size=size, locale=f"{language}-FR") as emma:
        emma.sign_in("emma", PASSWORD)
        emma.ready()
        asked_before = len(model.chats)
        assert emma.ask(question).startswith(headline)
        assert len(model.chats) == asked_before, "no model is asked"
        answer = emma.page.locator("#talk .answer").last
        expect(answer.locator(".counted")).to_be_in_viewport()
        expect(answer.locator(".mentions li:visible")).to_have_count(10)
        answer.get_by_text(more).click()
        expect(answer.locator(".mentions li:visible")).to_have_count(DOCUMENTS)
        fits = "() => document.documentElement.scrollWidth <= innerWidth"
        assert emma.page.evaluate(fits), "nothing hangs over the edge"
        link = answer.locator("a.cite").first
        link.click()
        panel = emma.page.frame_locator("#source-page")
        expect(panel.locator("#cited")).to_have_text("amiante", ignore_case=True)
        expect(panel.locator("mark")).to_have_count(2)
        emma.page.keyboard.press("Escape")
        expect(link).to_be_focused()
        emma.page.reload()
        emma.ready()
        assert emma.page.locator("#talk .answer").last.inner_text().startswith(headline)
        assert not emma.foreign and not emma.errors


def test_the_list_is_copied_as_lines(
    browser: Browser, served: tuple[str, Organisation, OllamaServer]
) -> None:
    address, made, _ = served
    set_language(made.store.ledger, "emma", "en")
    with visit(browser, address) as emma:
        emma.sign_in("emma", PASSWORD)
        emma.ready()
        emma.ask("Which documents mention télétravail?")
        emma.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        emma.page.click("#talk .copy")
        expect(emma.page.locator("#talk .copy")).to_have_text("Copied")
        copied = emma.page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith("1 document mentions “télétravail”")
    assert "Télétravail" in copied and "[p. 1]" in copied
    assert "Sources" not in copied
