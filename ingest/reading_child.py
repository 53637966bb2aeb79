"""The child process that reads files: `python -m ingest.reading_child`, see ingest.sandbox."""

import time
from dataclasses import asdict
from pathlib import Path

from ingest.cleaning import Cleaned, clean, known_words
from ingest.file_type import FileType, detect
from ingest.parsed import ParsedFile, RawHeading, RawPage
from ingest.sandboxed import JsonObject, Report, serve
from storage.records import Heading, Page, PageReading

REPORT_S = 0.1


def answer(task: JsonObject, report: Report) -> JsonObject:
    """The reply to `{"do": "read" | "read-otherwise" | "recognise", …}`."""
    if task["do"] == "recognise":
        return _recognised(task)
    return _read(task, report)


def _read(task: JsonObject, report: Report) -> JsonObject:
    """The pages of the file that `task` names, cleaned."""
    file = _parsed(task, _Progress(report))
    words = known_words(page.text for page in file.pages)
    pages = (cleaned(number, raw, words) for number, raw in enumerate(file.pages, start=1))
    return {
        "pages": [asdict(page) for page in pages],
        "title": clean(file.title).text,
        "media_type": file.media_type,
        "warnings": list(file.warnings),
    }


def _parsed(task: JsonObject, progress: "_Progress") -> ParsedFile:
    """The raw pages of a file, by the parser of its type; each is imported when it is needed."""
    path, most = Path(task["path"]), task["max_pages"]
    file_type = detect(path, file_name=task["file_name"])
    match file_type:
        case FileType.PDF if task["do"] == "read-otherwise":
            from ingest.pdf_fallback import read_pdf_otherwise

            return read_pdf_otherwise(path, max_pages=most, on_page=progress)
        case FileType.PDF:
            from ingest.pdf import read_pdf

            return read_pdf(path, max_pages=most, on_page=progress)
        case FileType.DOCX:
            from ingest.docx_file import read_docx

            return read_docx(path, max_pages=most)
        case FileType.HTML:
            from ingest.html_file import read_html

            return read_html(path, max_pages=most)
        case FileType.MARKDOWN:
            from ingest.markdown_file import read_markdown

            return read_markdown(path, max_pages=most)
        case FileType.TEXT:
            from ingest.plain_text import read_text

            return read_text(path, max_pages=most)


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
    from ingest.ocr import recognise, usable_languages
    from ingest.pdf import open_pdf
    from ingest.pdf_picture import OCR_DPI, is_nearly_blank, ocr_picture

    languages = usable_languages(task["languages"])
    if not languages:
        return {"languages": ""}
    with open_pdf(Path(task["path"])) as document:
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
