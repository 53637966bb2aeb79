"""The HTTP API's exhaustive search: every document that mentions something, counted."""

from functools import partial
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from storage.mentions import find_mentions
from storage.records import Reader
from storage.sought import sought
from ui.api import Scope, reader_for
from ui.caller import caller_in
from ui.error_pages import error_response
from ui.mentions_json import JsonObject, mentions_json
from ui.website import Site, site_of

router = APIRouter(prefix="/api/v1")

LIMIT, MOST = 50, 500  # documents of one response


class MentionQuery(Scope):
    """What `POST /api/v1/mentions` takes, beside what `Scope` says.

    query     a word or a phrase; "…" for its very words; joined by and, et, or, ou
    limit     how many documents to list, at most 500; the counts are of all
    offset    how many documents to pass over first
    """

    query: str
    limit: Annotated[int, Field(ge=1, le=MOST)] = LIMIT
    offset: Annotated[int, Field(ge=0, le=10_000_000)] = 0


@router.post("/mentions")
async def mentions(request: Request, asked: MentionQuery) -> Response:
    """Every document that the caller may read and that mentions what is asked."""
    site, caller = site_of(request), caller_in(request.scope)
    if asked.as_ is not None and not caller.operator:
        return error_response(request, 403)
    searching = partial(search, site, caller.reader, asked)
    found = await to_thread.run_sync(searching, limiter=site.turns.answering)
    return JSONResponse(found)


def search(site: Site, reader: Reader, asked: MentionQuery) -> JsonObject:
    """The JSON form of what was found. Raises BadInput, UnknownPerson, UnknownCollection."""
    found = find_mentions(
        site.store.ledger,
        site.store.lettered,
        reader_for(site, reader, asked),
        sought(asked.query),
        among=asked.collections,
        limit=asked.limit,
        offset=asked.offset,
    )
    return mentions_json(found)
