"""The errors of reading a file."""

from storage.errors import AssistantError
from storage.records import Verdict

# What is said where the verdict alone says as much.
FILE_IS_EMPTY = "The file is empty."
NO_TEXT_ON_ANY_PAGE = "No text could be read on any page."

# Not: no text (recognition has seconds by the clock), too slow (by the clock, except where it is
# said to be processor time), too much memory, a parser that died (either may be the machine's).
OF_BYTES = frozenset(
    {
        Verdict.EMPTY,
        Verdict.ENCRYPTED,
        Verdict.DAMAGED,
        Verdict.UNKNOWN_TYPE,
        Verdict.TOO_LARGE,
        Verdict.TOO_MANY_PAGES,
    }
)


class UnreadableDocument(AssistantError):
    """A document that could not be read; `verdict` says in which way, `detail` in one sentence.

    It is an outcome for the report of a batch, never a reason to stop the batch. `detail` holds
    no text of the document. `of_bytes`: the same bytes would fail again, whatever else the machine
    has to do; where it is not said, the verdict decides.
    """

    code = "unreadable-document"

    def __init__(
        self, verdict: Verdict, detail: str, *, hint: str = "", of_bytes: bool | None = None
    ) -> None:
        super().__init__(detail, hint=hint)
        self.verdict = verdict
        self.detail = detail
        self.of_bytes = verdict in OF_BYTES if of_bytes is None else of_bytes


class FolderAway(AssistantError):
    """A folder that is to be mirrored cannot be looked into now: its documents stay as they are."""

    code = "folder-away"
    exit_code = 3


class RemovalsHeld(AssistantError):
    """So many documents would be removed that somebody has to say so."""

    code = "removals-held"
