"""Products with the weights of a model in eight bits, where the processor multiplies those fastest.

What goes in is rounded to 256 even steps over the range that was seen when the weights were loaded;
what lies beyond is cut off. Before rounding each input is stretched, and its weights are shrunk as
much, so that one with a wide range does not take the steps of the others (SmoothQuant, Xiao et al.
2023). Sums are of whole numbers: a row's result does not depend on the rows beside it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from torch import Tensor
    from torch import dtype as DType

# Of an input's range and its weights', what the input's counts for. Cosine of MiniLM's tokens to
# float32, two products of a layer in eight bits (northwind and piaf): .5 .9986, .7 .9991, .8 .9991,
# 1 .9986; in between nothing changes (November 2026).
_SMOOTHED = 0.75
_LARGEST_CODE, _LARGEST_WEIGHT = 255, 127
# A number may be so much larger than those seen before it is cut off. Cosine of all but one of a
# hundred of MiniLM's tokens (northwind and piaf): 1 .993, 1.1 .995, 1.2 and 1.3 .996 (November
# 2026).
_ROOM = 1.2
_SMALLEST = 1e-8  # of a range or a scale: nothing is divided by zero
_WHOLE = 2.0**23  # from here to its double float32 has whole numbers only, the lowest bits first


@dataclass(frozen=True, slots=True)
class Steps:
    """Even steps between two numbers, with zero: the code of x is x / size + zero, 0 to 255."""

    size: float
    zero: int

    @classmethod
    def over(cls, seen: "Tensor") -> Self:
        """Those from the smallest to the largest number of `seen`, with some room."""
        low, high = min(0.0, _ROOM * float(seen.min())), max(0.0, _ROOM * float(seen.max()))
        size = max((high - low) / _LARGEST_CODE, _SMALLEST)
        return cls(size, min(_LARGEST_CODE, round(-low / size)))


@dataclass(frozen=True, slots=True)
class Int8Product:
    """rows @ weight.T + bias, of rows as `codes` gives them.

    MiniLM's on one thread, 1,024 rows, times what `PackedProduct` does: 384 to 1,152 1.9, 384 to
    1,536 with the activation 1.7, 1,536 to 384 1.9 (November 2026).
    """

    packed: "Tensor"
    scales: "Tensor"  # (outputs,): a weight is its whole number times its output's scale
    zeros: "Tensor"  # (outputs,)
    bias: "Tensor"  # (outputs,), float32
    steps: Steps  # of stretched inputs
    stretch: "Tensor"  # (inputs,), to codes: includes the size of a step

    @classmethod
    def of(cls, weight: "Tensor", bias: "Tensor", seen: "Tensor", *, smooth: bool = True) -> Self:
        """For weights of shape (outputs, inputs), and inputs like `seen`, shape (rows, inputs).

        Without `smooth` all inputs are rounded alike.
        """
        import torch

        shrunk, stretch = weight.float(), torch.ones(weight.shape[1])
        if smooth:
            stretch = _stretch(seen.abs().amax(0), shrunk.abs().amax(0))
            shrunk = shrunk / stretch
        steps = Steps.over(seen * stretch)
        scales = (shrunk.abs().amax(1) / _LARGEST_WEIGHT).clamp_min(_SMALLEST)
        whole = (shrunk / scales[:, None]).round().to(torch.int8)
        packed = torch.ops.onednn.qlinear_prepack(whole, list(seen.shape))
        zeros = torch.zeros(len(scales), dtype=torch.int32)
        return cls(packed, scales, zeros, bias.float(), steps, stretch / steps.size)

    def codes(self, rows: "Tensor") -> "Tensor":
        """Rows of float32, shape (rows, inputs), as eight bits."""
        import torch

        # Adding to a large number rounds; the codes are then the lowest bits of it, which take a
        # quarter of the time that torch needs from float32 to eight bits.
        start = torch.full_like(self.stretch, _WHOLE + self.steps.zero)
        whole = torch.addcmul(start, rows, self.stretch).clamp_(_WHOLE, _WHOLE + _LARGEST_CODE)
        return whole.view(torch.int32).to(torch.uint8)

    def __call__(self, codes: "Tensor", *, dtype: "DType") -> "Tensor":
        """Shape (rows, inputs) to (rows, outputs), in `dtype`."""
        return self._product(codes, Steps(1.0, 0), dtype, "none", "")

    def gelu_codes(self, codes: "Tensor", steps: Steps) -> "Tensor":
        """The same through GELU (its exact form), as codes in `steps`."""
        import torch

        return self._product(codes, steps, torch.uint8, "gelu", "none")

    def _product(
        self, codes: "Tensor", steps: Steps, dtype: Any, activation: str, form: str
    ) -> "Tensor":
        import torch

        product: Tensor = torch.ops.onednn.qlinear_pointwise(
            codes,
            self.steps.size,
            self.steps.zero,
            self.packed,
            self.scales,
            self.zeros,
            self.bias,
            steps.size,
            steps.zero,
            dtype,
            activation,
            [],
            form,
        )
        return product


def _stretch(inputs: "Tensor", weights: "Tensor") -> "Tensor":
    """For the largest of each input and of its weights, what to multiply the input with."""
    tamed = weights.clamp_min(_SMALLEST) ** (1 - _SMOOTHED) / inputs.clamp_min(1e-5) ** _SMOOTHED
    return tamed / tamed.mean()
