"""Selectors are matched in as many steps as there are elements, and no more than a page has."""

from functools import partial
from itertools import pairwise

import pytest
from lxml import html

from ingest.formats.html_selectors import Steps, selectors_of, split_list
from ingest.formats.html_sheets import StyleSheets
from storage.page_findings import HiddenKind
from tests.ingest.formats.test_html_hidden import ORDER, parts

WORDS = "Leave has 25 days."


def steps_for(selector: str, body: str) -> int:
    """How many comparisons the elements of a body take; none of them is meant."""
    rules = f"{selector} {{display:none}}"
    root = html.document_fromstring(f"<html><style>{rules}</style><body>{body}</body></html>")
    sheets = StyleSheets(root)
    assert not any(sheets.style(element) for element in root.iter())
    return sheets.steps.taken


@pytest.mark.parametrize(
    "selector",
    [
        ".none ~ p ~ p ~ p ~ p",
        ".none + p ~ p ~ p ~ p",
        ".none + p + p ~ p + p ~ p",
        "body:link > p ~ p ~ p ~ p",
    ],
)
def test_siblings_take_steps_in_proportion_to_their_number(selector: str) -> None:
    taken = [steps_for(selector, "<p>x</p>" * count) for count in (100, 200, 400)]
    assert taken[0] > 100
    assert all(more <= 2.2 * few for few, more in pairwise(taken))


@pytest.mark.parametrize(
    "selector",
    [
        ".a.none ~ .a > .a .a > .a .a > .a .a > .a",
        ".a + .a .a .a .a .a .a .a .a",
        ".a ~ .a > .a > .a .a > .a > .a",
    ],
)
def test_long_selectors_take_few_steps_for_each_element_of_a_deep_page(selector: str) -> None:
    deep = "<i class='a'>" * 100
    taken = steps_for(selector, f"<b class='b'></b>{deep}x")
    assert 100 < taken <= 2 * 100 * 100


@pytest.mark.parametrize(
    ("selector", "meant"),
    [
        (".x ~ p", "3456"),
        (".x ~ p + p", "456"),
        (".x + p ~ p", "456"),
        ("em + p ~ p ~ p", "3456"),
        ("div > p ~ .y ~ p", "6"),
        (".x ~ p ~ .y", "5"),
        ("em ~ p ~ em", ""),
        (".y ~ p", "6"),
        ("body div .x + p", "3"),
    ],
)
@pytest.mark.parametrize("before", [0, 40])
def test_siblings_are_those_that_a_browser_takes(selector: str, meant: str, before: int) -> None:
    body = "<em>0</em>" * before + (
        "<em>0</em><p>1</p><p class='x'>2</p><p>3</p><p>4</p><p class='y'>5</p><p>6</p>"
    )
    root = html.document_fromstring(
        f"<style>{selector} {{display:none}}</style><body><div>{body}</div></body>"
    )
    sheets = StyleSheets(root)
    assert meant == "".join(
        one.text for one in root.iter("p", "em") if sheets.style(one).get("display")
    )


def test_once_the_steps_of_a_page_are_spent_only_instructions_are_set_aside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = f"<html><style>.x {{display:none}}</style><body>{'<p>y</p>' * 9}<p class='x'>TEXT</p>"
    assert parts(page.replace("TEXT", WORDS))[1] == [(HiddenKind.NOT_SHOWN, WORDS)]
    monkeypatch.setattr("ingest.formats.html_sheets.Steps", partial(Steps, 0))
    assert parts(page.replace("TEXT", WORDS))[1] == []
    assert parts(page.replace("TEXT", ORDER))[1] == [(HiddenKind.NOT_SHOWN, ORDER)]


@pytest.mark.parametrize(
    "padding",
    [
        ".y {color:red} " * 5_001,
        ".y {color:red} /*" + "x" * 500_000 + "*/",
        "a{" * 9 + "color:red" + "}" * 9,
        ",".join(["em"] * 300) + "{a {color:red}}",
    ],
)
def test_behind_more_than_is_read_of_a_sheet_only_instructions_are_set_aside(padding: str) -> None:
    page = f"<html><style>{padding} .x {{display:none}}</style><body>Seen.<p class='x'>TEXT</p>"
    assert parts(page.replace("TEXT", WORDS)) == (f"Seen. {WORDS}", [])
    assert parts(page.replace("TEXT", ORDER)) == ("Seen.", [(HiddenKind.NOT_SHOWN, ORDER)])


def test_commas_in_brackets_and_quotes_part_no_selectors() -> None:
    listed = """a[x="(,"], b:is(c, [d='],']), e, f)g"""
    assert split_list(listed) == ['a[x="(,"]', " b:is(c, [d='],'])", " e", " f)g"]
    assert [one is not None for one in selectors_of("a, b:is(c, d), e")] == [True, False, True]


@pytest.mark.timeout(20)  # a pattern that looked ahead from each comma took minutes
def test_many_commas_are_parted_in_one_pass() -> None:
    assert len(split_list("(" + "a," * 100_000 + ")" + ",b" * 100_000)) == 100_001
