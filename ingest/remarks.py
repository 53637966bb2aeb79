"""What the reading of a file has to say beside its verdict: sentences of a few fixed forms.

A remark is an English sentence: so it is kept, printed and given out as JSON. It is made by
`remark` alone, from one of `FORMS`, so that `known` finds back which it is and what it names;
whoever shows it to a person says it in their language, remarks of long ago too.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from string import Formatter
from typing import NewType

from storage.records import Verdict

Remark = NewType("Remark", str)  # made by `remark` alone


class RemarkKind(StrEnum):
    """What a remark is about. Each has a form here and one in `ui.wording.remarks`."""

    HIDDEN_SLIDES = "hidden-slides"
    HIDDEN_SHEETS = "hidden-sheets"
    HIDDEN_ROWS = "hidden-rows"
    HIDDEN_COLUMNS = "hidden-columns"
    COMMENTS = "comments"
    DELETIONS = "deletions"
    PICTURES_UNREAD = "pictures-unread"  # that nothing here can draw
    EMBEDDED_FILES = "embedded-files"
    UNCALCULATED = "uncalculated"  # formulas without a stored result
    LARGE_PICTURES = "large-pictures"  # beside the text of a PDF page
    SCAN_LAYERS = "scan-layers"  # that another program recognised
    NOT_LOOKED_FOR = "not-looked-for"  # hidden text, by the parser that reads what PDFium cannot
    ATTACHMENT_UNREAD = "attachment-unread"
    ATTACHMENTS_UNREAD = "attachments-unread"  # all of them
    MORE_ATTACHMENTS = "more-attachments"
    ATTACHMENTS_TOGETHER = "attachments-together"  # on one page; two or more of them
    RECOGNITION_OFF = "recognition-off"
    RECOGNITION_MISSING = "recognition-missing"
    RECOGNITION_LATE = "recognition-late"
    WITHIN = "within"  # a remark of an attachment, named


@dataclass(frozen=True, slots=True)
class Form:
    """A sentence with {fields}; `other` is that of any count but one, where it differs."""

    one: str
    other: str = ""

    def of(self, *, plural: bool) -> str:
        """The sentence of one, or of several."""
        return self.other if plural and self.other else self.one


FORMS: Mapping[RemarkKind, Form] = {
    RemarkKind.HIDDEN_SLIDES: Form("Hidden slides are left out: {names}."),
    RemarkKind.HIDDEN_SHEETS: Form("Hidden sheets are left out: {names}."),
    RemarkKind.HIDDEN_ROWS: Form(
        "Sheet {name}: {count} hidden row is left out.",
        "Sheet {name}: {count} hidden rows are left out.",
    ),
    RemarkKind.HIDDEN_COLUMNS: Form(
        "Sheet {name}: {count} hidden column is left out.",
        "Sheet {name}: {count} hidden columns are left out.",
    ),
    RemarkKind.COMMENTS: Form("{count} comment is left out.", "{count} comments are left out."),
    RemarkKind.DELETIONS: Form(
        "{count} tracked deletion is left out.", "{count} tracked deletions are left out."
    ),
    RemarkKind.PICTURES_UNREAD: Form(
        "{count} picture is not read: drawn in a format that is not recognised, too large, or "
        "not in the file.",
        "{count} pictures are not read: drawn in a format that is not recognised, too large, or "
        "not in the file.",
    ),
    RemarkKind.EMBEDDED_FILES: Form(
        "{count} embedded file is not read: {names}.",
        "{count} embedded files are not read: {names}.",
    ),
    RemarkKind.UNCALCULATED: Form(
        "Sheet {name}: {count} formula is without a stored result; "
        "open and save it in a spreadsheet program.",
        "Sheet {name}: {count} formulas are without a stored result; "
        "open and save it in a spreadsheet program.",
    ),
    RemarkKind.LARGE_PICTURES: Form(
        "Page {pages}: text inside large pictures beside the text is not read.",
        "Pages {pages}: text inside large pictures beside the text is not read.",
    ),
    RemarkKind.SCAN_LAYERS: Form(
        "Page {pages}: text that another program recognised in the scan is read; it was not "
        "compared with the scan.",
        "Pages {pages}: text that another program recognised in the scans is read; it was not "
        "compared with the scans.",
    ),
    RemarkKind.NOT_LOOKED_FOR: Form(
        "It was read by other means: text that is hidden in it could not be told apart."
    ),
    RemarkKind.ATTACHMENT_UNREAD: Form("The attachment {name} was not read ({verdict}): {detail}"),
    RemarkKind.ATTACHMENTS_UNREAD: Form(
        "Its only attachment was not read: with it the mail breaks a limit.",
        "None of its {count} attachments was read: together they break a limit.",
    ),
    RemarkKind.MORE_ATTACHMENTS: Form(
        "It has {count} attachment more than the {most} that are read.",
        "It has {count} attachments more than the {most} that are read.",
    ),
    RemarkKind.ATTACHMENTS_TOGETHER: Form(
        "{count} attachments have one page together: ASSISTANT_MAX_PAGES allows {most}."
    ),
    RemarkKind.RECOGNITION_OFF: Form("Scanned pages are not recognised: ASSISTANT_OCR is off."),
    RemarkKind.RECOGNITION_MISSING: Form("Tesseract or its languages are not installed."),
    RemarkKind.RECOGNITION_LATE: Form(
        "{count} scanned page was not reached within the {seconds} s that "
        "ASSISTANT_OCR_DOCUMENT_S allows.",
        "{count} scanned pages were not reached within the {seconds} s that "
        "ASSISTANT_OCR_DOCUMENT_S allows.",
    ),
    RemarkKind.WITHIN: Form("{name}: {remark}"),
}
_VALUES = {
    "count": r"\d+",
    "most": r"\d+",
    "verdict": "|".join(Verdict),
    "pages": r"[\d, ]+(?: and \d+ more)?",
}
MORE = re.compile(r" and (\d+) more\Z")  # at the end of what `listed` gives


@dataclass(frozen=True, slots=True)
class KnownRemark:
    """A remark taken apart: its kind, which of the two forms it has, and what it names."""

    kind: RemarkKind
    plural: bool
    fields: Mapping[str, str]


def remark(kind: RemarkKind, *, count: int = 1, **fields: str | int) -> Remark:
    """The remark in the form for `count`, with its fields filled in. KeyError for a lacking one."""
    return Remark(FORMS[kind].of(plural=count != 1).format(count=count, **fields))


def listed(names: Sequence[str | int], most: int) -> str:
    """The first names, and how many more there are: a field `names` or `pages` of a remark."""
    more = len(names) - most
    return ", ".join(map(str, names[:most])) + (f" and {more} more" if more > 0 else "")


def known(sentence: str) -> KnownRemark | None:
    """What the sentence says; None for a remark in a form of long ago.

    A name may read like a part of a sentence: the forms filled in again give `sentence` anyway.
    """
    if found := _directly(sentence):
        return found
    end = sentence.find(": ")
    while end >= 0:
        if _directly(rest := sentence[end + 2 :]):
            return KnownRemark(RemarkKind.WITHIN, False, {"name": sentence[:end], "remark": rest})
        end = sentence.find(": ", end + 1)
    return None


def _directly(sentence: str) -> KnownRemark | None:
    """What it says where it is not of an attachment."""
    for kind, plural, pattern in _PATTERNS:
        if found := pattern.fullmatch(sentence):
            return KnownRemark(kind, plural, found.groupdict())
    return None


def _pattern(form: str) -> re.Pattern[str]:
    parts = (
        re.escape(text) + (f"(?P<{name}>{_VALUES.get(name, '.*')})" if name else "")
        for text, name, _, _ in Formatter().parse(form)
    )
    return re.compile("".join(parts), re.S)


_PATTERNS = [
    (kind, plural, _pattern(form.of(plural=plural)))
    for kind, form in FORMS.items()
    if kind is not RemarkKind.WITHIN
    for plural in ((False, True) if form.other else (False,))
]
