"""Which files of a folder are mirrored: by patterns as of a .gitignore, never temporary ones."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Self

from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore import GitIgnorePatternError

from storage.errors import BadInput

# What browsers, editors and copying programs write into before a file has its name.
TEMPORARY_SUFFIXES = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".swp")
TEMPORARY_STARTS = ("~$", ".~lock.", "~wrl")


def is_temporary(name: str) -> bool:
    """True for the names of files that are not meant to stay, in any case of letters."""
    name = name.lower()
    return name.endswith((*TEMPORARY_SUFFIXES, "~")) or name.startswith(TEMPORARY_STARTS)


class Globs:
    """Patterns on paths relative to the folder, with / between their parts; case counts.

    `*.pdf` is a name anywhere, `/drafts/` a folder at the top, `**/old/**` one at any depth,
    `!keep.pdf` takes back what an earlier pattern said. Without patterns to include everything
    is; what is excluded stays so.
    """

    def __init__(self, include: GitIgnoreSpec | None, exclude: GitIgnoreSpec) -> None:
        self._include = include
        self._exclude = exclude

    @classmethod
    def of(cls, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> Self:
        """Those patterns. Raises BadInput for one that cannot be."""
        return cls(_spec(include) if include else None, _spec(exclude))

    def takes(self, relative: PurePath) -> bool:
        """True where the file at that path below the folder is mirrored."""
        path = relative.as_posix()
        return (
            not is_temporary(relative.name)
            and (self._include is None or self._include.match_file(path))
            and not self._exclude.match_file(path)
        )


def _spec(patterns: Sequence[str]) -> GitIgnoreSpec:
    for pattern in patterns:
        try:
            made = GitIgnoreSpec.from_lines([pattern])
        except (GitIgnorePatternError, ValueError) as error:
            raise _refused(pattern) from error
        if all(one.include is None for one in made.patterns):  # empty, or a comment
            raise _refused(pattern)
    return GitIgnoreSpec.from_lines(patterns)


def _refused(pattern: str) -> BadInput:
    return BadInput(
        f"{pattern!r} is no pattern for files.",
        hint="Patterns are those of a .gitignore: *.pdf, /drafts/, **/old/**.",
    )
