"""Originals: stored once, whole or not at all, readable by their owner alone."""

import hashlib
import io
import stat
from pathlib import Path

import pytest

from storage.originals import FileTooLarge, Originals


def files(home: Path) -> list[Path]:
    return [path for path in (home / "originals").rglob("*") if path.is_file()]


def test_a_file_is_kept_under_its_hash_and_once(ledger: object, home: Path) -> None:
    originals = Originals(home)
    for _ in range(2):
        stored = originals.keep(io.BytesIO(b"content"), limit_bytes=7)
        assert stored.sha256 == hashlib.sha256(b"content").hexdigest()
        assert stored.size_bytes == 7
    assert files(home) == [originals.path(stored.sha256)]
    assert originals.path(stored.sha256).read_bytes() == b"content"


def test_nobody_else_may_read_an_original(ledger: object, home: Path) -> None:
    originals = Originals(home)
    path = originals.path(originals.keep(io.BytesIO(b"x"), limit_bytes=9).sha256)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for folder in (path.parent, path.parent.parent, home / "originals" / "incoming"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_file_that_is_too_large_leaves_nothing(ledger: object, home: Path) -> None:
    with pytest.raises(FileTooLarge, match="MiB"):
        Originals(home).keep(io.BytesIO(b"12345678"), limit_bytes=7)
    assert files(home) == []


def test_a_stream_that_breaks_leaves_nothing(ledger: object, home: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        Originals(home).keep(Broken(), limit_bytes=7)
    assert files(home) == []


def test_discarding_twice_is_as_good_as_once(ledger: object, home: Path) -> None:
    originals = Originals(home)
    stored = originals.keep(io.BytesIO(b"x"), limit_bytes=9)
    originals.discard(stored.sha256)
    originals.discard(stored.sha256)
    assert files(home) == []


def test_what_is_discarded_before_anything_refers_to_it_is_put_back(
    ledger: object, home: Path
) -> None:
    originals = Originals(home)
    with originals.keeping(io.BytesIO(b"content"), limit_bytes=7) as kept:
        kept.assure()
        originals.discard(kept.stored.sha256)
        kept.assure()
        assert originals.path(kept.stored.sha256).read_bytes() == b"content"
    assert files(home) == [originals.path(kept.stored.sha256)]


def test_what_was_kept_before_can_be_held_while_it_is_there(ledger: object, home: Path) -> None:
    originals = Originals(home)
    stored = originals.keep(io.BytesIO(b"content"), limit_bytes=7)
    with originals.holding(stored) as kept:
        assert kept is not None
        originals.discard(stored.sha256)
        kept.assure()
    assert originals.path(stored.sha256).read_bytes() == b"content"
    originals.discard(stored.sha256)
    with originals.holding(stored) as gone:
        assert gone is None
