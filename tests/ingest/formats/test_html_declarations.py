"""What styles declare is read however odd they are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.formats.html_declarations import declarations
from ingest.formats.html_tree import has_picture
from tests.ingest.formats.test_html_hidden import parts

WORDS = (
    "color background background-color background-image font font-size opacity transform clip-path "
    "height display visibility left position : ; { } ( ) [ ] , . # @media @supports and not print "
    "screen none hidden url( rgb( rgba( hsl( scale( translate( inset( var( gradient( / /* */ <!-- "
    "--> ' \" \\ \\9 \\d800 ! important 0 1 -9999px 1e9 .5em 50% 9.9.9.9 99999999999 #fff #1 p .x "
    "* > + ~ & :hover :not( ::x é ² \x00"
)
PIECES = st.sampled_from(WORDS.split(" "))


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map(" ".join) | st.lists(PIECES, max_size=40).map("".join))
def test_no_style_loses_the_document(style: str) -> None:
    declarations(style)
    inert = style.replace("<", "").replace('"', "")
    for page in (
        f'<html><body><p class="x" style="{inert}">Words</p>',
        f"<html><style>p{{{style}}}</style><body><p class='x'>Words</p>",
        f"<html><style>{style}</style><body><p class='x'>Words</p>",
    ):
        text, hidden = parts(page)
        assert (text, [words for _, words in hidden]) in (("Words", []), ("", ["Words"]))


@pytest.mark.parametrize(
    "value",
    [
        "scale(" * 80_000,
        "url('" * 80_000,
        "(" * 400_000,
        "-" * 400_000,
        "9px a" + " " * 400_000 + "b",
    ],
)
@pytest.mark.parametrize("name", ["transform", "background", "font", "color"])
@pytest.mark.timeout(10)
def test_a_long_value_takes_no_time(name: str, value: str) -> None:
    assert parts(f'<body><p style="{name}:{value}">Words</p></body>') == ("Words", [])


def test_the_later_of_two_grounds_counts() -> None:
    style = declarations("background:#fff url(a;b.png) 0 0;BACKGROUND-COLOR:#000").all
    assert (style["background-color"], style["background-image"]) == ("#000", "url()")
    style = declarations("background-image:url(a.png);background:#000").all
    assert (style["background-color"], style["background-image"]) == ("#000", "none")


@pytest.mark.parametrize(
    ("picture", "is_seen"),
    [
        ("<img src=a width=20 height=20>", True),
        ("<img src=a width=1>", False),
        ("<img src=a style='HEIGHT: 2px'>", False),
        ("<img src=a style='display:/**/none'>", False),
        ("<img src=a width=²>", True),
        (f"<img src=a width={'9' * 5_000}>", True),
    ],
)
def test_pictures_are_seen_unless_they_are_specks(picture: str, is_seen: bool) -> None:
    assert has_picture(f"<body>{picture}</body>") is is_seen
