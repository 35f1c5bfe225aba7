"""Takes the points out of a picture and writes them anew: no place, no camera, no comment, no second picture goes along."""

from __future__ import annotations

import io
from contextlib import suppress
from math import sqrt
from warnings import catch_warnings, simplefilter

from PIL import Image, ImageCms

from tansiq_desk.attached.errors import RefusedFileError
from tansiq_desk.attached.looking import Looked

MOST_POINTS = 60_000_000
"""Of a picture that is looked at; a telephone's largest has about 50 million."""
KEPT_POINTS = 12_000_000
"""Of a picture that is kept: more than any screen or printed page shows."""
LONGEST_SIDE = 16_000
THUMBNAIL_SIDE = 320
JPEG_QUALITY = 88
ONE_PICTURE = {"PNG", "JPEG", "WEBP", "TIFF"}
TELEPHONES = "MPO"
"""JPEG with further pictures behind the first, which is the one that people see."""
MANY_COLOURS = 256
SCALABLE = frozenset({"L", "RGB", "RGBA", "CMYK"})
LARGEST_PROFILE = 1_000_000
ORIENTATION = 274
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_90,
}  # fmt: skip
"""How a picture is turned upright, by the way in which the camera says it was held."""


def look_at_picture(content: bytes, name: str, form: str) -> Looked:
    """Give a picture written anew as PNG or JPEG.

    Raises
    ------
    RefusedFileError
    """
    forms = [form, *([TELEPHONES] if form == "JPEG" else [])]
    try:
        with catch_warnings():
            simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=forms) as given:
                return _written_anew(given, name, form)
    except RefusedFileError:
        raise
    except MemoryError:
        raise
    except Exception as error:  # a decoder given bad bytes raises whatever it likes
        raise RefusedFileError("broken_picture") from error


def _written_anew(given: Image.Image, name: str, form: str) -> Looked:
    mended = ["metadata"]
    _demand_one_of_a_size(given)
    if given.format == TELEPHONES:
        mended.append("first_frame")
    given.load()
    if given.width * given.height > KEPT_POINTS:
        mended.append("scaled")
    # What can be made smaller before its colours are looked at takes less memory so; the rest afterwards.
    first = _scaled(given) if given.mode in SCALABLE else given
    picture = _scaled(_upright(_in_known_colours(first), given))
    bare = Image.new(picture.mode, picture.size)  # nothing of what came beside the points
    bare.paste(picture)
    ending = "jpg" if form == "JPEG" or (form in {"WEBP", "TIFF"} and _is_photograph(bare)) else "png"
    if form not in {"PNG", "JPEG"}:
        mended.append("format")
    content, small = _bytes(bare, ending), _bytes(_thumbnail(bare), "jpg")
    return Looked(name, ending, content, bare.width, bare.height, tuple(mended), small)


def _scaled(picture: Image.Image) -> Image.Image:
    """Give a picture with no more points than are kept."""
    points = picture.width * picture.height
    if points <= KEPT_POINTS:
        return picture
    share = sqrt(KEPT_POINTS / points)
    size = (max(1, int(picture.width * share)), max(1, int(picture.height * share)))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _demand_one_of_a_size(given: Image.Image) -> None:
    points = given.width * given.height
    if points > MOST_POINTS or max(given.size) > LONGEST_SIDE:
        raise RefusedFileError("huge_picture", megapixels=max(1, round(points / 1_000_000)))
    if given.format in ONE_PICTURE and getattr(given, "n_frames", 1) > 1:
        raise RefusedFileError("many_pages")


def _in_known_colours(given: Image.Image) -> Image.Image:
    """Give a picture in grey or in red, green and blue, as screens show them, whatever profile it brought."""
    if given.mode.startswith("I;16") or given.mode in {"I", "F"}:
        return _in_eight_bits(given)
    has_alpha = given.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in given.info
    profile = given.info.get("icc_profile")
    if given.mode in {"RGB", "CMYK"} and isinstance(profile, bytes) and len(profile) < LARGEST_PROFILE:
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            of = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            shown = ImageCms.profileToProfile(given, of, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if shown is not None:
                return shown
    if given.mode in {"1", "L"} and not has_alpha:
        return given.convert("L")
    return given.convert("RGBA" if has_alpha else "RGB")


def _in_eight_bits(given: Image.Image) -> Image.Image:
    _low, high = (float(it) for it in given.getextrema()[:2])  # type: ignore[arg-type]
    scale = 255 / ((65535 if given.mode != "F" and 255 < high <= 65535 else high) or 1)
    plain = given.convert("F").point(lambda value: value * scale + 0)
    return plain.convert("L")


def _upright(picture: Image.Image, given: Image.Image) -> Image.Image:
    """Turn a picture as it was held; a description of that which cannot be read turns nothing."""
    with suppress(Exception):
        turn = TURNS.get(given.getexif().get(ORIENTATION) or 0)
        return picture if turn is None else picture.transpose(turn)
    return picture


def _thumbnail(picture: Image.Image) -> Image.Image:
    """Give a picture as lists show it: small, on white where it can be seen through."""
    small = picture.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), reducing_gap=2.0)
    if small.mode != "RGBA":
        return small
    white = Image.new("RGB", small.size, "white")
    white.paste(small, mask=small.getchannel("A"))
    return white


def _is_photograph(picture: Image.Image) -> bool:
    """Tell whether a picture is one that JPEG keeps well: of many colours, nothing to be seen through."""
    return picture.mode == "RGB" and picture.getcolors(MANY_COLOURS) is None


def _bytes(picture: Image.Image, ending: str) -> bytes:
    out = io.BytesIO()
    if ending == "jpg":
        flat = picture if picture.mode in {"L", "RGB"} else picture.convert("RGB")
        flat.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    else:
        picture.save(out, "PNG", optimize=False)
    return out.getvalue()
