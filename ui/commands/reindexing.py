"""Who does the work of `assistant reindex`: the running server, or this command as owner."""

from collections.abc import Iterator
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any

from storage.errors import HomeBusy
from storage.locking import Owner, owner
from storage.settings import StorageSettings, load_settings
from ui.commands.asking import CONNECT_TIMEOUT_S, ServerRefused, refusal

if TYPE_CHECKING:
    from storage.reindex_order import ReindexOrder
    from storage.reindexing import ReindexProgress

POLL_S = 0.2
REQUEST_S = 60.0  # a server under load; the work itself goes on in a thread of its own


def followed(order: "ReindexOrder", stop: Event) -> Iterator["ReindexProgress"]:
    """Where the work stands, several times a second until it has ended; `stop` ends it early.

    Raises EmbedderError, HomeError, BadInput.
    """
    settings = load_settings(StorageSettings)
    found = owner(settings.home)
    if found is not None and found.kind == "server" and found.address:
        return _at_server(settings, found, order, stop)
    return _at_home(settings, order, stop)


def forgotten() -> str:
    """The name of the former embedder, which is dropped now."""
    from storage.reindex_order import former_embedder
    from storage.reindexing import forget_former
    from storage.store import open_owned

    settings = load_settings(StorageSettings)
    found = owner(settings.home)
    if found is not None and found.kind == "server" and found.address:
        return str(_request(settings, found, "POST", "/forget")["forgotten"])
    former_embedder(settings.home)
    with open_owned(settings) as store:
        return forget_former(store)


def setting_in_the_way(embedder: str) -> str:
    """The value of ASSISTANT_EMBEDDER where the next start would refuse it; else empty."""
    from storage.embedder_loading import named

    setting = load_settings(StorageSettings).embedder
    return setting if setting and named(setting) != embedder else ""


def _at_home(
    settings: StorageSettings, order: "ReindexOrder", stop: Event
) -> Iterator["ReindexProgress"]:
    from storage.ledger import require_home
    from storage.reindexing import Phase, Reindexing, ReindexProgress
    from storage.store import open_replacing

    require_home(settings.home)
    yield ReindexProgress(Phase.LOADING)
    embedder = order.load(settings.home, ollama_url=settings.ollama_url)
    with open_replacing(settings, embedder) as store:
        work = Reindexing(store, lambda: embedder)
        work.start()
        try:
            while not (progress := work.progress).phase.ended:
                yield progress
                if stop.wait(POLL_S):
                    work.stop()
        finally:
            work.stop(wait_s=600.0)
        yield work.progress


def _at_server(
    settings: StorageSettings, server: Owner, order: "ReindexOrder", stop: Event
) -> Iterator["ReindexProgress"]:
    from ui.reindex_json import progress_of

    body = {
        "embedder": order.asked.name,
        "query_prompt": order.asked.query_prompt,
        "document_prompt": order.asked.document_prompt,
        "rollback": order.rollback,
    }
    ask = partial(_request, settings, server)
    progress = progress_of(ask("POST", "", body))
    while not progress.phase.ended:
        yield progress
        if stop.wait(POLL_S):
            ask("POST", "/stop")
            stop.clear()
        progress = progress_of(ask("GET", ""))
    yield progress


def _request(
    settings: StorageSettings,
    server: Owner,
    method: str,
    path: str,
    body: dict[str, Any] | None = None,
) -> dict[str, Any]:
    import httpx

    from ui.operator_token import read_operator_token

    try:
        response = httpx.request(
            method,
            f"{server.address}/api/v1/reindex{path}",
            json=body,
            headers={"Authorization": f"Bearer {read_operator_token(settings.home)}"},
            timeout=httpx.Timeout(REQUEST_S, connect=CONNECT_TIMEOUT_S),
            trust_env=False,
        )
    except httpx.ConnectError as error:
        raise HomeBusy(settings.home, pid=server.pid, address=server.address) from error
    except httpx.TransportError as error:
        raise ServerRefused(
            "The server does not answer any more.", hint="Start it again, and the command too."
        ) from error
    if response.status_code != httpx.codes.OK:
        raise refusal(response.status_code, response.text)
    answered: dict[str, Any] = response.json()
    return answered
