"""Mirroring a folder into the collection `policies`, for tests of what comes of it."""

import os
import threading
from collections.abc import Sequence
from pathlib import Path

from ingest.batch_report import BatchReport
from ingest.file_tree import LeftOut
from ingest.folder_look import FolderLook
from ingest.folder_sync import FolderSync
from ingest.globs import Globs
from ingest.mirrored_folder import MirroredFolder
from ingest.order import Order
from ingest.settings import IngestSettings
from ingest.sync_plan import FolderChange
from storage.documents import list_documents
from storage.ledger import Ledger
from storage.locking import Owner
from storage.records import OPERATOR, Document, Job, Reader, Verdict
from storage.settings import StorageSettings
from storage.store import Store, open_owned
from tests.fakes import WordEmbedder
from tests.ingest.adding import write

OLD = 1_700_000_000  # seconds: long before any look, so that no stamp is in doubt


def old(path: Path, text: str, at: int = OLD) -> Path:
    """A file of that text, last written long ago."""
    write(path, text)
    os.utime(path, (at, at))
    return path


class Told:
    """A Progress that keeps what it is told."""

    def __init__(self) -> None:
        self.changes: list[FolderChange] = []
        self.verdicts: list[tuple[str, Verdict | None]] = []
        self.jobs: list[Job] = []
        self.left: list[LeftOut] = []
        self.remarks: list[str] = []
        self.reports: list[BatchReport] = []

    def left_out(self, entry: LeftOut) -> None:
        self.left.append(entry)

    def looking(self, looked_at: int, to_read: int) -> None: ...

    def taken(self, count: int) -> None: ...

    def waiting(self, owner: Owner) -> None: ...

    def reading(self, job: Job) -> None: ...

    def finished(self, job: Job) -> None:
        self.verdicts.append((job.file_name, job.verdict))
        self.jobs.append(job)

    def changed(self, change: FolderChange) -> None:
        self.changes.append(change)

    def pace(self, report: BatchReport) -> None: ...

    def remark(self, text: str) -> None:
        self.remarks.append(text)

    def end(self, report: BatchReport) -> None:
        self.reports.append(report)


class Mirror:
    """What `ingest sync` does to a home, with an embedder to compute by hand."""

    def __init__(
        self,
        ledger: Ledger,
        path: Path,
        *,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        reader: Reader = OPERATOR,
        readers: frozenset[str] | None = None,
    ) -> None:
        self.ledger = ledger
        self.path = path
        self.embedder = WordEmbedder()
        self.told = Told()
        self.stop = threading.Event()
        self.folder = MirroredFolder(path, Globs.of(include, exclude), own_home=ledger.home)
        self.sync = FolderSync(
            ledger,
            self.folder,
            Order("policies", reader, readers),
            open_store=self.open_store,
            settings=IngestSettings(),
            stop=self.stop,
        )

    def open_store(self) -> Store:
        return open_owned(StorageSettings(home=self.ledger.home), embedder=self.embedder)

    def run(self, *, allow: bool = False) -> BatchReport:
        """One sync; its report."""
        look = self.sync.look()
        if not allow:
            self.sync.check(look)
        return self.carry_out(look)

    def carry_out(self, look: FolderLook) -> BatchReport:
        self.told = Told()
        addition = self.sync.addition(self.told)
        self.sync.carry_out(look, addition, self.told)
        return addition.report

    def documents(self) -> dict[str, Document]:
        """The documents by their sources below the folder."""
        start = len(str(self.path)) + 1
        return {one.source[start:]: one for one in list_documents(self.ledger, OPERATOR)}

    def counts(self) -> dict[str, int]:
        """How many changes a look would make, of each kind that there is."""
        return {name: count for name, count in self.sync.look().plan.counts.items() if count}
