"""The fonts of an RTF document: the code page of each, and whether its letters are signs."""

from dataclasses import dataclass, field

from ingest.formats.rtf_tokens import DEFAULT_ENCODING, charset_encoding, page_encoding
from ingest.formats.symbol_fonts import symbol_font, symbol_text

LONGEST_NAME = 255  # characters; no font has a longer one
_BYTES_AS_THEY_ARE = "latin-1"


@dataclass(slots=True)
class RtfFonts:
    """The table of fonts by their numbers; -1 is a font of which nothing is said."""

    default: int = -1
    _encoding: str = DEFAULT_ENCODING  # of the file, where its fonts say nothing
    _encodings: dict[int, str] = field(default_factory=dict)
    _names: dict[int, str] = field(default_factory=dict)
    _signs: dict[int, str] = field(default_factory=dict)  # names that `symbol_font` gave

    def take(self, word: str, number: int | None) -> bool:
        """True for a word that says which code page or font the document begins with."""
        match word:
            case "deff":
                self.default = number or 0
            case "ansicpg":
                self._encoding = page_encoding(number)
            case "mac":
                self._encoding = "mac_roman"
            case "pc":
                self._encoding = "cp437"
            case _:
                return False
        return True

    def add_charset(self, font: int, charset: int | None) -> None:
        """Note the code page of a font."""
        self._encodings[font] = charset_encoding(charset)

    def add_name(self, font: int, text: str) -> None:
        """Note a piece of a font's name; a semicolon ends it."""
        if len(self._names.get(font, "")) > LONGEST_NAME:
            return
        self._names[font] = self._names.get(font, "") + text
        self._signs[font] = symbol_font(self._names[font].partition(";")[0])

    def encoding(self, font: int) -> str:
        """The codec of bytes in that font."""
        if self._signs.get(font):
            return _BYTES_AS_THEY_ARE
        return self._encodings.get(font) or self._encoding

    def seen(self, font: int, text: str) -> str:
        """The text as it looks in that font."""
        return symbol_text(self._signs.get(font, ""), text)
