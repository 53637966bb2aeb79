"""Forward passes over many texts: batches of like length, one a core, that yield to who asks; and
over one that somebody waits for."""

import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Self, TypeVar

from storage.asking_first import as_caller, asking, let_pass
from storage.bert_pass import ROWS, BertPass, last_layer_is_read
from storage.bert_weights import BertWeights
from storage.int8_pass import Int8Pass
from storage.processor import (
    allowed_processors,
    cpu_computes_bfloat16,
    cpu_computes_int8,
    use_threads,
)
from storage.recent_encodings import Encoded, RecentEncodings
from storage.token_output import ForwardPass

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer
    from torch import Tensor

# Tokens a batch, so that what a layer writes (1,536 numbers a token) stays in a core's cache.
# MiniLM, chunks/s of one thread: 512 95, 768 110, 1,024 111, 1,536 102, 2,048 104 (November 2026).
BATCH_TOKENS = ROWS
# Lengths are rounded up to a multiple: torch keeps what it compiled for every shape it has met.
LENGTHS_APART = 8
BULK_NICENESS = 10  # one core shared with a question: it gets nine tenths of it

Worked = TypeVar("Worked")
Features = dict[str, "Tensor"]
After = Callable[[Features], Features]

logger = logging.getLogger(__name__)


class BulkPasses:
    """The passes of one model over texts without a prompt, on threads of its own. Thread-safe.

    Each thread computes a batch by itself: two that share every product wait for each other.
    """

    def __init__(
        self, exact: BertPass, encodings: RecentEncodings, after: Iterable[After], *, dtype: str
    ) -> None:
        """`after` are pooling and what follows, each from features to more of them."""
        rounded_pass = _rounded_pass(exact, encodings.tokenizer) if dtype == "int8" else None
        self._exact = exact
        self._states = rounded_pass or exact
        self._after = list(after)
        self._encodings = encodings
        self._threads = yielding_threads()

    @classmethod
    def of(
        cls, model: "SentenceTransformer", encodings: RecentEncodings, *, dtype: str
    ) -> Self | None:
        """The passes in that arithmetic; None where they are not what `BertPass` computes.

        `encodings` are of the tokenizer of the model's folder, whole, and taken where transformers
        has made no other of it.
        """
        exact = BertPass.of(model)
        if exact is None:
            return None
        own = _tokenizer_of(model)
        same = own.to_str() == encodings.tokenizer.to_str()
        taken = encodings if same else RecentEncodings(own)
        return cls(exact, taken, list(model)[1:], dtype=dtype)

    @classmethod
    def of_weights(
        cls, weights: BertWeights, encodings: RecentEncodings, *, dtype: str
    ) -> Self | None:
        """Those of a BERT whose vectors are the means of their tokens', of length one; `encodings`
        are of its tokenizer."""
        if not last_layer_is_read():
            return None
        return cls(BertPass(weights), encodings, [_unit_mean], dtype=dtype)

    def over(
        self, texts: Sequence[str], work: Callable[[ForwardPass], Worked]
    ) -> Iterator[tuple[list[int], Worked]]:
        """What `work` makes of each batch, with the positions of its texts; long ones first.

        No text may be longer than the model reads. `work` runs where the pass did.
        """
        encodings = self._encodings.of(texts)
        batches = batches_of([len(encoding.ids) for encoding in encodings])

        def one(batch: list[int]) -> Worked:
            let_pass()
            return work(self._pass([encodings[position] for position in batch]))

        yield from zip(batches, self._threads.map(as_caller(one), batches), strict=True)

    @asking()
    def alone(self, text: str) -> ForwardPass:
        """The pass of one text, not rounded, on the calling thread alone.

        transformers' own takes five times as many steps, each of which may wait for threads that
        load documents: 10 ms idle, and 40 of the 100 ms of slow searches (November 2026).
        """
        use_threads(1)
        encoding = self._encodings.tokenizer.encode(text)
        encoded = Encoded.of(encoding)
        return ForwardPass(self._features([encoded], self._exact), [encoded.own], [encoding])

    def _pass(self, encodings: Sequence[Encoded]) -> ForwardPass:
        features = self._features(encodings, self._states)
        return ForwardPass(features, [encoding.own for encoding in encodings])

    def _features(self, encodings: Sequence[Encoded], states: BertPass | Int8Pass) -> Features:
        import torch

        with torch.inference_mode():
            ids, mask = _filled(encodings)
            texts = len(encodings)
            features = {
                "token_embeddings": states.states(ids, mask)[:texts],
                "attention_mask": mask[:texts],
            }
            for module in self._after:
                features = module(features)
            return features


def _unit_mean(features: Features) -> Features:
    """Pooling by the mean and normalising, as sentence-transformers does: the same to the bit."""
    import torch
    from torch.nn.functional import normalize

    states, mask = features["token_embeddings"], features["attention_mask"]
    there = mask.unsqueeze(-1).to(states.dtype)
    sums, counts = (one.sum(dim=1, dtype=torch.float32) for one in (states * there, there))
    means = (sums / counts).to(states.dtype)
    return features | {"sentence_embedding": normalize(means, dim=-1)}


def _rounded_pass(exact: BertPass, tokenizer: "Tokenizer") -> Int8Pass | None:
    """The pass in eight bits; None, and said, where the processor or the model has none."""
    around = tokenizer.encode("").ids
    if not (cpu_computes_int8() and cpu_computes_bfloat16()):
        why = "this processor does not compute in both int8 and bfloat16"
    elif len(around) != 2:
        why = "this model has no token before and after a text"
    elif found := Int8Pass.near_to(exact, (around[0], around[1])):
        return found
    else:
        why = "rounding changes this model too much"
    logger.warning("embedder: chunks are computed in bfloat16, not in int8: %s", why)
    return None


def _tokenizer_of(model: "SentenceTransformer") -> "Tokenizer":
    """A copy of the model's tokenizer: transformers changes its own whenever it is called."""
    from tokenizers import Tokenizer

    tokenizer: Any = model.tokenizer
    own = Tokenizer.from_str(tokenizer.backend_tokenizer.to_str())
    own.no_truncation()
    own.no_padding()
    return own


def batches_of(lengths: Sequence[int]) -> list[list[int]]:
    """Positions in batches of at most BATCH_TOKENS, the longest first; each has at least one."""
    by_length = sorted(range(len(lengths)), key=lambda position: (-lengths[position], position))
    found: list[list[int]] = []
    start = 0
    while start < len(by_length):
        room = max(1, BATCH_TOKENS // rounded(lengths[by_length[start]]))
        found.append(by_length[start : start + room])
        start += room
    return found


def rounded(tokens: int) -> int:
    """A length as it is computed with."""
    return -(-tokens // LENGTHS_APART) * LENGTHS_APART


def _filled(encodings: Sequence[Encoded]) -> tuple["Tensor", "Tensor"]:
    """Ids and mask in one of few shapes: rows that are no text have a single token each."""
    import torch

    tokens = rounded(max(len(encoding.ids) for encoding in encodings))
    room = max(1, BATCH_TOKENS // tokens)
    rows = min(room, 1 << (len(encodings) - 1).bit_length())
    ids = torch.zeros((rows, tokens), dtype=torch.int64)
    mask = torch.zeros((rows, tokens), dtype=torch.int64)
    mask[:, 0] = 1
    for row, encoding in enumerate(encodings):
        ids[row, : len(encoding.ids)] = torch.from_numpy(encoding.ids)
        mask[row, : len(encoding.ids)] = 1
    return ids, mask


def yielding_threads() -> ThreadPoolExecutor:
    """A thread for each processor; each computes alone, and behind those of who asks."""
    return ThreadPoolExecutor(
        allowed_processors(), thread_name_prefix="bulk-embedding", initializer=_yielding
    )


def _yielding() -> None:
    """Let the calling thread compute alone, and behind the threads of those who ask."""
    use_threads(1)
    if hasattr(os, "setpriority"):
        own = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), min(19, own + BULK_NICENESS))
