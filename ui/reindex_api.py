"""The operator's way to a running server to index its documents anew, and to see how far it is."""

from functools import partial
from typing import Any

from anyio import to_thread
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from storage.embedder_choice import EmbedderChoice
from storage.errors import AssistantError
from storage.reindex_order import ReindexOrder
from storage.settings import StorageSettings, load_settings
from ui.caller import caller_in
from ui.error_pages import error_response, status_of
from ui.reindex_json import problem_json, progress_json
from ui.website import Site, site_of

router = APIRouter(prefix="/api/v1/reindex")


class Order(BaseModel):
    """What `POST /api/v1/reindex` takes; an empty name is the home's own embedder."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    embedder: str = ""
    query_prompt: str = ""
    document_prompt: str = ""
    rollback: bool = False

    @property
    def order(self) -> ReindexOrder:
        """As the storage takes it."""
        asked = EmbedderChoice(self.embedder, self.query_prompt, self.document_prompt)
        return ReindexOrder(asked, self.rollback)


@router.post("")
async def begin(request: Request, asked: Order) -> Response:
    """Begin, or follow what was begun with the same order."""
    site = site_of(request)
    url = load_settings(StorageSettings).ollama_url
    beginning = partial(site.reindexings.begin, site.store, asked.order, ollama_url=url)
    return await _for_operator(request, beginning, site)


@router.get("")
async def show(request: Request) -> Response:
    """How far the last one is."""
    return await _for_operator(request, lambda: None, site_of(request))


@router.post("/stop")
async def stop(request: Request) -> Response:
    """Stop one that is under way, at its next step."""
    site = site_of(request)
    return await _for_operator(request, site.reindexings.ask_to_stop, site)


@router.post("/forget")
async def forget(request: Request) -> Response:
    """Drop the former embedder, its index and its vectors."""
    site = site_of(request)
    return await _for_operator(request, partial(site.reindexings.forget, site.store), site)


async def _for_operator(request: Request, act: Any, site: Site) -> Response:
    """Do it for the operator alone, who also gets an error's own words."""
    if not caller_in(request.scope).operator:
        return error_response(request, 403)
    try:
        name = await to_thread.run_sync(act)
    except AssistantError as error:
        return JSONResponse(problem_json(error), status_code=status_of(error))
    progress = site.reindexings.progress
    described = progress_json(progress) if progress else {"phase": "none"}
    described["forgotten"] = name or ""
    return JSONResponse(described)
