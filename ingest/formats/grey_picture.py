"""The picture of a page as recognition takes it: one byte a pixel."""

from dataclasses import dataclass

OCR_DPI = 200
OCR_PIXELS = 25_000_000  # an A3 page at 300 dpi has 17 million
DARK = bytes(range(128))
SPECKS = 0.0005  # of the pixels


@dataclass(frozen=True, slots=True)
class GreyPicture:
    """Rows of one byte a pixel, 0 black to 255 white; `dpi` is dots an inch."""

    pixels: bytes
    width: int
    height: int
    dpi: int

    @property
    def pgm(self) -> bytes:
        """The picture as a PGM file."""
        return b"P5 %d %d 255\n" % (self.width, self.height) + self.pixels

    @property
    def is_nearly_blank(self) -> bool:
        """True with no more ink than the specks of an empty sheet that was scanned."""
        dark = len(self.pixels) - len(self.pixels.translate(None, delete=DARK))
        return dark < SPECKS * len(self.pixels)
