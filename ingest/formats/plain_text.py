"""Plain text: from bytes in any encoding to pages of paragraphs."""

import codecs
import re
from collections.abc import Iterator

from ingest.formats.blocks import TextBlock, pages_of
from ingest.formats.parsed import OnPage, ParsedFile, no_report
from ingest.formats.source import Source
from ingest.formats.western_text import western_encoding

WRAPPED_WIDTHS = range(50, 121)  # shorter lines are verses or lists, longer ones paragraphs
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark starts with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
GUESSED_BYTES = 1 << 16
FEWEST_CONTROLS = 200  # characters for each control character, which no text has
# Valid letters beyond ASCII for each wrong byte. Not tuned: text in another encoding has next to
# none, where two programs wrote into one file most of it is of one.
MENDED_LETTERS = 2
_WESTERN = "intramuros.western"  # how Python knows `_as_western`
_ITEM = re.compile(r"\s*(?:[•*+–—·-]|\(?(?:\d{1,3}|[a-z])[.)])\s")
_COLUMNS = re.compile(r"\S(?: {3}|\t)\s*+\S")  # linear: a line may end in a million spaces
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.I)


def decode(content: bytes) -> str | None:
    """The text of `content` with line ends as newlines, or None where it is not text.

    A byte order mark decides, then UTF-8 if it is valid or nearly so, then the Western encoding
    that puts accents where words have them, then what charset-normalizer finds most likely.
    """
    text = _decoded(content)
    if text is None:
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode_stated(content: bytes, stated: str) -> str | None:
    """As `decode`, but in the encoding `stated` beside the content (empty: in none) where it does
    not say itself what it is in, as UTF-8 and HTML with a `charset` do."""
    if not stated or content.startswith(tuple(mark for mark, _ in _MARKS)):
        return decode(content)
    if _valid_utf_8(content) or _declared_encoding(content):
        return decode(content)
    try:
        return content.decode(stated).replace("\r\n", "\n").replace("\r", "\n")
    except (LookupError, UnicodeDecodeError):
        return decode(content)


def _decoded(content: bytes) -> str | None:
    for mark, marked in _MARKS:
        if content.startswith(mark):
            return content.decode(marked, errors="replace")
    if not (encoding := _valid_utf_8(content)) and (mended := _nearly_utf_8(content)):
        return mended if _is_readable(mended) else None
    encoding = encoding or _declared_encoding(content) or _guessed_encoding(content)
    if encoding is None:
        return None
    text = content.decode(encoding, errors="replace")
    return text if _is_readable(text) else None


def _valid_utf_8(content: bytes) -> str | None:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    body = content.rstrip(b"\0")  # what a program allotted and did not fill
    return None if body.count(b"\0") > len(body) // FEWEST_CONTROLS else "utf-8"


def _nearly_utf_8(content: bytes) -> str | None:
    """The text of UTF-8 with some bytes of Windows-1252, where two programs wrote into one file.

    Text in another encoding has nearly no letters that are valid UTF-8.
    """
    if b"\0" in content.rstrip(b"\0"):
        return None
    wrong, letters = _wrong_and_letters(content)
    if letters < MENDED_LETTERS * wrong:
        return None
    return content.decode("utf-8", errors=_WESTERN)


def _wrong_and_letters(content: bytes) -> tuple[int, int]:
    """How many bytes are not valid UTF-8, and how many characters beyond ASCII are.

    By blocks: the file may be a program of 200 MiB, and every second byte of it wrong.
    """
    decoder = codecs.getincrementaldecoder("utf-8")(errors="ignore")
    valid = letters = 0
    for start in range(0, len(content), GUESSED_BYTES):
        end = start + GUESSED_BYTES
        text = decoder.decode(content[start:end], final=end >= len(content))
        valid += len(text.encode())
        letters += len(text) - len(text.encode("ascii", errors="ignore"))
    return len(content) - valid, letters


def _as_western(error: UnicodeError) -> tuple[str, int]:
    """For bytes that are not valid in a decoding: as Windows-1252 has them."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error(_WESTERN, _as_western)


def _declared_encoding(content: bytes) -> str | None:
    """What an HTML page says of itself near its start, where Python knows it."""
    found = _CHARSET.search(content[:2048])
    if found is None or b"<" not in content[: found.start()]:
        return None
    try:
        return codecs.lookup(found[1].decode("ascii")).name
    except (LookupError, UnicodeDecodeError):
        return None


def _guessed_encoding(content: bytes) -> str | None:
    from charset_normalizer import from_bytes

    if content.count(b"\0") > len(content) // 50:
        return _wide_encoding(content)
    if western := western_encoding(content):
        return western
    best = from_bytes(content[:GUESSED_BYTES]).best()
    return best.encoding if best else None


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
    """False where control characters are more than one in two hundred."""
    sample = text[:GUESSED_BYTES].rstrip("\0")
    controls = len(re.findall("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]", sample))
    return controls * FEWEST_CONTROLS <= len(sample)


def read_text(source: Source, *, max_pages: int, on_page: OnPage = no_report) -> ParsedFile:
    """The raw pages of a text file: at its form feeds, else as long as pages are."""
    text = decode(source.read()) or ""
    pages = pages_of(text_blocks(text), max_pages=max_pages)
    return ParsedFile(pages, title="", media_type="text/plain")


def text_blocks(text: str) -> Iterator[TextBlock]:
    """The paragraphs of a text; lines that were not broken for their length stand alone."""
    width = _wrapping_width(text)
    for part_number, part in enumerate(text.split("\f")):
        starts_page = part_number > 0
        for paragraph in re.split(r"\n[^\S\n]*\n", part):
            for block in _unwrapped(paragraph.splitlines(), width):
                yield TextBlock(block, starts_page=starts_page)
                starts_page = False


def _wrapping_width(text: str) -> int | None:
    """The length at which lines were broken; None where they were not."""
    lengths = sorted(len(line.rstrip()) for line in text.splitlines() if line.strip())
    width = lengths[int(0.9 * len(lengths))] if lengths else 0
    return width if width in WRAPPED_WIDTHS else None


def _unwrapped(lines: list[str], width: int | None) -> Iterator[str]:
    """Blocks of the lines of a paragraph; those that go on are joined by a line end."""
    gathered: list[str] = []
    for line in lines:
        if gathered and (width is None or not _goes_on(gathered[-1], line, width)):
            yield "\n".join(gathered)
            gathered = []
        if line.strip():
            gathered.append(line)
    if gathered:
        yield "\n".join(gathered)


def _goes_on(above: str, below: str, width: int) -> bool:
    """True where the first word of `below` would not have fitted on the line above."""
    words = below.split(maxsplit=1)
    if not words or _ITEM.match(below) or _COLUMNS.search(above) or _COLUMNS.search(below):
        return False
    return len(above.rstrip()) + 1 + len(words[0]) > width
