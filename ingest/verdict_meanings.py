"""What a verdict on a file that could not be read means at the machine, and what to do about it.

The pages say the same in both languages: `ui.wording.verdicts`.
"""

from enum import StrEnum
from typing import Final

from ingest.formats.old_office import NOT_CONVERTED, NOT_INSTALLED
from ingest.formats.xfa_form import DYNAMIC_FORM
from ingest.office_inside import TOO_LONG, TOO_MANY
from ingest.remarks import FORMS, RemarkKind
from storage.records import Verdict

FORMER_STAYS: Final = "What was added from there before stays searchable."  # ends such a detail


class Cause(StrEnum):
    """Why a file got its verdict, where the same verdict calls for something else to be done."""

    NO_RECOGNITION = "no-recognition"  # Tesseract or its languages are missing
    RECOGNITION_OFF = "recognition-off"
    RECOGNITION_TOO_SLOW = "recognition-too-slow"
    NO_LIBREOFFICE = "no-libreoffice"
    OLD_OFFICE_INSIDE = "old-office-inside"  # as it was until those were converted too
    MANY_OLD_OFFICE = "many-old-office"  # inside one file
    SLOW_OLD_OFFICE = "slow-old-office"  # all of those together
    DYNAMIC_FORM = "dynamic-form"
    TOO_DEEP = "too-deep"  # inside too many files


_MISSING: Final = FORMS[RemarkKind.RECOGNITION_MISSING].one
_OFF: Final = FORMS[RemarkKind.RECOGNITION_OFF].one
_LATE: Final = FORMS[RemarkKind.RECOGNITION_LATE].one.rpartition("}")[2]  # behind its numbers

# What the detail says: that of a job, or of an attachment, whose depth `ingest.formats.attachments`
# words.
_CAUSES: Final = (
    (Verdict.NO_TEXT, _MISSING, Cause.NO_RECOGNITION),
    (Verdict.NO_TEXT, _OFF, Cause.RECOGNITION_OFF),
    (Verdict.NO_TEXT, _LATE, Cause.RECOGNITION_TOO_SLOW),
    (Verdict.UNKNOWN_TYPE, NOT_INSTALLED, Cause.NO_LIBREOFFICE),
    (Verdict.UNKNOWN_TYPE, NOT_CONVERTED, Cause.OLD_OFFICE_INSIDE),
    (Verdict.UNKNOWN_TYPE, DYNAMIC_FORM, Cause.DYNAMIC_FORM),
    (Verdict.TOO_LARGE, TOO_MANY, Cause.MANY_OLD_OFFICE),
    (Verdict.TOO_SLOW, TOO_LONG, Cause.SLOW_OLD_OFFICE),
    (Verdict.TOO_LARGE, "files deep.", Cause.TOO_DEEP),
)
_MEANINGS: Final = {
    Verdict.NO_TEXT: "no text could be read; if it is a scan, scan it again, sharper",
    Verdict.EMPTY: "there is nothing in the file; ask for the right one",
    Verdict.ENCRYPTED: "it asks for a password; save a copy without one",
    Verdict.DAMAGED: "it is broken or incomplete; export it again, or ask for another copy",
    Verdict.UNKNOWN_TYPE: "this type is not read; save it as PDF, DOCX, PPTX or XLSX",
    Verdict.TOO_LARGE: "it is larger than allowed, or what it unpacks to is; split it",
    Verdict.TOO_MANY_PAGES: "it has more pages than allowed; split it",
    Verdict.TOO_SLOW: "reading it took longer than allowed; split it, or export it again",
    Verdict.TOO_MUCH_MEMORY: "reading it took more memory than allowed; split it",
    Verdict.PARSER_DIED: "it crashed the reading program; export it again, or as PDF",
    Verdict.UNREADABLE_FILE: "it could not be opened; check its permissions and that it is there",
    Verdict.FROM_FOLDER: "its document comes from a folder; replace the file there",
    Verdict.CANCELLED: "adding it was cancelled before it was read; add it again",
    Verdict.FAILED: "an unexpected error stopped the reading; add it again, see the log",
}
_BY_CAUSE: Final = {
    Cause.NO_RECOGNITION: "scans are not recognised here: Tesseract or its languages are "
    "missing; install them (see assistant doctor) and add it again",
    Cause.RECOGNITION_OFF: "scans are not recognised here: switch ASSISTANT_OCR on and add it "
    "again",
    Cause.RECOGNITION_TOO_SLOW: "its scans were not recognised in time: raise "
    "ASSISTANT_OCR_DOCUMENT_S and add it again, or split it",
    Cause.NO_LIBREOFFICE: "old Office files are not read here: install LibreOffice and add it "
    "again, or save it as DOCX, PPTX or XLSX",
    Cause.OLD_OFFICE_INSIDE: "an old Office file inside another file is not read: save it as "
    "DOCX, PPTX or XLSX and add it by itself",
    Cause.MANY_OLD_OFFICE: "it lies in one file with too many old Office files: save it by itself "
    "and add that",
    Cause.SLOW_OLD_OFFICE: "converting the old Office files of the file in which it lies took too "
    "long: save it by itself and add that",
    Cause.DYNAMIC_FORM: "only Adobe's programs show this form (XFA): print it there to a PDF and "
    "add that",
    Cause.TOO_DEEP: "it lies inside too many files, one within the other: save it by itself and "
    "add that",
}


def cause_of(verdict: Verdict, detail: str) -> Cause | None:
    """Why a file got that verdict with that detail; None where the verdict says it."""
    for known, sentence, cause in _CAUSES:
        if verdict is known and sentence in detail:
            return cause
    return None


def says_cause_alone(verdict: Verdict, detail: str) -> bool:
    """True where a detail says a cause of that verdict, at most with numbers, and nothing else."""
    for known, sentence, _ in _CAUSES:
        if verdict is known and detail.endswith(sentence):
            before = detail.removesuffix(sentence)
            begun = not sentence[0].isupper() and ". " not in before  # with its numbers
            return begun or not before
    return False


def meaning_of(verdict: Verdict, detail: str) -> str:
    """What it means and what to do, in a few words without a full stop.

    Empty for a file that was read.
    """
    cause = cause_of(verdict, detail)
    return _MEANINGS.get(verdict, "") if cause is None else _BY_CAUSE[cause]
