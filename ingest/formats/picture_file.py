"""Pictures (PNG, JPEG, TIFF, WEBP, BMP, GIF) to pages that are to be recognised."""

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

# A plugin of Pillow that nothing imports is not there, and only these formats are wanted.
from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from ingest.errors import UnreadableDocument
from ingest.formats.file_type import FileType
from ingest.formats.grey_picture import OCR_DPI, OCR_PIXELS, GreyPicture
from ingest.formats.parsed import OnPage, ParsedFile, RawPage, no_report
from ingest.formats.source import Source
from storage.page_findings import PageWarning
from storage.records import PageReading, Verdict

PIXELS = 89_000_000  # of one page, Pillow's own limit; A3 at 600 dpi has 70 million
MODE_BYTES = 400 << 20  # of one page as it is decoded
FORMATS = {
    PngImagePlugin.PngImageFile.format: FileType.PNG,
    JpegImagePlugin.JpegImageFile.format: FileType.JPEG,
    MpoImagePlugin.MpoImageFile.format: FileType.JPEG,  # of some cameras, with a second view
    TiffImagePlugin.TiffImageFile.format: FileType.TIFF,
    WebPImagePlugin.WebPImageFile.format: FileType.WEBP,
    BmpImagePlugin.BmpImageFile.format: FileType.BMP,
    GifImagePlugin.GifImageFile.format: FileType.GIF,
}
OPENED = [name for name in FORMATS if name in Image.OPEN]  # MPO is opened as JPEG
PAGED = ("TIFF",)  # further frames of the others are movement or another view
STATED_DPI = range(90, 1_201)  # 72 is what programs write that do not know
MOST_STRETCH = 2.5  # of fax machines: 204 dots by 98 or 391 lines an inch
PAPER_INCHES = 11.7  # the longer side of A4: what a picture that does not say is taken for
SCREEN_DPI = 110  # of a screenshot, or less: fewer pixels than a readable A4 page has
ENLARGED = 3.0
# What Pillow raises on pictures that are not whole.
FAILURES = (
    OSError, SyntaxError, ValueError, TypeError, EOFError, LookupError, AttributeError,
    ArithmeticError, struct.error,
)  # fmt: skip


def read_picture(source: Source, *, max_pages: int, on_page: OnPage = no_report) -> ParsedFile:
    """The pages of a picture, all without text: UNREAD, so that they are recognised.

    Raises UnreadableDocument: DAMAGED, TOO_LARGE or TOO_MANY_PAGES.
    """
    with _opened(source) as picture:
        media_type = FORMATS[picture.format or ""].value
        total = getattr(picture, "n_frames", 1) if picture.format in PAGED else 1
        if total > max_pages:
            raise UnreadableDocument(
                Verdict.TOO_MANY_PAGES,
                f"It has {total} pages; ASSISTANT_MAX_PAGES allows {max_pages}.",
            )
        for frame in range(total):
            picture.seek(frame)
            _check_size(picture)
        picture.seek(0)
        picture.load()  # a file that is cut short says so here
    page = RawPage("", reading=PageReading.UNREAD, warnings=(PageWarning.PICTURE,))
    return ParsedFile((page,) * total, "", media_type)


def draw_picture(source: Source, number: int) -> GreyPicture:
    """Page `number` (from 1) upright, in grey on white, at a size that can be recognised."""
    with _opened(source) as picture:
        if number > 1:
            picture.seek(number - 1)
        _check_size(picture)
        dpi = _dpi(picture)
        sides = [side * more for side, more in zip(picture.size, _stretch(picture), strict=True)]
        scale = min(_scale(dpi), (OCR_PIXELS / (sides[0] * sides[1])) ** 0.5)
        size = tuple(max(1, round(side * scale)) for side in sides)
        picture.draft("L", size)  # a JPEG is decoded no larger than it is needed
        grey = _grey(ImageOps.exif_transpose(picture))
        if picture.getexif().get(0x0112, 1) >= 5:  # lay on its side
            size = size[::-1]
        if grey.size != size:
            grey = grey.resize(size, Image.Resampling.LANCZOS)
        return GreyPicture(grey.tobytes(), grey.width, grey.height, round(dpi * scale))


def smaller_side(source: Source) -> int:
    """The width or height in pixels, whichever is less; 0 where it is no picture we read."""
    try:
        with _opened(source) as picture:
            return min(picture.size)
    except UnreadableDocument:
        return 0


@contextmanager
def _opened(source: Source) -> Iterator[Image.Image]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with source.open() as file, Image.open(file, formats=OPENED) as picture:
                yield picture
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise _too_large("It has far more pixels than a page") from None
        except FAILURES:
            raise UnreadableDocument(Verdict.DAMAGED, "It is a damaged picture.") from None


def _check_size(picture: Image.Image) -> None:
    pixels = picture.width * picture.height
    deep = pixels * max(len(picture.getbands()), 4 if picture.mode in ("I", "F") else 1)
    if pixels > PIXELS or deep > MODE_BYTES:
        raise _too_large(f"It has {pixels // 1_000_000} million pixels on a page")


def _too_large(what: str) -> UnreadableDocument:
    allowed = f"{PIXELS // 1_000_000} million are allowed"
    return UnreadableDocument(Verdict.TOO_LARGE, f"{what}; {allowed}.")


def _dpi(picture: Image.Image) -> int:
    """Dots an inch as the file says, where that can be; else as if it were a sheet of A4."""
    stated = picture.info.get("dpi")
    try:
        dpi = round(max(stated)) if stated else 0
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        dpi = 0
    if dpi in STATED_DPI:
        return dpi
    return max(1, round(max(picture.size) / PAPER_INCHES))


def _stretch(picture: Image.Image) -> tuple[float, float]:
    """By what each side grows so that the pixels are square: those of a fax are twice as high."""
    try:
        across, down = (float(stated) for stated in picture.info.get("dpi", ()))
        least, most = sorted((across, down))
        if round(least) not in STATED_DPI or round(most) not in STATED_DPI:
            return 1.0, 1.0
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        return 1.0, 1.0
    return (most / across, most / down) if most <= MOST_STRETCH * least else (1.0, 1.0)


def _scale(dpi: int) -> float:
    """What brings the picture to `OCR_DPI`; small ones grow, but no more than their dots allow."""
    if dpi <= SCREEN_DPI:
        return min(ENLARGED, OCR_DPI / dpi)
    return min(1.0, 1.5 * OCR_DPI / dpi)


def _grey(picture: Image.Image) -> Image.Image:
    """Eight bits a pixel, what is transparent on white."""
    if picture.mode in ("I", "F") or picture.mode.startswith("I;16"):
        return _eight_bits(picture)
    if "A" in picture.getbands() or "transparency" in picture.info:
        coloured = picture.convert("RGBA")
        sheet = Image.new("RGBA", coloured.size, "white")
        sheet.alpha_composite(coloured)
        return sheet.convert("L")
    if picture.mode == "LAB":
        return picture.getchannel("L")
    return picture.convert("RGB").convert("L") if picture.mode == "CMYK" else picture.convert("L")


def _eight_bits(picture: Image.Image) -> Image.Image:
    """More than eight bits a pixel brought to eight, from the darkest to the lightest there is."""
    deep = picture.convert("F")
    darkest, lightest = cast(tuple[float, float], deep.getextrema())
    spread = (lightest - darkest) or 1.0
    return deep.point(lambda value: value * (255.0 / spread) - darkest * 255.0 / spread).convert(
        "L"
    )
