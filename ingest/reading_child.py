"""The child process that reads files: `python -m ingest.reading_child`, see ingest.sandbox."""

import time
from dataclasses import asdict
from pathlib import Path

from ingest.cleaning import Cleaned, clean, known_words
from ingest.formats.file_type import detect
from ingest.formats.old_office import CONVERTED
from ingest.formats.parsed import RawHeading, RawPage
from ingest.formats.parsers import parser_of, second_parser_of
from ingest.formats.source import Source
from ingest.sandboxed import JsonObject, Report, serve
from storage.records import Heading, Page, PageReading

REPORT_S = 0.1


def answer(task: JsonObject, report: Report) -> JsonObject:
    """The reply to `{"do": "read" | "read-otherwise" | "recognise", …}`."""
    if task["do"] == "recognise":
        return _recognised(task)
    return _read(task, report)


def _read(task: JsonObject, report: Report) -> JsonObject:
    """The pages of the file that `task` names, cleaned; or what it has to be converted to first."""
    source = Source(Path(task["path"]), task["file_name"])
    file_type = detect(source)
    otherwise = task["do"] == "read-otherwise"
    if file_type in CONVERTED and not otherwise:
        return {"convert_to": CONVERTED[file_type].name.lower(), "media_type": file_type.value}
    parse = second_parser_of(file_type) if otherwise else parser_of(file_type)
    file = parse(source, max_pages=task["max_pages"], on_page=_Progress(report))
    words = known_words(page.text for page in file.pages)
    pages = (cleaned(number, raw, words) for number, raw in enumerate(file.pages, start=1))
    return {
        "pages": [asdict(page) for page in pages],
        "title": clean(file.title).text,
        "media_type": file.media_type,
        "warnings": list(file.warnings),
    }


def cleaned(number: int, raw: RawPage, words: frozenset[str]) -> Page:
    """The page as it is kept: its text cleaned, its headings and margins where they are now."""
    text = clean(raw.text, known=words)
    headings = (_heading(text, heading) for heading in raw.headings)
    margins = ((text.position(start), text.position(end)) for start, end in raw.margins)
    return Page(
        number,
        text.text,
        raw.reading,
        margins=tuple((start, end) for start, end in margins if start < end),
        headings=tuple(heading for heading in headings if heading.text),
    )


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
