"""Web documents: one self-contained page, as an intranet would save it."""

import html
import re
from pathlib import Path

from typeset import source as src

PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="author" content="Ardeval">
<style>
body {{ font: 16px/1.55 system-ui, sans-serif; color: #1d2b2e; max-width: 52rem; margin: 2rem auto;
  padding: 0 1rem; }}
header {{ border-top: 4px solid #12525e; padding-top: 1rem; }}
h1, h2, h3 {{ color: #12525e; line-height: 1.25; }}
table {{ border-collapse: collapse; width: 100%; margin: 1rem 0; }}
th, td {{ border: 1px solid #9fb0b3; padding: .35rem .6rem; text-align: left; }}
th {{ background: #12525e; color: #fff; }}
aside {{ background: #e8f1f2; border-left: 4px solid #12525e; padding: .6rem 1rem; }}
dl {{ display: grid; grid-template-columns: 12rem 1fr; gap: .2rem 1rem; }}
dt {{ font-weight: 600; }} dd {{ margin: 0; }}
footer {{ color: #5d6b6e; border-top: 1px solid #9fb0b3; margin-top: 2rem; font-size: .85rem; }}
</style>
</head>
<body>
<header>
<p>Ardeval – Intranet</p>
<h1>{title}</h1>
<p>{subtitle}</p>
<dl>
{facts}
</dl>
</header>
<main>
{body}
</main>
<footer><p>{reference} – {marking}</p></footer>
</body>
</html>
"""


def write_html(document: src.Source, path: Path) -> None:
    """Typeset `document` at `path`."""
    facts = "\n".join(
        f"<dt>{_inline(label)}</dt><dd>{_inline(value)}</dd>" for label, value in document.facts
    )
    page = PAGE.format(
        language=document.language,
        title=_inline(document.title),
        subtitle=_inline(document.subtitle),
        facts=facts,
        body="\n".join(_element(block) for block in document.blocks),
        reference=_inline(document.reference),
        marking=_inline(document.marking),
    )
    path.write_text(page, encoding="utf-8")


def _element(block: src.Block) -> str:
    match block:
        case src.Heading(level, text):
            return f"<h{level + 1}>{_inline(text)}</h{level + 1}>"
        case src.Paragraph(text, kind):
            tag = {"note": "aside"}.get(kind, "p")
            return f"<{tag}>{_inline(text)}</{tag}>"
        case src.Listing(entries, numbered):
            tag = "ol" if numbered else "ul"
            lines = "\n".join(f"<li>{_inline(entry)}</li>" for entry in entries)
            return f"<{tag}>\n{lines}\n</{tag}>"
        case src.Table(rows, _):
            return _table(rows)
        case _:
            raise ValueError(f"a web document has no {type(block).__name__}")


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    head = "".join(f"<th>{_inline(cell)}</th>" for cell in rows[0])
    body = "\n".join(
        "<tr>" + "".join(f"<td>{_inline(cell)}</td>" for cell in row) + "</tr>" for row in rows[1:]
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _inline(text: str) -> str:
    text = html.escape(text, quote=False)
    text = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", text)
    return re.sub(r"\*(.+?)\*", r"<em>\1</em>", text)
