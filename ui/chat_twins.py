"""Documents that say the same as a source, and documents that differ from it, as HTML."""

from urllib.parse import quote

from assistant.differences import Difference, differences
from storage.turn_records import CitedSource, Twin
from ui.chat_reply import Reply
from ui.markdown_safe import safe
from ui.shortened import SHOWN_QUOTE, SHOWN_TITLE, shortened
from ui.wording import counted, text

MOST_DIFFERENCES = 3  # beside one answer; the sources have them all


def also_html(source: CitedSource, *, reply: Reply, language: str) -> str:
    """How many documents say what the source says, with a link to each other page."""
    twins = source.also_in
    if not twins:
        return ""
    said = safe(counted("chat.twins.same", language, len(twins) + 1))
    links = "; ".join(twin_link(source, twin, reply=reply, language=language) for twin in twins)
    return f'<p class="also">{said} {links}</p>'


def differences_html(reply: Reply, language: str) -> str:
    """That documents differ: their sentences side by side, each with its page."""
    found = differences(reply.sources)[:MOST_DIFFERENCES]
    if not found:
        return ""
    pairs = "".join(_pair(one, reply=reply, language=language) for one in found)
    heading = safe(text("chat.twins.differ", language))
    return f'<div class="differ"><p class="differ-heading">{heading}</p>{pairs}</div>'


def twin_link(source: CitedSource, twin: Twin, *, reply: Reply, language: str) -> str:
    """Title and page of a twin, which open that page."""
    name = safe(named(twin, source, language))
    return f'<a class="twin" href="{twin_address(source, twin, reply)}">{name}</a>'


def named(one: Twin | CitedSource, beside: Twin | CitedSource, language: str) -> str:
    """Title and page; the file name too where both have the same title."""
    title = shortened(one.title or one.file_name, SHOWN_TITLE)
    page = text("chat.source.page", language, page=one.page)
    if one.title == beside.title and one.file_name != title:
        return f"{title} ({shortened(one.file_name, SHOWN_TITLE)}), {page}"
    return f"{title}, {page}"


def twin_address(source: CitedSource, twin: Twin, reply: Reply) -> str:
    """Our own page viewer at the twin's page."""
    return _address(twin, reply, f"source={int(source.number)}&amp;twin={int(twin.number)}")


def source_address(source: CitedSource, reply: Reply) -> str:
    """Our own page viewer at the cited page."""
    return _address(source, reply, f"source={int(source.number)}")


def _address(one: CitedSource | Twin, reply: Reply, cited: str) -> str:
    """An address of ours: the ids are ours, the rest is numbers."""
    path = f"/view/{quote(one.document_id, safe='')}/{int(one.page)}"
    if reply.turn_id is None:
        return f"{path}?chunk={int(one.chunk_id)}"
    return f"{path}?turn={int(reply.turn_id)}&amp;{cited}"


def _pair(one: Difference, *, reply: Reply, language: str) -> str:
    source, twin = one.source, one.twin
    own = (
        f'<a class="twin" href="{source_address(source, reply)}">'
        f"{safe(named(source, twin, language))}</a>"
    )
    other = twin_link(source, twin, reply=reply, language=language)
    sides = "".join(
        f'<div class="side"><p class="where">{where}</p>'
        f'<p class="words">{safe(shortened(words, SHOWN_QUOTE))}</p></div>'
        for where, words in ((own, twin.instead_of), (other, twin.quote))
    )
    return f'<div class="pair">{sides}</div>'
