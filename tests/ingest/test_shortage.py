"""Which errors say that the machine is short of something, whatever document was at hand."""

import errno
import os
import time
from pathlib import Path

import pytest

from ingest import worker
from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings
from ingest.shortage import shortage
from ingest.worker import Worker
from storage.errors import HomeError
from storage.jobs import count_open
from storage.store import Store
from tests.ingest.adding import drain, found, submit, write

HOME = Path("/home")


def raised(number: int) -> OSError:
    return OSError(number, os.strerror(number))


def wrapped(inner: Exception, *, stated: bool) -> Exception:
    """An error that `inner` led to, said to be its cause or only met on the way."""
    error = ValueError("outer")
    error.__cause__, error.__context__ = (inner, inner) if stated else (None, inner)
    return error


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.ENOMEM])
def test_want_of_files_or_memory_is_the_machines_however_deep_it_stands(number: int) -> None:
    for error in (
        raised(number),
        wrapped(raised(number), stated=True),
        wrapped(raised(number), stated=False),
    ):
        found = shortage(HOME, error)
        assert found is not None
        assert os.strerror(number) in found.message
        assert found.hint


def test_a_process_that_cannot_be_started_is_the_machines_and_a_pipe_without_data_is_not() -> None:
    assert shortage(HOME, raised(errno.EAGAIN)) is not None
    assert shortage(HOME, wrapped(raised(errno.EAGAIN), stated=True)) is None


@pytest.mark.parametrize("error", [raised(errno.ENOENT), KeyError("x"), MemoryError()])
def test_other_errors_are_the_documents(error: Exception) -> None:
    assert shortage(HOME, error) is None


@pytest.mark.slow
def test_where_no_child_can_be_started_documents_wait_without_a_verdict(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_settings: IngestSettings, *, children: int) -> Sandbox:
        return Sandbox("tests.ingest.no_such_module", memory_mib=64, children=children)

    submit(store.ledger, write(tmp_path / "a.txt", "Tea is served at four."))
    with monkeypatch.context() as installed_badly:
        installed_badly.setattr(worker, "reading_sandbox", broken)
        working = Worker(store, IngestSettings())
        working.start()
        deadline = time.monotonic() + 30
        while working.trouble is None and time.monotonic() < deadline:
            time.sleep(0.02)
        assert isinstance(working.trouble, HomeError)
        assert "did not start" in working.trouble.message
        assert working.stop()
    assert count_open(store.ledger) == 1
    drain(store)
    assert len(found(store, "tea")) == 1
