import unicodedata
from pathlib import Path, PurePath
from typing import Literal

import pytest

from ingest.globs import Globs, is_temporary
from storage.errors import BadInput


@pytest.mark.parametrize(
    ("include", "exclude", "path", "taken"),
    [
        ([], [], "sub/a.pdf", True),
        (["*.pdf"], [], "sub/a.pdf", True),
        (["*.pdf"], [], "sub/A.PDF", False),  # case counts
        (["*.[pP][dD][fF]"], [], "A.PDF", True),
        (["*.pdf"], [], "a.txt", False),
        (["*.pdf", "*.txt"], ["drafts/"], "x/drafts/a.txt", False),
        ([], ["/drafts/"], "x/drafts/a.txt", True),
        ([], ["/drafts/"], "drafts/x/a.txt", False),
        ([], ["**/old/**"], "x/old/y/a.txt", False),
        ([], ["*.txt", "!keep.txt"], "keep.txt", True),
        (["/handbook/"], [], "handbook/a/b.pdf", True),
        (["/handbook/"], [], "other/b.pdf", False),
        ([], [], "a.pdf.part", False),
        (["*.part"], [], "a.pdf.part", False),
    ],
)
def test_patterns_are_those_of_a_gitignore(
    include: list[str], exclude: list[str], path: str, taken: bool
) -> None:
    assert Globs.of(include, exclude).takes(PurePath(path)) is taken


@pytest.mark.parametrize("name", ["~$a.docx", "A.TMP", "x.crdownload", "b.swp", "c~", "~WRL1.tmp"])
def test_temporary_names_are_known_in_any_case(name: str) -> None:
    assert is_temporary(name)


@pytest.mark.parametrize("name", ["a.docx", "part.pdf", "tmp", "temp.txt", "départ.pdf"])
def test_other_names_are_not_temporary(name: str) -> None:
    assert not is_temporary(name)


@pytest.mark.parametrize("pattern", ["", "# comment", "!"])
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(BadInput, match="no pattern"):
        Globs.of([], [pattern])


@pytest.mark.parametrize("pattern_form", ["NFC", "NFD"])
@pytest.mark.parametrize("path_form", ["NFC", "NFD"])
def test_an_accent_counts_as_the_same_however_it_is_written(
    pattern_form: Literal["NFC", "NFD"], path_form: Literal["NFC", "NFD"]
) -> None:
    pattern = unicodedata.normalize(pattern_form, "privé/")
    path = PurePath(unicodedata.normalize(path_form, "privé/salaires.txt"))
    assert not Globs.of([], [pattern]).takes(path)
    assert Globs.of([pattern], []).takes(path)


@pytest.mark.parametrize(
    "pattern", ["./drafts/", "!./keep.txt", "../other", "/srv/docs/drafts/", "/srv/docs"]
)
def test_a_pattern_that_is_not_relative_to_the_folder_is_refused(pattern: str) -> None:
    with pytest.raises(BadInput, match="not relative to the folder"):
        Globs.of([], [pattern], folder=Path("/srv/docs"))
    assert Globs.of([], ["/srv/docs2/"], folder=Path("/srv/docs")).takes(PurePath("a"))


def test_a_folder_is_excluded_with_all_in_it_or_not() -> None:
    globs = Globs.of(["*.pdf"], ["lost+found/", "/closed"])
    assert globs.excludes_all(PurePath("lost+found"))
    assert globs.excludes_all(PurePath("x/lost+found"))
    assert globs.excludes_all(PurePath("closed"))
    assert not globs.excludes_all(PurePath("other"))


@pytest.mark.parametrize(
    ("exclude", "folder", "kept"),
    [
        (["*", "!*/", "!*.pdf"], "a", "a/keep.pdf"),
        (["a/*", "!a/keep.pdf"], "a", "a/keep.pdf"),
        (["*.d", "!x.d/"], "x.d", "x.d/keep.pdf"),
    ],
)
def test_a_folder_from_which_a_file_is_taken_back_is_not_excluded_with_all_in_it(
    exclude: list[str], folder: str, kept: str
) -> None:
    globs = Globs.of([], exclude)
    assert globs.takes(PurePath(kept))
    assert not globs.excludes_all(PurePath(folder))


@pytest.mark.parametrize(
    ("pattern", "hint"),
    [
        ("!{0}/keep.txt", "here !/keep.txt."),
        ("{0}/archive/", "here /archive/."),
        ("{0}", "Begin with what lies below {0}."),
        ("./archive/", "For what lies at its top: /archive/"),
        ("!./a.txt", "For what lies at its top: !/a.txt"),
        ("../other/", "What lies outside of the folder is not mirrored."),
    ],
)
def test_a_refused_pattern_is_told_how_it_is_written(
    tmp_path: Path, pattern: str, hint: str
) -> None:
    given = pattern.format(tmp_path)
    with pytest.raises(BadInput) as caught:
        Globs.of([], [given], folder=tmp_path)
    assert caught.value.hint is not None
    assert caught.value.hint.endswith(hint.format(tmp_path))


def test_a_path_below_the_folder_that_looks_like_its_own_is_taken(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    (folder / str(folder).removeprefix("/") / "archive").mkdir(parents=True)
    globs = Globs.of([], [f"{folder}/archive/"], folder=folder)
    below = PurePath(str(folder).removeprefix("/"))
    assert not globs.takes(below / "archive" / "a.txt")
    assert globs.takes(below / "b.txt")
    assert globs.takes(PurePath("archive/a.txt"))
