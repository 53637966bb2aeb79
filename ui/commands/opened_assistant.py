"""The assistant over the configured home, for a command that searches without a server."""

from collections.abc import Iterator
from contextlib import contextmanager

from assistant.answering import Assistant


@contextmanager
def opened_assistant() -> Iterator[Assistant]:
    """An assistant that searches as the server would; closed afterwards.

    Where nobody owns the home, this process does for a while and searches the indexes on disk;
    where somebody does, it searches the same chunks in memory, as the ledger has them now.
    """
    from assistant.settings import AssistantSettings
    from storage.errors import HomeBusy
    from storage.settings import StorageSettings, load_settings
    from storage.store import open_owned, open_reading

    settings = load_settings(StorageSettings)
    try:
        store = open_owned(settings)
    except HomeBusy:
        store = open_reading(settings)
    try:
        yield Assistant(store, load_settings(AssistantSettings))
    finally:
        store.close()
