"""A cross-encoder in a local folder: how well a passage answers a query, both read together."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from storage.errors import RerankerError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_BATCH = 16
_LONGEST_TOKENS = 512  # of query and passage together, where the model names no limit of its own


class LocalCrossEncoder:
    """A sentence-transformers cross-encoder on the CPU; loads its weights at the first query.

    Only safetensors weights are accepted, and no code of the folder is run. Safe to use from
    several threads, one at a time. Raises RerankerError where the folder is not such a model.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._model: CrossEncoder | None = None
        self._scoring = threading.Lock()
        for name in ("config.json", "tokenizer.json"):
            if not (folder / name).is_file():
                raise _unusable(folder, f"it has no {name}")
        if not any(folder.glob("*.safetensors")):
            raise _unusable(folder, "it holds no weights (*.safetensors)")

    def scores(self, query: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """How well each passage answers, greater is better, shape (len(passages),).

        The scale is the model's own. What is longer than the model reads is cut. Raises
        RerankerError where it cannot be loaded, fails, or gives other than one finite number for
        each passage.
        """
        if not passages:
            return np.empty(0, dtype=np.float32)
        with self._scoring:
            model = self._loaded()
            try:
                found = model.predict(
                    [(query, passage) for passage in passages],
                    batch_size=_BATCH,
                    show_progress_bar=False,
                )
            except Exception as error:  # each library beneath has errors of its own, with no root
                # Only the kind of it: its text may hold words of the query or a passage.
                raise _unusable(self.folder, f"it fails with {type(error).__name__}") from error
        scores = np.asarray(found, dtype=np.float32)
        if scores.shape != (len(passages),) or not np.isfinite(scores).all():
            raise _unusable(self.folder, "it does not give one finite score a passage")
        return scores

    def warm(self) -> None:
        """Load the weights now rather than at the first query."""
        with self._scoring:
            self._loaded()

    def _loaded(self) -> "CrossEncoder":
        if self._model is None:
            self._model = self._load()
        return self._model

    def _load(self) -> "CrossEncoder":
        from sentence_transformers import CrossEncoder
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers leaves it untyped
        try:
            model: CrossEncoder = CrossEncoder(
                str(self.folder),
                device="cpu",
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except Exception as error:  # each library beneath has errors of its own, with no root
            raise _unusable(self.folder, f"it cannot be loaded: {error}") from error
        if model.num_labels != 1:
            raise _unusable(self.folder, f"it gives {model.num_labels} labels, not one score")
        model.max_seq_length = min(model.max_seq_length or _LONGEST_TOKENS, _LONGEST_TOKENS)
        return model


def load_cross_encoder(folder: str) -> LocalCrossEncoder | None:
    """The cross-encoder in that folder; None where `folder` is empty. Raises RerankerError."""
    return LocalCrossEncoder(Path(folder).expanduser()) if folder else None


def _unusable(folder: Path, why: str) -> RerankerError:
    return RerankerError(
        f"ASSISTANT_RERANKER names {folder}, which is no cross-encoder to use: {why}.",
        hint="Name a folder saved by sentence_transformers.CrossEncoder as safetensors with one "
        "label, or remove ASSISTANT_RERANKER.",
    )
