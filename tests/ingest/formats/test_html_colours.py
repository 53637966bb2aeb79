"""Colours of style sheets: what they are, and that no value raises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.html_colours import colour_of, lets_through, opacity_of
from tests.ingest.formats.test_html_hidden import parts


@pytest.mark.parametrize(
    ("value", "colour"),
    [
        ("#FFF", (255, 255, 255)),
        ("#00336680", (0, 51, 102)),
        ("navy", (0, 0, 128)),
        ("RGB(1, 2, 300)", (1, 2, 255)),
        ("rgb(100% 0% 0% / 50%)", (255, 0, 0)),
        ("hsl(360, 100%, 50%)", (255, 0, 0)),
        ("hsla(120deg 100% 50% / .5)", (0, 255, 0)),
        ("#000 0 0 no-repeat", (0, 0, 0)),
        ("url(a.png)", None),
        ("linear-gradient(red, blue)", None),
        ("rgb(1.2.3, 0, 0)", None),
        ("bogus", None),
    ],
)
def test_colours_are_those_of_a_browser(value: str, colour: tuple[int, int, int] | None) -> None:
    assert colour_of(value) == colour


@pytest.mark.parametrize(
    ("value", "opacity"),
    [("transparent", 0), ("rgba(0,0,0,0)", 0), ("#0000", 0), ("#ffffff00", 0), ("rgb(0 0 0/0%)", 0),
     ("rgba(0, 0, 0, 50%)", 0.5), ("#fff", 1), ("inherit", 1), ("url(a/0.0.0.0.png)", 1),
     ("#000 url(b.png) 0 0 no-repeat", 1), ("rgba(0,0,0,1.2.3.4)", 1)],
)  # fmt: skip
def test_only_a_whole_colour_is_asked_how_much_it_lets_through(value: str, opacity: float) -> None:
    assert opacity_of(value) == opacity
    assert lets_through(value) is (opacity == 0)


@pytest.mark.parametrize(
    "value",
    [
        "url(https://www.example.co.uk/bg.png)",
        "url(../../../img/bg.jpg)",
        "rgb(" + "9" * 400 + ",0,0)",
        "hsl(" + "9" * 400 + ",0%,0%)",
        "rgba(....,....,....,....)",
        "#12345",
    ],
)
@pytest.mark.parametrize("name", ["background", "background-color", "color"])
def test_no_value_of_a_colour_loses_the_document(name: str, value: str) -> None:
    assert parts(f"<body><p style='{name}:{value}'>Words</p></body>") == ("Words", [])


@given(st.text("rgbahsl()#0123456789.,/% -+einfuvxt", max_size=40))
def test_no_value_raises(value: str) -> None:
    for odd in (value, f"rgba({value})", f"hsl({value})", f"#{value}"):
        colour_of(odd)
        assert 0 <= opacity_of(odd) <= 1
        lets_through(odd)
