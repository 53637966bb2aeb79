"""Word documents in the strict variant of ISO 29500, given the names that others use."""

import re
import zipfile
from io import BytesIO
from typing import BinaryIO

from ingest.formats.source import Source

_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(officeDocument|wordprocessingml|drawingml)/")
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"
_RELATIONS = "_rels/.rels"


def open_transitional(source: Source) -> BinaryIO:
    """The file of a checked archive; a strict one with its namespaces replaced, in memory.

    python-docx knows the others alone. Raises what zipfile raises, and KeyError where the archive
    has no relations.
    """
    with source.open() as file, zipfile.ZipFile(file) as archive:
        if not _STRICT.search(archive.read(_RELATIONS)):
            return source.open()
        rewritten = BytesIO()
        with zipfile.ZipFile(rewritten, "w") as target:
            for member in archive.infolist():
                content = archive.read(member)
                if member.filename.endswith((".xml", ".rels")):
                    content = _STRICT.sub(_TRANSITIONAL, content)
                target.writestr(member.filename, content)
    rewritten.seek(0)
    return rewritten
