"""The HTML that Outlook wraps in the RTF body of a mail ([MS-OXRTFEX])."""

from dataclasses import dataclass, field, replace
from html import escape

from ingest.formats.rtf_tokens import (
    DEFAULT_ENCODING,
    Token,
    charset_encoding,
    page_encoding,
    tokens,
)

_MARK = b"\\fromhtml"
_MARKED_BYTES = 2_000  # at the start, of which the mark stands among the first words
_SKIPPED = frozenset(("colortbl", "stylesheet", "info", "pict"))
_CHARACTERS = {
    "par": "\n", "line": "\n", "tab": "\t", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "endash": "–", "emdash": "—",
}  # fmt: skip
_SYMBOLS = {"~": "\xa0", "_": "\xad", "{": "{", "}": "}", "\\": "\\"}


def encapsulated_html(rtf: bytes) -> str:
    """The HTML that the RTF was made of; empty where it was made of none."""
    if _MARK not in rtf[:_MARKED_BYTES]:
        return ""
    unwrapping = _Unwrapping()
    for token in tokens(rtf):
        unwrapping.take(token)
    unwrapping.flush()
    return "".join(unwrapping.parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@dataclass(slots=True)
class _Group:
    """What holds within a group."""

    skipped: bool = False
    is_tag: bool = False  # its text is HTML, not what HTML says
    is_for_rtf: bool = False  # repeats in RTF what the HTML says
    in_fonts: bool = False
    font: int = -1
    fallback: int = 1  # characters after \\u that stand for it in old programs


@dataclass(slots=True)
class _Unwrapping:
    """Takes one token after the other; `parts` are the HTML so far."""

    parts: list[str] = field(default_factory=list)
    _group: _Group = field(default_factory=_Group)
    _outer: list[_Group] = field(default_factory=list)
    _bytes: bytearray = field(default_factory=bytearray)
    _encoding: str = DEFAULT_ENCODING
    _fonts: dict[int, str] = field(default_factory=dict)
    _to_skip: int = 0
    _is_ignorable: bool = False

    def take(self, token: Token) -> None:
        """Follow the next token."""
        if token.kind in ("bytes", "text"):
            skipped = min(self._to_skip, len(token.content))
            self._to_skip -= skipped
            self._bytes += token.content[skipped:]
            return
        self.flush()
        if token.kind == "{":
            self._outer.append(self._group)
            self._group = replace(self._group)
        elif token.kind == "}":
            self._group = self._outer.pop() if self._outer else _Group()
        elif token.kind == "symbol":
            self._is_ignorable = token.word == "*"
            self._add(_SYMBOLS.get(token.word, ""))
            return
        else:
            self._take_word(token.word, token.number)
        self._is_ignorable = False

    def flush(self) -> None:
        """The bytes so far as text: those of one character may come in several tokens."""
        if self._bytes:
            own = "" if self._group.is_tag else self._fonts.get(self._group.font, "")
            self._add(self._bytes.decode(own or self._encoding, errors="replace"))
            self._bytes.clear()

    def _add(self, text: str) -> None:
        group = self._group
        if not (group.skipped or group.in_fonts or group.is_for_rtf):
            self.parts.append(text if group.is_tag else escape(text, quote=False))

    def _take_word(self, word: str, number: int | None) -> None:
        group = self._group
        self._to_skip = 0
        match word:
            case "htmltag" if self._is_ignorable:
                group.is_tag = True
            case "htmlrtf":
                group.is_for_rtf = number != 0
            case "fonttbl":
                group.in_fonts = True
            case "fcharset":
                self._fonts[group.font] = charset_encoding(number)
            case "f":
                group.font = number or 0
            case "ansicpg":
                self._encoding = page_encoding(number)
            case "uc":
                group.fallback = min(max(number or 0, 0), 10)
            case "u":
                self._add(chr((number or 0) & 0xFFFF))
                self._to_skip = group.fallback
            case _ if self._is_ignorable or word in _SKIPPED:
                group.skipped = True
            case _:
                self._add(_CHARACTERS.get(word, ""))
