"""Rules count as often as the media of their sheets hold on a screen."""

import pytest

from ingest.formats.html_file import html_blocks
from ingest.formats.html_media import Holds, media_holds
from storage.page_findings import HiddenKind
from tests.ingest.formats.test_html_hidden import ORDER, parts

WORDS = "Leave has 25 days."
PAGE = "<html><head>{}</head><body><p>Seen.</p><p class='x'>{}</p></body></html>"
HIDDEN = [(HiddenKind.NOT_SHOWN, WORDS)]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("", Holds.ALWAYS),
        ("screen, print", Holds.ALWAYS),
        ("print, ONLY  screen", Holds.ALWAYS),
        ("not print", Holds.ALWAYS),
        ("not print and (min-width: 1px)", Holds.ALWAYS),
        ("(min-width:1px)", Holds.SOMETIMES),
        ("not all and (monochrome)", Holds.SOMETIMES),
        ("not (hover)", Holds.SOMETIMES),
        ("print, (min-width: 1px)", Holds.SOMETIMES),
        ("screen and (max-width: 600px)", Holds.SOMETIMES),
        ("print", Holds.NEVER),
        ("only print and (color), speech", Holds.NEVER),
        ("not screen", Holds.NEVER),
    ],
)
def test_a_condition_holds_on_a_screen_as_browsers_have_it(condition: str, holds: Holds) -> None:
    assert media_holds(condition) is holds


@pytest.mark.parametrize(
    "rules",
    [
        "@media screen, print{.x{display:none}}",
        "@media not print{.x{display:none}}",
        ".x{display:none ! important} .x{display:block}",
        "<!-- .x{display:none} -->",
        "<![CDATA[ .x{display:none} ]]>",
        ".y{color:red} .x{display:none",
        "@media all{.x{display:none",
        ".x{background:url(a;b.png);display:none}",
        ".y{background:url('/*.png')} .x{display:none} /* */",
        ".y{content:'/*'} .x{display:none} .y{content:'*/'}",
        ".x::before{content:'}'} .x{display:none}",
        ".x{d\\69splay:n\\6F ne}",
        ".x{displa\\y:\\00006eone}",
    ],
)
def test_what_a_browser_reads_as_hiding_hides(rules: str) -> None:
    assert parts(PAGE.format(f"<style>{rules}</style>", WORDS)) == ("Seen.", HIDDEN)


@pytest.mark.parametrize(
    "style", ["display:/**/none", "/*url(*/display:none", 'background:url(a"b);display:none']
)
def test_comments_within_an_attribute_are_none_of_its_words(style: str) -> None:
    page = PAGE.format("", WORDS).replace("class='x'", f"style='{style}'")
    assert parts(page) == ("Seen.", HIDDEN)


@pytest.mark.parametrize(
    ("declared", "kind"),
    [
        ("display:none", HiddenKind.NOT_SHOWN),
        ("visibility:hidden", HiddenKind.NOT_SHOWN),
        ("font-size:0", HiddenKind.NOT_SHOWN),
        ("color:#fff", HiddenKind.NOT_SHOWN),
        ("position:absolute;left:-9999px", HiddenKind.NOT_SHOWN),
        ("max-height:0;overflow:hidden", HiddenKind.NOT_SHOWN),
    ],
)
@pytest.mark.parametrize("condition", ["@media(min-width:1px)", "@media (min-width:1px)", "@scope"])
def test_what_is_hidden_sometimes_is_read_but_for_instructions(
    declared: str, kind: HiddenKind, condition: str
) -> None:
    style = f"<style>{condition}{{.x{{{declared}}}}}</style>"
    assert parts(PAGE.format(style, WORDS)) == (f"Seen. {WORDS}", [])
    assert parts(PAGE.format(style, ORDER)) == ("Seen.", [(kind, ORDER)])


@pytest.mark.parametrize(
    "head",
    [
        "<style media='print'>.x{display:none}</style>",
        "<style media='print, speech'>.x{display:none}</style>",
        "<style media='(max-width: 600px)'>.x{display:none}</style>",
        "<style media='print'>} .x{display:none}</style>",
        "<style>@supports not (display: grid){.x{display:none}}</style>",
        "<link rel='stylesheet' media='print' href='a.css'>",
        "<link rel='stylesheet' media='print' onload='this.media=`all`' href='a.css'>",
        "<link rel='alternate stylesheet' title='other' href='a.css'>",
    ],
)
def test_sheets_for_other_media_hide_nothing_on_a_screen(head: str) -> None:
    page = PAGE.format(head, WORDS)
    blocks = list(html_blocks(page, linked=lambda _: [".x{display:none}"]))
    assert [block.text for block in blocks] == ["Seen.", WORDS]


def test_a_sheet_for_screens_hides_what_it_says() -> None:
    page = PAGE.format("<link rel='stylesheet' media='screen' href='a.css'>", WORDS)
    blocks = list(html_blocks(page, linked=lambda _: [".x{display:none}"]))
    assert [one.text for block in blocks for one in block.hidden] == [WORDS]
