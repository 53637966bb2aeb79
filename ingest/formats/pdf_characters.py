"""The characters of a PDF page: where each stands, and the text and font it is drawn with."""

import ctypes
import math
import re
from array import array
from collections import defaultdict
from collections.abc import Mapping
from itertools import repeat
from typing import cast

import pypdfium2 as pdfium

from ingest.formats.pdf_calls import (
    address_of,
    character_code,
    character_size,
    character_text,
    character_weight,
    text_font,
    write_character_box,
    write_character_matrix,
    write_font_name,
)
from ingest.formats.pdf_objects import Box
from ingest.formats.symbol_fonts import symbol_font, symbol_text

BOLD_WEIGHT = 600
BOLD_NAMES = ("bold", "black", "heavy", "demi")
_FONT_NAME_BYTES = 64
_MOST_CODE = 0x10FFFF
_SYMBOLS = re.compile("[\uf021-\uf0ff]")


class Characters:
    """The characters of a text page, each by PDFium's index; for as long as the page is open.

    What is asked of a character is kept for the text object that drew it, or for its font.
    """

    def __init__(self, text_page: pdfium.PdfTextPage) -> None:
        self._page = address_of(text_page.raw)
        self._box = array("f", 4 * [0.0])
        self._box_address = self._box.buffer_info()[0]
        self._matrix = array("f", 6 * [0.0])
        self._matrix_address = self._matrix.buffer_info()[0]
        self._styles: dict[int, tuple[float, bool]] = {}
        self._bold_fonts: dict[int, bool] = {}
        self._sign_fonts: dict[int, str] = {}

    def codes(self, count: int) -> str:
        """The first `count` characters; U+FFFD for what is none."""
        codes = map(character_code, repeat(self._page), range(count))
        return "".join(chr(code) if code <= _MOST_CODE else "\ufffd" for code in codes)

    def text_objects(self, count: int) -> list[int | None]:
        """The addresses of the objects that draw the first `count` characters, where one does."""
        return list(map(character_text, repeat(self._page), range(count)))

    def text_object(self, index: int) -> int | None:
        """The address of the object that draws a character, where one does."""
        return cast("int | None", character_text(self._page, index))

    def as_seen(self, text: str, signs: Mapping[int, str]) -> str:
        """The page's text with `signs` for what the objects at these addresses draw, and with what
        letters look like that a font of signs has put beyond Unicode's own."""
        if signs:
            drawn = zip(self.text_objects(len(text)), text, strict=True)
            text = "".join(signs.get(by or 0, character) for by, character in drawn)
        return _SYMBOLS.sub(lambda found: self._sign(found.start(), found[0]), text)

    def _sign(self, index: int, character: str) -> str:
        font = text_font(character_text(self._page, index) or 0)
        if font not in self._sign_fonts:
            self._sign_fonts[font] = symbol_font(self._font_name(index))
        return symbol_text(self._sign_fonts[font], character)

    def texts(self, count: int) -> dict[int, str]:
        """What each object draws of the first `count` characters, without spaces, by its address.

        An object that draws what another one drew already in its place has none.
        """
        found: defaultdict[int, list[str]] = defaultdict(list)
        for text, code in zip(self.text_objects(count), self.codes(count), strict=True):
            if text and not code.isspace():
                found[text].append(code)
        return {text: "".join(codes) for text, codes in found.items()}

    def box(self, index: int) -> Box:
        """The box of a character in the page's own space, as high as its font; 0 for none."""
        if not write_character_box(self._page, index, self._box_address):
            return 0.0, 0.0, 0.0, 0.0
        left, top, right, bottom = self._box
        return left, bottom, right, top

    def style(self, index: int, character: str) -> tuple[float, bool]:
        """The font size of a character in points, to a tenth, and whether it is bold.

        The size has the scale of the text's matrix; spaces and hyphens that PDFium adds between
        texts belong to one of them, but have a matrix of their own.
        """
        text = character_text(self._page, index)
        if not text or character.isspace() or not character.isprintable():
            return self._size(index), self._is_bold(index)
        style = self._styles.get(text)
        if style is None:
            font = text_font(text)
            bold = self._bold_fonts.get(font)
            if bold is None:
                bold = self._bold_fonts[font] = self._is_bold(index)
            style = self._styles[text] = (self._size(index), bold)
        return style

    def _size(self, index: int) -> float:
        size: float = character_size(self._page, index)
        if write_character_matrix(self._page, index, self._matrix_address):
            size *= math.hypot(self._matrix[2], self._matrix[3]) or 1.0
        return round(size, 1)

    def _is_bold(self, index: int) -> bool:
        if character_weight(self._page, index) >= BOLD_WEIGHT:
            return True
        lowered = self._font_name(index).lower()
        return any(mark in lowered for mark in BOLD_NAMES)

    def _font_name(self, index: int) -> str:
        name = ctypes.create_string_buffer(_FONT_NAME_BYTES)
        write_font_name(self._page, index, name, _FONT_NAME_BYTES, None)
        return name.value.decode("utf-8", errors="replace")
