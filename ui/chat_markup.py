"""Questions, answers and sources as HTML; every text from outside goes through `safe`.

The markup stands on one line without a blank line: Markdown then passes it on as it is, and
Gradio's sanitiser, which drops `data-` and `aria-` attributes, has nothing to drop. chat.js names
what needs a name.
"""

from functools import partial

from assistant.events import AnswerKind
from storage.turn_records import CitedSource, TurnSentence
from ui.chat_mentions import mentions_html
from ui.chat_reply import Reply
from ui.chat_twins import also_html, differences_html, source_address
from ui.markdown_safe import safe, safe_lines
from ui.shortened import SHOWN_QUOTE, SHOWN_TITLE, shortened
from ui.wording import counted, error_text, text

PATIENCE_S = 5.0  # after which the seconds are counted aloud


def question_html(question: str) -> str:
    """What the person asked."""
    return f'<div class="question">{safe_lines(question)}</div>'


def reply_html(reply: Reply, language: str) -> str:
    """An answer, whole or so far, with labels in the reader's language."""
    if reply.withdrawn:
        return notice_html(text("chat.withdrawn", language))
    if reply.kind is AnswerKind.REFUSAL:
        parts = [refusal(reply, language), after(reply, language)]
    elif reply.kind is AnswerKind.MENTIONS:
        parts = [mentions_html(reply, language), after(reply, language)]
    else:
        parts = [
            labels(reply, language),
            said(reply, language),
            differences_html(reply, language),
            progress(reply, language),
            legend(reply, language),
            sources(reply, language),
            after(reply, language),
        ]
    kind = reply.kind or "growing"
    return f'<div class="answer {kind}">{"".join(parts)}</div>'


def notice_html(message: str, *, severity: str = "warn") -> str:
    """A message in place of an answer; `severity` is "warn" or "bad"."""
    return f'<div class="answer"><p class="remark {severity}">{safe(message)}</p></div>'


def refusal(reply: Reply, language: str) -> str:
    """That nothing was found, and the titles that come nearest."""
    parts = [f'<p class="refused">{safe(text("chat.refusal", language))}</p>']
    if reply.nearest:
        titles = "".join(f"<li>{safe(title)}</li>" for title in reply.nearest)
        parts.append(f"<p>{safe(text('chat.refusal.nearest', language))}</p>")
        parts.append(f'<ul class="nearest">{titles}</ul>')
    return "".join(parts)


def labels(reply: Reply, language: str) -> str:
    """Who wrote the answer where no model did, whether it is whole, and why."""
    parts = []
    if reply.kind is AnswerKind.EXTRACTIVE:
        parts.append(f'<span class="label">{safe(text("chat.extractive", language))}</span>')
    if not reply.complete:
        parts.append(f'<span class="label cut">{safe(text("chat.cut-short", language))}</span>')
    if reply.notice:
        parts.append(f'<span class="why">{safe(error_text(reply.notice, language))}</span>')
    return f'<p class="labels">{" ".join(parts)}</p>' if parts else ""


def said(reply: Reply, language: str) -> str:
    """The sentences with their citations; a quotation stands on its own."""
    if not reply.sentences:
        return ""
    one = partial(sentence_html, reply=reply, language=language)
    if reply.kind is AnswerKind.EXTRACTIVE:
        quotes = "".join(
            f"<blockquote>{one(sentence)}</blockquote>" for sentence in reply.sentences
        )
        return f'<div class="said"{tongue(reply)}>{quotes}</div>'
    paragraphs: list[list[str]] = [[]]
    for sentence in reply.sentences:
        if sentence.paragraph and paragraphs[-1]:
            paragraphs.append([])
        paragraphs[-1].append(one(sentence))
    body = "".join(f"<p>{' '.join(sentences)}</p>" for sentences in paragraphs)
    return f'<div class="said"{tongue(reply)}>{body}</div>'


def tongue(reply: Reply) -> str:
    """The language in which the answer is to be read aloud."""
    return f' lang="{reply.language}"' if reply.language in ("fr", "en") else ""


def sentence_html(sentence: TurnSentence, *, reply: Reply, language: str) -> str:
    """One sentence and its marks, or the mark that it has no source."""
    words = safe_lines(sentence.text)
    if not sentence.supported:
        mark = safe(text("chat.unsupported", language))
        return (
            f'<span class="unsupported">{words}</span>&nbsp;<span class="no-source">{mark}</span>'
        )
    by_number = {source.number: source for source in reply.sources}
    marks = "".join(
        mark_html(by_number[number], reply=reply, language=language)
        for number in sentence.citations
        if number in by_number
    )
    return f"{words}&nbsp;{marks}" if marks else words


def mark_html(source: CitedSource, *, reply: Reply, language: str) -> str:
    """A small numbered link to the cited page."""
    name = safe(source_name(source, language))
    address = source_address(source, reply)
    return f'<a class="cite" href="{address}" title="{name}">{source.number}</a>'


def source_name(source: CitedSource, language: str) -> str:
    """Number, title and page of a source in words."""
    title = shortened(source.title or source.file_name, SHOWN_TITLE)
    return text("chat.source.open", language, number=source.number, title=title, page=source.page)


def progress(reply: Reply, language: str) -> str:
    """What is being done, until the answer is whole."""
    if reply.kind is not None:
        return ""
    if reply.sentences:
        return '<p class="progress writing"><span class="dots"></span></p>'
    words = text("chat.searching", language)
    if reply.searched:
        words = counted("chat.found", language, len(reply.evidence))
    seconds = ""
    if reply.waited_s >= PATIENCE_S:
        seconds = f' <span class="seconds">{int(reply.waited_s)}&nbsp;s</span>'
    return f'<p class="progress">{safe(words)}<span class="dots"></span>{seconds}</p>'


def legend(reply: Reply, language: str) -> str:
    """What the dotted underline means, where there is one."""
    if all(sentence.supported for sentence in reply.sentences):
        return ""
    return f'<p class="legend">{safe(text("chat.unsupported.legend", language))}</p>'


def sources(reply: Reply, language: str) -> str:
    """Cards of what is cited; while nothing is written yet, of what was found."""
    cited = bool(reply.sources)
    shown = reply.sources if cited or reply.kind is not None or reply.sentences else reply.evidence
    if not shown:
        return ""
    cards = "".join(card(source, reply=reply, language=language, cited=cited) for source in shown)
    heading = safe(text("chat.sources" if cited else "chat.evidence", language))
    return f'<p class="heading">{heading}</p><ol class="sources">{cards}</ol>'


def card(source: CitedSource, *, reply: Reply, language: str, cited: bool) -> str:
    """Number, title, page and quote of one source; the whole card opens the page."""
    number = f'<span class="number">{source.number}</span>' if cited else ""
    title = safe(shortened(source.title or source.file_name, SHOWN_TITLE))
    page = safe(text("chat.source.page", language, page=source.page))
    return (
        f'<li><a class="source" href="{source_address(source, reply)}">{number}'
        f'<span class="title">{title}</span> <span class="page">{page}</span>'
        f'<span class="quote">{safe(shortened(source.quote, SHOWN_QUOTE))}</span></a>'
        f"{also_html(source, reply=reply, language=language)}</li>"
    )


def after(reply: Reply, language: str) -> str:
    """Below a whole answer: did it help, copy it, who wrote it."""
    if reply.turn_id is None:
        return ""
    buttons = "".join(
        f'<button type="button" class="helpful{pressed}" id="helpful-{reply.turn_id}-{word}">'
        f"{safe(text(word, language))}</button>"
        for word, pressed in (
            ("yes", " pressed" if reply.helpful is True else ""),
            ("no", " pressed" if reply.helpful is False else ""),
        )
    )
    question = safe(text("chat.helpful", language))
    parts = [f'<span class="asked">{question}</span> <span class="choice">{buttons}</span>']
    if reply.sources:
        copy = safe(text("chat.copy", language))
        parts.append(f'<button type="button" class="copy">{copy}</button>')
    if reply.kind is AnswerKind.GENERATED and reply.model:
        model = safe(text("chat.generated", language, model=shortened(reply.model, 60)))
        parts.append(f'<span class="model">{model}</span>')
    return f'<div class="after">{"".join(parts)}</div>'
