"""Products with the weights of a model, laid out once as the processor multiplies them best."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class PackedProduct:
    """rows @ weight.T + bias in bfloat16.

    `packed` is the weight in oneDNN's own order, where the processor computes in bfloat16. What
    torch calls instead orders it anew for each product. MiniLM's on one thread, GFLOP/s, 1,024
    rows, both ways: 384 to 1,152 397 and 468, 384 to 1,536 447 and 469, 1,536 to 384 452 and 496;
    with the activation in the same step 400 and 446 (November 2026). Same results to the last bit
    but one of bfloat16.
    """

    weight: "Tensor"  # (outputs, inputs)
    bias: "Tensor"  # (outputs,)
    packed: "Tensor | None"

    @classmethod
    def of(cls, weight: "Tensor", bias: "Tensor", *, rows: int) -> Self:
        """The product for about as many rows; for others it is right too, and perhaps slower."""
        import torch

        one: Any = torch.ops.mkldnn
        known = weight.dtype == torch.bfloat16 and one._is_mkldnn_bf16_supported()
        packed = one._reorder_linear_weight(weight, rows) if known else None
        return cls(weight, bias, packed)

    def __call__(self, rows: "Tensor") -> "Tensor":
        """Shape (rows, inputs) to (rows, outputs)."""
        import torch

        if self.packed is None:
            return torch.nn.functional.linear(rows, self.weight, self.bias)
        product: Tensor = torch.ops.mkldnn._linear_pointwise(
            rows, self.packed, self.bias, "none", [], ""
        )
        return product

    def gelu(self, rows: "Tensor") -> "Tensor":
        """The same through GELU (its exact form)."""
        import torch

        if self.packed is None:
            return torch.nn.functional.gelu(self(rows))
        product: Tensor = torch.ops.mkldnn._linear_pointwise(
            rows, self.packed, self.bias, "gelu", [], "none"
        )
        return product
