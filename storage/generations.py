"""Index generations on disk: each in a folder of its own, sealed by a manifest, never repaired.

A manifest says what the files of a generation are (SHA-256 of each) and what they hold. It is
there only while nothing writes: it goes before the first write and comes back, computed anew,
after the last. So a crash, a full disk or a flipped byte is seen before a library opens the files
(Chroma dies of a flipped byte, or answers wrongly without a word), and the generation is rebuilt.
"""

import hashlib
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from storage.durable_files import FileHash, hash_file, sync_directory, write_durably
from storage.lexical import ANALYSIS_VERSION
from storage.manifest import MANIFEST, read_manifest, write_manifest
from storage.token_folder import TOKENS

CHROMA = "chroma"
TANTIVY = "tantivy"
ENTRIES = "entries.bin"  # pairs of chunk id and audience, int64 little-endian, by id
_POINTER = "CURRENT"
_NAME = re.compile(r"g\d{6,}")
_LOCKS = (".tantivy-writer.lock", ".tantivy-meta.lock")  # empty, and remade by every opening
_PAIR = np.dtype("<i8")


@dataclass(frozen=True, slots=True)
class Verified:
    """A generation whose files are those that were sealed, with their hashes.

    Where `tokens_whole` is false, that does not hold for its token index: the rest is not thrown
    away for it.
    """

    entries: dict[int, int]  # chunk id → audience
    hashes: dict[str, FileHash]
    tokens_whole: bool = True


def index_folder(home: Path) -> Path:
    """Where the generations of a home are."""
    return home / "index"


def current(home: Path) -> Path | None:
    """The generation in use; None where there is none or the pointer cannot be read."""
    try:
        name = (index_folder(home) / _POINTER).read_bytes().decode("ascii")
    except (OSError, UnicodeDecodeError):
        return None
    if not _NAME.fullmatch(name):
        return None
    folder = index_folder(home) / name
    return folder if folder.is_dir() and not folder.is_symlink() else None


def begin(home: Path) -> Path:
    """A new, empty generation folder, numbered above every other that there is."""
    root = index_folder(home)
    root.mkdir(mode=0o700, exist_ok=True)
    number = max((int(folder.name[1:]) for folder in _all(home)), default=0) + 1
    folder = root / f"g{number:06d}"
    folder.mkdir(mode=0o700)
    return folder


def seal(
    folder: Path,
    entries: Mapping[int, int],
    *,
    embedder_digest: str,
    dimension: int,
    known: Mapping[str, FileHash],
) -> dict[str, FileHash]:
    """Make every file durable and write the manifest; the hashes of the files, by name.

    Nothing may write to them meanwhile. `known` are hashes from before: a file that has not been
    touched since is not read again.
    """
    rows = np.array(sorted(entries.items()), dtype=_PAIR).reshape(-1, 2)
    write_durably(folder / ENTRIES, rows.tobytes())
    hashes = {}
    for name, path in _files(folder).items():
        path.chmod(0o600)
        hashes[name] = hash_file(path, known=known.get(name), durable=True)
    for directory in {folder, *(path.parent for path in _files(folder).values())}:
        sync_directory(directory)
    contents = _contents(embedder_digest=embedder_digest, dimension=dimension)
    contents["files"] = {name: found.sha256 for name, found in hashes.items()}
    write_manifest(folder, contents)
    return hashes


def unseal(folder: Path) -> None:
    """Take the manifest away, durably: from now on a crash means a rebuild."""
    (folder / MANIFEST).unlink(missing_ok=True)
    sync_directory(folder)


def verify(folder: Path, *, embedder_digest: str, dimension: int) -> Verified | str:
    """The generation as sealed, or in one sentence why it must not be opened.

    Reads and hashes every file, and opens none with its library.
    """
    try:
        sealed = read_manifest(folder)
    except (OSError, ValueError) as error:
        return f"The index {folder.name} has no valid manifest: {error}."
    for field, value in _contents(embedder_digest=embedder_digest, dimension=dimension).items():
        if sealed.get(field) != value:
            was, now = str(sealed.get(field))[:12], str(value)[:12]
            return f"The index {folder.name} was made with {field} {was}, now it is {now}."
    files, present = sealed.get("files"), _files(folder)
    if not isinstance(files, dict):
        return f"The manifest of the index {folder.name} lists no files."
    hashes: dict[str, FileHash] = {}
    damage = {
        name: said
        for name in sorted(set(files) | set(present))
        if (said := _damage(folder, name, files.get(name), present.get(name), hashes))
    }
    serious = [said for name, said in damage.items() if not name.startswith(f"{TOKENS}/")]
    if serious:
        return serious[0]
    rows = np.frombuffer((folder / ENTRIES).read_bytes(), dtype=_PAIR).reshape(-1, 2)
    entries = dict(zip(rows[:, 0].tolist(), rows[:, 1].tolist(), strict=True))
    return Verified(entries=entries, hashes=hashes, tokens_whole=not damage)


def _damage(
    folder: Path, name: str, sealed: object, path: Path | None, hashes: dict[str, FileHash]
) -> str:
    """In one sentence why a file is not as it was sealed, or nothing; its hash joins `hashes`."""
    if sealed is None or path is None:
        return f"The index {folder.name} has lost or gained files."
    try:
        hashes[name] = hash_file(path)
    except OSError as error:
        return f"The file {folder.name}/{name} of the index cannot be read: {error}."
    if hashes[name].sha256 != sealed:
        return f"The file {folder.name}/{name} of the index is not as it was sealed."
    return ""


def make_current(home: Path, folder: Path) -> None:
    """Let `folder` be the generation in use, in one durable step."""
    write_durably(index_folder(home) / _POINTER, folder.name.encode("ascii"))


def remove_others(home: Path, *, keep: Path | None, former: Path | None = None) -> None:
    """Delete every generation but `keep` and `former`: older ones, and those a crash left half
    built."""
    for folder in _all(home):
        if folder not in (keep, former):
            unseal(folder)  # so that half a removal is never taken for a whole generation
            shutil.rmtree(folder)
    if index_folder(home).is_dir():
        sync_directory(index_folder(home))


def entries_digest(entries: Mapping[int, int]) -> str:
    """What `storage.chunks.active_digest` gives for a ledger with these chunks and audiences."""
    lines = "".join(f"{chunk_id}:{entries[chunk_id]}\n" for chunk_id in sorted(entries))
    return hashlib.sha256(lines.encode("ascii")).hexdigest()


def _contents(*, embedder_digest: str, dimension: int) -> dict[str, object]:
    """What a generation that this program can serve says of itself."""
    return {
        "embedder": embedder_digest,
        "dimension": dimension,
        "analysis": ANALYSIS_VERSION,
        "chromadb": version("chromadb"),
        "tantivy": version("tantivy"),
    }


def _all(home: Path) -> list[Path]:
    root = index_folder(home)
    if not root.is_dir():
        return []
    return [
        folder
        for folder in sorted(root.iterdir())
        if _NAME.fullmatch(folder.name) and folder.is_dir() and not folder.is_symlink()
    ]


def _files(folder: Path) -> dict[str, Path]:
    """Every file that a manifest covers, by its relative name."""
    return {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if (path.is_symlink() or not path.is_dir())
        and path != folder / MANIFEST
        and path.name not in _LOCKS
    }
