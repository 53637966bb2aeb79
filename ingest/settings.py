"""Settings of reading: what one file may cost, and whether pages without text are recognised."""

from pydantic import Field

from storage.settings import Settings


class IngestSettings(Settings):
    """Limits on one file, each read from `ASSISTANT_<NAME>`; exceeding one is a verdict.

    max_file_mib: size of a file in MiB (default 200).
    max_pages: pages of a document; of formats without pages, about 3,000 characters each
        (default 5,000).
    read_cpu_s, read_wall_s: processor and elapsed seconds to take the text out of one file
        (default 60 and 120).
    read_memory_mib: memory of the child process that reads, in MiB (default 1,024).
    processes: child processes that read or recognise at the same time; 0 (default): one for each
        processor that this process may use.
    ocr: recognise the text of scanned pages and pictures, where tesseract is installed (default
        true).
    ocr_languages: tesseract's names joined by +; those not installed are left out
        (default fra+eng).
    ocr_page_s: elapsed seconds to recognise one page (default 60).
    ocr_document_s: seconds to recognise the pages of one document, of all of them together, however
        many are recognised at the same time (default 7,200); those that are left stay unread.
    """

    max_file_mib: int = Field(200, ge=1)
    max_pages: int = Field(5_000, ge=1)
    read_cpu_s: int = Field(60, ge=1)
    read_wall_s: int = Field(120, ge=1)
    read_memory_mib: int = Field(1_024, ge=64)
    processes: int = Field(0, ge=0, le=256)
    ocr: bool = True
    ocr_languages: str = Field("fra+eng", pattern=r"^[A-Za-z_]+(\+[A-Za-z_]+)*$")
    ocr_page_s: int = Field(60, ge=1)
    ocr_document_s: int = Field(7_200, ge=1)
