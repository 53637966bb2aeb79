"""One file on its way in: streamed from the browser to the originals, never whole in memory."""

import io
import re
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated, Any

from anyio import from_thread, to_thread
from fastapi import APIRouter, Query
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from ingest.acting import Actor, narrowing, readable_collection
from ingest.intake import submit_upload
from storage.records import Job, Person
from ui.caller import caller_in, person_in
from ui.error_pages import error_response
from ui.website import Site, site_of

router = APIRouter()

MAX_NAME_LENGTH = 1000  # of a stored name; pages show the start and the end of a longer one
BATCH = re.compile(r"[0-9a-f]{32}")


@router.post("/library/upload")
async def upload(
    request: Request,
    collection: str = "",
    name: str = "",
    batch: str = "",
    reader: Annotated[list[str] | None, Query()] = None,
) -> Response:
    """Take the body as one file called `name`; the answer names the job that reads it.

    404 for people who keep no library and for a collection they cannot read.
    """
    site, person = site_of(request), person_in(request)
    if not caller_in(request.scope).may_keep_library:
        return error_response(request, 404)
    if not BATCH.fullmatch(batch) or not name.strip():
        return error_response(request, 400)
    stream = BodyStream(request.stream())
    taking = partial(
        take_in,
        site,
        person,
        stream,
        name=name[:MAX_NAME_LENGTH],
        collection=collection,
        readers=tuple(reader or ()),
        batch=batch,
    )
    try:
        job = await to_thread.run_sync(taking, limiter=site.turns.upload)
    except ClientDisconnect:
        return Response(status_code=400)  # nobody is there to read it; nothing was kept
    site.worker.nudge()
    return JSONResponse({"job": job.id})


def take_in(
    site: Site,
    person: Person,
    stream: "BodyStream",
    *,
    name: str,
    collection: str,
    readers: tuple[str, ...],
    batch: str,
) -> Job:
    """Keep the file and queue its reading. Raises UnknownCollection and BadInput."""
    ledger = site.store.ledger
    acting = Actor(person.reader, may_create=False)
    target = readable_collection(ledger, acting, collection)
    return submit_upload(
        ledger,
        site.store.originals,
        io.BufferedReader(stream),
        file_name=name,
        collection=target.name,
        readers=narrowing(ledger, readers),
        requested_by=person.name,
        batch=batch,
    )


class BodyStream(io.RawIOBase):
    """A request's body as a file to read, for a thread that anyio started.

    Each read waits for the next part in the event loop. A browser that goes away, a body past
    its limit or one that stalls raises here, so that the reader drops what it has kept so far.
    """

    def __init__(self, parts: AsyncIterator[bytes]) -> None:
        self._parts = parts
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """True: it is read once, from the start to the end."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Fill `buffer` with what has come; 0 at the end."""
        while not self._rest:
            part = from_thread.run(self._next_part)
            if part is None:
                return 0
            self._rest = memoryview(part)
        target = memoryview(buffer).cast("B")
        count = min(len(target), len(self._rest))
        target[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    async def _next_part(self) -> bytes | None:
        return await anext(self._parts, None)
