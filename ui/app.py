"""The web application: every route behind one guard, started and stopped in order."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from anyio import to_thread
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from assistant.answering import Assistant
from assistant.catalogue import catalogue_of
from assistant.known_languages import knowledge
from ingest.settings import IngestSettings
from ingest.worker import Worker
from storage.errors import AssistantError
from storage.permanent_objects import permanent
from storage.sessions import person_of, session_lives
from storage.settings import load_settings
from storage.store import Store
from ui import (
    api,
    health,
    library,
    library_jobs,
    mentions_api,
    original,
    page_viewer,
    reindex_api,
    report,
    report_api,
    report_standing,
    sign_in,
    upload,
)
from ui.caller import ANONYMOUS, WATCHING_HEADER, Caller, caller_in
from ui.error_pages import install_error_pages
from ui.guard import Guard, carries_token
from ui.operator_token import is_operator
from ui.page_image import PageImages
from ui.session_cookie import token_in
from ui.settings import WebSettings
from ui.website import Site

logger = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
PAGES = (
    sign_in,
    library,
    library_jobs,
    upload,
    page_viewer,
    original,
    api,
    mentions_api,
    reindex_api,
    report,
    report_api,
    report_standing,
    health,
)
STOP_S = 8.0  # of the ten seconds that a server has to stop


def create_app(
    store: Store, assistant: Assistant, worker: Worker, settings: WebSettings
) -> FastAPI:
    """The whole application, chat included. Importing Gradio takes two to four seconds."""
    from ui.chat import mount_chat

    app = create_site(store, assistant, worker, settings)
    in_a_loop(partial(mount_chat, app, site_in(app)))
    return app


def in_a_loop(make: Callable[[], None]) -> None:
    """Call `make` while an event loop runs in this thread, so that what it makes finds one.

    Gradio opens an event loop for each of its locks where none runs, and never closes it.
    """

    async def made() -> None:
        make()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(made())
    else:
        make()


def create_site(
    store: Store, assistant: Assistant, worker: Worker, settings: WebSettings
) -> FastAPI:
    """Every page but the chat, behind the guard."""
    site = Site(
        store=store,
        assistant=assistant,
        worker=worker,
        settings=settings,
        page_images=PageImages(),
        reading=load_settings(IngestSettings),
    )
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.site = site
    for pages in PAGES:
        app.include_router(pages.router)
    app.add_api_route("/", start, methods=["GET"])
    app.mount("/static", StaticFiles(directory=STATIC))
    install_error_pages(app)
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(
        Guard,
        settings=settings,
        max_file_bytes=site.max_file_bytes,
        identify=partial(identify, site),
        still_there=partial(still_there, site),
    )
    return app


def site_in(app: FastAPI) -> Site:
    """The site an application was made for."""
    site = app.state.site
    assert isinstance(site, Site)
    return site


def start(request: Request) -> Response:
    """The first page: the chat."""
    return RedirectResponse("/chat/", status_code=303)


def identify(site: Site, request: Request) -> Caller:
    """Who sends a request; a sign of life of their session, unless the page asks by itself."""
    if carries_token(request):
        return Caller(operator=is_operator(request, site.store.home))
    token = token_in(request, https=site.settings.https)
    if not token:
        return ANONYMOUS
    watching = WATCHING_HEADER in request.headers
    return Caller(person_of(site.store.ledger, token, watching=watching))


def still_there(site: Site, request: Request) -> bool:
    """Whether who was let in may still be answered; keeps no idle session alive."""
    if caller_in(request.scope).operator:
        return is_operator(request, site.store.home)
    return session_lives(site.store.ledger, token_in(request, https=site.settings.https))


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Start the worker and warm the embedder; on the way out let both finish, within limits.

    The store belongs to whoever opened it, and is closed there.
    """
    site = site_in(app)
    warming = threading.Thread(target=warm, args=(site,), name="warm-embedder", daemon=True)
    warming.start()
    site.worker.start()
    try:
        yield
    finally:
        site.reindexings.ask_to_stop()
        if not await to_thread.run_sync(partial(site.worker.stop, wait_s=STOP_S)):
            logger.warning("the worker is still busy; its documents are read at the next start")
        await to_thread.run_sync(site.page_images.close)
        if not await to_thread.run_sync(partial(site.reindexings.stop, wait_s=STOP_S)):
            logger.warning("a reindexing is still busy; the command begins where it was")


def warm(site: Site) -> None:
    """Load the models, read the titles and fold the pages: the first question waits for none."""
    try:
        with permanent():
            site.store.embedder.warm()
            if site.store.reranker is not None:
                site.store.reranker.warm()
        knowledge(site.store.embedder, "fr", "en")  # tried once, and known for every language
    except AssistantError as error:
        logger.error("a model cannot be loaded: %s %s", error.message, error.hint)
        return
    site.warm.set()
    try:
        catalogue_of(site.store.ledger)
        site.store.lettered.fill(site.store.ledger)
    except AssistantError as error:  # each question then folds what is missing
        logger.error("the pages cannot be read: %s %s", error.message, error.hint)
