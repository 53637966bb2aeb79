"""The child process that reads files: `python -m ingest.reading_child`, see ingest.sandbox."""

import time
from dataclasses import asdict
from pathlib import Path

from ingest.cleaning import clean
from ingest.errors import UnreadableDocument
from ingest.file_type import FileType, detect
from ingest.parsed import ParsedFile, RawPage
from ingest.pdf import OnPage
from ingest.plain_text import decode, text_pages
from ingest.sandboxed import JsonObject, Report, serve
from storage.records import Heading, Page, Verdict

REPORT_S = 0.1


def answer(task: JsonObject, report: Report) -> JsonObject:
    """The pages of the file that `task` names."""
    file = parse(
        Path(task["path"]),
        file_name=task["file_name"],
        max_pages=task["max_pages"],
        on_page=_sparing(report),
    )
    pages = [_cleaned(number, page) for number, page in enumerate(file.pages, start=1)]
    return {
        "pages": [asdict(page) for page in pages],
        "title": clean(file.title).text,
        "media_type": file.media_type,
        "warnings": list(file.warnings),
    }


def parse(path: Path, *, file_name: str, max_pages: int, on_page: OnPage) -> ParsedFile:
    """The raw pages of a file, by the parser of its type."""
    file_type = detect(path, file_name=file_name)
    if file_type is FileType.PDF:
        from ingest.pdf import read_pdf

        return read_pdf(path, max_pages=max_pages, on_page=on_page)
    text = decode(path.read_bytes())
    assert text is not None
    return ParsedFile(text_pages(text), "", file_type.value)


def _cleaned(number: int, raw: RawPage) -> Page:
    cleaned = clean(raw.text)
    return Page(number, cleaned.text, raw.reading)


def _sparing(report: Report) -> OnPage:
    """Report at most every `REPORT_S`, and the last page."""
    last = 0.0

    def on_page(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if done == total or now - last > REPORT_S:
            last = now
            report({"done": done, "total": total})

    return on_page


if __name__ == "__main__":
    serve(answer)
