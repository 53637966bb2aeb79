"""How tests/ollama_server.py answers /api/embed: vectors that count words, and failures.

A token is what whitespace separates, and one more for each special token that is put around.
"""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from tests.fakes import WordEmbedder


class Embedding(Enum):
    """How /api/embed fails."""

    BROKEN = auto()  # 500
    BUSY = auto()  # 503
    REDIRECT = auto()  # 307 to another host
    NAN = auto()  # a number that is none, as Python's JSON writes it
    ZERO = auto()  # a vector without length
    WRONG_DIMENSION = auto()
    FEWER = auto()  # a vector less than there were texts
    WRONG_SHAPE = auto()
    NO_OBJECT = auto()


@dataclass
class EmbeddingScript:
    """What the next calls of /api/embed answer, and what came."""

    dimension: int = 64
    seed: str = ""
    failure: Embedding | None = None
    pause_s: float = 0.0
    requests: list[dict[str, Any]] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """Every text that came, in order."""
        return [text for request in self.requests for text in request["input"]]


def embed(body: dict[str, Any], script: EmbeddingScript) -> tuple[int, Any]:
    """The status and the JSON of an answer."""
    texts, failure = body["input"], script.failure
    if failure is Embedding.BROKEN:
        return 500, {"error": "model runner has unexpectedly stopped"}
    if failure is Embedding.BUSY:
        return 503, {"error": "server busy, please try again.  maximum pending requests exceeded"}
    if any(len(text.split()) + 2 > body["options"]["num_ctx"] for text in texts):
        assert body["truncate"] is False, "a text would be cut in silence"
        return 400, {"error": "the input length exceeds the context length"}
    dimension = script.dimension + (failure is Embedding.WRONG_DIMENSION)
    rows = WordEmbedder(dimension=dimension, seed=script.seed).embed_passages(texts)
    if failure is Embedding.NAN:
        rows[-1, 0] = float("nan")
    if failure is Embedding.ZERO:
        rows[-1] = 0
    if failure is Embedding.FEWER:
        rows = rows[1:]
    if failure is Embedding.WRONG_SHAPE:
        return 200, {"model": body["model"], "embeddings": [["a"], ["b", "c"]]}
    if failure is Embedding.NO_OBJECT:
        return 200, ["not", "an", "object"]
    return 200, {"model": body["model"], "embeddings": rows.tolist(), "prompt_eval_count": 1}
