"""The numbers that Word shows and does not store."""

from docx.oxml.ns import qn
from lxml import etree

from ingest.formats.docx_numbering import Numbering
from tests.ingest.made_docx import NAMESPACE


def level(place: int, style: str, text: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*levels: str, lists: int = 1, override: str = "") -> Numbering:
    kinds = f'<w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>'
    numbers = "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="7"/>{override if n > 1 else ""}</w:num>'
        for n in range(1, lists + 1)
    )
    root = etree.fromstring(f'<w:numbering xmlns:w="{NAMESPACE}">{kinds}{numbers}</w:numbering>')
    assert root.tag == qn("w:numbering")
    return Numbering(root)


def test_articles_and_their_paragraphs_are_counted() -> None:
    count = numbering(level(0, "decimal", "Article %1 –"), level(1, "decimal", "%1.%2."))
    marks = [count.mark("1", place) for place in (0, 1, 1, 0, 1)]
    assert marks == ["Article 1 – ", "1.1. ", "1.2. ", "Article 2 – ", "2.1. "]


def test_letters_roman_numbers_and_bullets() -> None:
    count = numbering(
        level(0, "upperRoman", "%1."), level(1, "lowerLetter", "%2)"), level(2, "bullet", "\uf0b7")
    )
    assert [count.mark("1", place) for place in (0, 0, 0, 0, 1, 1, 2)] == [
        "I. ",
        "II. ",
        "III. ",
        "IV. ",
        "a) ",
        "b) ",
        "• ",
    ]


def test_lists_of_one_kind_count_on_unless_they_start_again() -> None:
    shared = numbering(level(0, "decimal", "%1."), lists=2)
    assert [shared.mark("1", 0), shared.mark("2", 0)] == ["1. ", "2. "]
    again = "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride>"
    fresh = numbering(level(0, "decimal", "%1."), lists=2, override=again)
    assert [fresh.mark("1", 0), fresh.mark("2", 0)] == ["1. ", "1. "]


def test_a_list_starts_where_it_says() -> None:
    assert numbering(level(0, "decimal", "%1.", start=5)).mark("1", 0) == "5. "


def test_an_unknown_list_or_level_has_no_mark() -> None:
    count = numbering(level(0, "none", ""))
    assert [count.mark("1", 0), count.mark("9", 0), count.mark("1", 4)] == ["", "", ""]
    assert Numbering(None).mark("1", 0) == ""
