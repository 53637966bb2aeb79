"""How much of what this processor can multiply in bfloat16 the embedding of chunks uses.

Run as a program with a file of texts, it prints one JSON object.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.fresh_process import told_by

RUNS = 5
_SIDE = 2048  # of the square matrices whose product is the peak
_PRODUCTS = 20


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Medians, in operations (a multiplication and an addition are two) a second.

    `embedding` counts the tokens of the texts alone, not what they are padded with, and of the
    model its matrix products alone.
    """

    peak: float
    embedding: float
    chunks_a_second: float
    tokens_a_chunk: float

    @property
    def share(self) -> float:
        """Of the peak, what embedding reaches."""
        return self.embedding / self.peak


def in_fresh_process(texts: Path) -> Arithmetic:
    """Measured over the texts in a JSON file, a list of strings."""
    told: Mapping[str, float] = told_by("benchmarks.arithmetic", texts)
    return Arithmetic(**told)


def operations(lengths: Sequence[int], *, layers: int, width: int, inner: int) -> float:
    """Of one forward pass over texts of so many tokens: its products with weights and of tokens.

    A layer has four products of width × width, two of width × inner, and for each token two with
    all tokens of its text.
    """
    weights = layers * (4 * width * width + 2 * width * inner)
    pairs = layers * 2 * width
    return float(sum(2 * tokens * (weights + pairs * tokens) for tokens in lengths))


def main(texts: Sequence[str]) -> Arithmetic:
    """The peak and the embedding of all texts, in turn."""
    import torch

    from storage.embedder_choice import BUNDLED
    from storage.embedder_loading import load_embedder
    from storage.processor import allowed_processors
    from storage.token_embedding import TokenEmbedder
    from storage.token_source import fitted

    embedder: Any = load_embedder(BUNDLED)
    if not isinstance(embedder, TokenEmbedder):
        raise TypeError("the bundled embedder gives no tokens")
    compress = fitted(embedder, texts[:256]).compress
    bert = _shape_of(embedder)
    lengths = [embedder.count_tokens(text) + 2 for text in texts]  # and the two special ones
    needed = operations(
        lengths,
        layers=bert["num_hidden_layers"],
        width=bert["hidden_size"],
        inner=bert["intermediate_size"],
    )
    cores = allowed_processors()
    peaks, rates = [], []
    with ThreadPoolExecutor(cores, initializer=lambda: torch.set_num_threads(1)) as threads:
        for _ in range(RUNS):
            took = _seconds(lambda: list(threads.map(_products, range(cores))))
            peaks.append(cores * _PRODUCTS * 2 * _SIDE**3 / took)
            took = _seconds(lambda: embedder.embed_passages_with_tokens(texts, compress))
            rates.append(needed / took)
    embedding = statistics.median(rates)
    return Arithmetic(
        peak=statistics.median(peaks),
        embedding=embedding,
        chunks_a_second=len(texts) * embedding / needed,
        tokens_a_chunk=sum(lengths) / len(lengths),
    )


def _shape_of(embedder: Any) -> Mapping[str, int]:
    """What the bundled model's configuration says of its size."""
    folder: Path = embedder._model_folder.transformer
    shape: Mapping[str, int] = json.loads((folder / "config.json").read_text("utf-8"))
    return shape


def _products(seed: int) -> None:
    import torch

    generator = torch.Generator().manual_seed(seed)
    one, other = (
        torch.randn(_SIDE, _SIDE, generator=generator).to(torch.bfloat16) for _ in range(2)
    )
    with torch.inference_mode():
        for _ in range(_PRODUCTS):
            torch.nn.functional.linear(one, other)


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


if __name__ == "__main__":
    from storage.silence import silence_libraries

    silence_libraries()
    found = main(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    sys.stdout.write(json.dumps(asdict(found)) + "\n")
