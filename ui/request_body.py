"""Bodies of requests: never longer than the route allows, never slower than is patient."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive

KIB, MIB = 1 << 10, 1 << 20
STALL_S = 30.0  # silence in the middle of a body after which it is given up


def body_limit(path: str, *, max_file_bytes: int) -> int:
    """The most bytes a request to `path` may carry."""
    if path == "/library/upload":
        return max_file_bytes
    if path.startswith("/chat/"):
        return MIB
    return 256 * KIB if path.startswith("/api/") else 16 * KIB


def announced_too_long(request: Request, limit: int) -> bool:
    """True where Content-Length is above `limit`, or no number at all."""
    announced = request.headers.get("content-length", "0")
    return not (announced.isascii() and announced.isdigit()) or int(announced[:20]) > limit


def limited(receive: Receive, limit: int) -> Receive:
    """`receive`, raising HTTPException 413 past `limit` bytes and 408 after STALL_S of silence.

    It counts what really comes, whatever Content-Length said.
    """
    received = 0
    complete = False

    async def receive_within() -> Message:
        nonlocal received, complete
        if complete:
            return await receive()  # waits for the browser to go away, as long as that takes
        try:
            message = await asyncio.wait_for(receive(), STALL_S)
        except TimeoutError:
            raise HTTPException(408) from None
        if message["type"] == "http.request":
            received += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if received > limit:
                raise HTTPException(413)
        return message

    return receive_within


def replayed(body: bytes, receive: Receive) -> Receive:
    """`receive` again for a body that has been read: the body first, then what comes after it."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again
