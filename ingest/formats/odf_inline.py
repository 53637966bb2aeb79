"""The text of one OpenDocument paragraph as it is gathered, and where a list item stands."""

from dataclasses import dataclass, field

from lxml import etree

from ingest.formats.superscripts import written_raised
from storage.page_findings import HiddenKind, HiddenText


@dataclass(slots=True)
class Inline:
    """The text of a paragraph, and what is anchored in it."""

    text: str = ""
    beside: list[etree._Element] = field(default_factory=list)
    is_hidden: bool = False
    unseen: dict[HiddenKind, str] = field(default_factory=dict)
    unshown: list[etree._Element] = field(default_factory=list)  # beside what is not shown

    def hide(self, text: str, kind: HiddenKind) -> None:
        """Note text that is not seen."""
        self.unseen[kind] = self.unseen.get(kind, "") + text

    def place(self, start: int, position: str) -> None:
        """The text from `start` on stands at that `style:text-position`: "super 58%", "33% 58%"."""
        text, height = self.text[start:], position.partition(" ")[0]
        if text.isdecimal() and (height == "super" or height.strip("0%").isdecimal()):
            self.text = self.text[:start] + written_raised(text, self.text[:start])

    @property
    def hidden(self) -> tuple[HiddenText, ...]:
        """What is not seen of the paragraph, one text a kind."""
        said = ((kind, " ".join(text.split())) for kind, text in self.unseen.items())
        return tuple(HiddenText(kind, text) for kind, text in said if text)


@dataclass(slots=True)
class ListPlace:
    """Where an item stands: the style of its list and its depth, from 1."""

    style: str
    level: int
