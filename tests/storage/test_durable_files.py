"""Files written in one step, and hashes that notice every change."""

import errno
import os
from pathlib import Path

import pytest

from storage.durable_files import hash_file, write_durably


def test_a_written_file_has_its_content_its_mode_and_no_rest(tmp_path: Path) -> None:
    file = tmp_path / "CURRENT"
    write_durably(file, b"first")
    write_durably(file, b"second, longer")
    write_durably(file, b"third")
    assert file.read_bytes() == b"third"
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_a_full_disk_leaves_the_former_content_and_no_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "CURRENT"
    write_durably(file, b"first")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_durably(file, b"second")
    assert file.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [file]


def test_a_hash_is_the_sha_256_of_the_content(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    assert hash_file(tmp_path / "file").sha256 == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


def test_a_file_untouched_since_a_known_hash_is_not_read_again(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"abc")
    known = hash_file(file)
    assert hash_file(file, known=known) is known
    times = file.stat().st_atime_ns, file.stat().st_mtime_ns + 1
    os.utime(file, ns=times)
    assert hash_file(file, known=known) is not known
    file.write_bytes(b"abcd")
    os.utime(file, ns=times)
    assert hash_file(file, known=known).sha256 != known.sha256


def test_only_what_was_touched_is_written_through_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"abc")
    written: list[int] = []
    monkeypatch.setattr(os, "fsync", written.append)
    known = hash_file(file, durable=True)
    assert len(written) == 1
    assert hash_file(file, known=known, durable=True) is known
    assert len(written) == 1
    file.write_bytes(b"abcd")
    assert hash_file(file, known=known, durable=True).size_bytes == 4
    assert len(written) == 2


def test_a_link_is_not_followed_and_a_pipe_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="symbolic"):
        hash_file(tmp_path / "link")
    assert hash_file(tmp_path / "pipe").size_bytes == 0
