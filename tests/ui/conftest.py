"""Fixtures of the web application: an organisation, its pages with and without the chat."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser

from storage.people import set_language
from tests.ollama_server import OllamaServer
from tests.ui.chat_site import ANSWER, ChatSite
from tests.ui.chromium import Visit, chat_app, chromium, visit
from tests.ui.live import serving
from tests.ui.organisation import (
    PASSWORD,
    Organisation,
    bring_documents,
    open_organisation,
    opened,
    web_settings,
)


@pytest.fixture(scope="session")
def home_with_documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed home with the people, collections and documents of `organisation.py`."""
    home = tmp_path_factory.mktemp("organisation") / "home"
    made = open_organisation(home)
    bring_documents(made)
    made.store.close()
    return home


@pytest.fixture
def organisation(home: Path, home_with_documents: Path) -> Iterator[Organisation]:
    """The organisation in a home of its own, with its documents."""
    shutil.copytree(home_with_documents, home)
    made = opened(home)
    yield made
    made.store.close()


@pytest.fixture
def site(organisation: Organisation) -> Iterator[FastAPI]:
    """Every page but the chat, of the same home."""
    from assistant.answering import Assistant
    from assistant.settings import AssistantSettings
    from ui.app import create_site, site_in

    assistant = Assistant(organisation.store, AssistantSettings.model_validate({"model": "none"}))
    app = create_site(organisation.store, assistant, organisation.worker, web_settings())
    yield app
    site_in(app).page_images.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium."""
    with chromium() as opened_browser:
        yield opened_browser


@pytest.fixture(scope="module")
def chat_site(
    home_with_documents: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ChatSite]:
    """The whole application, its chat included, for a module of tests."""
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
