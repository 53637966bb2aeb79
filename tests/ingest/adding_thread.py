"""An addition in a thread, and a progress that keeps what it is told, for tests."""

import threading
from collections.abc import Iterable
from pathlib import Path

from ingest.addition import Addition
from ingest.batch_report import BatchReport
from ingest.file_tree import FileTree, FoundFile, LeftOut
from ingest.order import Order
from ingest.settings import IngestSettings
from ingest.sync_plan import FolderChange
from storage.ledger import Ledger
from storage.locking import Owner, Trouble
from storage.records import OPERATOR, Job, Verdict
from storage.settings import StorageSettings
from storage.store import open_owned
from tests.fakes import WordEmbedder


class Kept:
    """A Progress that keeps what it is told."""

    def __init__(self) -> None:
        self.verdicts: dict[str, Verdict | None] = {}
        self.remarks: list[str] = []
        self.waits: list[Trouble | None] = []
        self.looked: list[tuple[int, int]] = []
        self.count = -1
        self.first = threading.Event()
        self.told = threading.Event()

    def left_out(self, entry: LeftOut) -> None: ...

    def looking(self, looked_at: int, to_read: int) -> None:
        self.looked.append((looked_at, to_read))

    def taken(self, count: int) -> None:
        self.count = count

    def reading(self, job: Job) -> None: ...

    def finished(self, job: Job) -> None:
        assert job.file_name not in self.verdicts
        self.verdicts[job.file_name] = job.verdict
        self.first.set()

    def changed(self, change: FolderChange) -> None: ...

    def pace(self, report: BatchReport) -> None: ...

    def remark(self, text: str) -> None:
        self.remarks.append(text)
        self.told.set()

    def waiting(self, owner: Owner) -> None:
        self.waits.append(owner.trouble)

    def end(self, report: BatchReport) -> None: ...


class Adding(threading.Thread):
    """An addition to the home, in a thread: what another terminal would do."""

    def __init__(
        self,
        home: Path,
        tree: Path | Iterable[FoundFile | LeftOut],
        *,
        embedder: WordEmbedder | None = None,
    ) -> None:
        super().__init__(daemon=True)
        self.progress = Kept()
        self.stop = threading.Event()
        self.error: Exception | None = None
        self._tree = FileTree([tree]) if isinstance(tree, Path) else tree
        self._ledger = Ledger.open(home)
        self._addition = Addition(
            self._ledger,
            open_store=lambda: open_owned(
                StorageSettings(home=home), embedder=embedder or WordEmbedder()
            ),
            settings=IngestSettings(),
            progress=self.progress,
            stop=self.stop,
        )
        self.report = self._addition.report

    def run(self) -> None:
        try:
            self._addition.run(self._tree, Order("policies", OPERATOR))
        except Exception as error:  # noqa: BLE001 - handed to the test
            self.error = error
        finally:
            self._ledger.close()

    def wait(self) -> None:
        self.join(60)
        assert not self.is_alive()
        if self.error:
            raise self.error
