"""One streamed answer of Ollama's /api/chat: deadlines, bounds, and every way it can end badly.

The `ollama` package gives the shape of what comes back; its client is not used to send, because
it cannot send `truncate: false` and `shift: false` (without them Ollama drops the oldest
messages of a prompt that is too long, without a word), reads OLLAMA_* from the environment, and
takes a stream that ends without `done` for a whole answer (ollama 0.6.3).
"""

import asyncio
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import aclosing
from typing import Any, TypeVar

import httpx
from ollama import ChatResponse
from pydantic import ValidationError

from assistant.deadlines import Clock, Deadlines
from assistant.errors import (
    LanguageModelError,
    ModelBusy,
    ModelCutShort,
    ModelFailed,
    ModelGarbled,
    ModelMissing,
    ModelOverflow,
    ModelRanOut,
    ModelRedirected,
    ModelUnreachable,
)

HEARTBEAT_S = 0.4
CONNECT_S = 2.0
_LONGEST_LINE = 1_000_000  # bytes; a line of the protocol has a few hundred
_CHARACTERS_A_TOKEN = 64  # more than any token has: a server that ignores num_predict
_LONGEST_MESSAGE = 300  # characters of a server's own words in ours

T = TypeVar("T")


def http_client(url: str) -> httpx.AsyncClient:
    """A client that takes nothing from the environment and follows no redirect.

    Without a read timeout: the deadlines of this module are the only clock.
    """
    return httpx.AsyncClient(
        base_url=url,
        trust_env=False,
        follow_redirects=False,
        timeout=httpx.Timeout(None, connect=CONNECT_S),
        headers={"Accept": "application/x-ndjson", "Accept-Encoding": "identity"},
        verify=url.startswith("https:"),
    )


def stream_chat(
    url: str, body: Mapping[str, Any], deadlines: Deadlines
) -> Generator[str, None, None]:
    """The pieces of one answer; an empty piece at least every HEARTBEAT_S while none comes.

    An event loop of its own runs between two pieces only, in the caller's thread: so waiting,
    whether for a connection, headers or a word, can be given up at any moment, and closing the
    generator closes the socket before it returns. Raises LanguageModelError.
    """
    with asyncio.Runner() as runner:
        pieces = _pieces(url, body)
        clock = Clock(deadlines)
        room = _CHARACTERS_A_TOKEN * int(body["options"]["num_predict"])
        coming: asyncio.Task[ChatResponse | None] | None = None
        try:
            while True:
                coming = coming or runner.get_loop().create_task(_next(pieces))
                runner.run(_wait(coming, min(HEARTBEAT_S, clock.left())))
                if not coming.done():
                    clock.check()
                    yield ""
                    continue
                part, coming = coming.result(), None
                if part is None:
                    return
                _check_end(part, body)
                if part.message.content:
                    clock.piece_came()
                    room -= len(part.message.content)
                if room < 0:
                    raise _ran_out()
                clock.check()
                yield part.message.content or ""
        finally:
            if coming is not None:
                coming.cancel()
                runner.run(_wait(coming, None))
                _ = coming.cancelled() or coming.exception()  # retrieved: nobody logs it
            runner.run(pieces.aclose())


async def _wait(task: "asyncio.Task[T]", timeout_s: float | None) -> None:
    await asyncio.wait({task}, timeout=timeout_s)


async def _next(pieces: AsyncGenerator[ChatResponse, None]) -> ChatResponse | None:
    return await anext(pieces, None)


async def _pieces(url: str, body: Mapping[str, Any]) -> AsyncGenerator[ChatResponse, None]:
    """The parts of the stream up to the one that says it is done."""
    try:
        async with (
            http_client(url) as client,
            client.stream("POST", "/api/chat", json=body) as response,
        ):
            await raise_for_status(response, model=str(body["model"]))
            async with aclosing(_lines(response)) as lines:
                async for line in lines:
                    part = _part(line)
                    yield part
                    if part.done:
                        return
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise unreachable(url) from error
    except httpx.HTTPError as error:
        raise ModelCutShort(
            f"The connection to the language model broke: {type(error).__name__}.",
            hint="Ask again; the log of Ollama says why it stopped.",
        ) from error
    raise ModelCutShort(
        "The model's answer ended before it was done.",
        hint="Ask again; the log of Ollama says why it stopped.",
    )


async def _lines(response: httpx.Response) -> AsyncGenerator[bytes, None]:
    waiting = b""
    async for received in response.aiter_raw():
        *whole, waiting = (waiting + received).split(b"\n")
        for line in whole:
            if line.strip():
                yield line
        if len(waiting) > _LONGEST_LINE:
            raise ModelGarbled(
                f"The model's server sent a line of more than {_LONGEST_LINE} bytes.",
                hint="Check that ASSISTANT_OLLAMA_URL is the address of an Ollama server.",
            )
    if waiting.strip():
        yield waiting


def _part(line: bytes) -> ChatResponse:
    try:
        return ChatResponse.model_validate_json(line)
    except ValidationError as error:
        raise _reported(line) from error


def _reported(line: bytes) -> LanguageModelError:
    """The error a line carries instead of a part, or that it is none of the protocol's."""
    try:
        fields = httpx.Response(200, content=line).json()
        message = fields["error"] if isinstance(fields, dict) else None
    except (ValueError, KeyError):
        message = None
    if isinstance(message, str):
        return failure(200, message)
    return ModelGarbled(
        "The model's server sent something that is not its protocol.",
        hint="Check that ASSISTANT_OLLAMA_URL is the address of an Ollama server.",
    )


def _check_end(part: ChatResponse, body: Mapping[str, Any]) -> None:
    """Raise where the last part says that the prompt or the answer was cut."""
    if not part.done:
        return
    limit = int(body["options"]["num_ctx"])
    if (part.prompt_eval_count or 0) >= limit:
        raise ModelOverflow(
            f"The prompt filled the model's whole context of {limit} tokens.",
            hint="Raise ASSISTANT_NUM_CTX, or lower ASSISTANT_EVIDENCE_PASSAGES.",
        )
    if part.done_reason == "length":
        raise _ran_out()


def _ran_out() -> ModelRanOut:
    return ModelRanOut(
        "The answer reached the most tokens it may have.",
        hint="Raise ASSISTANT_ANSWER_TOKENS for longer answers.",
    )


def unreachable(url: str) -> ModelUnreachable:
    """The error for a server at which nobody answers."""
    return ModelUnreachable(
        f"No Ollama server answers at {url}.",
        hint="Start it with `ollama serve`, or set ASSISTANT_OLLAMA_URL.",
    )


async def raise_for_status(response: httpx.Response, *, model: str) -> None:
    """Raise the LanguageModelError that a response's status stands for; none for 200."""
    if response.status_code == 200:
        return
    message = await _error_message(response)
    if response.is_redirect:
        raise ModelRedirected(
            f"The model's server redirects to {response.headers.get('location', '')[:200]!r}.",
            hint="Set ASSISTANT_OLLAMA_URL to the server itself; redirects are not followed.",
        )
    raise failure(response.status_code, message, model=model)


def failure(status: int, message: str, *, model: str = "") -> LanguageModelError:
    """The error of our tree for a status and message of Ollama's."""
    said = " ".join(message.split())[:_LONGEST_MESSAGE]
    if status == 404:
        return ModelMissing(
            f"The server does not hold the model {model!r}.",
            hint=f"Run `ollama pull {model}`, or set ASSISTANT_MODEL.",
        )
    if status == 503:
        return ModelBusy(
            "The model's queue is full.", hint="Ask again in a moment, or raise OLLAMA_MAX_QUEUE."
        )
    if "context" in said.lower() or "too long" in said.lower():
        return ModelOverflow(
            f"The model's server refuses the prompt as too long: {said}",
            hint="Raise ASSISTANT_NUM_CTX, or lower ASSISTANT_EVIDENCE_PASSAGES.",
        )
    return ModelFailed(
        f"The model's server reports an error ({status}): {said}",
        hint="Ask again; the log of Ollama says more.",
    )


async def _error_message(response: httpx.Response) -> str:
    """The server's words about an error, at most 64 KiB of them read."""
    received = b""
    async for piece in response.aiter_raw():
        received += piece
        if len(received) > 65_536:
            break
    try:
        fields = httpx.Response(200, content=received).json()
    except ValueError:
        return received[:_LONGEST_MESSAGE].decode("utf-8", "replace")
    return str(fields.get("error", "")) if isinstance(fields, dict) else ""
