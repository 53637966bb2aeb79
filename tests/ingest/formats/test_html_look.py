"""Which ground a text is drawn on: what is seen on a picture or by the later rule is read."""

import pytest

from ingest.formats.html_file import html_blocks
from storage.page_findings import HiddenKind
from tests.ingest.formats.test_html_hidden import ORDER, parts

WORDS = "Leave has 25 days."
PAGE = "<html><style>{}</style><body><div class='a b dark'><p>{}</p></div></body></html>"


@pytest.mark.parametrize(
    "rules",
    [
        "body{background:#000 url(img/bg.png) 0 0 no-repeat;color:#fff}",
        "body{background:black url(../bg.png) 0 0;color:white}",
        "body{background:rgb(0 0 0) linear-gradient(rgba(0,0,0,.5), #fff);color:white}",
        ".a{background-image:url(x);color:#fff}",
        ".a{background:url(x) no-repeat 0 0 0 0;color:#fff}",
        ".a{background:linear-gradient(#036, #047);color:#fff}",
        ".b{background-color:#fff} .b.dark{background:#036;color:#fff}",
        ".b.dark{background:#036;color:#fff} .b{background-color:#fff}",
        ".b{background:url(x)} .dark{background-color:#036;color:#fff}",
        "p{color:#fff} @media (min-width: 600px){.a{background:#036}}",
        "p{color:#fff} .a:hover{background:#036}",
        ".a{background:#036} p{color:#fff;background:rgba(255,255,255,.2)}",
        "p{color:#fff} @media (min-width: 600px){p{color:#000}}",
        "p{background:linear-gradient(red, blue);background-clip:text;color:transparent}",
        "p{background-image:linear-gradient(red, blue);-webkit-background-clip:text;color:#fff0}",
        "p{background:linear-gradient(red, blue) text;color:transparent}",
        "p{color:#fff;background:var(--brand)}",
        "p{color:none}",
        "p{color:currentcolor;background-color:inherit}",
        "p{color:#fff;background-color:highlight}",
    ],
)
def test_text_on_a_ground_that_may_show_it_is_read(rules: str) -> None:
    assert parts(PAGE.format(rules, WORDS)) == (WORDS, [])


@pytest.mark.parametrize(
    "rules",
    [
        ".b.dark{background:#036} p{background-color:#fff;color:#fff}",
        ".a{background:#036 url(x)} .dark{background:#fff none} p{color:#fff}",
        ".a{background:#036} .dark{background:transparent} p{color:#fff}",
        ".a{background-image:url(x)} p{background:#fff;color:#fff}",
        ".a{background:#fff no-repeat 0 0} p{color:#fff}",
        "p{color:transparent;background-clip:text}",
        "p{color:#0000}",
        "p{color:#fff;color:bogus}",
        "p{color:#fff;color:#12345;background-color:5px}",
        "p{color:rgba(0,0,0,.02)}",
    ],
)
def test_text_that_no_ground_shows_is_set_aside(rules: str) -> None:
    assert parts(PAGE.format(rules, WORDS)) == ("", [(HiddenKind.BACKGROUND, WORDS)])


@pytest.mark.parametrize(
    "rules",
    [
        ".a{background:url(x);color:#fff}",
        "p{color:#fff} @media (min-width: 600px){.a{background:#036}}",
        "p{background:linear-gradient(red, blue) text;color:transparent}",
    ],
)
def test_on_a_doubtful_ground_instructions_are_set_aside(rules: str) -> None:
    assert parts(PAGE.format(rules, ORDER)) == ("", [(HiddenKind.BACKGROUND, ORDER)])


def test_grounds_and_colours_of_attributes_count() -> None:
    cell = "<table><tr><td {}><font color={}>Words</font></td></tr></table>"
    for ground in ("background=a.png", "bgcolor=003366", "bgcolor=#036"):
        assert parts(cell.format(ground, "#fff")) == ("Words", [])
    assert parts(cell.format("", "ffffff"))[1] == [(HiddenKind.BACKGROUND, "Words")]


@pytest.mark.parametrize(
    ("markup", "read"),
    [
        ("<span style='font-family:Wingdings'>þ</span> Oui o", "☒ Oui o"),
        ("<font face=Wingdings>o</font> Non o", "☐ Non o"),
        ("<span style='font:12pt/1.2 \"Wingdings 2\", fantasy'>R</span> Oui R", "☒ Oui R"),
        ("<style>.w{font-family:wingdings}</style><b class=w>o<i style='font:7pt Arial'>o", "☐o"),
        ("<b style='font-family:Wingdings'>o<i style='font:medium Arial'>o", "☐o"),
        ("<b style='font-family:Wingdings'>o<i style='font:bold x-small/1 Arial'>o", "☐o"),
        ("<b style='font-family:Wingdings'>o<i style='font-family:inherit'>o", "☐☐"),
    ],
)
def test_letters_of_fonts_of_signs_are_read_as_what_they_show(markup: str, read: str) -> None:
    assert [block.text for block in html_blocks(f"<p>{markup}</p>")] == [read]
