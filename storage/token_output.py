"""The token embeddings of a forward pass, read off what sentence-transformers computed for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from storage.errors import EmbedderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

LAST_LAYER = -1
# The hidden layer whose states are the token embeddings: LAST_LAYER, or a number from 0 (the
# embedding layer) to the number of layers. The last costs nothing: pooling needs it anyway.
TOKEN_LAYER = LAST_LAYER


@dataclass(frozen=True, slots=True)
class QueryTokens:
    """The token embeddings of a query.

    `vectors` are unit rows, shape (t, width), in full width. `spans` are the characters
    [start, end) of each token in the query's text: a word may be several tokens. `token_digest` is
    that of the embedder: they are compared with its own tokens only.
    """

    vectors: NDArray[np.float32]
    spans: tuple[tuple[int, int], ...]
    token_digest: str


@dataclass(frozen=True, slots=True)
class ForwardPass:
    """What a forward pass over some texts gave, and where the tokens of each text stand.

    `own` are the places of each text's own tokens. `encodings`, where spans are asked for, are the
    tokenizer's, one a text, with prompt and padding; `prompt` is the number of characters that went
    before each text.
    """

    features: dict[str, Any]
    own: Sequence[Sequence[int] | NDArray[np.int32]]
    encodings: Sequence[Any] = ()
    prompt: int = 0

    @classmethod
    def of(cls, features: dict[str, Any], encodings: Sequence[Any], prompt: int) -> Self:
        """Of texts that have encodings of the tokenizer."""
        return cls(features, [own_places(one, prompt) for one in encodings], encodings, prompt)

    def vectors(self) -> NDArray[np.float32]:
        """One row a text, shape (texts, dimension), as the model made them."""
        rows: NDArray[np.float32] = self.features["sentence_embedding"].float().numpy()
        return rows

    def tokens(self) -> tuple[NDArray[np.float32], list[int]]:
        """The unit rows of the texts' own tokens, one text after the other, and how many each has.

        Together, of shape (tokens, width): one product with 3,700 rows waits for the threads of
        numpy once, 32 products do so 32 times (up to 1 s on a busy machine).
        """
        states = self._states()
        rows = np.concatenate([states[row, places] for row, places in enumerate(self.own)])
        return _unit(rows), [len(places) for places in self.own]

    def spans(self, row: int) -> tuple[tuple[int, int], ...]:
        """The characters [start, end) of a text's own tokens, in that text."""
        offsets = self.encodings[row].offsets
        return tuple(
            (max(0, offsets[place][0] - self.prompt), offsets[place][1] - self.prompt)
            for place in self.own[row]
        )

    def _states(self) -> NDArray[np.float32]:
        if TOKEN_LAYER == LAST_LAYER:
            states = self.features["token_embeddings"]
        else:
            states = self.features["all_layer_embeddings"][TOKEN_LAYER]
        rows: NDArray[np.float32] = states.float().numpy()
        return rows


def own_places(encoding: Any, prompt: int = 0) -> list[int]:
    """The places of the tokens that come from a text itself, after so many characters of prompt."""
    return [
        place
        for place, (special, (start, end)) in enumerate(
            zip(encoding.special_tokens_mask, encoding.offsets, strict=True)
        )
        if not special and end > max(start, prompt)
    ]


def keep_token_layer(model: "SentenceTransformer") -> None:
    """Let the model's forward pass keep the states of TOKEN_LAYER. Raises EmbedderError."""
    if TOKEN_LAYER == LAST_LAYER:
        return
    transformer: Any = model[0]
    configuration = transformer.auto_model.config
    layers = getattr(configuration, "num_hidden_layers", 0)
    if layers < TOKEN_LAYER:
        raise EmbedderError(f"The model has {layers} layers, its tokens are read at {TOKEN_LAYER}.")
    configuration.output_hidden_states = True


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """`rows`, now of length 1; a token whose state is zero or not finite gets the zero vector.

    Such a token is like no other; the passage's own vector is checked where it is made.
    """
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    usable = np.isfinite(lengths) & (lengths > 1e-6)
    if not usable.all():
        rows[~usable] = 0
        lengths[~usable] = 1
    rows /= lengths[:, np.newaxis]
    return rows
