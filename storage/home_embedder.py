"""Which embedder the index of a home was made with, kept in the home beside the ledger.

`embedder.json` names the embedder in force and the one before it, whose index and vectors are kept
until they are forgotten. It is written before the pointer to the generation in use: after a crash
between the two the pointer leads to a generation of another digest, which is never opened, and the
index is made anew from vectors that the ledger has.

Commands that only look at files read it: what needs numpy is imported where it is used.
"""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage.durable_files import write_durably
from storage.embedder_choice import EmbedderChoice
from storage.errors import EmbedderError

if TYPE_CHECKING:
    from storage.embedding import Embedder

FILE_NAME = "embedder.json"


@dataclass(frozen=True, slots=True)
class EmbedderRecord:
    """An embedder as it was used. `generation` is the folder of its index where that is kept."""

    choice: EmbedderChoice
    digest: str
    dimension: int
    generation: str = ""

    @classmethod
    def of(cls, embedder: "Embedder") -> "EmbedderRecord":
        """What the home remembers of `embedder`."""
        return cls(embedder.choice, embedder.digest, embedder.dimension)


@dataclass(frozen=True, slots=True)
class HomeEmbedders:
    """The embedder in force, and the one before it while that is kept."""

    current: EmbedderRecord
    former: EmbedderRecord | None = None

    @property
    def digests(self) -> frozenset[str]:
        """Those whose vectors are kept."""
        return frozenset(one.digest for one in (self.current, self.former) if one)


def read_embedders(home: Path) -> HomeEmbedders | None:
    """What a home remembers; None for one that was never indexed by this version.

    Raises EmbedderError where the file makes no sense.
    """
    try:
        text = (home / FILE_NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _unreadable(home, str(error)) from error
    try:
        kept = json.loads(text)
        former = kept["former"]
        return HomeEmbedders(_record(kept["current"]), _record(former) if former else None)
    except (ValueError, KeyError, TypeError) as error:
        raise _unreadable(home, f"{type(error).__name__}: {error}") from error


def write_embedders(home: Path, kept: HomeEmbedders) -> None:
    """Remember `kept`, durably and in one step."""
    written = asdict(kept)
    write_durably(home / FILE_NAME, (json.dumps(written, indent=1) + "\n").encode())


def take_over(home: Path, embedder: "Embedder") -> None:
    """Let `embedder` be the one in force; another that was becomes the former, with its index."""
    from storage.generations import current

    known = read_embedders(home)
    record = EmbedderRecord.of(embedder)
    if known is None:
        kept = HomeEmbedders(record)
    elif known.current.digest == record.digest:
        kept = replace(known, current=record)
    else:
        left = current(home)
        former = replace(known.current, generation=left.name if left else "")
        kept = HomeEmbedders(record, former)
    if kept != known:
        write_embedders(home, kept)


def former_generation(home: Path) -> Path | None:
    """The folder of the former embedder's index, where it is kept."""
    from storage.generations import index_folder

    known = read_embedders(home)
    if known is None or known.former is None or not known.former.generation:
        return None
    folder = index_folder(home) / known.former.generation
    return folder if folder.is_dir() and not folder.is_symlink() else None


def _record(kept: dict[str, Any]) -> EmbedderRecord:
    choice = EmbedderChoice(**{name: str(value) for name, value in kept["choice"].items()})
    generation = Path(str(kept["generation"])).name
    return EmbedderRecord(choice, str(kept["digest"]), int(kept["dimension"]), generation)


def _unreadable(home: Path, found: str) -> EmbedderError:
    return EmbedderError(
        f"{home / FILE_NAME} cannot be read: {found}.",
        hint="Remove it: the embedder is then checked against the ledger's vectors.",
    )
