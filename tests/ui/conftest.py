"""Fixtures of the web application: an organisation, and its pages without the chat."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from tests.ui.organisation import (
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
