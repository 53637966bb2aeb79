"""What is taken out of Markdown."""

from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from ingest.errors import UnreadableDocument
from ingest.formats.markdown_file import markdown_blocks, read_markdown
from ingest.formats.parsed import ParsedFile
from ingest.formats.source import Source
from storage.records import Verdict


def read(tmp_path: Path, text: str) -> ParsedFile:
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    return read_markdown(Source.at(tmp_path / "a.md"), max_pages=20)


def lines(file: ParsedFile) -> list[str]:
    return [line for page in file.pages for line in page.text.split("\n\n")]


def test_headings_lists_code_and_tables_come_in_order(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "# Guide *du* `télétravail`\n\nDeux jours\npar [semaine](http://x).\n\n"
        "- mardi\n- jeudi\n  1. matin\n  2. soir\n\n## Horaires\n\n"
        "| Service | Jours |\n|---|---|\n| Paie | 2 |\n| RH | |\n\n"
        "```sh\nmake run\nmake test\n```\n\n> cité  \n> deux fois\n\n![plan](x.png)\n",
    )
    assert lines(file) == [
        "Guide du télétravail",
        "Deux jours\npar semaine.",
        "• mardi",
        "• jeudi",
        "1. matin",
        "2. soir",
        "Horaires",
        "Service | Jours",
        "Paie | 2",
        "RH |",
        "make run",
        "make test",
        "cité",
        "deux fois",
        "plan",
    ]
    (page,) = file.pages
    assert [(h.level, page.text[h.start :].split("\n")[0]) for h in page.headings] == [
        (1, "Guide du télétravail"),
        (2, "Horaires"),
    ]
    assert file.title == "Guide du télétravail"


def test_raw_html_gives_its_text_and_runs_nothing(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "<div align=center><h1>Guide</h1></div>\n\n<script>steal()</script>\n\n"
        "un <b onclick=x()>mot</b><br>puis <script>steal()</script>\n",
    )
    assert lines(file) == ["Guide", "un mot", "puis steal()"]


def test_front_matter_gives_the_title_and_stays_readable(tmp_path: Path) -> None:
    file = read(tmp_path, '---\ntitle: "Charte éthique"\nauthor: RH\n---\n\n# Préambule\n')
    assert file.title == "Charte éthique"
    assert lines(file) == ['title: "Charte éthique"', "author: RH", "Préambule"]


def test_a_rule_at_the_start_is_not_front_matter(tmp_path: Path) -> None:
    assert lines(read(tmp_path, "---\n\nun\n\n***\n\ndeux\n")) == ["un", "deux"]


def test_long_text_is_cut_into_pages_between_paragraphs(tmp_path: Path) -> None:
    file = read(tmp_path, "\n\n".join(f"{n} " + "mot " * 100 for n in range(30)))
    assert len(file.pages) == 5
    assert len(lines(file)) == 30


def nested(depth: int) -> str:
    return "\n\n".join(">" * level + f" reply{level}" for level in range(depth))


def test_what_is_nested_too_deep_to_be_read_whole_is_refused_and_never_cut(tmp_path: Path) -> None:
    assert lines(read(tmp_path, nested(90))) == [f"reply{level}" for level in range(90)]
    with pytest.raises(UnreadableDocument) as caught:
        read(tmp_path, nested(110))
    assert caught.value.verdict is Verdict.DAMAGED


def test_tables_say_which_rows_are_their_headers() -> None:
    text = (
        "| Nom | Jours |\n|---|---|\n| Durand | 25 |\n\n"
        "<table><tr><th>a</th></tr><tr><td>b</td></tr></table>\n\n"
        "| x | y |\n|---|---|\n| 1 | 2 |\n"
    )
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    assert [(b.table, b.is_header, b.text) for b in markdown_blocks(tokens)] == [
        (1, True, "Nom | Jours"),
        (1, False, "Durand | 25"),
        (2, True, "a"),
        (2, False, "b"),
        (3, True, "x | y"),
        (3, False, "1 | 2"),
    ]
