"""What style sheets hide of a page is set aside; what they only may hide is read."""

import pytest

from ingest.formats.file_type import FileType
from ingest.formats.html_file import html_blocks, read_html
from ingest.formats.html_selectors import selectors_of
from ingest.formats.source import Source
from storage.page_findings import HiddenKind
from tests.ingest.formats.test_html_hidden import ORDER, parts

WORDS = "Le congé dure 25 jours."
BODY = (
    "<body><div id='main' class='page wide'><p class='first'>Seen.</p>"
    f"<ul><li class='odd' data-role='note'><span>{WORDS}</span></li></ul></div></body>"
)


def hidden_by(rule: str) -> list[tuple[HiddenKind, str]]:
    text, hidden = parts(f"<html><style>{rule}</style>{BODY}</html>")
    assert "Seen." in text
    assert (WORDS in text) is not bool(hidden)
    return hidden


@pytest.mark.parametrize(
    ("declared", "kind"),
    [
        ("display:none", HiddenKind.NOT_SHOWN),
        ("visibility:hidden", HiddenKind.NOT_SHOWN),
        ("opacity: 0", HiddenKind.NOT_SHOWN),
        ("font-size:0", HiddenKind.TINY),
        ("font: 0/0 a", HiddenKind.TINY),
        ("color:#FEFEFE", HiddenKind.BACKGROUND),
        ("color:navy;background:#000080", HiddenKind.BACKGROUND),
        ("color:hsl(0,100%,50%);background-color:red", HiddenKind.BACKGROUND),
        ("position:absolute;left:-9999px", HiddenKind.OFF_PAGE),
        ("clip-path: inset(100%)", HiddenKind.NOT_SHOWN),
    ],
)
def test_each_way_of_hiding_counts_in_a_style_sheet(declared: str, kind: HiddenKind) -> None:
    assert hidden_by(f".odd span {{{declared}}}") == [(kind, WORDS)]


@pytest.mark.parametrize(
    "selector",
    [
        "li", ".odd", "li.odd", "span, em", "*.odd", "#main li", "#main>ul>li", "div li span",
        "p + ul", "p ~ ul span", "[data-role]", "[data-role=note]", "[data-role='note' i]",
        "li[class~=odd]", "[data-role^=no]", "[data-role$=te]", "[data-role*=ot]",
        "div.page.wide > ul", "h1, ul li.odd", "ul:last-child", ":root li", "body\n  ul\tspan",
        "div > ul span",
    ],
)  # fmt: skip
def test_selectors_mean_what_they_mean_in_a_browser(selector: str) -> None:
    assert hidden_by(f"{selector} {{ display: none }}") == [(HiddenKind.NOT_SHOWN, WORDS)]


@pytest.mark.parametrize(
    "selector",
    [
        "p > span", "ul + p", ".wide .page", "#other li", "[data-role=no]", "span::before",
        "li:nth-child(2)", "div > span", "li:first-child + li", ".od", "em", "li >", "!", "",
        "main#main", "[data-role", "p ~ p",
    ],
)  # fmt: skip
def test_what_a_selector_does_not_mean_stays(selector: str) -> None:
    assert hidden_by(f"{selector} {{ display: none }}") == []


@pytest.mark.parametrize(
    "rules",
    [
        "li{display:none} li.odd{display:list-item}",
        "#main li{display:none} li{display:block !important}",
        "li.odd{display:list-item} li{display:none}",
        "li{display:none} li{display:block}",
        "@media print {li{display:none}}",
        "@font-face {li{display:none}}",
        "/* li{display:none} */",
    ],
)
def test_the_rule_that_wins_decides(rules: str) -> None:
    assert hidden_by(rules) == []


@pytest.mark.parametrize(
    "rules",
    [
        "li{display:block} li.odd{display:none}",
        "li.odd{display:block} li{display:none !important}",
        "@media screen {li{display:none}}",
        "@media print {li{display:block}} li{display:none}",
        "@supports (display: grid) {@media all {li{display:none}}}",
        "ul {color: red; & .odd {display:none}}",
        "ul {.odd, .even {display:none}}",
    ],
)
def test_rules_within_rules_count(rules: str) -> None:
    assert hidden_by(rules) == [(HiddenKind.NOT_SHOWN, WORDS)]


@pytest.mark.parametrize(
    "shows",
    [
        "li:hover span {display:inline}",
        ".page:target span {display:block}",
        "@media (max-width: 600px) {span {display:block}}",
    ],
)
def test_what_may_be_shown_after_all_is_read_but_for_instructions(shows: str) -> None:
    sheet = f"<html><style>span {{display:none}} {shows}</style>{BODY}</html>"
    text, hidden = parts(sheet)
    assert WORDS in text and not hidden
    assert parts(sheet.replace(WORDS, ORDER))[1] == [(HiddenKind.NOT_SHOWN, ORDER)]


def test_a_script_may_unfold_in_a_file_and_runs_in_no_mail() -> None:
    page = f"<html><style>span{{display:none}}</style><script>x()</script>{BODY}</html>"
    assert [one.text for block in html_blocks(page) for one in block.hidden] == [WORDS]
    for marked in (page, page.replace("<script>x()</script>", "<i onclick='x()'>+</i>")):
        read = read_html(Source(marked.encode(), "a.html"), max_pages=9)
        assert read.media_type == FileType.HTML.value
        assert WORDS in read.pages[0].text and not read.pages[0].hidden
    inert = page.replace("<script>", "<script type='application/ld+json'>")
    assert read_html(Source(inert.encode(), "a.html"), max_pages=9).pages[0].hidden


def test_what_is_inside_may_take_its_visibility_back() -> None:
    rules = "<style>p{visibility:hidden} b{visibility:visible}</style>"
    text, hidden = parts(f"<html>{rules}<body><p>gone <b>seen</b></p></body></html>")
    assert (text, hidden) == ("seen", [(HiddenKind.NOT_SHOWN, "gone")])


def test_white_on_a_ground_that_the_sheet_colours_is_seen() -> None:
    assert hidden_by("#main ul {background: #003366} li {color: white}") == []
    assert hidden_by("li:nth-child(1) {background: #036} li {color: white}") == []


def test_weights_are_those_of_the_cascade() -> None:
    weights = {text: one.weight for text in ("a", ".b", "#c", "#c li.odd[x]:first-child")
               if (one := selectors_of(text)[0])}  # fmt: skip
    assert list(weights.values()) == [(0, 0, 1), (0, 1, 0), (1, 0, 0), (1, 3, 1)]


def test_a_list_of_selectors_around_a_rule_means_each_of_them() -> None:
    assert hidden_by("li, em {.other {display:none}}") == []
    assert hidden_by("em, ul {.other, .odd {display:none}}") == [(HiddenKind.NOT_SHOWN, WORDS)]
