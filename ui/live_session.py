"""Long answers end with the session: a disabled person is out of a running stream as well."""

from collections.abc import Awaitable, Callable

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CHECK_EVERY_S = 2.0


async def run_while_allowed(
    app: ASGIApp,
    scope: Scope,
    receive: Receive,
    send: Send,
    *,
    still_allowed: Callable[[], Awaitable[bool]],
    every_s: float = CHECK_EVERY_S,
) -> None:
    """Run `app`, asking `still_allowed` every `every_s` seconds; once it says no, end the answer.

    The application is cancelled, which closes whatever it streams from.
    """
    begun = finished = False
    failure: Exception | None = None

    async def send_and_note(message: Message) -> None:
        nonlocal begun, finished
        await send(message)
        begun = True
        finished = message["type"] == "http.response.body" and not message.get("more_body", False)

    async def watch() -> None:
        while await still_allowed():
            await anyio.sleep(every_s)
        group.cancel_scope.cancel()

    async with anyio.create_task_group() as group:
        group.start_soon(watch)
        try:
            await app(scope, receive, send_and_note)
        except Exception as error:  # noqa: BLE001 - raised again below, outside of the group
            failure = error
        group.cancel_scope.cancel()
    if failure is not None:
        raise failure
    if not begun:
        await send({"type": "http.response.start", "status": 401, "headers": []})
    if not finished:
        await send({"type": "http.response.body", "body": b"", "more_body": False})
