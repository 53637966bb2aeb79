"""The weights of a BERT by name: of a model that transformers loaded, or straight from its file.

Of a model whose pass is computed here nothing else is needed. Importing transformers and
sentence-transformers took 260 of 640 MB, and 3 to 5 of the 6 to 8 s until a first text was embedded
(November 2026).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from torch import Tensor

Weights = tuple["Tensor", "Tensor"]  # of a product (outputs, inputs), or of a norm; and its bias


@dataclass(frozen=True, slots=True)
class BertWeights:
    """Tensors in bfloat16 by the names that transformers gives them, and what they do not say."""

    tensors: Mapping[str, "Tensor"]
    heads: int
    layers: int
    epsilon: float  # of the layer norms

    @classmethod
    def of_model(cls, bert: Any) -> Self:
        """Of a `transformers.BertModel`."""
        made = bert.config
        tensors = {name: tensor.detach() for name, tensor in bert.state_dict().items()}
        return cls(tensors, made.num_attention_heads, made.num_hidden_layers, made.layer_norm_eps)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Of a folder with a config.json and a model.safetensors, rounded to bfloat16.

        Raises OSError, ValueError, KeyError, TypeError or a SafetensorError, which is none of
        these, where they are not there or not a BERT's.
        """
        import torch
        from safetensors.torch import load_file

        made = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        stored = load_file(folder / "model.safetensors")
        tensors = {name: tensor.to(torch.bfloat16) for name, tensor in stored.items()}
        return cls(
            tensors, made["num_attention_heads"], made["num_hidden_layers"], made["layer_norm_eps"]
        )

    def of(self, module: str) -> Weights:
        """Weight and bias of a product or norm."""
        return self.tensors[f"{module}.weight"], self.tensors[f"{module}.bias"]

    def table(self, name: str) -> "Tensor":
        """The rows of an embedding: "word", "position" or "token_type"."""
        return self.tensors[f"embeddings.{name}_embeddings.weight"]
