"""An embedding model that Ollama serves on the premises, asked by /api/embed."""

import hashlib
import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from storage.asking_first import is_asking
from storage.embedder_choice import OLLAMA, EmbedderChoice, family_prompts, prompts_for
from storage.embedding import unit_rows
from storage.errors import EmbedderChanged, EmbedderError
from storage.ollama_client import InputTooLong, ask, garbled, not_held
from storage.ollama_models import context_length, is_remote, model_entry
from storage.text_windows import WindowedTexts

LOOK_UP_S: Final = 5.0
QUERY_S: Final = 15.0  # loading a model of a few hundred MB included
PASSAGES_S: Final = 120.0
BATCH: Final = 32  # texts a request
# No text is sent with more tokens, whatever the model would take: memory grows with them, and
# no chunk is as long.
MOST_TOKENS: Final = 2_048
UNSAID_TOKENS: Final = 512  # where the server does not say what the model takes: BERT's limit
_SPECIAL_TOKENS: Final = 8  # room for what a model puts around a text; two in most
_LEAST_TOKENS: Final = 16  # windows are not halved below
_CHECKED_S: Final = 10.0  # how long a query trusts that the model is still the same
_KEEP_ALIVE: Final = "30m"
_DIGEST_SCHEME: Final = "intramuros-ollama-embedder-1"
_NAME: Final = re.compile(r"[\w./:-]{1,200}")

_PIECE = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]+|[^\s]")
# Of 4,703 texts of 900 characters (shared questions and documents, French and English) the
# bundled WordPiece tokenizer, whose vocabulary is English, gave more tokens than estimated for 2,
# and .59 of the estimate in the median (November 2026).
_LETTERS_A_TOKEN: Final = 2.5


@dataclass(frozen=True, slots=True)
class HeldEmbedder:
    """The model as Ollama holds it: the digest of its weights, and the tokens that it takes."""

    digest: str
    context_tokens: int


class OllamaEmbedder:
    """An embedding model of one Ollama server; thread-safe, holds no connection.

    Ollama has no way to count tokens, so they are estimated, nearly always too many; a text that
    is too long all the same is refused by it (`truncate: false`) and halved, never cut. A model
    that changes under its name while it is used is noticed before its vectors are kept.
    """

    def __init__(self, choice: EmbedderChoice, *, url: str) -> None:
        self.choice = choice
        self.dimension = 0
        self._url = url
        self._model = choice.name.removeprefix(OLLAMA)
        if not _NAME.fullmatch(self._model):
            raise EmbedderError(
                f"{choice.name!r} does not name a model of Ollama.",
                hint=f"Give it as `ollama list` does, for example {OLLAMA}bge-m3.",
            )
        self._prompts = prompts_for(choice, family_prompts(self._model))
        self._held = self._look_up()
        self._checked = time.monotonic()
        self._limit = min(self._held.context_tokens or UNSAID_TOKENS, MOST_TOKENS)
        before = max(map(self.count_tokens, (self._prompts.query, self._prompts.document)))
        self.max_tokens = self._limit - _SPECIAL_TOKENS - before
        if self.max_tokens < _LEAST_TOKENS:
            raise EmbedderError(
                f"The embedder {self._model!r} takes too few tokens: {self._limit}, with prompt."
            )
        self.dimension = self._request(["dimension"], timeout_s=PASSAGES_S).shape[1]
        self.digest = self._digest()

    def _digest(self) -> str:
        made = (
            _DIGEST_SCHEME,
            self._held.digest,
            self._prompts.query,
            self._prompts.document,
            self._limit,
        )
        return hashlib.sha256(json.dumps(made).encode()).hexdigest()

    def count_tokens(self, text: str) -> int:
        """Tokens that `text` has at most, in nearly every text and model.

        A run of Latin letters counts a token for each 2.5 of them, rounded up; every other
        character its bytes in UTF-8, which no tokenizer in use exceeds.
        """
        return sum(
            ceil(len(piece) / _LETTERS_A_TOKEN)
            if piece[0].isalpha() and piece[0] < "ɐ"
            else len(piece.encode("utf-8", "replace"))
            for piece in _PIECE.findall(text)
        )

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), dimension).

        Raises EmbedderUnreachable, EmbedderChanged, EmbedderError.
        """
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        timeout_s = QUERY_S if is_asking() else PASSAGES_S  # of each request
        rows = self._embed_whole(
            texts, self._prompts.document, room=self.max_tokens, timeout_s=timeout_s
        )
        self._check_unchanged(trusted_s=0.0)
        return unit_rows(rows)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """The unit vector of a query. Raises as `embed_passages` does."""
        query: NDArray[np.float32] = self.embed_queries([text])[0]
        return query

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The unit vectors of queries, up to 32 in a request."""
        rows = self._embed_whole(
            texts, self._prompts.query, room=self.max_tokens, timeout_s=QUERY_S
        )
        self._check_unchanged(trusted_s=_CHECKED_S)
        return unit_rows(rows)

    def warm(self) -> None:
        """Let Ollama load the model now."""
        self._request(["warm"], timeout_s=PASSAGES_S)

    def _embed_whole(
        self, texts: Sequence[str], prompt: str, *, room: int, timeout_s: float
    ) -> NDArray[np.float32]:
        """A row a text, its windows joined."""
        cut = WindowedTexts.of(texts, count_tokens=self.count_tokens, max_tokens=room)
        rows = np.empty((len(cut.windows), self.dimension), dtype=np.float32)
        for start in range(0, len(cut.windows), BATCH):
            some = cut.windows[start : start + BATCH]
            try:
                found = self._request([prompt + window for window in some], timeout_s=timeout_s)
            except InputTooLong:
                found = self._one_by_one(some, prompt, room=room, timeout_s=timeout_s)
            rows[start : start + BATCH] = unit_rows(found)
        return cut.joined(rows)

    def _one_by_one(
        self, windows: Sequence[str], prompt: str, *, room: int, timeout_s: float
    ) -> NDArray[np.float32]:
        """A row a window, of which one was refused as too long; that one is halved."""
        rows = np.empty((len(windows), self.dimension), dtype=np.float32)
        for number, window in enumerate(windows):
            try:
                rows[number] = self._request([prompt + window], timeout_s=timeout_s)[0]
            except InputTooLong:
                smaller = min(room, self.count_tokens(window)) // 2
                if smaller < _LEAST_TOKENS:
                    raise
                halved = self._embed_whole([window], prompt, room=smaller, timeout_s=timeout_s)
                rows[number] = halved[0]
        return rows

    def _request(self, inputs: list[str], *, timeout_s: float) -> NDArray[np.float32]:
        body = {
            "model": self._model,
            "input": [text.encode("utf-8", "replace").decode("utf-8") for text in inputs],
            "truncate": False,
            "keep_alive": _KEEP_ALIVE,
            "options": {"num_ctx": self._limit},
        }
        fields = ask(
            self._url, "POST", "/api/embed", model=self._model, timeout_s=timeout_s, body=body
        )
        return self._rows(fields.get("embeddings"), len(inputs))

    def _rows(self, embeddings: Any, count: int) -> NDArray[np.float32]:
        try:
            rows = np.array(embeddings, dtype=np.float32)
        except (ValueError, TypeError) as error:
            raise garbled("/api/embed") from error
        if rows.ndim != 2 or len(rows) != count or not rows.shape[1]:
            raise garbled("/api/embed")
        if self.dimension and rows.shape[1] != self.dimension:
            raise EmbedderError(
                f"The embedder {self._model!r} gives vectors of length {rows.shape[1]}, "
                f"before it gave {self.dimension}.",
                hint="Start again: see `assistant reindex`.",
            )
        return rows

    def _check_unchanged(self, *, trusted_s: float) -> None:
        if time.monotonic() - self._checked < trusted_s:
            return
        entry = self._entry()
        if str(entry.get("digest", "")) != self._held.digest:
            raise EmbedderChanged(
                f"The embedding model {self._model!r} was replaced in Ollama by another.",
                hint=f"Index anew with it: assistant reindex --embedder {self.choice.name}",
            )
        self._checked = time.monotonic()

    def _look_up(self) -> HeldEmbedder:
        entry = self._entry()
        shown = ask(
            self._url,
            "POST",
            "/api/show",
            model=self._model,
            timeout_s=LOOK_UP_S,
            body={"model": self._model},
        )
        if is_remote(self._model, shown):
            raise self._remote()
        if not entry.get("digest"):
            raise garbled("/api/tags")
        limits = [limit for limit in (context_length(shown), _num_ctx(shown)) if limit > 0]
        return HeldEmbedder(str(entry["digest"]), min(limits, default=0))

    def _entry(self) -> dict[str, Any]:
        tags = ask(self._url, "GET", "/api/tags", model=self._model, timeout_s=LOOK_UP_S)
        try:
            entry = model_entry(tags, self._model)
        except ValueError as error:
            raise garbled("/api/tags") from error
        if entry is None:
            raise not_held(self._model)
        if is_remote(self._model, entry):
            raise self._remote()
        return entry

    def _remote(self) -> EmbedderError:
        return EmbedderError(
            f"The embedder {self._model!r} answers from another host: it is not asked.",
            hint="Choose a model that this server runs itself, and set OLLAMA_NO_CLOUD=1.",
        )


def _num_ctx(shown: dict[str, Any]) -> int:
    """The context that the model's own parameters ask for; 0 where they do not."""
    found = re.search(r"^num_ctx\s+(\d+)\s*$", str(shown.get("parameters") or ""), flags=re.M)
    return int(found.group(1)) if found else 0
