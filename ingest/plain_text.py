"""Plain text: from bytes in any encoding to pages of paragraphs."""

import codecs
import re

from ingest.parsed import BLOCK_END, RawPage

PAGE_CHARACTERS = 3_000
MEASURED_LINES = 400
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark starts with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
GUESSED_BYTES = 1 << 16


def decode(content: bytes) -> str | None:
    """The text of `content` with line ends as newlines, or None where it is not text.

    A byte order mark decides, then UTF-8 if it is valid, then what charset-normalizer finds most
    likely, with Windows-1252 before its rarer look-alikes.
    """
    text = _decoded(content)
    if text is None:
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(content: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    if b"\0" not in content:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return text if _is_readable(text) else None
    encoding = _guessed_encoding(content)
    if encoding is None:
        return None
    text = content.decode(encoding, errors="replace")
    return text if _is_readable(text) else None


def _guessed_encoding(content: bytes) -> str | None:
    from charset_normalizer import from_bytes

    if content.count(b"\0") > len(content) // 50:
        return _wide_encoding(content)
    matches = from_bytes(content[:GUESSED_BYTES])
    best = matches.best()
    if best is None:
        return None
    if any("cp1252" in match.could_be_from_charset for match in matches):
        return "cp1252"
    return best.encoding


def _wide_encoding(content: bytes) -> str | None:
    """UTF-16 without its mark: nearly all zero bytes are at odd, or at even, places."""
    sample = content[:GUESSED_BYTES]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 10 * even and odd > len(sample) // 8:
        return "utf-16-le"
    if even > 10 * odd and even > len(sample) // 8:
        return "utf-16-be"
    return None


def _is_readable(text: str) -> bool:
    """False where control characters, which no text has, are more than one in two hundred."""
    sample = text[:GUESSED_BYTES]
    controls = len(re.findall("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]", sample))
    return controls * 200 <= len(sample)


def text_pages(text: str) -> tuple[RawPage, ...]:
    """Pages at form feeds, else about `PAGE_CHARACTERS` long, cut between paragraphs."""
    pages: list[RawPage] = []
    for part in text.split("\f"):
        pages += (RawPage(piece) for piece in split_blocks(_paragraphs(part)))
    return tuple(pages)


def split_blocks(blocks: list[str]) -> list[str]:
    """Blocks joined into texts of about `PAGE_CHARACTERS`; a block is never cut."""
    texts: list[str] = []
    gathered: list[str] = []
    size = 0
    for block in blocks:
        if gathered and size + len(block) > PAGE_CHARACTERS:
            texts.append(BLOCK_END.join(gathered))
            gathered, size = [], 0
        gathered.append(block)
        size += len(block)
    return [*texts, BLOCK_END.join(gathered)]


def _paragraphs(text: str) -> list[str]:
    return [part for part in re.split(r"\n\s*\n", text) if part.strip()]
