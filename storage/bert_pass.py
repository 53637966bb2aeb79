"""The forward pass of a BERT in bfloat16, without what costs time and changes nothing.

Query, key and value come from one product, with the scale of the scores folded into its weights;
everything a batch touches stays in the processor's cache; and where scores are small enough their
exponentials are multiplied with the values as they are: a column of ones among the values gives
the sums to divide by, so that no pass over the scores looks for a maximum, masks or divides.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from storage import token_output
from storage.asking_first import let_pass
from storage.bert_weights import BertWeights, Weights
from storage.packed_product import PackedProduct

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

ROWS = 1024  # tokens a pass has, about
# Sums of exponentials outside of this are not trusted; exp(88) is the last that bfloat16 holds.
_SMALLEST_SUM, _LARGEST_SUM = 1e-30, 1e37
# A head whose sums pass this over words from all of the vocabulary gets lower scores from the
# start: not all heads, for near zero bfloat16 has finer steps. There the scores of MiniLM's first
# layer reach 100, those of the others stay under 18; over chunks of northwind and sec10q they
# reach 114 and 21, and no token's largest is under 0.
_LARGEST_SETTLING, _SETTLING_TOKENS = 1e17, 256
_LOWERED = 40.0  # what is taken off all scores of such a head: the sums of 1 to 120 are trusted
# Scores are counted in powers of two: exp2 takes four fifths of the time of exp, and a fourteenth
# of the pass was exp (MiniLM, November 2026).
_OF_TWO = math.log2(math.e)
_PROJECTED = ("query", "key", "value")


@dataclass(slots=True)
class Layer:
    """The weights of a layer, and what is taken off the scores of each of its heads, which is
    settled once: the vector of a text does not depend on those embedded before it."""

    projected: PackedProduct  # query, key and value: width to 3 × width
    attended: PackedProduct
    attended_norm: tuple["Tensor", "Tensor"]
    widened: PackedProduct
    narrowed: PackedProduct
    norm: tuple["Tensor", "Tensor"]
    lowered: "Tensor | None" = None  # (heads,)


class BertPass:
    """Token ids to token states, as the model itself computes them. Thread-safe.

    MiniLM in bfloat16 on one thread: 2.9 times as fast as transformers' own pass, cosine of the
    vectors to float32 at least .9999 in both (768 chunks of northwind and sec10q, November 2026).
    """

    def __init__(self, weights: BertWeights) -> None:
        self._heads = weights.heads
        self._epsilon = weights.epsilon
        self._words = weights.table("word")
        self._places = weights.table("position")
        self._kind = weights.table("token_type")[0]
        self._embedded_norm = weights.of("embeddings.LayerNorm")
        self.layers = [_layer(weights, number) for number in range(weights.layers)]
        self._settle()

    @classmethod
    def of(cls, model: "SentenceTransformer") -> Self | None:
        """The pass of that model's transformer; None where it is not one that this computes."""
        import torch
        from transformers import BertModel

        bert: Any = getattr(model[0], "auto_model", None)
        known = (
            type(bert) is BertModel
            and bert.dtype == torch.bfloat16
            and bert.config.hidden_act == "gelu"
            and getattr(bert.config, "position_embedding_type", "absolute") == "absolute"
            and not bert.config.is_decoder
            and last_layer_is_read()
        )
        return cls(BertWeights.of_model(bert)) if known else None

    def states(self, ids: "Tensor", mask: "Tensor") -> "Tensor":
        """The last layer's states, shape (texts, tokens, width), of ids of shape (texts, tokens).

        `mask`, of the same shape, is 1 where there is a token, of which each text has one.
        """
        rows, there = self.embedded(ids, mask)
        for layer in self.layers:
            let_pass()
            middle = self.attended(layer, rows, there)
            rows = self.fed(layer, middle, layer.widened.gelu(middle))
        return rows.view(*ids.shape, -1)

    @property
    def vocabulary(self) -> int:
        """How many tokens the model knows."""
        return int(self._words.shape[0])

    @property
    def longest(self) -> int:
        """How many places the model knows: it may read fewer."""
        return int(self._places.shape[0])

    def embedded(self, ids: "Tensor", mask: "Tensor") -> tuple["Tensor", "Tensor"]:
        """What goes into the first layer, a row a token; and the mask, as attention takes it."""
        from torch.nn.functional import embedding

        texts, tokens = ids.shape
        rows = embedding(ids, self._words) + self._kind + self._places[:tokens]
        there = mask.to(rows.dtype).view(texts, 1, tokens, 1)
        return self.normed(rows.view(texts * tokens, -1), self._embedded_norm), there

    def attended(self, layer: Layer, rows: "Tensor", there: "Tensor") -> "Tensor":
        """The first half of a layer."""
        got = layer.attended(self.attention(layer, layer.projected(rows), there))
        return self.normed(got.add_(rows), layer.attended_norm)

    def fed(self, layer: Layer, rows: "Tensor", widened: "Tensor") -> "Tensor":
        """The second half, of its rows and what these are widened to."""
        return self.normed(layer.narrowed(widened).add_(rows), layer.norm)

    def normed(self, rows: "Tensor", norm: tuple["Tensor", "Tensor"]) -> "Tensor":
        """Rows through a layer norm, in the number format of both."""
        from torch.nn.functional import layer_norm

        return layer_norm(rows, rows.shape[1:], *norm, self._epsilon)

    def _settle(self) -> None:
        """Find the layers whose scores are to be lowered."""
        import torch

        ids = torch.linspace(0, self.vocabulary - 1, min(_SETTLING_TOKENS, self.longest)).long()[
            None
        ]
        self._settling, self._largest_sum = True, _LARGEST_SETTLING
        with torch.inference_mode():
            self.states(ids, torch.ones_like(ids))
        self._settling, self._largest_sum = False, _LARGEST_SUM

    def attention(self, layer: Layer, projected: "Tensor", there: "Tensor") -> "Tensor":
        """What each token gets from the others of its text, shape (texts × tokens, width)."""
        import torch

        texts, tokens = there.shape[0], there.shape[2]
        width = projected.shape[1] // 3
        parts = projected.view(texts, tokens, 3, self._heads, -1).permute(2, 0, 3, 1, 4)
        queries, keys = (
            parts[part].reshape(texts * self._heads, tokens, -1).contiguous() for part in (0, 1)
        )
        values = torch.cat([parts[2] * there, there.expand(-1, self._heads, -1, 1)], dim=-1)
        scores = _products(queries, keys, layer.lowered)
        weighted = torch.bmm(scores.exp2_(), values.view(texts * self._heads, tokens, -1))
        sums = weighted[..., -1:]
        if bool(((sums > _SMALLEST_SUM) & (sums < self._largest_sum)).all()):
            return _joined(weighted[..., :-1] / sums, texts).view(-1, width)
        if self._settling:
            largest = sums.view(texts, self._heads, tokens).amax(dim=(0, 2))
            layer.lowered = _LOWERED * _OF_TWO * (largest >= self._largest_sum).to(sums.dtype)
        scores = (_products(queries, keys) / _OF_TWO).view(texts, self._heads, tokens, tokens)
        scores = scores.masked_fill_(there.transpose(2, 3) == 0, float("-inf")).softmax(-1)
        return _joined(scores @ parts[2], texts).view(-1, width)


def last_layer_is_read() -> bool:
    """Whether token embeddings are the states that a pass ends with."""
    return token_output.TOKEN_LAYER == token_output.LAST_LAYER


def _products(queries: "Tensor", keys: "Tensor", lowered: "Tensor | None" = None) -> "Tensor":
    """Every query times every key of its head, shape (texts × heads, tokens, tokens)."""
    import torch

    if lowered is None:
        return torch.bmm(queries, keys.transpose(1, 2))
    start = -lowered.repeat(len(queries) // len(lowered)).view(-1, 1, 1)
    return torch.baddbmm(start, queries, keys.transpose(1, 2))


def _joined(heads: "Tensor", texts: int) -> "Tensor":
    """From a row a head to a row a token, contiguous."""
    tokens, size = heads.shape[-2:]
    return heads.reshape(texts, -1, tokens, size).transpose(1, 2).contiguous()


def _packed(weights: Weights) -> PackedProduct:
    return PackedProduct.of(*weights, rows=ROWS)


def _layer(weights: BertWeights, number: int) -> Layer:
    layer = f"encoder.layer.{number}"
    own = f"{layer}.attention.self"
    projected = _projected([weights.of(f"{own}.{part}") for part in _PROJECTED], weights.heads)
    return Layer(
        projected=_packed(projected),
        attended=_packed(weights.of(f"{layer}.attention.output.dense")),
        attended_norm=weights.of(f"{layer}.attention.output.LayerNorm"),
        widened=_packed(weights.of(f"{layer}.intermediate.dense")),
        narrowed=_packed(weights.of(f"{layer}.output.dense")),
        norm=weights.of(f"{layer}.output.LayerNorm"),
    )


def _projected(parts: Sequence[Weights], heads: int) -> Weights:
    """The products that give query, key and value, as one; the scores' scale is in the query's."""
    import torch

    scale = _OF_TWO * (parts[0][0].shape[0] // heads) ** -0.5
    weight, bias = (
        torch.cat([(one.float() * scale).to(one.dtype), two, three])
        for one, two, three in zip(*parts, strict=True)
    )
    return weight, bias
