"""Text stays text in components that read Markdown and HTML."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.ui.hostile import NAMES, PAYLOADS
from ui.markdown_safe import safe, safe_lines

PLAIN = re.compile(r"(?:[^!-/:-@\[-`{-~]|&#\d{2,3};)*")


@pytest.mark.parametrize("payload", PAYLOADS + NAMES)
def test_nothing_of_a_payload_is_left_that_means_something(payload: str) -> None:
    assert PLAIN.fullmatch(safe(payload))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markdown_renders_a_payload_as_one_paragraph_of_text(payload: str) -> None:
    rendered = MarkdownIt("default", {"html": True, "linkify": False}).render(safe(payload))
    assert re.findall(r"<(\w+)", rendered) == ["p"]
    read = html.unescape(re.sub(r"</?p>\n?", "", rendered))
    assert read.split() == " ".join(payload.splitlines()).split()


@given(st.text())
def test_no_text_opens_a_tag_or_an_emphasis(text: str) -> None:
    assert PLAIN.fullmatch(safe(text))
    assert "\n" not in safe(text)


@given(st.text(alphabet=st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=200))
def test_what_can_be_printed_reads_as_it_was_written(text: str) -> None:
    kept = all(c.isprintable() or c in " \u00a0\u202f" for c in text)
    if kept:
        assert html.unescape(safe(text)) == text


def test_direction_and_control_characters_are_spelled_out() -> None:
    assert html.unescape(safe("invoice\u202efdp.exe")) == "invoice\\u202efdp.exe"
    assert html.unescape(safe("\x1b[31m")) == "\\x1b[31m"


def test_soft_hyphens_and_byte_order_marks_are_dropped_and_joiners_stay() -> None:
    assert safe("télé\u00adtravail\ufeff") == "télétravail"
    assert safe("👩\u200d💻") == "👩\u200d💻"


def test_a_line_end_is_a_space_or_a_break() -> None:
    assert safe("a\r\nb\u2028c") == "a b c"
    assert safe_lines("a\r\nb\u2028c") == "a<br>b<br>c"


def test_a_lone_surrogate_does_not_stop_the_page() -> None:
    assert html.unescape(safe("\ud800")).encode() == b"\\ud800"
