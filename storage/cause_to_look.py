"""Which documents a person should look at: what was not read of them, hidden, or warned of."""

from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_, select

from storage.records import Verdict
from storage.schema import pages, quarantined_texts, versions

# What of a version's hidden texts and pages gives cause, here and for `reading_report.attention`.
IN_QUARANTINE: Final[ColumnElement[bool]] = quarantined_texts.c.included == 0
WARNED_OF: Final[ColumnElement[bool]] = func.json_array_length(pages.c.warnings) > 0
_NOT_ALL_READ = (Verdict.PARTLY_READ.value, Verdict.QUARANTINED.value)


def gives_cause_to_look() -> ColumnElement[Any]:
    """The condition on a version: it has unread pages, hidden text that is set aside, or a warning.

    It looks at the pages of every document that is listed, 1 to 4 µs each (1,889 pages of mixed
    documents, 2026-11-26): no index of its own.
    """
    hidden = select(quarantined_texts.c.version_id).where(
        quarantined_texts.c.version_id == versions.c.id, IN_QUARANTINE
    )
    warned = select(pages.c.version_id).where(pages.c.version_id == versions.c.id, WARNED_OF)
    return or_(versions.c.verdict.in_(_NOT_ALL_READ), hidden.exists(), warned.exists())
