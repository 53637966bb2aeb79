"""The file as it was brought in, for those who may read the document."""

from pathlib import PurePosixPath
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from ingest.visible import visible
from storage.documents import find_document
from ui.caller import person_in
from ui.website import site_of

router = APIRouter()

MAX_NAME = 150
# Never text/html or another type that a browser would run as a page of ours.
SAFE_TYPES = frozenset({"application/pdf", "text/plain"})
ANY_TYPE = "application/octet-stream"


@router.get("/original/{document_id}")
def original(request: Request, document_id: str) -> Response:
    """The original as a download. Raises UnknownDocument, for forbidden ones too."""
    ledger, reader = site_of(request).store.ledger, person_in(request).reader
    document = find_document(ledger, reader, document_id)
    path = site_of(request).store.originals.path(document.content_sha256)
    media_type = document.media_type if document.media_type in SAFE_TYPES else ANY_TYPE
    headers = {"Content-Disposition": attachment(document.file_name)}
    return FileResponse(path, media_type=media_type, headers=headers)


def attachment(file_name: str) -> str:
    """Content-Disposition that saves under `file_name`, made harmless (RFC 6266).

    Folders, quotes and control characters are taken out; the plain form is ASCII.
    """
    name = safe_name(file_name)
    plain = "".join(
        character if character.isascii() and character not in '"\\%;' else "_" for character in name
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def safe_name(file_name: str) -> str:
    """The last part of the name, visible, not hidden, with its suffix where it is cut."""
    last = PurePosixPath(file_name.replace("\\", "/")).name
    shown = "".join("_" if character in '/\\:*?"<>|' else character for character in visible(last))
    shown = shown.strip(". ") or "document"
    if len(shown) <= MAX_NAME:
        return shown
    suffix = PurePosixPath(shown).suffix[:20]
    return shown[: MAX_NAME - len(suffix)] + suffix
