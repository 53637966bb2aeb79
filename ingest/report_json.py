"""The stable JSON form of a reading report, and of the hidden texts in it."""

from typing import Any

from ingest.upload_source import shown_source
from storage.quarantine import QuarantinedText, Withdrawal
from storage.reading_report import Attention, PageReport, ReadingReport
from storage.records import Document

JsonObject = dict[str, Any]


def report_json(report: ReadingReport, *, for_operator: bool = False) -> JsonObject:
    """A document's reading report; the whole source of an upload is for the operator alone."""
    return {
        **_named(report.document, for_operator=for_operator),
        "pages": [_page(page) for page in report.pages],
        "unread_pages": list(report.document.unread_pages),
        "hidden": [hidden_json(one) for one in report.hidden],
        "duplicates": [
            {
                "id": one.document.id,
                "collection": one.document.collection,
                "file_name": one.document.file_name,
                "title": one.document.title,
                "likeness": round(one.likeness, 2),
                "identical": one.identical,
            }
            for one in report.near
        ],
        "burst": report.burst,
        "warnings": list(report.remarks),
        "parser": report.parser,
        "seconds": None if report.seconds is None else round(report.seconds, 3),
    }


def summary_json(document: Document, seen: Attention) -> JsonObject:
    """What the report of a collection says of one document, for the operator."""
    return {
        **_named(document, for_operator=True),
        "pages": document.page_count,
        "unread_pages": list(document.unread_pages),
        "hidden": seen.hidden,
        "hidden_instruction": seen.grave,
        "warned_pages": seen.warned_pages,
    }


def hidden_json(one: QuarantinedText) -> JsonObject:
    """A hidden text; `digest` names it when it is released or withheld."""
    return {
        "page": one.page,
        "kind": one.kind.value,
        "text": one.text,
        "digest": one.digest,
        "instruction": one.instruction,
        "released_by": one.released_by or None,
        "released": one.released.isoformat() if one.released else None,
        "in_text": one.included,
        "withdrawn": _withdrawn(one.withdrawn),
    }


def _withdrawn(one: Withdrawal | None) -> JsonObject | None:
    """The last release that was taken back: whose it was, who did, and when."""
    if one is None:
        return None
    return {
        "released_by": one.released_by,
        "released": one.released.isoformat(),
        "withheld_by": one.withheld_by,
        "withheld": one.withheld.isoformat(),
    }


def _named(document: Document, *, for_operator: bool) -> JsonObject:
    return {
        "id": document.id,
        "collection": document.collection,
        "source": document.source if for_operator else shown_source(document),
        "file_name": document.file_name,
        "title": document.title,
        "verdict": document.verdict.value,
        "effective_date": document.about.effective_date,
        "source_url": document.about.source_url,
    }


def _page(page: PageReport) -> JsonObject:
    return {
        "page": page.number,
        "characters": page.characters,
        "language": page.language or None,
        "reading": page.reading.value,
        "confidence": page.confidence,
        "tables": page.tables,
        "warnings": [warning.value for warning in page.warnings],
    }
