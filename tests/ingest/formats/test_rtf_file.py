"""What is taken out of an RTF document."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.rtf_reader import RtfReader
from ingest.formats.rtf_tokens import tokens
from tests.ingest.reading_formats import headings, lines, parsed

HEAD = r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial;}}"
STYLES = r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\*\cs9 Strong;}{\s2 Title;}}"


def read(tmp_path: Path, body: str) -> list[list[str]]:
    (tmp_path / "a.rtf").write_bytes(f"{HEAD}{STYLES}{body}}}".encode("latin-1"))
    return lines(parsed(tmp_path / "a.rtf"))


def test_headings_paragraphs_and_titles(tmp_path: Path) -> None:
    body = (
        r"{\s2 Guide du t\'e9l\'e9travail\par}\pard\s1 Jours\par\pard\s0 Deux jours.\line Suite\par"
    )
    assert read(tmp_path, body) == [["Guide du télétravail", "Jours", "Deux jours.", "Suite"]]
    file = parsed(tmp_path / "a.rtf")
    assert headings(file) == [[(1, "Jours")]]
    assert file.title == "Guide du télétravail"


def test_characters_in_code_pages_and_unicode(tmp_path: Path) -> None:
    body = (
        r"l\rquote \u339?uvre \uc2\u233\'c3\'a9\uc1  \emdash  {\f1\'cf\'f0\'e8} "
        r"a\~b\_c \{x\} \u-10179?\u-8704?\par"
    )
    assert read(tmp_path, body) == [["l’œuvre é — При a b-c {x} 😀"]]


def test_tables_with_their_header_and_lists(tmp_path: Path) -> None:
    row = r"\trowd%s\cellx1\cellx2\pard\intbl %s\cell %s\cell\row "
    body = (
        (row % (r"\trhdr", "Nom", "Jours"))
        + (row % ("", r"Durand\par Luc", "25"))
        + r"\pard{\listtext \'b7\tab}puce\par{\pntext 1.\tab}un\par"
    )
    assert read(tmp_path, body) == [["Nom | Jours", "Durand Luc | 25", "· puce", "1. un"]]
    reader = RtfReader()
    for token in tokens(f"{HEAD}{body}}}".encode("latin-1")):
        reader.take(token)
    assert [(block.table, block.is_header) for block in reader.finish()][:2] == [
        (1, True),
        (1, False),
    ]


def test_notes_boxes_and_links_are_read_where_they_stand(tmp_path: Path) -> None:
    body = (
        r"avec note{\footnote\pard En bas.\par} ici\par "
        r"{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt Encadr\'e9\par}}{\shprslt double}}texte\par "
        r'{\field{\*\fldinst HYPERLINK "http://x"}{\fldrslt le guide}}\par '
        r"{\upr{ansi}{\*\ud{unicode}}}\par"
    )
    assert read(tmp_path, body) == [
        ["avec note ici", "En bas.", "texte", "Encadré", "le guide", "unicode"]
    ]


def test_what_is_not_the_text_is_left_out(tmp_path: Path) -> None:
    body = (
        r"{\info{\title Charte}{\author X}}{\pict\pngblip 89504e47}"
        r"{\*\generator Y;}vu {\v cach\'e9}{\deleted supprim\'e9}{\*\annotation non}"
        r"{\pict\bin4 }\\{}fin\par"
    )
    assert read(tmp_path, body) == [["vu fin"]]
    file = parsed(tmp_path / "a.rtf")
    assert file.title == "Charte"
    assert file.warnings[:2] == ("1 comment is left out.", "1 tracked deletion is left out.")
    assert file.warnings[2].startswith("1 picture is not read:")  # it is cut short


def test_pages_end_where_the_author_ended_them(tmp_path: Path) -> None:
    body = r"un\page deux\par\sect\sectd trois\par\sbknone\sect quatre\par\pard\pagebb cinq\par"
    assert read(tmp_path, body) == [["un"], ["deux"], ["trois", "quatre"], ["cinq"]]


def test_a_file_cut_short_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_bytes(rb"{\rtf1 avant\par apr\'e8s {\b en gras")
    assert lines(parsed(tmp_path / "a.rtf")) == [["avant", "après en gras"]]


@given(st.lists(st.sampled_from(
    [b"{", b"}", b"\\par ", b"\\cell ", b"\\row ", b"\\intbl ", b"\\footnote ", b"\\u-1 ", b"\\'e9",
     b"\\bin9999 ", b"x", b"\\*", b"\\stylesheet ", b"\\s99999999 ", b"\\", b"\\ansicpg99999 ",
     b"\\outlinelevel99 ", b"\\shptxt ", b"\\ud ", b"\\fonttbl ", b"\\f3 ", b"\\fcharset128 "]
), max_size=60))  # fmt: skip
def test_nothing_stops_the_reading(parts: list[bytes]) -> None:
    reader = RtfReader()
    for token in tokens(b"{\\rtf1 " + b"".join(parts)):
        reader.take(token)
    assert isinstance(reader.finish(), list)


@pytest.mark.parametrize("count", [200_000])
def test_deep_groups_are_no_trouble(tmp_path: Path, count: int) -> None:
    (tmp_path / "a.rtf").write_bytes(b"{\\rtf1 " + b"{" * count + b"fond" + b"}" * count)
    assert lines(parsed(tmp_path / "a.rtf")) == [["fond"]]
