"""Whether a request comes from our own pages."""

import pytest

from ui.same_origin import from_own_page, host_allowed, host_name, origin_matches

NAMES = frozenset({"127.0.0.1", "localhost", "::1", "assistant.example.org"})


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:7860", "localhost", "LOCALHOST:1", "[::1]:7860", "assistant.example.org."],
)
def test_our_own_names_are_allowed_with_any_port(host: str) -> None:
    assert host_allowed(host, names=NAMES)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example:7860",
        "evil.example#127.0.0.1",
        "user@127.0.0.1",
        "127.0.0.1, evil.example",
        "127.0.0.1:port",
        "127.0.0.1/x",
        "0x7f.1",
        "2130706433",
        "[::1",
    ],
)
def test_any_other_name_is_refused(host: str) -> None:
    assert not host_allowed(host, names=NAMES)


def test_the_port_and_the_brackets_are_no_part_of_the_name() -> None:
    assert host_name("[::1]:7860") == "::1"
    assert host_name("Localhost:80") == "localhost"


@pytest.mark.parametrize(
    ("origin", "matches"),
    [
        ("http://localhost:7860", True),
        ("HTTP://LOCALHOST:7860", True),
        ("https://localhost:7860", True),
        ("http://localhost:7861", False),
        ("http://localhost", False),
        ("http://localhost:7860/", False),
        ("http://localhost:7860.evil.example", False),
        ("http://localhost:7860@evil.example", False),
        ("null", False),
        ("", False),
        ("file://localhost:7860", False),
        ("http://[::1", False),
    ],
)
def test_an_origin_matches_where_host_and_port_are_those_of_the_page(
    origin: str, matches: bool
) -> None:
    assert origin_matches(origin, host="localhost:7860") is matches


def test_where_the_page_is_served_over_tls_a_plain_origin_does_not_match() -> None:
    host = "assistant.example.org"
    assert origin_matches(f"https://{host}", host=host, https_host=host)
    assert not origin_matches(f"http://{host}", host=host, https_host=host)


def allowed(method: str, *, strict: bool = False, **headers: str) -> bool:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return from_own_page(method, given, host="localhost:7860", strict=strict)


def test_a_change_needs_the_origin_of_the_page() -> None:
    assert allowed("POST", origin="http://localhost:7860")
    assert allowed("POST", origin="http://localhost:7860", sec_fetch_site="same-origin")
    assert not allowed("POST")
    assert not allowed("POST", sec_fetch_site="same-origin")
    assert not allowed("POST", origin="null")
    assert not allowed("POST", origin="http://evil.example")
    assert not allowed("POST", origin="http://localhost:7860", sec_fetch_site="cross-site")
    assert not allowed("POST", origin="http://localhost:7860", sec_fetch_site="same-site")


def test_a_link_from_elsewhere_may_open_a_page_and_nothing_else_may_be_read() -> None:
    link = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"}
    assert allowed("GET", **link, sec_fetch_dest="document")
    assert not allowed("GET", **link, sec_fetch_dest="iframe")
    assert not allowed("GET", sec_fetch_site="cross-site", sec_fetch_mode="no-cors")
    assert not allowed("GET", sec_fetch_site="same-site", sec_fetch_mode="cors")
    assert not allowed("GET", origin="http://evil.example")


def test_where_it_is_strict_not_even_a_link_is_followed() -> None:
    assert not allowed(
        "GET",
        strict=True,
        sec_fetch_site="cross-site",
        sec_fetch_mode="navigate",
        sec_fetch_dest="document",
    )
    assert allowed("GET", strict=True, sec_fetch_site="same-origin")
    assert allowed("GET", strict=True)
