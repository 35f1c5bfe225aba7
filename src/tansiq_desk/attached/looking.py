"""Tells by its bytes what a file is, and has each type looked at by its own rules."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tansiq_desk.attached.errors import RefusedFileError
from tansiq_desk.attached.names import with_ending
from tansiq_desk.packages import ENCRYPTED_STREAM, OLE, ZIP

PDF = b"%PDF-"
PICTURES = {
    b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG", b"II*\0": "TIFF", b"MM\0*": "TIFF", b"II+\0": "TIFF", b"MM\0+": "TIFF",
}  # fmt: skip
PROGRAMS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")
ARCHIVES = (
    b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"PK\x05\x06", b"PK\x07\x08",
    b"MSCF", b"\x28\xb5\x2f\xfd",
)  # fmt: skip
TAR_AT = 257
TELEPHONE = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")
OTHER_ENDINGS = {"jpg": ("jpeg", "jpe", "jfif"), "txt": ("text", "log")}


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file is, and what is kept of it; `mended` are keys of what was done to it."""

    name: str
    type: str
    content: bytes
    width: int | None = None
    height: int | None = None
    mended: tuple[str, ...] = ()
    thumbnail: bytes = b""


def look(content: bytes, name: str) -> Looked:
    """Give what a file is, found by its bytes; its name gets the ending of that. `name` is clean.

    Raises
    ------
    RefusedFileError
    """
    if not content:
        raise RefusedFileError("empty")
    looked = _by_content(content, name)
    fitting = with_ending(name, looked.type, *OTHER_ENDINGS.get(looked.type, ()))
    mended = looked.mended if fitting == name else (*looked.mended, "name")
    return replace(looked, name=fitting, mended=mended)


def _by_content(content: bytes, name: str) -> Looked:
    # What a type needs is loaded only when a file of it comes.
    if picture := picture_form(content):
        from tansiq_desk.attached.pictures import look_at_picture  # noqa: PLC0415

        return look_at_picture(content, name, picture)
    if content.startswith(PDF):
        from tansiq_desk.attached.pdf import look_at_pdf  # noqa: PLC0415

        look_at_pdf(content)
        return Looked(name, "pdf", content)
    if content.startswith(ZIP):
        from tansiq_desk.attached.office import look_at_office  # noqa: PLC0415

        return Looked(name, look_at_office(content), content)
    refuse_what_is_never_taken(content)
    from tansiq_desk.attached.plain import look_at_text  # noqa: PLC0415

    return look_at_text(content, name)


def picture_form(content: bytes) -> str:
    """Give the form of a picture; nothing where it is none."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    return next((form for sign, form in PICTURES.items() if content.startswith(sign)), "")


def refuse_what_is_never_taken(content: bytes) -> None:
    """Refuse what has a sentence of its own: programs, archives, old Office, pictures of telephones."""
    if content.startswith(OLE):
        raise RefusedFileError("encrypted" if ENCRYPTED_STREAM in content else "old_office")
    if content.startswith(PROGRAMS):
        raise RefusedFileError("program")
    if content.startswith(ARCHIVES) or content[TAR_AT : TAR_AT + 5] == b"ustar":
        raise RefusedFileError("archive")
    if content[4:8] == b"ftyp" and content[8:12] in TELEPHONE:
        raise RefusedFileError("heic")
