"""A real HTTP server that speaks Ollama's protocol, with scripted answers and failures.

    with OllamaServer() as server:
        server.answer("Two days ", "a week.")
        ...                                  # ASSISTANT_OLLAMA_URL=server.url
        server.fail(Failure.DIE)
        server.chats[-1]                     # the body of the last request to /api/chat
        server.wait_until_idle(1.0)          # no chat request is open any more

It follows the API documentation of Ollama 0.33: NDJSON over chunked transfer, errors as
`{"error": ...}`, durations in nanoseconds.
"""

import threading
import time
from collections.abc import Callable
from typing import Any, Self

from tests.ollama_failures import Failure
from tests.ollama_protocol import MODEL, ProtocolServer, Script, Served

__all__ = ["MODEL", "Failure", "OllamaServer", "Script"]


class OllamaServer(Served):
    """Serves on a free loopback port from `start()` to `stop()`; see the module's docstring."""

    _server: ProtocolServer | None = None

    def start(self, port: int = 0) -> Self:
        self._server = ProtocolServer(("127.0.0.1", port), self)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self) -> None:
        if self._server is not None:
            self._server.stopping.set()
            self._server.shutdown()
            self._server.server_close()

    def __enter__(self) -> Self:
        return self.start() if self._server is None else self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        assert self._server is not None, "start() first"
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, *pieces: str, piece_pause_s: float = 0.0) -> None:
        """Let the next chats write `pieces`, one stream line each."""
        self.script = Script(pieces=pieces, piece_pause_s=piece_pause_s)

    def answer_by(self, write: Callable[[dict[str, Any]], str]) -> None:
        """Let `write(request body)` compute the next answers; its words are streamed."""
        self.script = Script(write=write)

    def fail(self, failure: Failure, *pieces: str, pause_s: float = 30.0) -> None:
        """Let the next chats fail so; half of `pieces` is written where a half is."""
        self.script = Script(pieces or self.script.pieces, failure, pause_s)

    def wait_until_idle(self, timeout_s: float) -> bool:
        """True as soon as no chat request is open; false when the time is over."""
        deadline = time.monotonic() + timeout_s
        while self.open_chats and time.monotonic() < deadline:
            time.sleep(0.005)
        return self.open_chats == 0
