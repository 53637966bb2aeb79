"""The forward pass of a BERT with most of its products in eight bits.

Three of a layer's four products, nine tenths of its multiplications, are rounded (see
`storage.int8_product`); attention and what is added up from layer to layer are not. In four of
MiniLM's six layers a neuron or two reach far beyond the other 1,534: they are computed apart, so
that the steps of the others stay fine.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from storage.asking_first import let_pass
from storage.bert_pass import BertPass, Layer
from storage.int8_product import Int8Product

if TYPE_CHECKING:
    from torch import Tensor

# Of a layer's neurons, how many are at most computed apart, and how many times as far they reach
# as all others: 24.5 and 6.2, 20.4 and 6.7, 17.5, 14.7 and 6.6, 13.7 and 6.4 in MiniLM's first four
# layers, 7.5 and 7.4, 8.3 and 7.1 in the others (180 chunks of three sets, November 2026).
_MOST_FAR, _FAR = 2, 1.5
# How near a token's state must be to the one without rounding, on average and for all but one of
# a hundred; a model that rounding changes more is not rounded. MiniLM's: `make bench-rounding`.
LEAST_COSINE, LEAST_OF_MOST = 0.997, 0.99
_SETTLING_TEXTS, _SETTLING_TOKENS = 4, 256
_TRIED_TEXTS, _TRIED_TOKENS = 8, 96  # other words, in texts of another length


@dataclass(frozen=True, slots=True)
class _Far:
    """The neurons of a layer that are computed apart, in float32."""

    weight: "Tensor"  # (neurons, width)
    bias: "Tensor"  # (neurons,)
    back: "Tensor"  # (neurons, width)

    def add_to(self, mixed: "Tensor", rows: "Tensor") -> None:
        from torch.nn.functional import gelu, linear

        mixed.addmm_(gelu(linear(rows, self.weight, self.bias)), self.back)


@dataclass(frozen=True, slots=True)
class _RoundedLayer:
    """A layer's products in eight bits, and its norms in float32."""

    exact: Layer
    projected: Int8Product
    widened: Int8Product
    narrowed: Int8Product
    far: _Far | None
    attended_norm: tuple["Tensor", "Tensor"]
    norm: tuple["Tensor", "Tensor"]


class Int8Pass:
    """Token ids to token states, nearly as `BertPass` computes them. Thread-safe.

    How fast and how near, of MiniLM: `make bench-rounding`, in docs/benchmarks.md.
    """

    def __init__(self, exact: BertPass, specials: tuple[int, int]) -> None:
        """`specials` are the ids of the tokens before and after a text."""
        import torch

        self._exact = exact
        tokens = min(_SETTLING_TOKENS, exact.longest)
        ids = _words(exact.vocabulary, _SETTLING_TEXTS, tokens, specials)
        with torch.inference_mode():
            self._layers = list(_settled(exact, ids))

    @classmethod
    def near_to(cls, exact: BertPass, specials: tuple[int, int]) -> Self | None:
        """The same pass in eight bits; None where that changes the states too much."""
        import torch
        from torch.nn.functional import cosine_similarity

        found = cls(exact, specials)
        tokens = min(_TRIED_TOKENS, exact.longest)
        ids = _words(exact.vocabulary - 1, _TRIED_TEXTS, tokens, specials)
        mask = torch.ones_like(ids)
        with torch.inference_mode():
            expected, own = (one.states(ids, mask).float() for one in (exact, found))
            cosines = cosine_similarity(own, expected, dim=-1).view(-1)
        near = cosines.mean() >= LEAST_COSINE and cosines.quantile(0.01) >= LEAST_OF_MOST
        return found if bool(near) else None

    def states(self, ids: "Tensor", mask: "Tensor") -> "Tensor":
        """As `BertPass.states`, in float32."""
        import torch

        exact = self._exact
        rows, there = exact.embedded(ids, mask)
        rows = rows.float()
        for layer in self._layers:
            let_pass()
            projected = layer.projected(layer.projected.codes(rows), dtype=torch.bfloat16)
            got = layer.exact.attended(exact.attention(layer.exact, projected, there))
            let_pass()
            rows = exact.normed(rows.add_(got), layer.attended_norm)
            widened = layer.widened.gelu_codes(layer.widened.codes(rows), layer.narrowed.steps)
            mixed = layer.narrowed(widened, dtype=torch.float32).add_(rows)
            if layer.far is not None:
                layer.far.add_to(mixed, rows)
            rows = exact.normed(mixed, layer.norm)
        return rows.view(*ids.shape, -1)


def _words(count: int, texts: int, tokens: int, specials: tuple[int, int]) -> "Tensor":
    """Words from all of a vocabulary of so many as texts, shape (texts, tokens)."""
    import torch

    inner = torch.linspace(0, count - 1, texts * (tokens - 2)).long()
    before, after = (torch.full((texts, 1), special) for special in specials)
    return torch.cat([before, inner.view(tokens - 2, texts).T, after], dim=1)


def _settled(exact: BertPass, ids: "Tensor") -> Iterator[_RoundedLayer]:
    """The layers in eight bits, by what goes into their products over the texts of `ids`."""
    import torch

    rows, there = exact.embedded(ids, torch.ones_like(ids))
    for layer in exact.layers:
        middle = exact.attended(layer, rows, there)
        widened = layer.widened.gelu(middle)
        yield _rounded_layer(layer, rows.float(), middle.float(), widened.float())
        rows = exact.fed(layer, middle, widened)


def _rounded_layer(
    layer: Layer, rows: "Tensor", middle: "Tensor", widened: "Tensor"
) -> _RoundedLayer:
    far, near = _far_of(layer, widened)
    (projected, wide, narrow) = (layer.projected, layer.widened, layer.narrowed)
    return _RoundedLayer(
        exact=layer,
        projected=Int8Product.of(projected.weight, projected.bias, rows),
        widened=Int8Product.of(wide.weight, wide.bias, middle),
        narrowed=Int8Product.of(narrow.weight * near, narrow.bias, widened * near, smooth=False),
        far=far,
        attended_norm=(layer.attended_norm[0].float(), layer.attended_norm[1].float()),
        norm=(layer.norm[0].float(), layer.norm[1].float()),
    )


def _far_of(layer: Layer, widened: "Tensor") -> tuple[_Far | None, "Tensor"]:
    """The neurons to compute apart, and of each neuron 1 where it is not one of them, else 0."""
    import torch

    largest = widened.amax(0)
    ordered = largest.topk(_MOST_FAR + 1)
    apart = ordered.indices[:-1][ordered.values[:-1] > _FAR * ordered.values[-1]]
    near = torch.ones_like(largest)
    near[apart] = 0
    if not len(apart):
        return None, near
    weight, bias = layer.widened.weight[apart].float(), layer.widened.bias[apart].float()
    back = layer.narrowed.weight[:, apart].T.float().contiguous()
    return _Far(weight, bias, back), near
