"""A model folder's weights and tokenizer, loaded: no code of it is run, nothing is fetched."""

from pathlib import Path
from typing import TYPE_CHECKING

from storage.bert_weights import BertWeights
from storage.embedder_choice import BUNDLED
from storage.errors import EmbedderError
from storage.model_folder import REINSTALL, ModelFolder, read_model_folder
from storage.processor import ATTENTION, TORCH_DTYPE
from storage.token_output import keep_token_layer

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer


def load_model(folder: ModelFolder, *, dtype: str, weights_sha256: str) -> "SentenceTransformer":
    """The model, ready to compute in `dtype`, one of `storage.processor.DTYPES`.

    Raises EmbedderError where the folder is not what it was when it was read, or no such model.
    """
    _check_unchanged(folder, weights_sha256)
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers leaves it untyped
    try:
        model = SentenceTransformer(
            str(folder.path),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={
                "use_safetensors": True,
                "dtype": getattr(torch, TORCH_DTYPE.get(dtype, dtype)),
                "attn_implementation": ATTENTION.get(dtype, "sdpa"),
            },
        )
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise EmbedderError(
            f"The model in {folder.path} cannot be loaded: {error}",
            hint=f"Set ASSISTANT_EMBEDDER to {BUNDLED}, or save the model again.",
        ) from error
    if model.get_embedding_dimension() != folder.dimension:
        raise EmbedderError(
            f"The model in {folder.path} gives vectors of length "
            f"{model.get_embedding_dimension()}, its files say {folder.dimension}."
        )
    keep_token_layer(model)
    model.max_seq_length = folder.length
    model.eval()
    return model


def load_weights(folder: ModelFolder, *, weights_sha256: str) -> BertWeights:
    """The weights of a BERT alone, in bfloat16: neither library is imported. Raises EmbedderError
    where the folder is not what it was when it was read, or cannot be loaded."""
    _check_unchanged(folder, weights_sha256)
    from safetensors import SafetensorError

    try:
        return BertWeights.read(folder.transformer)
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise EmbedderError(
            f"The weights in {folder.path} cannot be loaded: {type(error).__name__}: {error}",
            hint=REINSTALL,
        ) from error


def _check_unchanged(folder: ModelFolder, weights_sha256: str) -> None:
    if read_model_folder(folder.path, weights_sha256=weights_sha256) != folder:
        raise EmbedderError(
            f"The model in {folder.path} changed after this process had read it.",
            hint="Bring the former model back, or start again: see `assistant reindex`.",
        )


def load_tokenizer(folder: Path) -> "Tokenizer":
    """The fast tokenizer in a folder; it neither cuts nor pads. Raises EmbedderError."""
    from tokenizers import Tokenizer

    file = folder / "tokenizer.json"
    try:
        tokenizer = Tokenizer.from_str(file.read_text(encoding="utf-8"))
    except Exception as error:  # tokenizers raises nothing more precise
        raise EmbedderError(
            f"{file} cannot be read as a tokenizer: {error}",
            hint="The folder must hold a fast tokenizer (tokenizer.json).",
        ) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
