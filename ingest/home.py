"""The ledger of the configured home, opened for one command."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from storage.ledger import Ledger
from storage.settings import StorageSettings, load_settings

READ_ONLY = (
    "Note: the disk of the home is full. What is kept is shown; nothing can be added, changed or "
    "removed until there is room.\n"
)


@contextmanager
def opened_ledger() -> Iterator[Ledger]:
    """The ledger at ASSISTANT_HOME, closed afterwards. Raises HomeError where it has none."""
    ledger = Ledger.open(load_settings(StorageSettings).home)
    try:
        yield ledger
    finally:
        ledger.close()


@contextmanager
def ledger_to_read() -> Iterator[Ledger]:
    """As `opened_ledger`, for a command that changes nothing: a disk without one free block does
    not keep it from telling what is there, and that."""
    ledger = Ledger.open_to_read(load_settings(StorageSettings).home)
    try:
        if ledger.without_room:
            sys.stderr.write(READ_ONLY)
        yield ledger
    finally:
        ledger.close()
