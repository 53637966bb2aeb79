"""The answer to "which documents mention it" in the chat: a count, then every document and page."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from assistant.mention_answer import ListedDocument, ListedPage, mention_list
from storage.errors import BadInput
from storage.mention_places import spans_in
from storage.sought import Sought, sought
from ui.chat_reply import Reply
from ui.markdown_safe import safe
from ui.mention_words import headline, phrases_of, remarks, times
from ui.mentions_json import mention_address
from ui.wording import counted, text

SHOWN: Final = 10  # documents; the others are folded
SHOWN_PAGES: Final = 12  # links of one document; the others are counted


def mentions_html(reply: Reply, language: str) -> str:
    """The counted list, with links that open each page with its mentions marked."""
    said = mention_list(reply.sentences, reply.sources)
    found, counts = headline(phrases_of(said.written), said.counts, language)
    brackets = f' <span class="times">{safe(counts)}</span>' if counts else ""
    first = f'<p class="line counted"><strong>{safe(found)}</strong>{brackets}</p>'
    what = understood(said.written)
    one = partial(document_html, written=said.written, what=what, language=language)
    items = [one(document) for document in said.documents]
    notes = "".join(
        f'<p class="line">{safe(remark)}</p>'
        for remark in remarks(said.counts, len(items), language)
    )
    listed = f"{first}{folded(items, language)}"
    return f'<div class="said">{listed}<div class="notes">{notes}</div></div>'


def understood(written: str) -> Sought | None:
    """The phrases; None where a kept answer's are no longer understood."""
    try:
        return sought(written)
    except BadInput:
        return None


def folded(items: Sequence[str], language: str) -> str:
    """The first documents, and the others to unfold."""
    if not items:
        return ""
    shown = f'<ol class="mentions">{"".join(items[:SHOWN])}</ol>'
    rest = items[SHOWN:]
    if not rest:
        return shown
    summary = safe(counted("mentions.rest", language, len(rest)))
    return (
        f'{shown}<details class="rest"><summary>{summary}</summary>'
        f'<ol class="mentions">{"".join(rest)}</ol></details>'
    )


def document_html(one: ListedDocument, *, written: str, what: Sought | None, language: str) -> str:
    """Title, count, the first mention as it stands, and a link for each page."""
    title = one.source.title or one.source.file_name
    count = times(one.mentions, one.other_forms, language)
    if not one.pages:
        count = text("mentions.in-name", language)
    link = partial(page_html, one, written=written, title=title, language=language)
    first = ListedPage(one.source.page, 0, 0)
    links = [link(page) for page in one.pages[:SHOWN_PAGES] or (first,)]
    rest = one.pages_found - len(links)
    if one.pages and rest > 0:
        links.append(
            f'<span class="times">{safe(counted("mentions.pages-rest", language, rest))}</span>'
        )
    snippet = f'<p class="snippet">{marked(one.source.quote, what)}</p>' if one.source.quote else ""
    return (
        f'<li class="line"><p class="named"><span class="title">{safe(title)}</span> '
        f'<span class="times">{safe(count)}</span></p>{snippet}'
        f'<p class="pages">{" ".join(links)}</p></li>'
    )


def page_html(
    one: ListedDocument, page: ListedPage, *, written: str, title: str, language: str
) -> str:
    """A small link to one page, with how often it mentions what was sought."""
    address = safe(mention_address(one.source.document_id, page.number, written))
    name = safe(text("mentions.open", language, title=title, page=page.number))
    often = page.mentions + page.other_forms
    label = text("mentions.page", language, page=page.number) + (f" ×{often}" if often > 1 else "")
    return f'<a class="cite" href="{address}" title="{name}">{safe(label)}</a>'


def marked(snippet: str, what: Sought | None) -> str:
    """The snippet with each mention marked."""
    parts, done = [], 0
    for start, end in spans_in(snippet, what) if what else ():
        if start >= done:
            parts.append(f"{safe(snippet[done:start])}<mark>{safe(snippet[start:end])}</mark>")
            done = end
    return "".join((*parts, safe(snippet[done:])))
