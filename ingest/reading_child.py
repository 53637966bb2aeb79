"""The child process that reads files: `python -m ingest.reading_child`, see ingest.sandbox."""

import time
from dataclasses import asdict
from pathlib import Path

from ingest.cleaning import Cleaned, clean, known_words
from ingest.formats.file_type import detect
from ingest.formats.parsed import ParsedFile, RawHeading, RawPage, RawTable
from ingest.formats.parsers import parser_name, parser_of, second_parser_of
from ingest.formats.source import Source
from ingest.page_examination import examined, hidden_in
from ingest.sandboxed import JsonObject, Report, serve
from storage.records import Heading, Page, PageReading, PageTable

REPORT_S = 0.1


def answer(task: JsonObject, report: Report) -> JsonObject:
    """The reply to `{"do": "read" | "read-otherwise" | "recognise", …}`."""
    if task["do"] == "recognise":
        return _recognised(task)
    return _read(task, report)


def _read(task: JsonObject, report: Report) -> JsonObject:
    """The pages of the file that `task` names, cleaned."""
    file, parser = _parsed(task, _Progress(report))
    words = known_words(page.text for page in file.pages)
    pages = (cleaned(number, raw, words) for number, raw in enumerate(file.pages, start=1))
    return {
        "pages": [asdict(page) for page in pages],
        "title": clean(file.title).text,
        "media_type": file.media_type,
        "parser": parser,
        "warnings": list(file.warnings),
    }


def _parsed(task: JsonObject, progress: "_Progress") -> tuple[ParsedFile, str]:
    """The raw pages of a file by the parser of its type, and the parser's name."""
    source = Source(Path(task["path"]), task["file_name"])
    file_type = detect(source)
    otherwise = task["do"] == "read-otherwise"
    parse = second_parser_of(file_type) if otherwise else parser_of(file_type)
    parsed = parse(source, max_pages=task["max_pages"], on_page=progress)
    return parsed, parser_name(file_type, otherwise=otherwise)


def cleaned(number: int, raw: RawPage, words: frozenset[str]) -> Page:
    """The page as it is kept: its text cleaned; headings, margins and tables where they are now."""
    text = clean(raw.text, known=words)
    headings = (_heading(text, heading) for heading in raw.headings)
    tables = (_table(text, table) for table in raw.tables)
    margins = ((text.position(start), text.position(end)) for start, end in raw.margins)
    page = Page(
        number,
        text.text,
        raw.reading,
        margins=tuple((start, end) for start, end in margins if start < end),
        headings=tuple(heading for heading in headings if heading.text),
        tables=tuple(table for table in tables if table.start < table.end),
        warnings=raw.warnings,
        hidden=hidden_in(raw.text, raw.hidden),
    )
    return examined(page)


def _table(text: Cleaned, raw: RawTable) -> PageTable:
    start = text.position(raw.start)
    ends = (text.position(end) for end in (raw.end, raw.header_end))
    end, header_end = (start + len(text.text[start:end].rstrip()) for end in ends)
    return PageTable(start, end, header_end, raw.goes_on)


def _heading(text: Cleaned, raw: RawHeading) -> Heading:
    start = text.position(raw.start)
    return Heading(start, raw.level, text.text[start:].split("\n", 1)[0])


def _recognised(task: JsonObject) -> JsonObject:
    """What recognition makes of one page: its text, confidence and how it was read."""
    from ingest.formats.pdf import open_pdf
    from ingest.formats.pdf_picture import OCR_DPI, is_nearly_blank, ocr_picture
    from ingest.ocr import recognise, usable_languages

    languages = usable_languages(task["languages"])
    if not languages:
        return {"languages": ""}
    with open_pdf(Source.at(Path(task["path"]))) as document:
        picture = ocr_picture(document[task["page"] - 1])
    found = recognise(picture, dpi=OCR_DPI, languages=languages, timeout_s=task["timeout_s"])
    reading = PageReading.OCR
    if found is None:
        reading = PageReading.BLANK if is_nearly_blank(picture) else PageReading.UNREAD
    return {
        "languages": languages,
        "text": clean(found.text).text if found else "",
        "confidence": found.confidence if found else None,
        "reading": reading.value,
    }


class _Progress:
    """Reports pages at most every `REPORT_S`."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._last = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done == total or now - self._last > REPORT_S:
            self._last = now
            self._report({"done": done, "total": total})


if __name__ == "__main__":
    serve(answer)
