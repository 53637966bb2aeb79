"""What of Gradio may be reached, and by whom."""

import json

import pytest

from ui.gradio_guard import (
    MAX_SESSIONS_OF_ONE,
    UNUSED_S,
    GradioSessions,
    has_session_hash,
    route_allowed,
    session_hash_of,
)

API = "/chat/gradio_api"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/chat"),
        ("GET", "/chat/"),
        ("HEAD", "/chat/"),
        ("GET", "/chat/config"),
        ("GET", "/chat/theme.css"),
        ("GET", "/chat/assets/index-B2.x_y.js"),
        ("GET", "/chat/static/fonts/Ubuntu/Ubuntu-Regular.woff2"),
        ("GET", f"{API}/queue/data"),
        ("GET", f"{API}/heartbeat/a1b2c3"),
        ("GET", f"{API}/startup-events"),
        ("GET", f"{API}/app_id"),  # asked while the server is away, to know that it is back
        ("POST", f"{API}/queue/join"),
        ("POST", f"{API}/cancel"),
    ],
)
def test_what_the_chat_needs_is_open(method: str, path: str) -> None:
    assert route_allowed(method, path)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(
            ("GET", f"{API}/{path}")
            for path in (
                "file=/etc/passwd",
                "file=ledger.sqlite3",
                "file/x",
                "proxy=http://evil.example/",
                "info",
                "info/",
                "openapi.json",
                "runs",
                "dev/reload",
                "custom_component/1/client/component/index.js",
                "call/answer/123",
                "call/v2/answer/123",
                "stream/abc/1/2/playlist.m3u8",
                "queue/status",
                "upload_progress",
                "token",
                "user",
                "login_check",
                "deep_link",
                "vibe-code",
                "profiling/traces",
                "heartbeat/",
                "heartbeat/a/b",
                "heartbeat/" + "a" * 65,
                "heartbeat/../queue/data",
                "mcp/schema",
            )
        ),
        *(
            ("POST", f"{API}/{path}")
            for path in (
                "run/predict",
                "api/predict",
                "call/predict",
                "reset",
                "stream/1",
                "stream/1/close",
                "upload",
                "component_server",
                "process_recording",
                "vibe-edit",
                "queue/data",
                "queue/join/",
            )
        ),
        ("GET", "/chat/monitoring"),
        ("GET", "/chat/monitoring/summary"),
        ("GET", "/chat/login"),
        ("POST", "/chat/login"),
        ("GET", "/chat/logout"),
        ("GET", "/chat/docs"),
        ("GET", "/chat/openapi.json"),
        ("GET", "/chat/robots.txt"),
        ("GET", "/chat/manifest.json"),
        ("GET", "/chat/assets/../../config"),
        ("GET", "/chat/assets/.hidden"),
        ("GET", "/chat/assets/"),
        ("GET", "/chat//config"),
        ("GET", "/chat/config\n"),
        ("GET", "/chat/x/config"),
        ("POST", "/chat/"),
        ("PUT", "/chat/"),
        ("OPTIONS", f"{API}/queue/join"),
    ],
)
def test_everything_else_does_not_exist(method: str, path: str) -> None:
    assert not route_allowed(method, path)


def test_a_session_hash_is_found_where_each_route_carries_it() -> None:
    body = json.dumps({"data": [], "session_hash": "abc"}).encode()
    assert session_hash_of(f"{API}/queue/join", [], body) == "abc"
    assert session_hash_of(f"{API}/cancel", [], body) == "abc"
    assert session_hash_of(f"{API}/queue/data", ["abc"], b"") == "abc"
    assert session_hash_of(f"{API}/heartbeat/abc", [], b"") == "abc"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"not json",
        b'{"session_hash": 5}',
        b'{"session_hash": ""}',
        b'{"session_hash": "a b"}',
        b'{"session_hash": "mine", "session_hash": "yours"}',
        b'{"session_hash": "mine", "data": [{"x": 1, "x": 2}]}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_a_body_that_names_no_session_or_could_be_read_in_two_ways_is_refused(
    body: bytes,
) -> None:
    assert session_hash_of(f"{API}/queue/join", [], body) == ""


def test_a_stream_of_two_sessions_at_once_is_refused() -> None:
    assert session_hash_of(f"{API}/queue/data", ["mine", "yours"], b"") == ""


def test_routes_of_a_session_are_known() -> None:
    assert has_session_hash(f"{API}/queue/join")
    assert has_session_hash(f"{API}/queue/data")
    assert has_session_hash(f"{API}/cancel")
    assert has_session_hash(f"{API}/heartbeat/abc")
    assert not has_session_hash("/chat/config")


def test_a_session_belongs_to_the_first_person_who_uses_it() -> None:
    sessions = GradioSessions()
    assert sessions.admit("abc", 1)
    assert sessions.admit("abc", 1)
    assert not sessions.admit("abc", 2)
    assert sessions.admit("other", 2)


def test_a_session_that_lay_unused_for_a_day_is_nobodys() -> None:
    sessions = GradioSessions()
    assert sessions.admit("abc", 1, now=0)
    assert not sessions.admit("abc", 2, now=UNUSED_S - 1)
    assert sessions.admit("abc", 2, now=UNUSED_S)
    assert not sessions.admit("abc", 1, now=UNUSED_S)


def test_one_person_cannot_fill_the_memory_nor_push_out_others() -> None:
    sessions = GradioSessions()
    assert sessions.admit("theirs", 1, now=0)
    for number in range(MAX_SESSIONS_OF_ONE):
        assert sessions.admit(f"s{number}", 2, now=1)
    assert not sessions.admit("one-more", 2, now=1)
    assert not sessions.admit("theirs", 2, now=1)
    assert sessions.admit("s0", 2, now=1)
    assert sessions.admit("one-more", 2, now=1 + UNUSED_S)
