"""Forms that Adobe's programs alone draw (XFA): the page of such a PDF only asks to wait."""

from ingest.errors import UnreadableDocument
from storage.records import Verdict

DYNAMIC_FORM = (
    "It is a form that only Adobe's programs can show (XFA): print it there to a PDF and add that."
)


def dynamic_form() -> UnreadableDocument:
    """The refusal of such a form, whose placeholder page must not stand for it."""
    return UnreadableDocument(Verdict.UNKNOWN_TYPE, DYNAMIC_FORM)
