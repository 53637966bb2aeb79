"""The language model that Ollama serves on the premises."""

import asyncio
import threading
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import httpx

from assistant.deadlines import Deadlines
from assistant.errors import (
    LanguageModelError,
    ModelGarbled,
    ModelMissing,
    ModelOverflow,
    ModelRemote,
    ModelUnreachable,
)
from assistant.ollama_stream import (
    failure,
    http_client,
    raise_for_status,
    stream_chat,
    unreachable,
)
from assistant.prompts import Prompt
from assistant.settings import AssistantSettings
from storage.ollama_models import context_length, is_remote, model_entry

LOOK_UP_S = 2.0  # all look-ups together
REMEMBERED_S = 10.0
_SEED = 1
_THINKING = "thinking"


@dataclass(frozen=True, slots=True)
class HeldModel:
    """A model as the server holds it. `context_tokens` is 0 where the server does not say."""

    name: str
    digest: str
    server_version: str
    context_tokens: int
    thinks: bool


@dataclass
class OllamaModel:
    """A model of one Ollama server. Thread-safe; holds no connection between answers."""

    settings: AssistantSettings
    _looking: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _remembered: "_LookUp | None" = field(default=None, repr=False)
    _refuses_think: bool = field(default=False, repr=False)

    @property
    def name(self) -> str:
        """The model's name, as in `ollama list`."""
        return self.settings.model

    def held(self) -> HeldModel:
        """The model as the server holds it, remembered for REMEMBERED_S, as a failure is.

        Raises LanguageModelError: unreachable (also when it takes more than LOOK_UP_S), missing,
        remote, garbled, failed.
        """
        with self._looking:
            if self._remembered is None or self._remembered.is_old:
                self._remembered = self._look_up()
            found = self._remembered.found
        if isinstance(found, LanguageModelError):
            # A new one each time: a raised exception keeps the traceback of who raised it.
            raise type(found)(found.message, hint=found.hint)
        return found

    def context_tokens(self) -> int:
        """The tokens a prompt may have. Raises LanguageModelError as `held` does."""
        held = self.held()
        context = min(self.settings.num_ctx, held.context_tokens or self.settings.num_ctx)
        room = context - self.settings.answer_tokens
        if room <= 0:
            raise ModelOverflow(
                f"The model {self.name!r} has a context of {context} tokens only.",
                hint="Lower ASSISTANT_ANSWER_TOKENS, or choose another ASSISTANT_MODEL.",
            )
        return room

    def write(self, prompt: Prompt) -> Generator[str, None, None]:
        """The answer in pieces; see LanguageModel.write and ollama_stream."""
        try:
            yield from self._written(prompt)
        except (ModelUnreachable, ModelMissing):
            with self._looking:
                self._remembered = None  # what we remember is no longer true
            raise

    def _written(self, prompt: Prompt) -> Generator[str, None, None]:
        settings = self.settings
        deadlines = Deadlines(
            settings.first_token_timeout_s, settings.token_timeout_s, settings.answer_timeout_s
        )
        body = self._body(prompt)
        try:
            yield from stream_chat(settings.ollama_url, body, deadlines)
        except LanguageModelError as error:
            if "think" not in body or "support thinking" not in error.message:
                raise
            self._refuses_think = True
            yield from stream_chat(settings.ollama_url, self._body(prompt), deadlines)

    def _body(self, prompt: Prompt) -> dict[str, Any]:
        held = self.held()
        settings = self.settings
        body: dict[str, Any] = {
            "model": settings.model,
            "messages": [
                {"role": "system", "content": prompt.system},
                {"role": "user", "content": prompt.user},
            ],
            "stream": True,
            "keep_alive": settings.keep_alive,
            # A prompt that does not fit is an error, not a prompt without its first passages.
            "truncate": False,
            "shift": False,
            "options": {
                "num_ctx": min(settings.num_ctx, held.context_tokens or settings.num_ctx),
                "num_predict": settings.answer_tokens,
                "temperature": 0,
                "seed": _SEED,
            },
        }
        if held.thinks and not self._refuses_think:
            body["think"] = False
        return body

    def _look_up(self) -> "_LookUp":
        try:
            found: HeldModel | LanguageModelError = asyncio.run(self._found())
        except LanguageModelError as error:
            found = error
        return _LookUp(found, time.monotonic())

    async def _found(self) -> HeldModel:
        url = self.settings.ollama_url
        try:
            async with asyncio.timeout(LOOK_UP_S), http_client(url) as client:
                version = await _fields(client, "GET", "/api/version", model=self.name)
                tags = await _fields(client, "GET", "/api/tags", model=self.name)
                entry = _entry(tags, self.name)
                if not is_remote(self.name, entry):
                    shown = await _fields(
                        client, "POST", "/api/show", model=self.name, body={"model": self.name}
                    )
        except (TimeoutError, httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise unreachable(url) from error
        except httpx.HTTPError as error:
            raise failure(0, type(error).__name__) from error
        if is_remote(self.name, entry) or is_remote(self.name, shown):
            raise ModelRemote(
                f"The model {self.name!r} answers from another host: it is not asked.",
                hint="Choose a model that this server runs itself, and set OLLAMA_NO_CLOUD=1.",
            )
        return HeldModel(
            name=self.name,
            digest=str(entry.get("digest", "")),
            server_version=str(version.get("version", "")),
            context_tokens=context_length(shown),
            thinks=_THINKING in (shown.get("capabilities") or ()),
        )


@dataclass(frozen=True, slots=True)
class _LookUp:
    found: HeldModel | LanguageModelError
    at: float

    @property
    def is_old(self) -> bool:
        return time.monotonic() - self.at > REMEMBERED_S


async def _fields(
    client: httpx.AsyncClient,
    method: str,
    path: str,
    *,
    model: str,
    body: dict[str, str] | None = None,
) -> dict[str, Any]:
    """The JSON object at `path`, raw: the package's client drops remote_host (ollama 0.6.3)."""
    async with client.stream(method, path, json=body) as response:
        await raise_for_status(response, model=model)
        received = b""
        async for piece in response.aiter_raw():
            received += piece
            if len(received) > 8_000_000:  # /api/show of a model with a licence has some 100 KB
                raise _garbled(path)
    try:
        fields = httpx.Response(200, content=received).json()
    except ValueError as error:
        raise _garbled(path) from error
    if not isinstance(fields, dict):
        raise _garbled(path)
    return fields


def _garbled(path: str) -> ModelGarbled:
    return ModelGarbled(
        f"What the model's server sends for {path} is not its protocol.",
        hint="Check that ASSISTANT_OLLAMA_URL is the address of an Ollama server.",
    )


def _entry(tags: dict[str, Any], name: str) -> dict[str, Any]:
    """The entry of the model in /api/tags. Raises ModelMissing, ModelGarbled."""
    try:
        entry = model_entry(tags, name)
    except ValueError as error:
        raise _garbled("/api/tags") from error
    if entry is None:
        raise failure(404, "", model=name)
    return entry
