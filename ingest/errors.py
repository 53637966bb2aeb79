"""The errors of reading a file."""

from storage.errors import AssistantError
from storage.records import Verdict


class UnreadableDocument(AssistantError):
    """A document that could not be read; `verdict` says in which way, `detail` in one sentence.

    It is an outcome for the report of a batch, never a reason to stop the batch. `detail` holds
    no text of the document.
    """

    code = "unreadable-document"

    def __init__(self, verdict: Verdict, detail: str, *, hint: str = "") -> None:
        super().__init__(detail, hint=hint)
        self.verdict = verdict
        self.detail = detail


class FolderAway(AssistantError):
    """A folder that is to be mirrored cannot be looked into now: its documents stay as they are."""

    code = "folder-away"
    exit_code = 3


class RemovalsHeld(AssistantError):
    """So many documents would be removed that somebody has to say so."""

    code = "removals-held"
