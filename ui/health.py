"""Whether the server lives, and whether it is ready to answer: words only, nothing private."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ui.website import site_of

router = APIRouter()


@router.get("/livez")
def live() -> Response:
    """200 as long as the process answers at all."""
    return JSONResponse({"status": "alive"})


@router.get("/readyz")
def ready(request: Request) -> Response:
    """200 where a question would be answered now, else 503; each part in one word.

    While the index is rebuilt questions are answered by exact search: that is ready too. So is a
    server whose worker waits, as for room on the disk: only what is new has to wait.
    """
    site = site_of(request)
    parts = {
        "embedder": "ready" if site.warm.is_set() else "loading",
        "worker": "running" if site.worker.trouble is None else "waiting",
        "index": site.store.index.state,
    }
    is_ready = parts["embedder"] == "ready"
    answer = {"status": "ready" if is_ready else "starting", **parts}
    return JSONResponse(answer, status_code=200 if is_ready else 503)
