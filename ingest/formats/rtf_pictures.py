"""Pictures of an RTF document: `\\pict` groups, of which PNG and JPEG are read."""

from dataclasses import dataclass, field

from ingest.formats.pictures import NOTHING, Pictures, Size, is_small
from ingest.formats.rtf_tokens import Token, tokens
from ingest.formats.source import Source

_CM_A_TWIP = 2.54 / 1440
_RASTERS = ("pngblip", "jpegblip")
_SIDES = {"picwgoal": 0, "pichgoal": 1}
_SCALES = {"picscalex": 0, "picscaley": 1}
_NOT_HEX = bytes(set(range(256)) - set(b"0123456789abcdefABCDEF"))


@dataclass(slots=True)
class PictureGroup:
    """One group as its tokens come; `at` is where it starts in the file."""

    at: int
    _content: bytearray = field(default_factory=bytearray)
    _twips: list[int] = field(default_factory=lambda: [0, 0])
    _scales: list[int] = field(default_factory=lambda: [100, 100])
    _depth: int = 0
    _is_raster: bool = False

    def take(self, token: Token) -> bool:
        """Follow the next token; False for the one that ends the group."""
        if token.kind == "{":
            self._depth += 1
        elif token.kind == "}":
            self._depth -= 1
        elif token.kind == "word":
            self._take_word(token)
        elif token.kind == "text" and not self._depth:
            self._content += token.content
        return self._depth >= 0

    def places(self, pictures: Pictures) -> tuple[int, ...]:
        """The place of the picture, which is that of its group in the file."""
        size = self._size
        if self._is_raster:
            return pictures.shown(self.at, self.source(), size)
        return NOTHING if size is None or is_small(size) else pictures.lost()

    def source(self) -> Source:
        """The picture as a file."""
        hexadecimal = self._content.translate(None, _NOT_HEX)
        return Source(bytes.fromhex(hexadecimal[: len(hexadecimal) // 2 * 2].decode("ascii")), "")

    @property
    def _size(self) -> Size | None:
        if not all(0 < side < 100_000 for side in self._twips):
            return None
        width, height = (
            side * _CM_A_TWIP * scale / 100
            for side, scale in zip(self._twips, self._scales, strict=True)
        )
        return width, height

    def _take_word(self, token: Token) -> None:
        if token.word in _SIDES:
            self._twips[_SIDES[token.word]] = token.number or 0
        elif token.word in _SCALES:
            self._scales[_SCALES[token.word]] = min(max(token.number or 100, 1), 10_000)
        elif token.word == "bin":
            self._content += token.content.hex().encode("ascii")
        self._is_raster |= token.word in _RASTERS


def grouped_picture(source: Source, place: int) -> Source:
    """The picture whose group starts at that place of an RTF document."""
    found = PictureGroup(place)
    for token in tokens(source.read(), start=place):
        if not found.take(token):
            break
    return found.source()
