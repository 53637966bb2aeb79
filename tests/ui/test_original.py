"""Names under which originals are saved."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.original import attachment, safe_name


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("rapport.pdf", "rapport.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\x.pdf", "x.pdf"),
        ("", "document"),
        ("...", "document"),
        (".bashrc", "bashrc"),
        ('a"b;c.pdf', "a_b;c.pdf"),
        ("a\u202efdp.exe", "a_u202efdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "a_x0d_x0aSet-Cookie_ x.pdf"),
    ],
)
def test_a_name_saves_as_a_plain_file(name: str, saved: str) -> None:
    assert safe_name(name) == saved


def test_a_long_name_keeps_its_suffix() -> None:
    saved = safe_name("é" * 299 + ".pdf")
    assert len(saved) == 150
    assert saved.endswith(".pdf")


def test_the_header_carries_the_name_in_both_forms() -> None:
    assert attachment("congés.pdf") == (
        "attachment; filename=\"cong_s.pdf\"; filename*=UTF-8''cong%C3%A9s.pdf"
    )


@given(st.text())
def test_no_name_breaks_out_of_the_header(name: str) -> None:
    header = attachment(name)
    assert header.isascii() and header.isprintable()
    assert re.fullmatch(r"attachment; filename=\"[^\"\\]*\"; filename\*=UTF-8''[\w.~%-]+", header)
