"""A reading report in lines for a terminal; every foreign text is made printable."""

from collections.abc import Iterator

from ingest.visible import visible
from storage.quarantine import QuarantinedText
from storage.reading_report import Attention, PageReport, ReadingReport
from storage.records import Document, PageReading

TEXT_SHOWN = 300
DIGEST_SHOWN = 12


def report_lines(report: ReadingReport) -> Iterator[str]:
    """The report of one document: pages, then hidden texts, then what says the same."""
    document = report.document
    yield f"{document.id}  {document.collection}  {visible(document.source)}"
    about = document.about
    if about.effective_date:
        yield f"effective {visible(about.effective_date)}"
    if about.source_url:
        yield f"from {visible(about.source_url)}"
    pages = "1 page" if document.page_count == 1 else f"{document.page_count} pages"
    taken = "" if report.seconds is None else f" in {max(report.seconds, 0.1):.1f} s"
    by = f" by {report.parser}" if report.parser else ""
    yield f"{document.verdict.value}{by}{taken}, {pages}"
    yield from (f"  {visible(remark)}" for remark in report.remarks)
    yield "page  characters  language  read as           tables  warnings"
    yield from map(_page_line, report.pages)
    yield from (hidden_line(one) for one in report.hidden)
    for near in report.near:
        how = "identical" if near.identical else f"near, {near.likeness:.2f}"
        other = near.document
        yield f"{how}: {other.id}  {other.collection}  {visible(other.source)}"
    if report.burst:
        yield "Several near twins came within a day: is somebody planting an answer?"


def summary_line(document: Document, seen: Attention) -> str:
    """A document on one line of the report of a collection."""
    unread = f"{len(document.unread_pages)} unread" if document.unread_pages else ""
    hidden = f"{seen.hidden} hidden{'!' if seen.grave else ''}" if seen.hidden else ""
    warned = f"{seen.warned_pages} warned" if seen.warned_pages else ""
    notes = ", ".join(note for note in (unread, hidden, warned) if note)
    return (
        f"{document.id}  {document.verdict.value:<11}  {document.page_count:>5} p.  "
        f"{notes:<32}  {visible(document.source)}"
    )


def hidden_line(one: QuarantinedText) -> str:
    """A hidden text on one line: where, why hidden, whether released, what it says."""
    state = f"released by {one.released_by}" if one.released_by else "quarantined"
    if one.withdrawn and not one.released_by:
        by, on = one.withdrawn.withheld_by, one.withdrawn.withheld
        state += f" again by {by} on {on:%Y-%m-%d} (released by {one.withdrawn.released_by})"
    if one.waiting:
        state += ", to be read again"
    grave = ", speaks to a language model" if one.instruction else ""
    said = visible(" ".join(one.text.split()), limit=TEXT_SHOWN)
    return (
        f"hidden on page {one.page} ({one.kind.value}{grave}): {state} "
        f"[{one.digest[:DIGEST_SHOWN]}]: {said}"
    )


def _page_line(page: PageReport) -> str:
    how = "nothing" if page.reading is PageReading.UNREAD else page.reading.value
    if page.confidence is not None:
        how += f" ({page.confidence:.0f} %)"
    tables = "" if page.tables is None else str(page.tables)
    warnings = ", ".join(warning.value for warning in page.warnings)
    if page.reading is PageReading.UNREAD:
        warnings = ", ".join(part for part in ("NOT SEARCHABLE", warnings) if part)
    return (
        f"{page.number:>4}  {page.characters:>10}  {page.language:<8}  {how:<16}  {tables:>6}  "
        f"{warnings}"
    ).rstrip()
