"""The protocol behind tests/ollama_server.py: requests, streams and the ways they fail."""

import json
import select
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.ollama_embedders import Embedding, EmbeddingScript, embed
from tests.ollama_failures import Failure

MODEL = "qwen3:1.7b"


@dataclass
class Script:
    """What the next chats answer."""

    pieces: tuple[str, ...] = ("Two days a week.",)
    failure: Failure | None = None
    pause_s: float = 30.0
    piece_pause_s: float = 0.0
    write: Callable[[dict[str, Any]], str] | None = None


@dataclass
class Served:
    """What the server holds, what it was told to do, and what it saw."""

    models: tuple[str, ...] = (MODEL,)
    remote_models: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ("completion", "tools", "thinking")
    context_length: int = 40_960
    parameters: str = ""
    digest: str = "8f68893c685c3ddff2aa3fffce2aa60a30bb2da65ca488b61fff134a4d1730e7"
    version: str = "0.33.0"
    digests: dict[str, str] = field(default_factory=dict)  # of single models, by name
    hang_everywhere: bool = False  # also /api/version and the other look-ups
    script: Script = field(default_factory=Script)
    embedding: EmbeddingScript = field(default_factory=EmbeddingScript)
    requests: list[tuple[str, str]] = field(default_factory=list)  # (method, path)
    chats: list[dict[str, Any]] = field(default_factory=list)  # bodies of /api/chat
    headers: list[dict[str, str]] = field(default_factory=list)  # of the same, names lower case
    open_chats: int = 0


class _ClientGone(Exception):
    """The client closed its connection."""


class ProtocolServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], owner: Served) -> None:
        super().__init__(address, _Handler)
        self.owner = owner
        self.stopping = threading.Event()
        self.counting = threading.Lock()

    def handle_error(self, *_: Any) -> None:
        """A client that goes away is expected: no traceback."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ProtocolServer

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing on the test's output."""

    def do_GET(self) -> None:
        owner = self.server.owner
        owner.requests.append(("GET", self.path))
        if owner.hang_everywhere:
            self._hang(60.0)
        elif self.path == "/api/version":
            self._json(200, {"version": owner.version})
        elif self.path == "/api/tags":
            self._json(200, {"models": [_entry(owner, name) for name in _names(owner)]})
        elif self.path == "/api/ps":
            running = [_entry(owner, name) for name in owner.models[:1]]
            loaded = {"expires_at": _NOW, "size_vram": 0, "context_length": 8192}
            self._json(200, {"models": [entry | loaded for entry in running]})
        else:
            self._json(404, {"error": "404 page not found"})

    def do_POST(self) -> None:
        owner = self.server.owner
        owner.requests.append(("POST", self.path))
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
        if owner.hang_everywhere:
            self._hang(60.0)
        elif self.path == "/api/show":
            self._show(body)
        elif self.path == "/api/chat":
            self._counted_chat(body)
        elif self.path == "/api/embed":
            self._embed(body)
        else:
            self._json(404, {"error": "404 page not found"})

    def _embed(self, body: dict[str, Any]) -> None:
        script = self.server.owner.embedding
        if script.failure is Embedding.REDIRECT:
            self._redirect()
            return
        with self.server.counting:
            script.requests.append(body)
        try:
            self._pause(script.pause_s)
        except _ClientGone:
            self.close_connection = True
            return
        held = _holds(self.server.owner, body.get("model"))
        self._json(*embed(body, script) if held else (404, {"error": "model not found"}))

    def _show(self, body: dict[str, Any]) -> None:
        owner = self.server.owner
        if not _holds(owner, body.get("model")):
            self._json(404, {"error": f"model '{body.get('model')}' not found"})
            return
        shown = _entry(owner, body["model"]) | {
            "capabilities": list(owner.capabilities),
            "parameters": owner.parameters,
            "model_info": {
                "general.architecture": "qwen3",
                "qwen3.context_length": owner.context_length,
            },
        }
        self._json(200, shown)

    def _counted_chat(self, body: dict[str, Any]) -> None:
        owner = self.server.owner
        with self.server.counting:
            owner.chats.append(body)
            owner.headers.append({name.lower(): value for name, value in self.headers.items()})
            owner.open_chats += 1
        try:
            self._chat(body, owner.script)
        except (_ClientGone, OSError):
            self.close_connection = True
        finally:
            with self.server.counting:
                owner.open_chats -= 1

    def _chat(self, body: dict[str, Any], script: Script) -> None:
        owner = self.server.owner
        if not _holds(owner, body.get("model")) or script.failure is Failure.NOT_FOUND:
            self._json(404, {"error": f"model '{body.get('model')}' not found"})
        elif script.failure is Failure.NO_THINKING and "think" in body:
            self._json(400, {"error": f'"{body["model"]}" does not support thinking'})
        elif script.failure in _STATUSES:
            status, message = _STATUSES[script.failure]
            self._json(status, {"error": message})
        elif script.failure is Failure.REDIRECT:
            self._redirect()
        elif script.failure is Failure.HANG:
            self._hang(script.pause_s)
        else:
            self._stream(body, script)

    def _stream(self, body: dict[str, Any], script: Script) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        pieces = script.pieces
        if script.write is not None:
            pieces = tuple(word + " " for word in script.write(body).split(" "))
        if script.failure is Failure.SLOW_FIRST:
            self._pause(script.pause_s)
        if script.failure is Failure.DRIP:
            pieces = tuple("".join(pieces))
        if script.failure is not None and script.failure not in _WHOLE:
            pieces = pieces[: (len(pieces) + 1) // 2]
        for piece in pieces:
            self._line(_part(body, piece))
            self._pause(script.pause_s if script.failure is Failure.DRIP else script.piece_pause_s)
        self._finish(body, script)

    def _finish(self, body: dict[str, Any], script: Script) -> None:
        failure = script.failure
        if failure is Failure.STALL:
            self._pause(script.pause_s)
        elif failure is Failure.DIE:
            self._reset()
        elif failure is Failure.ENDLESS_LINE:
            for _ in range(4000):
                self._raw(b"x" * 65536)
        elif failure in _LAST_LINES:
            self._raw(_LAST_LINES[failure] + b"\n")
        elif failure is Failure.RAN_OUT:
            self._line(_done(body, reason="length"))
        elif failure is Failure.SILENT_CUT:
            self._line(_done(body, prompt_tokens=body["options"]["num_ctx"]))
        elif failure is not Failure.NO_DONE:
            self._line(_done(body))
        self._raw(b"")

    def _reset(self) -> None:
        # SO_LINGER with zero seconds makes the close a reset.
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()
        raise _ClientGone

    def _line(self, part: dict[str, Any]) -> None:
        self._raw(json.dumps(part, ensure_ascii=False).encode() + b"\n")

    def _raw(self, line: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
        self.wfile.flush()

    def _pause(self, seconds: float) -> None:
        """Wait; leave at once when the client goes away or the server stops."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            readable, _, _ = select.select([self.connection], [], [], min(left, 0.02))
            gone = bool(readable) and not self.connection.recv(1, socket.MSG_PEEK)
            if gone or self.server.stopping.is_set():
                raise _ClientGone

    def _hang(self, seconds: float) -> None:
        self.close_connection = True
        try:
            self._pause(seconds)
        except _ClientGone:
            return

    def _json(self, status: int, document: Any) -> None:
        payload = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def _redirect(self) -> None:
        self.send_response(307)
        self.send_header("Location", "http://elsewhere.invalid/api/chat")
        self.send_header("Content-Length", "0")
        self.end_headers()


_NOW = "2026-11-21T09:00:00Z"
_WHOLE = (Failure.SLOW_FIRST, Failure.DRIP, Failure.SILENT_CUT, Failure.NO_THINKING)
_LAST_LINES = {
    Failure.ERROR_IN_STREAM: b'{"error": "an error was encountered while running the model"}',
    Failure.GARBAGE: b"<html>not a model</html>",
    Failure.WRONG_SHAPE: b'["not", "an", "object"]',
}
_STATUSES = {
    Failure.BROKEN: (500, "model runner has unexpectedly stopped"),
    Failure.BUSY: (503, "server busy, please try again.  maximum pending requests exceeded"),
    Failure.OVERFLOW: (400, "the prompt exceeds the context length of the model"),
}


def _names(owner: Served) -> tuple[str, ...]:
    return owner.models + owner.remote_models


def _holds(owner: Served, name: Any) -> bool:
    return name in _names(owner) or f"{name}:latest" in _names(owner)


def _entry(owner: Served, name: str) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": name,
        "model": name,
        "modified_at": _NOW,
        "size": 1_400_000_000,
        "digest": owner.digests.get(name, owner.digest),
        "details": {"format": "gguf", "family": "qwen3", "parameter_size": "2.0B"},
    }
    if name in owner.remote_models:
        entry |= {"remote_model": name.removesuffix("-cloud"), "remote_host": "https://ollama.com"}
    return entry


def _part(body: dict[str, Any], piece: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": piece}
    return {"model": body["model"], "created_at": _NOW, "message": message, "done": False}


def _done(body: dict[str, Any], *, reason: str = "stop", prompt_tokens: int = -1) -> dict[str, Any]:
    characters = sum(len(message["content"]) for message in body["messages"])
    return _part(body, "") | {
        "done": True,
        "done_reason": reason,
        "total_duration": 1_000_000_000,
        "prompt_eval_count": characters // 4 if prompt_tokens < 0 else prompt_tokens,
        "eval_count": 12,
        "eval_duration": 500_000_000,
    }
