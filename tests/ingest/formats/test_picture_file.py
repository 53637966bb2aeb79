"""Pictures: their pages, their true orientation and tones, and bombs."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from ingest.errors import UnreadableDocument
from ingest.formats.file_type import detect
from ingest.formats.grey_picture import GreyPicture
from ingest.formats.page_picture import page_picture
from ingest.formats.parsers import parser_of
from ingest.formats.picture_file import draw_picture, read_picture
from ingest.formats.source import Source
from storage.records import PageReading, Verdict
from tests.ingest.made_mails import attach, mail
from tests.ingest.made_pdfs import picture_of

FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF")


def saved(picture: Image.Image, how: str = "PNG", **options: object) -> bytes:
    packed = BytesIO()
    picture.save(packed, how, **options)
    return packed.getvalue()


def half_black(mode: str = "L", *, size: tuple[int, int] = (400, 200)) -> Image.Image:
    """A white picture, black in its left half."""
    grey = Image.new("L" if mode != "I;16" else mode, size, 255 if mode != "I;16" else 4_095)
    grey.paste(0, (0, 0, size[0] // 2, size[1]))
    return grey if mode == "I;16" else grey.convert(mode)


def drawn(content: bytes, number: int = 1) -> GreyPicture:
    return draw_picture(Source(content, "a"), number)


def tone(picture: GreyPicture, x: float, y: float) -> int:
    """The grey at that share of the width and height."""
    return picture.pixels[int(y * picture.height) * picture.width + int(x * picture.width)]


@pytest.mark.parametrize("how", FORMATS)
@pytest.mark.parametrize("name", ["a.pdf", "a.txt", "a"])
def test_pictures_are_known_by_content_and_wait_for_recognition(how: str, name: str) -> None:
    source = Source(saved(half_black("RGB"), how), name)
    found = parser_of(detect(source))(source, max_pages=9, on_page=lambda *_: None)
    assert found.media_type == f"image/{how.lower()}"
    assert [(page.text, page.reading) for page in found.pages] == [("", PageReading.UNREAD)]


def test_each_page_of_a_tiff_is_a_page_and_frames_of_a_gif_are_none() -> None:
    others = [half_black(), Image.new("L", (300, 300), 255)]
    tiff = saved(half_black(), "TIFF", save_all=True, append_images=others)
    assert len(read_picture(Source(tiff, "a"), max_pages=9).pages) == 3
    assert drawn(tiff, 3).width == drawn(tiff, 3).height
    assert tone(drawn(tiff, 2), 0.2, 0.5) < 50
    gif = saved(half_black("P"), "GIF", save_all=True, append_images=[half_black("P")])
    assert len(read_picture(Source(gif, "a"), max_pages=9).pages) == 1
    with pytest.raises(UnreadableDocument) as caught:
        read_picture(Source(tiff, "a"), max_pages=2)
    assert caught.value.verdict is Verdict.TOO_MANY_PAGES


@pytest.mark.parametrize(
    ("mode", "how"),
    [
        ("1", "TIFF"), ("L", "PNG"), ("P", "PNG"), ("RGB", "JPEG"), ("RGBA", "PNG"), ("LA", "PNG"),
        ("CMYK", "JPEG"), ("CMYK", "TIFF"), ("I;16", "TIFF"), ("I;16", "PNG"), ("F", "TIFF"),
        ("LAB", "TIFF"),
    ],
)  # fmt: skip
def test_pictures_of_every_depth_keep_their_light_and_dark(mode: str, how: str) -> None:
    if mode == "LAB":
        light = half_black()
        plain = Image.new("L", light.size, 128)
        picture = Image.merge("LAB", (light, plain, plain))
    else:
        picture = half_black(mode)
    found = drawn(saved(picture, how))
    assert tone(found, 0.2, 0.5) < 60
    assert tone(found, 0.8, 0.5) > 195


def test_what_is_transparent_is_paper() -> None:
    clear = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), (0, 0, 100, 300))
    for picture in (clear, clear.quantize()):
        found = drawn(saved(picture))
        assert tone(found, 0.1, 0.5) < 50
        assert tone(found, 0.9, 0.5) > 200


def test_a_photograph_is_turned_as_its_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter to the right
    found = drawn(saved(half_black("RGB"), "JPEG", exif=exif.tobytes()))
    assert found.height == 2 * found.width
    assert tone(found, 0.5, 0.2) < 50
    assert tone(found, 0.5, 0.8) > 200


def test_the_size_for_recognition_follows_the_stated_dots_or_a_sheet_of_paper() -> None:
    scan = picture_of(["Contrat"], dpi=600)
    assert drawn(saved(scan, dpi=(600, 600))).dpi == 300
    assert 280 <= drawn(saved(scan)).dpi <= 310
    exact = drawn(saved(picture_of(["Contrat"], dpi=200), dpi=(200, 200)))
    assert (exact.dpi, exact.width) == (200, 1654)
    screenshot = drawn(saved(half_black(size=(900, 600))))
    assert screenshot.width > 1_800


def test_damaged_pictures_and_bombs_get_their_verdicts() -> None:
    whole = saved(picture_of(["Contrat"]))
    for content, verdict in (
        (whole[: len(whole) // 2], Verdict.DAMAGED),
        (whole[:20], Verdict.DAMAGED),
        (saved(Image.new("1", (30_000, 30_000))), Verdict.TOO_LARGE),
        (saved(Image.new("1", (10_000, 9_500))), Verdict.TOO_LARGE),
        (saved(Image.new("1", (10_000, 9_500)), "TIFF", compression="group4"), Verdict.TOO_LARGE),
    ):
        with pytest.raises(UnreadableDocument) as caught:
            read_picture(Source(content, "a"), max_pages=9)
        assert caught.value.verdict is verdict


def test_the_page_of_an_attachment_is_drawn_from_where_it_is(tmp_path: Path) -> None:
    inner = attach(mail("Dedans"), saved(half_black(size=(640, 320)), dpi=(200, 200)), "scan.png")
    outer = mail("Dehors")
    outer.add_attachment(inner)
    found = page_picture(Source(outer.as_bytes(), "a.eml"), (0, 0, 1))
    assert (found.width, found.height) == (640, 320)
    with pytest.raises(UnreadableDocument):
        page_picture(Source(outer.as_bytes(), "a.eml"), (0, 1))


@pytest.mark.parametrize(
    ("dpi", "size"),
    [
        ((204, 98), (1728, 2286)),  # a fax as most machines send it
        ((204, 391), (1728, 573)),
        ((200, 196), (1728, 1120)),
        ((200, 30), (1728, 1098)),  # no machine has such dots
    ],
)
def test_the_pixels_of_a_fax_are_drawn_square(
    tmp_path: Path, dpi: tuple[int, int], size: tuple[int, int]
) -> None:
    Image.new("1", (1728, 1098), 1).save(tmp_path / "a.tif", compression="group3", dpi=dpi)
    drawn = draw_picture(Source.at(tmp_path / "a.tif"), 1)
    assert drawn.width / drawn.height == pytest.approx(size[0] / size[1], rel=0.01)
