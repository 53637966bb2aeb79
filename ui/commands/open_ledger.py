"""The ledger of the configured home, opened for one command."""

from collections.abc import Iterator
from contextlib import contextmanager

from storage.ledger import Ledger


@contextmanager
def open_ledger() -> Iterator[Ledger]:
    """The ledger at ASSISTANT_HOME, closed afterwards. Raises HomeError where it has none."""
    from storage.settings import StorageSettings, load_settings

    ledger = Ledger.open(load_settings(StorageSettings).home)
    try:
        yield ledger
    finally:
        ledger.close()
