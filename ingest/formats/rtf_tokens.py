"""The tokens of Rich Text Format 1.9.1: groups, control words, bytes in a code page."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    rb"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9A-Fa-f]{2})"
    rb"|\\(?P<symbol>[^A-Za-z])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|(?P<rest>[\r\n]+|\\)",
    re.S,
)
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250",
}  # fmt: skip
_PAGES = {10000: "mac_roman", 65001: "utf-8"}
DEFAULT_ENCODING = "cp1252"


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is "{", "}", "word", "symbol", "bytes" (of a code page) or "text" (ASCII)."""

    kind: str
    word: str = ""
    number: int | None = None
    content: bytes = b""
    at: int = 0  # where a word ends in the file


def tokens(content: bytes, *, start: int = 0) -> Iterator[Token]:
    """The tokens in order from `start` on; bytes that a `\\bin` announces are its content."""
    at = start
    while found := _TOKEN.match(content, at):
        at = found.end()
        if found["word"] is not None:
            word = found["word"].decode("ascii")
            number = None if found["number"] is None else int(found["number"])
            binary = b""
            if word == "bin":
                binary = content[at : at + max(number or 0, 0)]
                at += len(binary)
            yield Token("word", word, number, binary, at)
        elif found["hex"] is not None:
            yield Token("bytes", content=bytes.fromhex(found["hex"].decode("ascii")))
        elif found["symbol"] is not None:
            yield Token("symbol", found["symbol"].decode("latin-1"))
        elif found["brace"] is not None:
            yield Token(found["brace"].decode("ascii"))
        elif found["text"] is not None:
            yield Token("text", content=found["text"])


def page_encoding(number: int | None) -> str:
    """The codec of an `\\ansicpg`; that of Western Windows where Python knows none."""
    name = _PAGES.get(number or 0, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return DEFAULT_ENCODING


def charset_encoding(number: int | None) -> str:
    """The codec of a font's `\\fcharset`; empty where the file's own code page holds."""
    return _CHARSETS.get(number or 0, "")
