"""Texts to vectors: an embedder computes here, on the CPU, and nothing is ever downloaded."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from storage.asking_first import as_caller, let_pass
from storage.bulk_passes import BulkPasses, yielding_threads
from storage.embedder_choice import EmbedderChoice, prompts_for
from storage.errors import EmbedderError
from storage.model_folder import read_model_folder
from storage.model_loading import load_model, load_tokenizer, load_weights
from storage.permanent_objects import permanent
from storage.processor import ARITHMETIC, TORCH_DTYPE, best_dtype, in_few_shapes, use_threads
from storage.recent_encodings import RecentEncodings
from storage.text_windows import WindowedTexts, WindowRows
from storage.token_output import TOKEN_LAYER, ForwardPass, QueryTokens

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# Some embedders take 8,192 tokens: a chunk of as many could not be cited to the point, and six
# would not fit into the language model's context.
LARGEST_CHUNK_TOKENS = 512
# Chunks a forward pass of a model that `BulkPasses` does not compute, one on each core: a load lets
# those who ask pass between two. MiniLM with a prompt, two shared cores, chunks/s: 8 96, 16 114, 32
# 89, and 93 with 32 on both cores at once (128 made texts, medians of 3, November 2026; no
# command repeats it).
_BATCH = 8

Number = TypeVar("Number", bound=np.generic)
Worked = TypeVar("Worked")


class Embedder(Protocol):
    """Turns texts into unit vectors.

    `digest` names the model, its weights and its arithmetic: vectors of two digests are never
    compared. `choice` is what to load to have it again. `max_tokens` is the room for text, special
    tokens and prompt taken off; a longer text is embedded in windows and never cut.
    """

    choice: EmbedderChoice
    digest: str
    dimension: int
    max_tokens: int

    def count_tokens(self, text: str) -> int:
        """Tokens of `text` as this embedder counts them, without special tokens."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), dimension), in the order of `texts`."""
        ...

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """The unit vector of a query, shape (dimension,)."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Those of several queries, shape (len(texts), dimension)."""
        ...

    def warm(self) -> None:
        """Load now what the first text would otherwise wait for."""
        ...


class SentenceTransformerEmbedder:
    """A local sentence-transformers model on the CPU, a TokenEmbedder; loads at the first text.

    A text longer than `max_tokens`, as chunks made for another embedder may be, is embedded in
    windows of whole words whose vectors are averaged (see `storage.text_windows`). Safe to use
    from several threads.
    """

    def __init__(
        self,
        folder: Path,
        *,
        weights_sha256: str = "",
        dtype: str = "",
        choice: EmbedderChoice | None = None,
    ) -> None:
        self._weights_sha256 = weights_sha256
        self._model_folder = read_model_folder(folder, weights_sha256=weights_sha256)
        choice = choice or EmbedderChoice(str(folder), dtype=dtype)
        self.dtype = choice.dtype or best_dtype(
            bundled=bool(weights_sha256), stored=self._model_folder.stored_dtype
        )
        self.choice = replace(choice, dtype=self.dtype)
        self._prompts = prompts_for(choice, self._model_folder.prompts)
        arithmetic = ARITHMETIC.get(self.dtype, self.dtype)
        self.digest = self._model_folder.digest(arithmetic, self._prompts)
        self.token_digest = f"{self.digest} layer {TOKEN_LAYER}"
        self.dimension = self._model_folder.dimension
        tokenizer = load_tokenizer(self._model_folder.transformer)
        self._encodings = RecentEncodings(tokenizer)
        special = tokenizer.num_special_tokens_to_add(False)
        prompts = (self._prompts.document, self._prompts.query)
        self.max_tokens = self._model_folder.length - special - max(map(self.count_tokens, prompts))
        self._model: SentenceTransformer | None = None
        self._bulk: BulkPasses | None = None  # where its pass is one that is computed faster
        self._threads = yielding_threads()  # none runs before it has something to do
        self._loading = threading.Lock()
        # A fast tokenizer of transformers is not thread-safe ("Already borrowed").
        self._tokenizing = threading.Lock()

    def count_tokens(self, text: str) -> int:
        return self._encodings.count(_encodable(text))

    def warm(self) -> None:
        """Load the weights now (2 to 8 s, most of it imports) rather than at the first text."""
        self._passes("")

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        cut = self._cut(texts)
        vectors = np.empty((len(cut.windows), self.dimension), dtype=np.float32)
        for batch, rows in self._each_batch(cut, _vectors):
            vectors[batch] = rows
        return unit_rows(cut.joined(vectors))

    def embed_passages_with_tokens(
        self, texts: Sequence[str], project: Callable[[NDArray[np.float32]], NDArray[Number]]
    ) -> tuple[NDArray[np.float32], list[NDArray[Number]]]:
        def both(output: ForwardPass) -> tuple[NDArray[np.float32], list[NDArray[Number]]]:
            rows, lengths = output.tokens()
            return _vectors(output), np.split(project(rows), np.cumsum(lengths)[:-1])

        cut = self._cut(texts)
        vectors = np.empty((len(cut.windows), self.dimension), dtype=np.float32)
        gathered = WindowRows[Number](cut)
        for batch, (rows, tokens) in self._each_batch(cut, both):
            vectors[batch] = rows
            gathered.add(batch, tokens)
        return unit_rows(cut.joined(vectors)), gathered.of_texts()

    def embed_query(self, text: str) -> NDArray[np.float32]:
        cut = self._cut([text])
        vectors = [unit_rows(self._query_pass(window).vectors())[0] for window in cut.windows]
        query: NDArray[np.float32] = unit_rows(cut.joined(np.stack(vectors)))[0]
        return query

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self.embed_query(text) for text in texts])

    def embed_query_with_tokens(self, text: str) -> tuple[NDArray[np.float32], QueryTokens]:
        cut = self._cut([text])
        outputs = [self._query_pass(window) for window in cut.windows]
        vectors = np.stack([unit_rows(output.vectors())[0] for output in outputs])
        spans: list[tuple[int, int]] = []
        at = 0
        for window, output in zip(cut.windows, outputs, strict=True):
            spans += [(at + start, at + end) for start, end in output.spans(0)]
            at += len(window)
        tokens = np.concatenate([output.tokens()[0] for output in outputs])
        query = unit_rows(cut.joined(vectors))[0]
        return query, QueryTokens(tokens, tuple(spans), self.token_digest)

    def _cut(self, texts: Sequence[str]) -> WindowedTexts:
        """The texts in windows that the model reads whole."""
        whole = [_encodable(text) for text in texts]
        counted = dict(zip(whole, self._encodings.counts(whole), strict=True))

        def count_tokens(text: str) -> int:
            return counted[text] if text in counted else self.count_tokens(text)

        return WindowedTexts.of(whole, count_tokens=count_tokens, max_tokens=self.max_tokens)

    def _query_pass(self, text: str) -> ForwardPass:
        passes = self._passes(self._prompts.query)
        if passes is not None:
            return passes.alone(text)
        return self._forward([text], prompt=self._prompts.query)

    def _each_batch(
        self, cut: WindowedTexts, work: Callable[[ForwardPass], Worked]
    ) -> Iterator[tuple[list[int], Worked]]:
        """What `work` makes of forward passes over the windows, with the positions of each."""
        prompt = self._prompts.document
        passes = self._passes(prompt)
        if passes is not None:
            yield from passes.over(cut.windows, work)
            return

        def one(batch: list[int]) -> Worked:
            let_pass()
            some = [cut.windows[position] for position in batch]
            return work(self._forward(some, prompt=prompt))

        by_length = sorted(range(len(cut.windows)), key=lambda place: len(cut.windows[place]))
        batches = list(_batches(by_length))
        yield from zip(batches, self._threads.map(as_caller(one), batches), strict=True)

    def _forward(self, texts: list[str], *, prompt: str) -> ForwardPass:
        """The model's own pass, on the calling thread alone: two that share each product wait for
        each other, on a busy machine 86 to 500 ms for a query."""
        import torch

        model = self._loaded()
        with self._tokenizing:
            features: Any = model.preprocess(texts, prompt=prompt or None)
        encodings = features.encodings  # of the forward pass only its features come back
        use_threads(1)
        with torch.inference_mode():
            padded = in_few_shapes(features, longest=self._model_folder.length)
            return ForwardPass.of(model.forward(padded), encodings, len(prompt))

    def _passes(self, prompt: str) -> BulkPasses | None:
        """What computes texts after that prompt faster than the model does; None where nothing."""
        if prompt:
            return None
        with self._loading:
            if self._bulk is None and self._model is None:
                with permanent():
                    self._bulk = self._own_passes()
        if self._bulk is None:
            self._loaded()
        return self._bulk

    def _own_passes(self) -> BulkPasses | None:
        """Those of the bundled weights, for which nothing but these is loaded: what that saves
        stands in `storage.bert_weights`."""
        if not self._weights_sha256 or TORCH_DTYPE.get(self.dtype, self.dtype) != "bfloat16":
            return None
        weights = load_weights(self._model_folder, weights_sha256=self._weights_sha256)
        return BulkPasses.of_weights(weights, self._encodings, dtype=self.dtype)

    def _loaded(self) -> "SentenceTransformer":
        with self._loading:
            if self._model is None:
                with permanent():
                    model = load_model(
                        self._model_folder, dtype=self.dtype, weights_sha256=self._weights_sha256
                    )
                    if self._bulk is None:
                        self._bulk = BulkPasses.of(model, self._encodings, dtype=self.dtype)
                    self._model = model
            return self._model


def unit_rows(vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    """The rows of `vectors`, shape (n, dimension), scaled to length 1.

    Raises EmbedderError for a row that is not finite or has no length: Chroma would accept the
    zero vector, and such a chunk could never be found.
    """
    rows = np.asarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unusable = np.flatnonzero(~np.isfinite(lengths) | (lengths < 1e-6))
    if unusable.size:
        raise EmbedderError(
            f"{unusable.size} of {len(rows)} vectors of the embedder are zero or not finite.",
            hint="The model's weights are damaged, or it cannot compute in this CPU's bfloat16.",
        )
    unit: NDArray[np.float32] = rows / lengths
    return unit


def _vectors(output: ForwardPass) -> NDArray[np.float32]:
    return unit_rows(output.vectors())


def _batches(positions: list[int]) -> Iterator[list[int]]:
    """Batches of like length, the longest first: memory is needed at once or never."""
    for end in range(len(positions), 0, -_BATCH):
        yield positions[max(0, end - _BATCH) : end][::-1]


def _encodable(text: str) -> str:
    """Text that UTF-8 can hold: lone surrogates become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
