"""The child process that reads files: `python -m ingest.reading_child`, see ingest.sandbox."""

import base64
import time
from dataclasses import asdict
from pathlib import Path

from ingest.cleaning import Cleaned, clean, known_words
from ingest.errors import UnreadableDocument
from ingest.formats.conversions import NotConverted, conversions_of
from ingest.formats.file_type import FileType, detect
from ingest.formats.inner_files import inner_file, unsigned
from ingest.formats.old_office import CONVERTED
from ingest.formats.parsed import ParsedFile, RawHeading, RawPage, RawTable
from ingest.formats.parsers import parser_name, parser_of, second_parser_of
from ingest.formats.source import Source
from ingest.page_examination import examined, hidden_in
from ingest.sandboxed import JsonObject, Report, serve
from storage.names import one_line
from storage.records import Heading, Page, PageReading, PageTable, Verdict

REPORT_S = 0.1
BLOCK_BYTES = 1 << 20


def answer(task: JsonObject, report: Report) -> JsonObject:
    """The reply to `{"do": "read" | "recognise" | "take-out", …}`; with `after`, a verdict, reading
    is tried in another way than the one that ended so."""
    match task["do"]:
        case "recognise":
            return _recognised(task)
        case "take-out":
            return _taken_out(task, report)
    return _read(task, report)


def _read(task: JsonObject, report: Report) -> JsonObject:
    """The pages of the file that `task` names, cleaned; or what it has to be converted to first.

    `to_convert` are the old Office files in it that nobody has tried to convert.
    """
    source = _source(task)
    file_type = detect(source)
    if file_type in CONVERTED and "after" not in task:
        to = CONVERTED[file_type].name.lower()
        return {"convert_to": to, "signed": False, "media_type": file_type.value}
    try:
        file, parser = _parsed(source, file_type, task, _Progress(report))
    except NotConverted as signed:  # and by itself
        media_type = detect(unsigned(source)).value
        return {"convert_to": signed.wanted.to, "signed": True, "media_type": media_type}
    words = known_words(page.text for page in file.pages)
    pages = (cleaned(number, raw, words) for number, raw in enumerate(file.pages, start=1))
    return {
        "pages": [asdict(page) for page in pages],
        "title": clean(file.title).text,
        "media_type": file.media_type,
        "parser": parser,
        "warnings": list(file.warnings),
        "places": [_place(number, raw) for number, raw in enumerate(file.pages, start=1)],
        "labels": [one_line(raw.label) for raw in file.pages],
        "pages_back": [raw.pages_back for raw in file.pages],
        "to_convert": [
            {"inside": raw.place, **asdict(raw.to_convert)} for raw in file.pages if raw.to_convert
        ],
    }


def _source(task: JsonObject) -> Source:
    conversions = conversions_of(task["conversions"])
    return Source(Path(task["path"]), task["file_name"], conversions=conversions)


def _parsed(
    source: Source, file_type: FileType, task: JsonObject, progress: "_Progress"
) -> tuple[ParsedFile, str]:
    """The raw pages of a file by the parser of its type, and the parser's name."""
    otherwise = "after" in task
    if otherwise:
        after = Verdict(task["after"])
        parse = second_parser_of(file_type, after=after)
        if parse is None:
            raise UnreadableDocument(after, "There is no other way to read it.")
    else:
        parse = parser_of(file_type)
    parsed = parse(source, max_pages=task["max_pages"], on_page=progress)
    return parsed, parser_name(file_type, otherwise=otherwise)


def _place(number: int, raw: RawPage) -> list[int]:
    """Where the picture of a page is found; empty where there is none."""
    if raw.reading is not PageReading.UNREAD or raw.place is None or raw.to_convert:
        return []
    return list(raw.place or (number,))


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
    """What recognition makes of one page: its text, confidence, how it was read, and seconds."""
    from ingest.formats.page_picture import page_picture
    from ingest.ocr import recognise, usable_languages

    started = time.monotonic()
    languages = usable_languages(task["languages"])
    if not languages:
        return {"languages": ""}
    picture = page_picture(_source(task), task["place"])
    found = recognise(
        picture.pgm, dpi=picture.dpi, languages=languages, timeout_s=task["timeout_s"]
    )
    reading = PageReading.OCR
    if found is None or not found.text:
        reading = PageReading.BLANK if picture.is_nearly_blank else PageReading.UNREAD
    return {
        "languages": languages,
        "text": clean(found.text).text if found else "",
        "confidence": found.confidence if found and found.text else None,
        "is_wordless": found is not None and not found.text,
        "reading": reading.value,
        "seconds": time.monotonic() - started,
    }


def _taken_out(task: JsonObject, report: Report) -> JsonObject:
    """Report the bytes of a file inside another, for the parent to write: see ingest.taking_out."""
    found = inner_file(Source(Path(task["path"]), "document"), task["inside"])
    with found.open() as content:
        while block := content.read(BLOCK_BYTES):
            report({"block": base64.b64encode(block).decode("ascii")})
    return {}


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
