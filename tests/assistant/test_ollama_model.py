"""The real client against a real server that speaks the protocol, and breaks it."""

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import (
    LanguageModelError,
    ModelBusy,
    ModelCutShort,
    ModelFailed,
    ModelGarbled,
    ModelMissing,
    ModelOverflow,
    ModelRanOut,
    ModelRedirected,
    ModelRemote,
    ModelSlowToStart,
    ModelStalled,
    ModelTooSlow,
    ModelUnreachable,
)
from assistant.ollama_model import OllamaModel
from assistant.prompts import Prompt
from assistant.settings import AssistantSettings
from tests.ollama_server import MODEL, Failure, OllamaServer

PROMPT = Prompt("Be brief.", "How many days?", "en", (), 3_000)
PIECES = ("Two ", "days ", "a ", "week.")


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer() as started:
        started.answer(*PIECES)
        yield started


def model(server: OllamaServer, **settings: object) -> OllamaModel:
    quick = {"first_token_timeout_s": 0.6, "token_timeout_s": 0.4, "answer_timeout_s": 1.5}
    return OllamaModel(AssistantSettings(ollama_url=server.url, **{**quick, **settings}))


def written(writer: OllamaModel) -> tuple[str, LanguageModelError | None]:
    """What was written before it ended or failed, and the failure."""
    text = ""
    try:
        for piece in writer.write(PROMPT):
            text += piece
    except LanguageModelError as error:
        return text, error
    return text, None


def test_an_answer_comes_in_pieces_and_ends_with_done(server: OllamaServer) -> None:
    assert [piece for piece in model(server).write(PROMPT) if piece] == list(PIECES)


def test_the_request_allows_no_silent_truncation_and_no_thinking(server: OllamaServer) -> None:
    list(model(server).write(PROMPT))
    (body,) = server.chats
    assert body == {
        "model": MODEL,
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "How many days?"},
        ],
        "stream": True,
        "think": False,
        "keep_alive": "30m",
        "truncate": False,
        "shift": False,
        "options": {"num_ctx": 4096, "num_predict": 400, "temperature": 0, "seed": 1},
    }


def test_think_is_not_sent_to_a_model_that_does_not_think(server: OllamaServer) -> None:
    server.capabilities = ("completion",)
    list(model(server).write(PROMPT))
    assert "think" not in server.chats[0]


def test_a_server_that_refuses_think_is_asked_again_without_it(server: OllamaServer) -> None:
    server.fail(Failure.NO_THINKING, *PIECES)
    writer = model(server)
    assert written(writer) == ("Two days a week.", None)
    assert written(writer) == ("Two days a week.", None)
    assert ["think" in body for body in server.chats] == [True, False, False]


@pytest.mark.parametrize(
    ("failure", "kind", "text"),
    [
        (Failure.HANG, ModelSlowToStart, ""),
        (Failure.SLOW_FIRST, ModelSlowToStart, ""),
        (Failure.STALL, ModelStalled, "Two days "),
        (Failure.DIE, ModelCutShort, "Two days "),
        (Failure.NO_DONE, ModelCutShort, "Two days "),
        (Failure.ERROR_IN_STREAM, ModelFailed, "Two days "),
        (Failure.RAN_OUT, ModelRanOut, "Two days "),
        (Failure.NOT_FOUND, ModelMissing, ""),
        (Failure.BROKEN, ModelFailed, ""),
        (Failure.BUSY, ModelBusy, ""),
        (Failure.OVERFLOW, ModelOverflow, ""),
        (Failure.SILENT_CUT, ModelOverflow, "Two days a week."),
        (Failure.GARBAGE, ModelGarbled, "Two days "),
        (Failure.WRONG_SHAPE, ModelGarbled, "Two days "),
        (Failure.ENDLESS_LINE, ModelGarbled, "Two days "),
        (Failure.REDIRECT, ModelRedirected, ""),
    ],
)
def test_each_failure_has_its_own_error_and_what_was_written_before_it_stays(
    server: OllamaServer, failure: Failure, kind: type[LanguageModelError], text: str
) -> None:
    server.fail(failure, *PIECES)
    started = time.monotonic()
    # A busy machine may take a second to write the first word: only what waits for one is short.
    waits = {Failure.HANG: {}, Failure.SLOW_FIRST: {}, Failure.STALL: {"first_token_timeout_s": 5}}
    limits = waits.get(failure, {"first_token_timeout_s": 5, "token_timeout_s": 5})
    found, error = written(model(server, **{**limits, "answer_timeout_s": 10}))
    assert (found, type(error)) == (text, kind)
    assert error is not None
    assert error.hint
    assert time.monotonic() - started < 9  # those that say nothing do so for longer
    assert server.wait_until_idle(1.0)


def test_an_answer_that_drips_is_ended_by_the_deadline_for_all_of_it(server: OllamaServer) -> None:
    server.fail(Failure.DRIP, "a long answer", pause_s=0.3)
    text, error = written(model(server))
    assert isinstance(error, ModelTooSlow)
    assert 0 < len(text) < len("a long answer")


def test_a_server_that_ignores_the_bound_of_an_answer_is_cut_off(server: OllamaServer) -> None:
    server.answer(*["x" * 1_000] * 100)
    text, error = written(model(server, answer_tokens=50))
    assert isinstance(error, ModelRanOut)
    assert len(text) <= 64 * 50


def test_a_refused_connection_is_unreachable_at_once_and_remembered() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        writer = OllamaModel(AssistantSettings(ollama_url=url))
        for _ in range(2):
            started = time.monotonic()
            with pytest.raises(ModelUnreachable, match=url):
                writer.context_tokens()
            assert time.monotonic() - started < 0.5


def test_a_server_that_hangs_is_unreachable_within_two_seconds(server: OllamaServer) -> None:
    server.hang_everywhere = True
    writer = model(server)
    started = time.monotonic()
    with pytest.raises(ModelUnreachable):
        writer.context_tokens()
    assert time.monotonic() - started < 2.5
    with pytest.raises(ModelUnreachable):
        writer.context_tokens()
    assert time.monotonic() - started < 2.6


def test_look_ups_are_remembered_and_a_model_that_went_away_is_forgotten(
    server: OllamaServer,
) -> None:
    writer = model(server)
    for _ in range(3):
        assert writer.context_tokens() == 4096 - 400
    assert server.requests == [
        ("GET", "/api/version"),
        ("GET", "/api/tags"),
        ("POST", "/api/show"),
    ]
    server.models = ()
    assert isinstance(written(writer)[1], ModelMissing)
    with pytest.raises(ModelMissing, match=r"qwen3:1\.7b") as raised:
        writer.context_tokens()
    assert "ollama pull qwen3:1.7b" in raised.value.hint


def test_what_the_server_says_of_the_model_is_known(server: OllamaServer) -> None:
    held = model(server).held()
    assert (held.name, held.server_version, held.context_tokens) == (MODEL, "0.33.0", 40_960)
    assert held.digest.startswith("8f68893c")


def test_a_prompt_is_bounded_by_the_context_of_the_model_itself(server: OllamaServer) -> None:
    server.context_length = 2_048
    writer = model(server)
    assert writer.context_tokens() == 2_048 - 400
    list(writer.write(PROMPT))
    assert server.chats[0]["options"]["num_ctx"] == 2_048


@pytest.mark.parametrize("name", ["gpt-oss:120b-cloud", "glm-4.6:cloud", "looks-local:7b"])
def test_a_model_that_answers_from_outside_is_never_asked(server: OllamaServer, name: str) -> None:
    server.remote_models = (name,)
    writer = model(server, model=name)
    with pytest.raises(ModelRemote):
        writer.context_tokens()
    assert isinstance(written(writer)[1], ModelRemote)
    assert server.chats == []


def test_a_name_without_a_tag_is_the_latest(server: OllamaServer) -> None:
    server.models = ("mistral:latest",)
    assert model(server, model="mistral").held().name == "mistral"


def test_closing_the_answer_closes_the_socket_at_once(server: OllamaServer) -> None:
    server.fail(Failure.STALL, "Two ", "days", pause_s=30)
    pieces = model(server, token_timeout_s=30, answer_timeout_s=60).write(PROMPT)
    assert next(pieces) == "Two "
    before = len(_sockets())
    pieces.close()
    assert len(_sockets()) < before
    assert server.wait_until_idle(1.0)


def test_waiting_for_the_first_word_can_be_given_up_within_a_second(server: OllamaServer) -> None:
    server.fail(Failure.HANG, pause_s=30)
    pieces = model(server, first_token_timeout_s=30, answer_timeout_s=60).write(PROMPT)
    started = time.monotonic()
    assert next(pieces) == ""
    pieces.close()
    assert time.monotonic() - started < 1.0
    assert server.wait_until_idle(1.0)


def test_no_socket_is_left_after_any_failure(server: OllamaServer) -> None:
    writer = model(server)
    written(writer)
    before = _sockets()
    for failure in (Failure.DIE, Failure.GARBAGE, Failure.BUSY, Failure.STALL):
        server.fail(failure, *PIECES)
        written(writer)
    server.wait_until_idle(1.0)
    assert len(_sockets()) <= len(before)


def test_nothing_of_the_environment_reaches_the_server(
    server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:9")
    monkeypatch.setenv("OLLAMA_API_KEY", "secret")
    assert written(model(server)) == ("Two days a week.", None)
    assert "authorization" not in server.headers[-1]


def _sockets() -> list[str]:
    """The sockets this process has open, the server's among them."""
    links = []
    for link in Path("/proc/self/fd").iterdir():
        try:
            links.append(os.readlink(link))  # noqa: PTH115 - Path.readlink makes a Path of it
        except FileNotFoundError:
            continue
    return [link for link in links if link.startswith("socket:")]
