"""What is taken out of an HTML page: what a browser shows, and nothing it hides."""

from pathlib import Path

import pytest

from ingest.errors import UnreadableDocument
from ingest.formats.html_file import html_blocks, read_html
from ingest.formats.source import Source
from storage.records import Verdict


def texts(markup: str) -> list[str]:
    return [block.text for block in html_blocks(markup)]


def test_headings_paragraphs_lists_and_tables_come_in_order() -> None:
    markup = """<!doctype html><html><head><title>Accord</title></head><body>
    <h1>Accord <em>télétravail</em></h1><p>Deux jours<br>par semaine.</p>
    <ul><li>mardi</li><li>jeudi<ol start=3><li>matin</li></ol></li></ul>
    <table><tr><th>Service</th><th>Jours</th></tr><tr><td>Paie</td><td>2</td></tr></table>
    <pre>a  =  1
    b</pre>fin &amp; suite</body></html>"""
    blocks = list(html_blocks(markup))
    assert [block.text for block in blocks] == [
        "Accord télétravail",
        "Deux jours",
        "par semaine.",
        "• mardi",
        "• jeudi",
        "3. matin",
        "Service | Jours",
        "Paie | 2",
        "a  =  1",
        "    b",
        "fin & suite",
    ]
    assert [block.level for block in blocks] == [1] + [0] * 10


def test_what_is_hidden_or_runs_is_dropped_and_what_follows_it_kept() -> None:
    markup = (
        "<body><script>steal()</script>a<style>p{}</style>b<!-- c -->d"
        "<div style='color:red; DISPLAY : none'>hidden</div>e<p hidden>hidden</p>"
        "<nav><a>Accueil</a></nav>f<template>hidden</template><noscript>hidden</noscript>g"
        "<button>hidden</button><svg><text>hidden</text></svg>h</body>"
    )
    assert " ".join(texts(markup)).replace(" ", "") == "abdefgh"


def test_a_table_that_lays_out_the_page_is_read_as_blocks() -> None:
    markup = (
        "<table><tr><td><h2>Titre</h2><p>Un.</p></td><td>" + "mot " * 200 + "</td></tr>"
        "<tr><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>"
    )
    assert texts(markup) == ["Titre", "Un.", ("mot " * 200).strip(), "a | b"]


def test_hidden_cells_do_not_show_in_their_row() -> None:
    markup = "<table><tr><td>a<span hidden>x</span>c</td><td>b<p>d</p></td></tr></table>"
    assert texts(markup) == ["ac | b d"]


def test_deep_nesting_loses_no_text() -> None:
    assert texts("<body>" + "<div>" * 1000 + "deep" + "</div>" * 1000 + "<p>after") == [
        "deep",
        "after",
    ]


def test_nesting_beyond_the_parser_is_refused_not_cut() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        texts("<body>" + "<div>" * 5000 + "deep" + "</div>" * 5000 + "<p>after")
    assert caught.value.verdict is Verdict.DAMAGED


@pytest.mark.parametrize(
    ("content", "title"),
    [
        (b"<title>Charte \xe9thique</title><p>a", "Charte éthique"),
        (b"<title>index.html</title><h2>Charte</h2>", "Charte"),
        (b"<meta charset=iso-8859-15><title>Prix en \xa4</title>a", "Prix en €"),
        ("<title>Zoë</title>".encode("utf-16"), "Zoë"),
    ],
)
def test_the_title_comes_from_the_page_in_its_encoding(
    tmp_path: Path, content: bytes, title: str
) -> None:
    (tmp_path / "a").write_bytes(content)
    assert read_html(Source.at(tmp_path / "a"), max_pages=5).title == title


def test_an_external_entity_or_address_is_never_fetched(tmp_path: Path) -> None:
    markup = (
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>&x; a'
        '<img src="http://192.0.2.1/x.png" alt="plan"><iframe src="file:///etc/passwd"></iframe>'
    )
    (tmp_path / "a").write_text(markup, encoding="utf-8")
    text = read_html(Source.at(tmp_path / "a"), max_pages=5).pages[0].text
    assert "root:" not in text
    assert text.endswith("plan")


def test_tables_say_which_rows_are_their_headers() -> None:
    page = (
        "<table><thead><tr><td>Nom<td>Ville</thead><tr><td>Durand<td>Lyon</table>"
        "<table><tr><th>Nom<th>Jours<tr><th>Durand<td>25<tr><th>a<th>b</table>"
    )
    assert [(b.table, b.is_header, b.text) for b in html_blocks(page, tables=4)] == [
        (5, True, "Nom | Ville"),
        (5, False, "Durand | Lyon"),
        (6, True, "Nom | Jours"),
        (6, False, "Durand | 25"),
        (6, False, "a | b"),
    ]


def test_lists_count_from_where_the_page_says() -> None:
    page = "<ol start=3><li>a<li value=7>b<li>c</ol><ol start=x><li>d</ol>"
    assert [block.text for block in html_blocks(page)] == ["3. a", "7. b", "8. c", "1. d"]


def test_formulas_are_read_once() -> None:
    formula = (
        "<math><semantics><mrow><mi>x</mi><mo>=</mo><mn>25</mn></mrow>"
        "<annotation encoding='application/x-tex'>x=25</annotation></semantics></math>"
    )
    assert texts(f"<p>Le seuil est {formula} par an.</p>") == ["Le seuil est x=25 par an."]
