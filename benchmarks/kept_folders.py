"""Folders that take minutes to make, kept in `.bench/` under a name that says what made them."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.telling import tell

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".bench"


def kept_folder(
    name: str, *, made_of: Sequence[str], make: Callable[[Path], None], root: Path = KEPT
) -> Path:
    """The folder that `make` filled, now or in an earlier run with the same `made_of`.

    `make` is given the path of a folder that does not exist. A run that is interrupted leaves
    nothing, one that is killed a folder called making-*; folders of the same name made of
    something else are removed.
    """
    folder = root / f"{name}-{digest_of(made_of)}"
    if folder.is_dir():
        tell(f"{name}: kept from an earlier run ({folder.name}), nothing is embedded again")
        return folder
    root.mkdir(exist_ok=True)
    for former in root.glob(f"{name}-" + "[0-9a-f]" * 16):
        shutil.rmtree(former)
    tell(f"{name}: made now, then kept for the next run ({folder.name})")
    with tempfile.TemporaryDirectory(dir=root, prefix="making-") as making:
        made = Path(making) / "made"
        make(made)
        made.rename(folder)
    return folder


def digest_of(made_of: Sequence[str]) -> str:
    """16 hexadecimal digits that change with any of `made_of`."""
    return hashlib.sha256("\n".join(made_of).encode("utf-8")).hexdigest()[:16]


def files_digest(folder: Path) -> str:
    """A digest of the names and contents of the files in a folder and below."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
    return digest.hexdigest()
