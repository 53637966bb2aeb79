"""Every hostile PDF at once through the real worker, while somebody searches all the time (T9)."""

import threading
from pathlib import Path

import pytest

from benchmarks.hostile_streams import write_hostile_pdfs
from ingest.settings import IngestSettings
from ingest.worker import Worker
from storage.jobs import count_open, find_job
from storage.records import Verdict
from storage.store import Store
from tests.ingest.adding import drain, found, submit, write

CLASSIFIED = {
    Verdict.READ,
    Verdict.PARTLY_READ,
    Verdict.NO_TEXT,
    Verdict.DAMAGED,
    Verdict.TOO_SLOW,
    Verdict.TOO_MUCH_MEMORY,
    Verdict.TOO_LARGE,
    Verdict.TOO_MANY_PAGES,
    Verdict.PARSER_DIED,
}


@pytest.mark.slow
@pytest.mark.timeout(280)
def test_every_bomb_is_classified_the_worker_lives_and_each_search_is_answered(
    store: Store, tmp_path: Path
) -> None:
    submit(store.ledger, write(tmp_path / "tea.txt", "Tea is served at four."))
    drain(store)
    (tmp_path / "bombs").mkdir()
    made = write_hostile_pdfs(tmp_path / "bombs")
    jobs = submit(store.ledger, tmp_path / "bombs")
    jobs += submit(store.ledger, write(tmp_path / "z.txt", "Bread is baked at five."))
    answered, over = [0, 0], threading.Event()

    def ask() -> None:
        while not over.wait(0.05):
            answered[len(found(store, "tea")) == 1] += 1

    asking = threading.Thread(target=ask)
    asking.start()
    settings = IngestSettings(read_cpu_s=2, read_wall_s=20, read_memory_mib=256, ocr=False)
    working = Worker(store, settings)
    working.run_until(lambda: not count_open(store.ledger))
    over.set()
    asking.join()
    ended = [job for one in jobs if (job := find_job(store.ledger, one.id))]
    verdicts = {job.file_name: job.verdict for job in ended}
    assert verdicts.pop("z.txt") is Verdict.READ
    assert len(verdicts) == made >= 16
    assert set(verdicts.values()) <= CLASSIFIED, verdicts
    assert working.trouble is None
    assert answered[0] == 0 and answered[1] > 20
