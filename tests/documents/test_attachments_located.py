"""Pictures inside office files that tell where they were taken: found in every form, under every name, wherever it is said."""

import io
import struct
import warnings
from types import SimpleNamespace

import pytest
from documents import attached_files as files
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tansiq_desk.attached import RefusedFileError, apart, look

PLACE = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><exif:GPSLatitude>36,45N</exif:GPSLatitude></x:xmpmeta>"
CAMERA_ALONE = Image.Exif()
CAMERA_ALONE[271] = "SECRET-CAMERA"


def png_with_place_behind_its_points():
    given = files.picture()
    at = given.index(b"eXIf") - 4
    end = at + 12 + int.from_bytes(given[at : at + 4])
    last = given.index(b"IEND") - 4
    return given[:at] + given[end:last] + given[at:end] + given[last:]


def png_with_packed_place():
    told = PngInfo()
    told.add_itxt("XML:com.adobe.xmp", PLACE, zip=True)
    return files.bytes_of(lambda out: files.noise().save(out, "PNG", pnginfo=told))


def png_with_place_as_text(kind="exif", block=None, *, is_packed=True):
    block = files.exif().tobytes() if block is None else block
    told = PngInfo()
    told.add_text(f"Raw profile type {kind}", f"\n{kind}\n{len(block):8}\n{block.hex()}\n", zip=is_packed)
    return files.bytes_of(lambda out: files.noise().save(out, "PNG", pnginfo=told))


def png_with_long_text():
    told = PngInfo()
    told.add_text("a", "b" * 50_000_000, zip=True)
    return files.bytes_of(lambda out: Image.new("1", (8, 8)).save(out, "PNG", pnginfo=told))


def page_of_tiff(tags, following):
    rows = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items())
    return struct.pack("<H", len(tags)) + rows + struct.pack("<I", following)


def pages(count, *, with_place=False):
    """Give a TIFF of empty pages; the latitude stands behind the last, which leads to it."""
    plain = {256: 1, 257: 1, 258: 8, 259: 1, 262: 1, 273: 8, 278: 1, 279: 1}
    size = len(page_of_tiff(plain, 0))
    starts = [8 + size * it for it in range(count)]
    last = page_of_tiff(plain | ({0x8825: starts[-1] + size + 12} if with_place else {}), 0)
    told = [page_of_tiff(plain, it) for it in starts[1:]]
    return b"II*\0" + struct.pack("<I", 8) + b"".join(told) + last + page_of_tiff({2: 36}, 0)


def behind_a_broken_page():
    given = pages(3, with_place=True)
    return given[:144] + b"\x99" + given[145:]  # so many bits has no point


def exif_of_tiff():
    told = files.exif()
    told[0x8825] = told.get_ifd(0x8825)
    return told


def camera_alone(form="JPEG"):
    return files.bytes_of(lambda out: files.noise().save(out, form, exif=CAMERA_ALONE))


def tiff_with_place(**options):
    return files.bytes_of(lambda out: files.noise().save(out, "TIFF", exif=exif_of_tiff(), **options))


def moving():
    return files.picture("PNG", save_all=True, append_images=[files.noise()])


LOCATED = {
    "photograph.jfif": files.photograph,
    "photograph.bin": files.photograph,
    "a.png": files.picture,
    "picture": files.picture,
    "behind.png": png_with_place_behind_its_points,
    "packed.png": png_with_packed_place,
    "as-text.png": png_with_place_as_text,
    "as-text-of-xmp.png": lambda: png_with_place_as_text("xmp", PLACE.encode()),
    "as-text-of-app1.png": lambda: png_with_place_as_text("APP1"),
    "as-text-without-mark.png": lambda: png_with_place_as_text("app1", files.exif().tobytes()[6:]),
    "as-text-openly.png": lambda: png_with_place_as_text("xmp", PLACE.encode(), is_packed=False),
    "long.png": png_with_long_text,
    "moving.png": moving,
    "a.webp": lambda: files.picture("WEBP"),
    "a.tif": tiff_with_place,
    "a.dat": tiff_with_place,
    "large.tif": lambda: tiff_with_place(big_tiff=True),
    "second-page.tif": lambda: pages(2, with_place=True),
    "behind-a-broken-page.tif": behind_a_broken_page,
    "many-pages.tif": lambda: pages(201),
    "wide-letters.jpg": lambda: files.plain_picture() + PLACE.encode("utf-16"),
    "longitude.jpg": lambda: files.plain_picture() + PLACE.replace("Lat", "Long").encode(),
    "telephone.heic": lambda: b"\0\0\0\x18ftypheic" + files.exif().tobytes(),
    "many.jpg": lambda: files.plain_picture() + b"Exif\0\0II*\0" * 200,
}
HELD = {
    "docx": lambda name, body: files.changed(files.word(), {f"word/media/{name}": body}),
    "odt": lambda name, body: files.changed(files.open_document(), {f"Pictures/{name}": body}),
}


@pytest.mark.parametrize("held", HELD)
@pytest.mark.parametrize("name", LOCATED)
def test_picture_that_tells_its_place_is_found(name, held):
    with pytest.raises(RefusedFileError) as refused:
        look(HELD[held](name, LOCATED[name]()), "a")

    assert refused.value.code == "located_picture"
    assert refused.value.figures["name"].endswith(name)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_picture_that_tells_only_its_camera_stays(form):
    assert look(HELD["docx"]("a", camera_alone(form)), "a.docx").type == "docx"


@pytest.mark.parametrize(
    "content",
    [
        files.plain_picture(), files.picture()[:60], files.plain_picture() + b"Exif\0\0" * 199,
        pages(200), png_with_place_as_text("iptc", b"8BIM"), png_with_place_as_text("exif", CAMERA_ALONE.tobytes()),
    ],
    ids=range(6),
)  # fmt: skip
def test_picture_of_which_nothing_is_told_stays(content):
    assert look(HELD["docx"]("a.png", content), "a.docx").type == "docx"


def test_text_about_places_is_no_picture():
    assert look(files.word("GPSLatitude"), "a.docx").type == "docx"


def test_pdf_with_more_pictures_than_are_looked_at_is_refused():
    stream = b"4 0 obj\n<<>>\nstream\n" + b"Exif\0\0II*\0" * 200 + b"\nendstream\nendobj\n"

    with pytest.raises(RefusedFileError) as refused:
        look(files.pdf(objects=(stream,)), "a.pdf")

    assert refused.value.code == "located_picture"


def test_looking_at_a_picture_changes_nothing_for_others():
    before = (list(warnings.filters), Image.MAX_IMAGE_PIXELS)
    look(files.photograph(), "a.jpg")
    look(HELD["docx"]("a.png", files.plain_picture()), "a.docx")

    assert (warnings.filters, Image.MAX_IMAGE_PIXELS) == before


def test_our_limit_of_points_holds_where_given_pictures_are_read(monkeypatch):
    answer = io.BytesIO()
    monkeypatch.setattr(apart, "bind", lambda *_given, **_more: None)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    monkeypatch.setattr(apart.sys, "argv", ["", "a.png"])
    monkeypatch.setattr(apart.sys, "stdin", SimpleNamespace(buffer=io.BytesIO(files.plain_picture())))
    monkeypatch.setattr(apart.sys, "stdout", SimpleNamespace(buffer=answer))

    assert (apart.main(), b'"type": "png"' in answer.getvalue()) == (0, True)
