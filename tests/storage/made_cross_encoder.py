"""A cross-encoder small enough to be made by a test: random weights, and a real tokenizer."""

from pathlib import Path

from storage.embedder_choice import BUNDLED
from storage.embedder_loading import load_embedder
from storage.embedding import SentenceTransformerEmbedder


def make_cross_encoder(folder: Path, *, labels: int = 1, pickled: bool = False) -> Path:
    """Save a cross-encoder of one tiny layer, always of the same weights."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    bundled = load_embedder(BUNDLED)
    assert isinstance(bundled, SentenceTransformerEmbedder)
    tokenizer = AutoTokenizer.from_pretrained(
        str(bundled._model_folder.path), local_files_only=True
    )
    torch.manual_seed(7)
    model = BertForSequenceClassification(
        BertConfig(
            vocab_size=len(tokenizer),
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=32,
            max_position_embeddings=128,
            num_labels=labels,
        )
    )
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(str(folder))
    tokenizer.save_pretrained(str(folder))
    if pickled:
        torch.save(model.state_dict(), folder / "pytorch_model.bin")
        (folder / "model.safetensors").unlink()
    return folder
