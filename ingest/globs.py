"""Which files of a folder are mirrored: by patterns as of a .gitignore, never temporary ones."""

import os
import unicodedata
from collections.abc import Sequence
from pathlib import Path, PurePath
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
    def of(
        cls, include: Sequence[str] = (), exclude: Sequence[str] = (), *, folder: Path | None = None
    ) -> Self:
        """Those patterns, for files below `folder`. Raises BadInput for one that cannot be, or
        that would match nothing as it is not relative to the folder: what it was meant to keep out
        would come in."""
        for pattern in (*include, *exclude):
            _check_relative(pattern, folder)
        return cls(_spec(include) if include else None, _spec(exclude))

    def takes(self, relative: PurePath) -> bool:
        """True where the file at that path below the folder is mirrored.

        An accent counts as the same however it is written: macOS writes it apart from its letter.
        """
        path = _composed(relative.as_posix())
        return (
            not is_temporary(relative.name)
            and (self._include is None or self._include.match_file(path))
            and not self._exclude.match_file(path)
        )

    def excludes_all(self, relative: PurePath) -> bool:
        """True where what lies at that path, and all in it if it is a folder, is excluded.

        Never where a pattern takes something back with "!": it may take back what lies in there.
        """
        takes_back = any(pattern.include is False for pattern in self._exclude.patterns)
        return not takes_back and self._exclude.match_file(f"{_composed(relative.as_posix())}/")


def _composed(path: str) -> str:
    return unicodedata.normalize("NFC", path)


def _check_relative(pattern: str, folder: Path | None) -> None:
    path = pattern.removeprefix("!")
    taken_back = "!" * (len(pattern) - len(path))
    if path.startswith("../"):
        raise _not_relative(pattern, "What lies outside of the folder is not mirrored.")
    if path.startswith("./"):
        raise _not_relative(pattern, f"For what lies at its top: {taken_back}{path[1:]}")
    # Both as it was typed and where it leads: either may have been copied into the pattern.
    places = {str(folder.absolute()), os.path.realpath(folder)} if folder else set()
    for place in sorted(places - {"/"}):
        inside = path.removeprefix(place)
        names = path == place or (path != inside and inside.startswith("/"))
        if names and not os.path.lexists(f"{place}{place}"):  # which the pattern may mean as well
            rest = inside.strip("/") and f", here {taken_back}{inside}"
            raise _not_relative(pattern, f"Begin with what lies below {place}{rest}.")


def _not_relative(pattern: str, hint: str) -> BadInput:
    return BadInput(
        f"{pattern!r} is not relative to the folder, and would match nothing.", hint=hint
    )


def _spec(patterns: Sequence[str]) -> GitIgnoreSpec:
    for pattern in patterns:
        try:
            made = GitIgnoreSpec.from_lines([pattern])
        except (GitIgnorePatternError, ValueError) as error:
            raise _refused(pattern) from error
        if all(one.include is None for one in made.patterns):  # empty, or a comment
            raise _refused(pattern)
    return GitIgnoreSpec.from_lines([_composed(pattern) for pattern in patterns])


def _refused(pattern: str) -> BadInput:
    return BadInput(
        f"{pattern!r} is no pattern for files.",
        hint="Patterns are those of a .gitignore: *.pdf, /drafts/, **/old/**.",
    )
