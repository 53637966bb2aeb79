"""One request to Ollama for the embedder: bounded in time and size, straight to the address.

Nothing is taken from the environment (a proxy would carry texts outside), and no redirect is
followed: it would send them to another host.
"""

import json
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from storage.errors import EmbedderError, EmbedderUnreachable

if TYPE_CHECKING:
    import httpx

CONNECT_S = 2.0
_LARGEST_ANSWER = 64 << 20  # bytes; 32 vectors of 4,096 numbers have 3 MB
_LONGEST_MESSAGE = 300  # characters of the server's own words in ours


class InputTooLong(EmbedderError):
    """A text has more tokens than the model takes; it is to be cut into smaller windows."""


def ask(
    url: str,
    method: str,
    path: str,
    *,
    model: str,
    timeout_s: float,
    body: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The JSON object that Ollama answers, within `timeout_s` in all.

    Raises EmbedderUnreachable where it does not answer in time, InputTooLong, and EmbedderError
    for every other failure.
    """
    import httpx

    deadline = time.monotonic() + timeout_s
    client = httpx.Client(
        base_url=url,
        trust_env=False,
        follow_redirects=False,
        timeout=httpx.Timeout(timeout_s, connect=min(CONNECT_S, timeout_s)),
        headers={"Accept-Encoding": "identity"},
        verify=url.startswith("https:"),
    )
    try:
        with client, client.stream(method, path, json=body) as response:
            received = _received(response, deadline, url)
            status, location = response.status_code, response.headers.get("location", "")
    except httpx.TimeoutException as error:
        raise _slow(url) from error
    except httpx.TransportError as error:
        raise _away(url) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise garbled(path) from error
    if 300 <= status < 400:
        raise EmbedderError(
            f"Ollama at {url} redirects to {location[:200]!r}.",
            hint="Set ASSISTANT_OLLAMA_URL to the server itself; redirects are not followed.",
        )
    fields = _fields(received)
    if status != 200:
        raise _failure(status, str((fields or {}).get("error", "")), model=model)
    if fields is None:
        raise garbled(path)
    return fields


def garbled(path: str) -> EmbedderError:
    """The error for an answer that is not Ollama's protocol."""
    return EmbedderError(
        f"What the embedder's server sends for {path} is not Ollama's protocol.",
        hint="Check that ASSISTANT_OLLAMA_URL is the address of an Ollama server.",
    )


def not_held(model: str) -> EmbedderError:
    """The error for a model that Ollama does not hold."""
    return EmbedderError(
        f"Ollama does not hold the embedding model {model!r}.",
        hint=f"Fetch it where it may be fetched: ollama pull {model}",
    )


def _received(response: "httpx.Response", deadline: float, url: str) -> bytes:
    received = bytearray()
    for piece in response.iter_raw():
        received += piece
        if len(received) > _LARGEST_ANSWER:
            raise garbled(response.url.path)
        if time.monotonic() > deadline:
            raise _slow(url)
    return bytes(received)


def _fields(received: bytes) -> dict[str, Any] | None:
    try:
        fields = json.loads(received)
    except ValueError:
        return None
    return fields if isinstance(fields, dict) else None


def _failure(status: int, message: str, *, model: str) -> EmbedderError:
    said = " ".join(message.split())[:_LONGEST_MESSAGE]
    if status == 404:
        return not_held(model)
    if status == 503:
        return EmbedderUnreachable(
            "The queue of the embedder's server is full.",
            hint="Try again in a moment, or raise OLLAMA_MAX_QUEUE.",
        )
    if status == 400 and any(word in said.lower() for word in ("context", "too long", "exceed")):
        return InputTooLong(f"The embedder {model!r} refuses a text as too long: {said}")
    return EmbedderError(
        f"Ollama reports an error for the embedder {model!r} ({status}): {said}",
        hint="The log of Ollama says more. Is it a model that embeds?",
    )


def _away(url: str) -> EmbedderUnreachable:
    return EmbedderUnreachable(
        f"No Ollama server answers at {url}, where the embedder is.",
        hint="Start it with `ollama serve`, or set ASSISTANT_OLLAMA_URL.",
    )


def _slow(url: str) -> EmbedderUnreachable:
    return EmbedderUnreachable(
        f"Ollama at {url} did not embed in time.",
        hint="Try again; the log of Ollama says what it is busy with.",
    )
