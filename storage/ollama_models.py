"""What Ollama says of the models it holds, read from the raw JSON of /api/tags and /api/show.

The raw one, because the `ollama` package drops `remote_host` (0.6.3), by which a model that
answers from outside the walls is known.
"""

from collections.abc import Mapping
from typing import Any


def model_entry(tags: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    """The entry of a model in /api/tags; None where it is not held. Raises ValueError where the
    list is none of the protocol's."""
    models = tags.get("models") or []
    if not isinstance(models, list) or not all(isinstance(model, dict) for model in models):
        raise ValueError("no list of models")
    for model in models:
        if full_name(str(model.get("name", ""))) == full_name(name):
            return dict(model)
    return None


def full_name(name: str) -> str:
    """A model's name with its tag, which is `latest` where none is given."""
    last = name.rsplit("/", 1)[-1]
    return (name if ":" in last else f"{name}:latest").lower()


def is_remote(name: str, fields: Mapping[str, Any]) -> bool:
    """Whether the model answers from another host, by its name or by its entry."""
    tag = full_name(name).rsplit(":", 1)[-1]
    return bool(
        fields.get("remote_host")
        or fields.get("remote_model")
        or tag == "cloud"
        or tag.endswith("-cloud")
    )


def context_length(shown: Mapping[str, Any]) -> int:
    """The tokens that the model's architecture takes, from /api/show; 0 where it does not say."""
    about = shown.get("model_info")
    if not isinstance(about, dict):
        return 0
    length = about.get(f"{about.get('general.architecture', '')}.context_length")
    return length if isinstance(length, int) and length > 0 else 0
