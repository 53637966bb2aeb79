import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.file_tree import FileTree, FoundFile, LeftOut, Omission, open_regular
from storage.errors import BadInput
from tests.ingest.leases import leased


def files(tree: FileTree) -> list[str]:
    return [entry.path.name for entry in tree if isinstance(entry, FoundFile)]


def left_out(tree: FileTree) -> dict[str, Omission]:
    return {entry.path.name: entry.why for entry in tree if isinstance(entry, LeftOut)}


def write(path: Path, text: str = "text") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder in which this process is not root, so that permissions hold."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        if os.geteuid() == 0:
            os.seteuid(65534)
            yield Path(folder)
            os.seteuid(0)
        else:
            yield Path(folder)


def test_folders_are_walked_depth_first_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.txt", "a/1.txt", "c/d/e.txt"):
        write(tmp_path / name)
    assert files(FileTree([tmp_path])) == ["1.txt", "2.txt", "b.txt", "e.txt"]


def test_a_file_named_twice_comes_once(tmp_path: Path) -> None:
    inner = write(tmp_path / "a" / "one.txt")
    tree = FileTree([inner, tmp_path, tmp_path / "a", tmp_path / "a" / ".." / "a" / "one.txt"])
    assert files(tree) == ["one.txt"]
    assert left_out(FileTree([tmp_path, tmp_path])) == {}


def test_hidden_files_and_office_lock_files_are_left_out(tmp_path: Path) -> None:
    for name in (".git/config", ".DS_Store", "~$report.docx", "report.docx"):
        write(tmp_path / name)
    assert files(FileTree([tmp_path])) == ["report.docx"]
    assert left_out(FileTree([tmp_path])) == {
        ".git": Omission.HIDDEN,
        ".DS_Store": Omission.HIDDEN,
        "~$report.docx": Omission.LOCK_FILE,
    }


def test_a_hidden_file_or_folder_that_was_named_itself_is_taken(tmp_path: Path) -> None:
    hidden = write(tmp_path / ".notes" / "one.txt").parent
    assert files(FileTree([hidden])) == ["one.txt"]
    assert files(FileTree([write(tmp_path / ".two.txt")])) == [".two.txt"]


def test_links_pipes_sockets_and_devices_are_reported_and_never_opened(tmp_path: Path) -> None:
    write(tmp_path / "real.txt")
    (tmp_path / "to_file").symlink_to(tmp_path / "real.txt")
    (tmp_path / "to_zero").symlink_to("/dev/zero")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        assert files(FileTree([tmp_path, Path("/dev/null")])) == ["real.txt"]
        found = left_out(FileTree([tmp_path, Path("/dev/null")]))
    assert found == {
        "to_file": Omission.LINK,
        "to_zero": Omission.LINK,
        "loop": Omission.LINK,
        "dangling": Omission.LINK,
        "pipe": Omission.SPECIAL,
        "socket": Omission.SPECIAL,
        "null": Omission.SPECIAL,
    }


def test_a_link_named_by_the_person_is_not_followed_either(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside" / "secret.txt").parent
    link = tmp_path / "inbox"
    link.symlink_to(outside)
    assert left_out(FileTree([link])) == {"inbox": Omission.LINK}


def test_the_way_to_a_named_folder_may_pass_a_link_and_is_resolved(tmp_path: Path) -> None:
    real = write(tmp_path / "real" / "sub" / "one.txt")
    (tmp_path / "short").symlink_to(tmp_path / "real")
    (found,) = FileTree([tmp_path / "short" / "sub"])
    assert found.path == real.resolve()


def test_an_unreadable_folder_is_reported_and_the_others_are_walked(unprivileged: Path) -> None:
    write(unprivileged / "locked" / "one.txt").parent.chmod(0o000)
    write(unprivileged / "open" / "two.txt")
    tree = FileTree([unprivileged])
    (locked,) = (entry for entry in tree if isinstance(entry, LeftOut))
    assert locked.why is Omission.UNREADABLE
    assert locked.detail == "Permission denied"
    assert locked.misses_documents
    assert files(FileTree([unprivileged])) == ["two.txt"]
    (unprivileged / "locked").chmod(0o700)


def test_a_folder_on_the_way_that_may_only_be_passed_is_passed(unprivileged: Path) -> None:
    file = write(unprivileged / "passable" / "sub" / "one.txt")
    (unprivileged / "passable").chmod(0o100)
    with open_regular(file) as stream:
        assert stream.read() == b"text"
    assert files(FileTree([file.parent])) == ["one.txt"]
    (unprivileged / "passable").chmod(0o700)


def test_the_home_of_the_program_is_not_entered(tmp_path: Path) -> None:
    write(tmp_path / "home" / "originals" / "copy.txt")
    write(tmp_path / "mine.txt")
    tree = FileTree([tmp_path], own_home=tmp_path / "home")
    assert left_out(tree) == {"home": Omission.OWN_HOME}
    assert files(FileTree([tmp_path], own_home=tmp_path / "home")) == ["mine.txt"]


def test_a_path_that_does_not_exist_is_refused_before_anything_is_walked(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nowhere does not exist"):
        FileTree([tmp_path, tmp_path / "nowhere"])


def test_a_very_deep_folder_ends_in_a_report(tmp_path: Path) -> None:
    folder, origin = tmp_path, Path.cwd()
    try:
        for _ in range(60):  # 60 × 100 characters: past what a path may have
            os.chdir(folder)
            folder = Path("d" * 100)
            folder.mkdir()
    finally:
        os.chdir(origin)
    assert list(left_out(FileTree([tmp_path])).values()) == [Omission.UNREADABLE]


def test_what_took_the_place_of_a_file_is_neither_followed_nor_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(write(tmp_path / "real.txt"))
    for name in ("pipe", "link"):
        with pytest.raises(OSError, match=name):
            open_regular(tmp_path / name)
    with open_regular(tmp_path / "real.txt") as stream:
        assert stream.read() == b"text"


def test_a_file_that_another_program_holds_is_said_to_be_so_at_once(tmp_path: Path) -> None:
    with leased(write(tmp_path / "a.txt")), pytest.raises(BlockingIOError):
        open_regular(tmp_path / "a.txt")


def test_a_walk_through_empty_folders_may_be_ended(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / str(number)).mkdir()
    places: list[None] = []

    def check() -> None:
        places.append(None)
        if len(places) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        next(FileTree([tmp_path]).walk(check))
