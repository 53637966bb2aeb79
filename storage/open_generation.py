"""A generation that this process has open: unsealed before it is written, sealed when it rests."""

import logging
import time
from pathlib import Path

from storage.chunks import active_digest, queued_removals, queued_retags
from storage.durable_files import FileHash
from storage.embedding import Embedder
from storage.errors import IndexUnusable
from storage.generations import Verified, current, entries_digest, seal, unseal, verify
from storage.index_pair import DiskIndex
from storage.ledger import Ledger
from storage.queued_changes import ALL
from storage.token_embedding import token_digest_of
from storage.token_recovery import mend_tokens
from storage.vectors import BUILDING_BATCH, SERVING_BATCH

logger = logging.getLogger(__name__)


class OpenGeneration:
    """The pair of a generation with its seal. Not thread-safe: whoever writes holds a lock."""

    def __init__(self, disk: DiskIndex, *, hashes: dict[str, FileHash] | None = None) -> None:
        self.disk = disk
        self.sealed = False
        self._hashes = hashes or {}

    @property
    def name(self) -> str:
        """The name of its folder, which no other generation of the home ever has."""
        return self.disk.folder.name

    def unseal(self) -> None:
        """To be called before every write. Raises IndexUnusable."""
        if not self.sealed:
            return
        try:
            unseal(self.disk.folder)
        except OSError as error:
            raise IndexUnusable(f"The index {self.name} cannot be unsealed: {error}.") from error
        self.sealed = False

    def seal(self) -> None:
        """Wait until nothing writes any more and seal what is there.

        Raises OSError, after which it is unsealed as before, and IndexUnusable.
        """
        if self.sealed:
            return
        self.disk.lexical.settle()
        self.disk.vectors.rest()
        self._hashes = seal(
            self.disk.folder,
            self.disk.entries(),
            embedder_digest=self.disk.embedder.digest,
            dimension=self.disk.embedder.dimension,
            known=self._hashes,
        )
        self.sealed = True


def open_current(ledger: Ledger, embedder: Embedder) -> OpenGeneration | str:
    """The generation in use, opened; or in one sentence why it has to be made anew.

    Opening Chroma alone changes its SQLite file. So the seal is taken off before and put on anew
    at once after: from then on searches change nothing, and a process that dies having only read
    leaves a sealed generation.
    """
    folder = current(ledger.home)
    if folder is None:
        return "There is no index yet."
    started = time.monotonic()
    verified = verify(folder, embedder_digest=embedder.digest, dimension=embedder.dimension)
    if isinstance(verified, str):
        return verified
    if not _agrees(ledger, verified):
        return f"The index {folder.name} does not hold what the ledger holds."
    logger.info(
        "index %s verified: %d chunks in %.2f s",
        folder.name,
        len(verified.entries),
        time.monotonic() - started,
    )
    disk = _opened(folder, verified, embedder, batch=SERVING_BATCH)
    if isinstance(disk, str):
        return disk
    generation = OpenGeneration(disk, hashes=verified.hashes)
    try:
        generation.seal()
    except OSError as error:  # the disk is full: it answers unsealed, which is safe
        logger.error("index: not sealed: %s", error)
    except IndexUnusable as error:
        disk.close()
        return error.message
    return generation


def reopened(folder: Path, embedder: Embedder) -> DiskIndex | None:
    """A generation that was left sealed, opened to be brought up to date; None where it may not
    be opened or does not hold what it says."""
    verified = verify(folder, embedder_digest=embedder.digest, dimension=embedder.dimension)
    if isinstance(verified, str):
        disk: DiskIndex | str = verified
    else:
        disk = _opened(folder, verified, embedder, batch=BUILDING_BATCH)
    if isinstance(disk, str):
        logger.warning("%s It is made anew.", disk)
        return None
    return disk


def _opened(folder: Path, verified: Verified, embedder: Embedder, *, batch: int) -> DiskIndex | str:
    """What was verified, opened and no longer sealed; or in one sentence why it cannot be."""
    try:
        unseal(folder)
        if not verified.tokens_whole:
            mend_tokens(folder, token_digest_of(embedder), ids=verified.entries)
        disk = DiskIndex(folder, embedder, batch=batch)
    except OSError as error:
        return f"The index {folder.name} cannot be opened: {error}."
    except IndexUnusable as error:
        return error.message
    if disk.entries() != verified.entries or len(disk.lexical) != len(verified.entries):
        disk.close()
        return f"The index {folder.name} does not hold what its manifest says."
    return disk


def _agrees(ledger: Ledger, verified: Verified) -> bool:
    """Whether the entries are the ledger's once what is queued for the index has been done."""
    entries = dict(verified.entries)
    for chunk_id in queued_removals(ledger, limit=ALL):
        entries.pop(chunk_id, None)
    for chunk in queued_retags(ledger, limit=ALL):
        if chunk.id in entries:
            entries[chunk.id] = chunk.audience
    return active_digest(ledger) == (len(entries), entries_digest(entries))
