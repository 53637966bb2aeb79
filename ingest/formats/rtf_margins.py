"""The headers and footers of an RTF document, by section."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.formats.blocks import TextBlock
from ingest.formats.page_margins import Section

MARGINS = frozenset(
    ("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf")
)


@dataclass(slots=True)
class RtfMargins:
    """Gathers what the groups of headers and footers say, and the sections that they belong to.

    Those of the first page and of left ones count where the section, or the document, says that
    these differ: else nobody sees them. A section without any has those before it, said already.
    """

    sections: list[Section] = field(default_factory=list)
    _stories: dict[str, list[TextBlock]] = field(default_factory=dict)
    _first_differs: bool = False
    _sides_differ: bool = False
    _begin: int = 0  # of the section among all blocks

    def take(self, word: str) -> None:
        """A word that may say of what pages the headers are."""
        if word == "sectd":
            self._first_differs = False
        elif word == "titlepg":
            self._first_differs = True
        elif word == "facingp":
            self._sides_differ = True

    def add(self, kind: str, blocks: Sequence[TextBlock]) -> None:
        """The group of that kind, one of `MARGINS`, is complete."""
        self._stories.setdefault(kind, []).extend(blocks)

    def end_section(self, blocks: Sequence[TextBlock]) -> None:
        """A section ends, or the document does; these are all blocks so far."""
        own = list(blocks[self._begin :])
        self.sections.append(Section(own, self._shown("header"), self._shown("footer")))
        self._begin = len(blocks)
        self._stories = {}

    def _shown(self, name: str) -> list[TextBlock]:
        kinds = {"f": self._first_differs, "": True, "r": True, "l": self._sides_differ}
        shown = (f"{name}{kind}" for kind, is_shown in kinds.items() if is_shown)
        return [block for kind in shown for block in self._stories.get(kind, ())]
