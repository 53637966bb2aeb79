"""The operator's token counts only at the machine itself."""

import stat
from pathlib import Path

import pytest
from starlette.requests import Request

from ui.operator_token import (
    is_operator,
    make_operator_token,
    read_operator_token,
    remove_operator_token,
)


def request(token: str, *, client: str = "127.0.0.1", **headers: str) -> Request:
    given = {"authorization": f"Bearer {token}", **headers}
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()]
    return Request({"type": "http", "headers": raw, "client": (client, 4242)})


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    token = make_operator_token(tmp_path)
    file = tmp_path / "operator.token"
    assert read_operator_token(tmp_path) == token
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(token) >= 43
    assert [path.name for path in tmp_path.iterdir()] == ["operator.token"]


def test_each_start_makes_another_and_the_former_ends(tmp_path: Path) -> None:
    former = make_operator_token(tmp_path)
    token = make_operator_token(tmp_path)
    assert token != former
    assert is_operator(request(token), tmp_path)
    assert not is_operator(request(former), tmp_path)
    remove_operator_token(tmp_path)
    remove_operator_token(tmp_path)
    assert read_operator_token(tmp_path) == ""
    assert not is_operator(request(token), tmp_path)


def test_a_missing_file_never_matches_an_empty_token(tmp_path: Path) -> None:
    assert not is_operator(request(""), tmp_path)


@pytest.mark.parametrize("client", ["127.0.0.1", "127.0.0.9", "::1", "::ffff:127.0.0.1"])
def test_loopback_is_this_machine(tmp_path: Path, client: str) -> None:
    assert is_operator(request(make_operator_token(tmp_path), client=client), tmp_path)


@pytest.mark.parametrize("client", ["192.168.1.5", "10.0.0.1", "::ffff:10.0.0.1", "", "unix"])
def test_another_machine_is_refused_with_the_right_token(tmp_path: Path, client: str) -> None:
    assert not is_operator(request(make_operator_token(tmp_path), client=client), tmp_path)


@pytest.mark.parametrize("header", ["forwarded", "x_forwarded_for", "x_real_ip"])
def test_what_a_proxy_passes_on_is_refused(tmp_path: Path, header: str) -> None:
    token = make_operator_token(tmp_path)
    assert not is_operator(request(token, **{header: "203.0.113.9"}), tmp_path)


def test_another_scheme_is_refused(tmp_path: Path) -> None:
    token = make_operator_token(tmp_path)
    assert not is_operator(request(token, authorization=f"Basic {token}"), tmp_path)
    assert not is_operator(request(token, authorization=token), tmp_path)
