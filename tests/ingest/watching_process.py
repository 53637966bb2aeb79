"""A process of its own that watches a folder: `python -m` this with HOME DIR [--poll].

It is the `ingest watch` of the product with an embedder that needs no torch.
"""

import logging
import sys
from pathlib import Path

from ingest.folder_sync import FolderSync
from ingest.globs import Globs
from ingest.interruption import interruptible
from ingest.mirrored_folder import MirroredFolder
from ingest.order import Order
from ingest.progress import JsonProgress
from ingest.settings import IngestSettings
from ingest.watching import Pace, Watch
from storage.ledger import Ledger
from storage.records import OPERATOR
from storage.settings import StorageSettings
from storage.store import open_owned
from tests.fakes import WordEmbedder


def main() -> int:
    """Watch until a signal."""
    logging.basicConfig(level=logging.WARNING)
    home, path = Path(sys.argv[1]), Path(sys.argv[2])
    ledger, settings = Ledger.open(home), StorageSettings(home=home)
    with interruptible() as stop:
        folder = MirroredFolder(path, Globs.of(), own_home=home)
        sync = FolderSync(
            ledger,
            folder,
            Order("policies", OPERATOR),
            open_store=lambda: open_owned(settings, embedder=WordEmbedder()),
            settings=IngestSettings(),
            stop=stop,
        )
        Watch(
            sync,
            folder,
            pace=Pace(settle_s=0.5, poll_s=0.5, every_s=600),
            polling="--poll" in sys.argv,
            progress=JsonProgress,
            stop=stop,
        ).run()
    return stop.exit_code


if __name__ == "__main__":
    sys.exit(main())
