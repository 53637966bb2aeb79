"""A mail as it is read, whatever program kept it: header lines, body, attachments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.errors import UnreadableDocument
from ingest.formats.blocks import TextBlock
from ingest.formats.source import Source
from storage.names import one_line

DEEPEST = 3  # files within files within the mail
HEADER_CHARACTERS = 2_000  # a mailing to thousands names them all
# What stands above the text of an attachment and is found by the word of either language.
ATTACHMENT = "Attachment (pièce jointe): {name}"


@dataclass(frozen=True, slots=True)
class Attachment:
    """What came with a mail: a file, another mail, or the reason why it cannot be had.

    `shown` says that it stands in the body, as a picture does, and not among the attachments.
    """

    name: str
    content: "Source | Mail | UnreadableDocument"
    shown: bool = False

    @property
    def label(self) -> str:
        """The line that stands above its text."""
        return ATTACHMENT.format(name=one_line(self.name))


@dataclass(frozen=True, slots=True)
class Mail:
    """The subject, the other header lines as (name, value), the blocks of the body, what came with
    it; `depth` counts the files it came in."""

    subject: str
    header: tuple[tuple[str, str], ...]
    body: tuple[TextBlock, ...]
    attachments: tuple[Attachment, ...]
    depth: int = 0

    def blocks(self) -> Iterator[TextBlock]:
        """Everything that is read of the mail itself."""
        if self.subject:
            yield TextBlock(self.subject, level=1)
        for name, value in self.header:
            if value:
                yield TextBlock(f"{name}: {value[:HEADER_CHARACTERS]}")
        yield from self.body


def checked_subject(subject: str) -> str:
    """A subject on one line."""
    return " ".join(subject.split())[:HEADER_CHARACTERS]


def size(blocks: Sequence[TextBlock]) -> int:
    """The characters of the blocks together."""
    return sum(len(block.text) for block in blocks)
