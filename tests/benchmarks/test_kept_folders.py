from pathlib import Path

import pytest

from benchmarks.kept_folders import files_digest, kept_folder


def fill(folder: Path) -> None:
    folder.mkdir()
    (folder / "made").write_text("made")


def must_not_be_made(_: Path) -> None:
    raise AssertionError("it was kept")


def test_a_folder_is_made_once_for_what_it_is_made_of(tmp_path: Path) -> None:
    first = kept_folder("home", made_of=["a"], make=fill, root=tmp_path)
    again = kept_folder("home", made_of=["a"], make=must_not_be_made, root=tmp_path)
    assert again == first
    assert (again / "made").is_file()


def test_what_is_made_of_something_else_takes_its_place(tmp_path: Path) -> None:
    first = kept_folder("home", made_of=["a"], make=fill, root=tmp_path)
    other = kept_folder("home-two", made_of=["a"], make=fill, root=tmp_path)
    second = kept_folder("home", made_of=["b"], make=fill, root=tmp_path)
    assert not first.exists()
    assert second.is_dir() and other.is_dir()


def test_an_interrupted_making_leaves_nothing(tmp_path: Path) -> None:
    def interrupted(folder: Path) -> None:
        fill(folder)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept_folder("home", made_of=["a"], make=interrupted, root=tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_digest_of_files_changes_with_a_name_and_with_a_byte(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    first = files_digest(tmp_path)
    (tmp_path / "a").write_text("2")
    second = files_digest(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")
    assert len({first, second, files_digest(tmp_path)}) == 3
