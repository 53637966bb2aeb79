"""A generation that was built takes the place of the one in use."""

import logging
from pathlib import Path

from storage.errors import IndexUnusable
from storage.generations import make_current, remove_others
from storage.home_embedder import former_generation, read_embedders, take_over, write_embedders
from storage.index_pair import DiskIndex
from storage.journal import Journal
from storage.ledger import Ledger
from storage.open_generation import OpenGeneration
from storage.queued_changes import Queued
from storage.rebuilding import catch_up, missing_chunks, vectors_of
from storage.vectors import SERVING_BATCH

logger = logging.getLogger(__name__)


def placed(ledger: Ledger, disk: DiskIndex, journal: Journal) -> OpenGeneration:
    """Bring a new generation up to date, seal it, and make it and its embedder the home's own.

    Nothing may write to the index meanwhile. Raises IndexUnusable, EmbedderError, OSError; then
    the home is as it was.
    """
    catch_up(ledger, disk)
    journal.replay(disk)
    queued = Queued.read(ledger)
    queued.apply(disk)
    missing = missing_chunks(ledger, disk.entries())
    disk.add(missing, vectors_of(ledger, disk.embedder, missing))
    generation = OpenGeneration(disk)
    generation.seal()
    if len(disk.lexical) != len(disk.vectors):
        raise IndexUnusable("Its two halves hold different chunks.")
    _make_own(ledger.home, disk)
    queued.done()
    disk.vectors.batch = SERVING_BATCH
    return generation


def _make_own(home: Path, disk: DiskIndex) -> None:
    before = read_embedders(home)
    take_over(home, disk.embedder)
    try:
        make_current(home, disk.folder)
    except OSError:
        if before is not None:
            write_embedders(home, before)
        raise


def tidy(home: Path, *, keep: Path) -> None:
    """Delete the generations that are neither in use nor kept to go back to."""
    try:
        remove_others(home, keep=keep, former=former_generation(home))
    except OSError as error:
        logger.warning("index: former generations are still there: %s", error)
