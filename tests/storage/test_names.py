"""Names and foreign text at the door."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import BadInput
from storage.names import checked_name, one_line, storable

# Surrogates too: file names of other systems and JSON from clients hold them.
any_text = st.text(alphabet=st.characters(codec=None))


@given(any_text)
def test_whatever_comes_in_is_one_line_that_can_be_kept_and_printed(text: str) -> None:
    line = one_line(text)
    line.encode("utf-8")
    assert len(line.splitlines()) <= 1
    assert not {unicodedata.category(c) for c in line} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert one_line(line) == line == storable(line)


@pytest.mark.parametrize(
    "name", ["Congés payés 2026 – d’été (1).pdf", "a\\b", "日本語.pdf", "tab les", "😀"]
)
def test_a_plain_name_stays_as_it_is(name: str) -> None:
    assert one_line(name) == name


@given(any_text)
def test_a_name_is_accepted_in_one_form_or_refused(text: str) -> None:
    try:
        name = checked_name(text, what="group")
    except BadInput:
        return
    assert 1 <= len(name) <= 64
    assert name == name.strip() == one_line(name) == checked_name(name, what="group")


@given(any_text)
def test_storable_text_can_be_kept(text: str) -> None:
    assert b"\x00" not in storable(text).encode("utf-8")
