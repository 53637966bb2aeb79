from pathlib import PurePath

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
