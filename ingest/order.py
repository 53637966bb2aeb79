"""What is asked for the files of a batch."""

import uuid
from dataclasses import dataclass, field

from storage.file_stamps import About
from storage.records import Reader


def new_batch() -> str:
    """A name for the jobs of one command or one upload."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for every file of a batch, and by whom.

    `readers` narrows its documents; None leaves a document as narrowed as it is, and a new one
    not narrowed; `{"*"}` undoes a narrowing. `title` is empty where the document says it. `about`
    is kept with the documents; None leaves what is kept.
    """

    collection: str
    requested_by: Reader
    readers: frozenset[str] | None = None
    title: str = ""
    batch: str = field(default_factory=new_batch)
    about: About | None = None
