"""`assistant serve`: the web page, the API and the worker, in one process."""

import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from storage.errors import AssistantError, BadInput

if TYPE_CHECKING:
    from ingest.worker import Worker
    from storage.embedding import Embedder
    from storage.store import Store
    from ui.settings import WebSettings

GRACE_S = 8  # seconds for requests in progress when the server is told to stop


def serve(
    demo: Annotated[
        Path | None,
        typer.Option(help="Where there is no home yet, make a demo home from this folder."),
    ] = None,
) -> None:
    """Serve the web page and the API, and work on the documents that are added.

    Where to listen: ASSISTANT_HOST and ASSISTANT_PORT, 127.0.0.1 and 7860 by default.

    Example: assistant serve
    """
    from ingest.settings import IngestSettings
    from ingest.worker import Worker
    from storage.settings import StorageSettings, load_settings
    from storage.store import open_owned
    from ui.demo import Demo
    from ui.operator_token import make_operator_token, remove_operator_token
    from ui.settings import WebSettings

    log_to_standard_error()
    stop_in_order()
    web, settings = load_settings(WebSettings), load_settings(StorageSettings)
    with listen(web.host, web.port) as listening, ExitStack() as opened:
        address = address_of(web.host, listening.getsockname()[1])
        shown = None if demo is None else Demo.prepare(settings.home, demo)
        if demo is not None and shown is None:
            typer.echo(f"{settings.home} is not a demo home: it is served as it is.")
        store = opened.enter_context(open_owned(settings, kind="server", address=address))
        warm_in_background(store.embedder)
        make_operator_token(store.home)
        opened.callback(remove_operator_token, store.home)
        worker = Worker(store, load_settings(IngestSettings))
        if shown is not None and not shown.loaded:
            typer.echo("Loading the examples, the first time …")
            for job in shown.load(store, worker):
                typer.echo(f"  {job.verdict}: {job.file_name}")

        def announce() -> None:
            typer.echo(f"\nIntramuros is ready: {web.public_url or address}")
            for line in [] if shown is None else shown.sign_ins():
                typer.echo(line)

        run_server(store, worker, web, listening, announce)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises BadInput where the address is taken or not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise BadInput(
            f"Cannot listen on {host}:{port}: {error.strerror or error}.",
            hint="Stop what listens there, or choose another port: ASSISTANT_PORT=7861.",
        ) from error
    return listening


def address_of(host: str, port: int) -> str:
    """How this machine reaches the page: over loopback where every address is listened on."""
    from ui.settings import is_any_address

    name = "127.0.0.1" if is_any_address(host) else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def run_server(
    store: "Store",
    worker: "Worker",
    web: "WebSettings",
    listening: socket.socket,
    announce: Callable[[], None],
) -> None:
    """Serve until a signal says stop; `announce` is called once the first request can come."""
    import uvicorn

    from assistant.answering import Assistant
    from assistant.settings import AssistantSettings
    from storage.settings import load_settings
    from ui.app import create_app

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            announce()

    app = create_app(store, Assistant(store, load_settings(AssistantSettings)), worker, web)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # a request line holds document ids
        server_header=False,
        proxy_headers=False,  # a caller could claim any address
        timeout_graceful_shutdown=GRACE_S,
    )
    Server(config).run(sockets=[listening])


def warm_in_background(embedder: "Embedder") -> None:
    """Load the weights while the web application is imported: both take seconds."""

    def warm() -> None:
        # The application warms it too, and reports what fails.
        with suppress(AssistantError):
            embedder.warm()

    threading.Thread(target=warm, name="warm-embedder", daemon=True).start()


def log_to_standard_error() -> None:
    """Our own events with their time; of the libraries only what went wrong."""
    import logging

    line = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(level=logging.WARNING, format=line, force=True)
    for package in ("assistant", "ingest", "storage", "ui"):
        logging.getLogger(package).setLevel(logging.INFO)


def stop_in_order() -> None:
    """Let SIGTERM end the program as an exit does, so that what is open is closed.

    uvicorn hands the signal on to whoever handled it before, once its own work has ended.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
