"""Which errors say that the machine is short of something, whatever document was at hand."""

import errno
import os
from pathlib import Path

import pytest

from ingest.shortage import shortage

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
