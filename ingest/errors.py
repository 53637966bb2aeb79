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
