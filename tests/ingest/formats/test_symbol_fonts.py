"""Letters of fonts of signs: which have a meaning, and that all others stay what they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.symbol_fonts import EMPTY, TICKED, box, symbol_font, symbol_text


@pytest.mark.parametrize(
    ("name", "font"),
    [
        ("Wingdings", "wingdings"),
        ("'Wingdings'", "wingdings"),
        ("WINGDINGS 2", "wingdings2"),
        ("Wingdings2", "wingdings2"),
        ("ABCDEF+Wingdings-Regular", "wingdings"),
        ("Webdings", "webdings"),
        ("Wingdings 3", ""),
        ("Symbol", ""),
        ("Arial", ""),
        ("My Wingdings", ""),
        ("", ""),
    ],
)
def test_fonts_are_known_by_their_names(name: str, font: str) -> None:
    assert symbol_font(name) == font


@pytest.mark.parametrize(
    ("font", "letters", "signs"),
    [
        ("wingdings", "\uf0fe\uf0fd\uf0fcþýûo\uf0a8q→", "☒☒✓☒☒✗☐☐☐→"),
        ("wingdings", "\uf0e0\uf0a7", "→•"),
        ("wingdings2", "RSQT\uf0a3£PO", "☒☒☒☒☐☐✓✗"),
        ("webdings", "ac\uf061", "✓☐✓"),
        ("", "oR\uf0fe", "oR\uf0fe"),
    ],
)
def test_boxes_ticks_and_arrows_are_read_as_what_they_show(
    font: str, letters: str, signs: str
) -> None:
    assert symbol_text(font, letters) == signs


def test_letters_without_a_sure_meaning_stay() -> None:
    assert symbol_text("wingdings", "J\uf04a…") == "J\uf04a…"


@given(st.sampled_from(["wingdings", "wingdings2", "webdings", ""]), st.text())
def test_each_letter_gives_one_character(font: str, text: str) -> None:
    assert len(symbol_text(font, text)) == len(text)


def test_a_box_is_ticked_or_empty() -> None:
    assert (box(True), box(False)) == (TICKED, EMPTY) == ("☒", "☐")
