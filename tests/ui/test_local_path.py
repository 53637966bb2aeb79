"""Where a form may send a browser back to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.local_path import local_path


@pytest.mark.parametrize(
    "address", ["/", "/library?q=a%2Fb&page=2", "/view/abc/1?turn=2&source=1", "/%2F/x", "/é"]
)
def test_a_path_of_ours_is_kept(address: str) -> None:
    assert local_path(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "library",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "http://evil.example/",
        "https:evil.example",
        "javascript:alert(1)",
        " /library",
        "/a\x00b",
        "/" + "a" * 3000,
    ],
)
def test_anything_a_browser_could_read_as_another_site_is_not(address: str) -> None:
    assert local_path(address) == "/"


@given(st.text())
def test_what_is_kept_begins_with_exactly_one_slash(address: str) -> None:
    kept = local_path(address)
    assert kept.startswith("/")
    assert not kept.startswith(("//", "/\\"))
