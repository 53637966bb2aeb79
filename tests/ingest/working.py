"""A worker at work: waiting for what it does, and looking at its jobs."""

import time
from collections.abc import Callable
from pathlib import Path

from storage.jobs import find_job
from storage.records import Job
from storage.settings import StorageSettings
from storage.store import Store, open_owned
from tests.fakes import WordEmbedder


def eventually(condition: Callable[[], bool], *, within_s: float = 20.0) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def owned(home: Path, embedder: WordEmbedder) -> Store:
    return open_owned(StorageSettings(home=home), embedder=embedder)


def job_of(store: Store, job: Job) -> Job:
    now = find_job(store.ledger, job.id)
    assert now is not None
    return now
