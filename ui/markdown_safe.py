"""Text as text, for Gradio's components that read Markdown and HTML at once.

Every character that means something to either becomes a numeric reference: a reference can
neither open a tag nor begin an emphasis, a link, an image or a table, and reads as the character.
"""

import re
from typing import Final

from ingest.visible import visible

# Letters, digits and spaces of every script stay; every other ASCII character is referenced.
_MEANINGFUL: Final = re.compile(r"[!-/:-@\[-`{-~]")
_LINE_END: Final = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))  # hyphenation, byte orders
_KEPT: Final = frozenset(" \u00a0\u202f\u200c\u200d")  # spaces, and joiners inside words


def safe(text: str) -> str:
    """`text` for the inside of an element or of a quoted attribute, on one line.

    Line ends become spaces; what could turn the text round or hide in it is spelled out.
    """
    one_line = _LINE_END.sub(" ", text).replace("\t", " ").translate(_UNSEEN)
    unsafe = {c: visible(c) for c in set(one_line) if not (c.isprintable() or c in _KEPT)}
    shown = one_line.translate({ord(c): spelled for c, spelled in unsafe.items()})
    return _MEANINGFUL.sub(lambda found: f"&#{ord(found[0])};", shown)


def safe_lines(text: str) -> str:
    """`safe` for the inside of an element, with a <br> for each line end."""
    return "<br>".join(safe(line) for line in _LINE_END.split(text))
