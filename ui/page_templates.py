"""Our pages: Jinja templates with every value escaped, in the reader's language."""

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse

from ingest.visible import visible
from ui.caller import Caller, caller_in
from ui.language_choice import page_language
from ui.wording import LANGUAGES, counted, text

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> "Environment":
    """The templates: autoescape always on, an undefined name is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["visible"] = visible
    return made


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **values: object,
) -> HTMLResponse:
    """A page in the reader's language; `t` and `n` are its wording in the template."""
    language = page_language(request)
    frame = frame_values(caller_in(request.scope), language, here=here(request))
    frame["framed"] = request.headers.get("sec-fetch-dest") == "iframe"
    content = environment().get_template(template).render(frame | values)
    return HTMLResponse(content, status_code=status, headers=headers)


def frame_values(caller: Caller, language: str, *, here: str) -> dict[str, object]:
    """What base.html and topbar.html need. `here` is where a change of language comes back to."""
    return {
        "caller": caller,
        "language": language,
        "languages": LANGUAGES,
        "here": here,
        "current": "",
        "framed": False,  # in a frame beside the chat, which has our bar already
        "t": partial(_text, language),
        "n": partial(_counted, language),
    }


def here(request: Request) -> str:
    """Path and query of the page that is shown: where a form, or a sign-in, returns to."""
    query = request.scope["query_string"].decode("latin-1")
    path = quote(request.scope["path"])
    return f"{path}?{query}" if query else path


def _text(language: str, key: str, **values: object) -> str:
    return text(key, language, **values)


def _counted(language: str, key: str, count: int, **values: object) -> str:
    return counted(key, language, count, **values)
