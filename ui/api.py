"""The HTTP API: a question in JSON, a cited answer in JSON or as it is written, line by line."""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator
from contextlib import aclosing
from functools import partial
from typing import Annotated, Literal

from anyio import CancelScope, CapacityLimiter, to_thread
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Send

from assistant.events import AnswerDone, AnswerEvent
from assistant.follow_up import Role, Said
from assistant.history import said_before
from storage.access import list_collections
from storage.errors import UnknownCollection, UnknownPerson
from storage.names import storable
from storage.people import find_person
from storage.records import Reader
from ui.answer_json import answer_json, event_json
from ui.caller import caller_in
from ui.error_pages import error_response
from ui.website import Site, site_of

router = APIRouter(prefix="/api/v1")

LINES = "application/x-ndjson"
Events = Generator[AnswerEvent, None, None]


class Scope(BaseModel):
    """Where a request searches, and for whom.

    collections   names of the collections to search; left out: all that the caller may read
    as            name of the person to ask for; only with the operator's token
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    collections: Annotated[list[str], Field(min_length=1, max_length=100)] | None = None
    as_: str | None = Field(default=None, alias="as")


class Message(BaseModel):
    """What was said before: a question ("user") or an answer ("assistant")."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: Literal["user", "assistant"]
    content: str


class Question(Scope):
    """What `POST /api/v1/ask` takes, beside what `Scope` says.

    question      the question itself
    language      "fr" or "en", the language of the answer; left out: that of the question
    history       what was said before, oldest first, so that a follow-up is understood
    """

    question: str
    language: Literal["fr", "en"] | None = None
    history: list[Message] = []

    @property
    def said(self) -> list[Said]:
        """The history as the assistant takes it. Raises what `said_before` raises."""
        return said_before(Said(Role(one.role), one.content) for one in self.history)


@router.post("/ask")
async def ask(request: Request, asked: Question) -> Response:
    """The answer, whole; with `Accept: application/x-ndjson` its events, one JSON line each."""
    site, caller = site_of(request), caller_in(request.scope)
    if asked.as_ is not None and not caller.operator:
        return error_response(request, 403)
    reader = await to_thread.run_sync(partial(reader_for, site, caller.reader, asked))
    said = await to_thread.run_sync(lambda: asked.said)
    begin = partial(
        site.assistant.answer,
        asked.question,
        reader=reader,
        language=asked.language,
        history=said,
        collections=asked.collections,
    )
    events = answering(begin, site.turns.answering)
    if LINES in request.headers.get("accept", ""):
        # The first event comes before the status: what is wrong with a question is a 400.
        first = await anext(events)
        return Lines(lines(first, events), media_type=LINES)
    async with aclosing(events):
        async for event in events:
            if isinstance(event, AnswerDone):
                return JSONResponse(answer_json(event.answer))
            if await request.is_disconnected():
                break
    return error_response(request, 503)


def reader_for(site: Site, reader: Reader, asked: Scope) -> Reader:
    """Who is asked for. Raises UnknownPerson and UnknownCollection."""
    if asked.as_ is not None:
        person = find_person(site.store.ledger, storable(asked.as_))
        if person.disabled:
            raise UnknownPerson("The person is disabled.")
        reader = person.reader
    readable = {one.name for one in list_collections(site.store.ledger, reader)}
    if asked.collections is not None and not readable.issuperset(asked.collections):
        raise UnknownCollection("A collection is unknown.")
    return reader


async def answering(
    begin: Callable[[], Events], limiter: CapacityLimiter
) -> AsyncGenerator[AnswerEvent, None]:
    """The events of an answer, made in threads; the model's stream is closed when we leave."""
    events: Events = begin()
    try:
        while True:
            event = await to_thread.run_sync(next, events, None, limiter=limiter)
            if event is None:
                return
            yield event
    finally:
        with CancelScope(shield=True):
            await to_thread.run_sync(events.close, limiter=limiter)


class Lines(StreamingResponse):
    """A stream that closes what it reads from as soon as the reader is gone."""

    async def stream_response(self, send: Send) -> None:
        assert isinstance(self.body_iterator, AsyncGenerator)
        async with aclosing(self.body_iterator):
            await super().stream_response(send)


async def lines(
    first: AnswerEvent, events: AsyncGenerator[AnswerEvent, None]
) -> AsyncIterator[str]:
    """Each event as a JSON line, from the first on."""
    async with aclosing(events):
        yield line(first)
        async for event in events:
            yield line(event)


def line(event: AnswerEvent) -> str:
    """One event on one line."""
    return json.dumps(event_json(event), ensure_ascii=False) + "\n"
