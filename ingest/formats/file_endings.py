"""How the names of files of each type usually end: a help in choosing files, and no more.

What a file is, is told by its content (`ingest.formats.file_type`).
"""

from typing import Final

from ingest.formats.file_type import FileType

ENDINGS: Final[dict[FileType, tuple[str, ...]]] = {
    FileType.PDF: (".pdf",),
    FileType.DOCX: (".docx", ".docm", ".dotx", ".dotm"),
    FileType.DOC: (".doc", ".dot"),
    FileType.PPTX: (".pptx", ".pptm", ".ppsx", ".ppsm", ".potx", ".potm"),
    FileType.PPT: (".ppt", ".pps", ".pot"),
    FileType.XLSX: (".xlsx", ".xlsm", ".xltx", ".xltm"),
    FileType.XLS: (".xls", ".xlt"),
    FileType.XLSB: (".xlsb",),
    FileType.ODT: (".odt", ".ott"),
    FileType.ODS: (".ods", ".ots"),
    FileType.ODP: (".odp", ".otp"),
    FileType.RTF: (".rtf",),
    FileType.EPUB: (".epub",),
    FileType.HTML: (".html", ".htm", ".xhtml"),
    FileType.MARKDOWN: (".md", ".markdown"),
    FileType.CSV: (".csv", ".tsv", ".tab"),
    FileType.TEXT: (".txt",),
    FileType.EML: (".eml", ".mbox"),
    FileType.MSG: (".msg",),
    FileType.SIGNED: (".p7m",),
    FileType.PNG: (".png",),
    FileType.JPEG: (".jpg", ".jpeg"),
    FileType.TIFF: (".tif", ".tiff"),
    FileType.WEBP: (".webp",),
    FileType.BMP: (".bmp",),
    FileType.GIF: (".gif",),
}
PICTURES: Final = frozenset(
    {FileType.PNG, FileType.JPEG, FileType.TIFF, FileType.WEBP, FileType.BMP, FileType.GIF}
)
