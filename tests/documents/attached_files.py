"""Files to attach, made here by code: good ones, and each bad one with the code of its refusal."""

import io
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import docx
import openpyxl
from PIL import Image

LATITUDE = (36.0, 45.0, 11.0)
SECRETS = (b"SECRET-CAMERA", b"SECRET-COMMENT", b"SECRET-PLACE")


def bytes_of(save: Callable[[io.BytesIO], Any]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()


def noise(size: tuple[int, int] = (64, 48)) -> Image.Image:
    """Give a picture of many colours."""
    return Image.merge("RGB", [Image.effect_noise(size, 40 + 30 * band) for band in range(3)])


def exif(orientation: int = 1) -> Image.Exif:
    """Give what a camera writes: how it was held, which one it was, and where."""
    written = Image.Exif()
    written[274], written[271], written[315] = orientation, "SECRET-CAMERA", "SECRET-CAMERA"
    place = written.get_ifd(0x8825)
    place[1], place[2], place[29] = "N", LATITUDE, "SECRET-PLACE"
    return written


def photograph(orientation: int = 1, size: tuple[int, int] = (64, 48)) -> bytes:
    return bytes_of(
        lambda out: noise(size).save(out, "JPEG", exif=exif(orientation), comment=b"SECRET-COMMENT")
    )


def picture(form: str = "PNG", **options: Any) -> bytes:
    return bytes_of(lambda out: noise().save(out, form, exif=exif(), **options))


def plain_picture() -> bytes:
    return bytes_of(lambda out: Image.new("RGB", (40, 30), "teal").save(out, "PNG"))


def word(text: str = "محضر") -> bytes:
    written = docx.Document()
    written.add_paragraph(text)
    return bytes_of(written.save)


def sheet() -> bytes:
    return bytes_of(openpyxl.Workbook().save)


def changed(content: bytes, entries: dict[str, bytes | Callable[[bytes], bytes] | None]) -> bytes:
    """Give an archive with other entries: new bytes, a change of the old ones, or none."""
    wanted = dict(entries)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept,
    ):
        for name in given.namelist():
            change = wanted.pop(name, given.read(name))
            if change is not None:
                kept.writestr(name, change(given.read(name)) if callable(change) else change)
        for name, body in wanted.items():
            kept.writestr(name, body if isinstance(body, bytes) else b"")
    return out.getvalue()


def archive(entries: dict[str, bytes]) -> bytes:
    def save(out: io.BytesIO) -> None:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
            for name, body in entries.items():
                kept.writestr(zipfile.ZipInfo(name) if name.startswith(("/", "..")) else name, body)

    return bytes_of(save)


RELATION = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" '
    'Target="http://example.invalid/t" TargetMode="External"/></Relationships>'
)
MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{}</manifest:manifest>'


def open_document(kind: str = "text", content: str = "<body/>", manifest: str = "", more: str = "") -> bytes:
    return archive(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(),
            "content.xml": content.encode(),
            "META-INF/manifest.xml": MANIFEST.format(manifest).encode(),
            **({more: b"x"} if more else {}),
        }
    )


def pdf(catalogue: str = "", objects: tuple[bytes, ...] = (), trailer: str = "") -> bytes:
    """Give a PDF of one empty page, with more in its catalogue, its objects and its trailer."""
    parts = [
        f"1 0 obj\n<< /Type /Catalog /Pages 2 0 R {catalogue} >>\nendobj\n".encode(),
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\n",
        *objects,
    ]
    out, places = b"%PDF-1.7\n", []
    for part in parts:
        places.append(len(out))
        out += part
    rows = "".join(f"{at:010} 00000 n \n" for at in places)
    end = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{rows}trailer\n<< /Size {len(places) + 1} /Root 1 0 R {trailer} >>\n"
    return out + end.encode() + f"startxref\n{len(out)}\n%%EOF\n".encode()


def object_stream(inside: bytes, packing: str = "/FlateDecode", body: bytes | None = None) -> bytes:
    packed = zlib.compress(inside) if body is None else body
    head = f"4 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Length {len(packed)} /Filter {packing} >>\nstream\n"
    return head.encode() + packed + b"\nendstream\nendobj\n"


FIELD = b'<w:ftr xmlns:w="urn:w"><w:instrText>DDE</w:instrText><w:instrText>AUTO c:</w:instrText></w:ftr>'
LISTENER = '<office:body xmlns:office="urn:o" xmlns:s="urn:s"><s:event-listener/></office:body>'
ELSEWHERE = "<d:image xmlns:d='urn:d' xmlns:x='urn:x' x:href='http://example.invalid/a.png'/>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
SCRIPT = "/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"
SLIDES = (
    b'<Types><Default ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/>'
    b"</Types>"
)
BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("a.pdf", lambda: b"", "empty"),
    "program": ("a.pdf", lambda: b"MZ\x90\0" + b"\0" * 60, "program"),
    "archive": ("a.zip", lambda: archive({"a.txt": b"a"}), "archive"),
    "packed archive": ("a.gz", lambda: b"\x1f\x8b\x08\0" + b"\0" * 60, "archive"),
    "SVG": (
        "a.svg",
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
        "page_of_the_web",
    ),
    "SVG called picture": ("a.png", lambda: b"<?xml version='1.0'?><svg/>", "page_of_the_web"),
    "HTML called text": ("a.txt", lambda: b"\n <!DOCTYPE html><script>1</script>", "page_of_the_web"),
    "script": ("a.js", lambda: b"alert(1)", "not_on_list"),
    "text with zeros": ("a.txt", lambda: b"text\0text", "not_text"),
    "text with controls": ("a.csv", lambda: b"a;b\x1b[31m", "not_text"),
    "bytes of nothing": ("a.bin", lambda: bytes(range(256)), "not_on_list"),
    "GIF": ("a.gif", lambda: bytes_of(lambda out: noise().save(out, "GIF")), "not_on_list"),
    "telephone picture": ("a.heic", lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1", "heic"),
    "old Word": ("a.doc", lambda: OLE, "old_office"),
    "encrypted Word": ("a.docx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "macros in Word": ("a.docx", lambda: changed(word(), {"word/vbaProject.bin": b"x"}), "macros"),
    "macro type": (
        "a.docx",
        lambda: changed(
            word(),
            {
                "[Content_Types].xml": lambda it: it.replace(
                    b"wordprocessingml.document.main", b"ms-word.document.macroEnabled.main"
                )
            },
        ),
        "macros",
    ),
    "macro sheet": ("a.xlsx", lambda: changed(sheet(), {"xl/macrosheets/sheet1.xml": b"x"}), "macros"),
    "slides": (
        "a.pptx",
        lambda: archive({"[Content_Types].xml": SLIDES}),
        "slides",
    ),
    "file in Word": ("a.docx", lambda: changed(word(), {"word/embeddings/a.bin": b"x"}), "embedded"),
    "program in a picture's place": (
        "a.docx",
        lambda: changed(word(), {"word/media/a.png": b"MZ" + b"\0" * 60}),
        "embedded",
    ),
    "archive in an archive": (
        "a.docx",
        lambda: changed(word(), {"word/media/a.png": archive({"a": b"a"})}),
        "embedded",
    ),
    "template from elsewhere": (
        "a.docx",
        lambda: changed(
            word(), {"word/_rels/settings.xml.rels": RELATION.format("attachedTemplate").encode()}
        ),
        "external",
    ),
    "field that fetches": (
        "a.docx",
        lambda: changed(word(), {"word/footer9.xml": FIELD}),
        "external",
    ),
    "links of Excel": (
        "a.xlsx",
        lambda: changed(sheet(), {"xl/externalLinks/externalLink1.xml": b"x"}),
        "external",
    ),
    "picture in Word with its place": (
        "a.docx",
        lambda: changed(word(), {"word/media/a.jpg": photograph()}),
        "located_picture",
    ),
    "half of Word": ("a.docx", lambda: word()[:4000], "broken_office"),
    "Word without its text": (
        "a.docx",
        lambda: changed(word(), {"word/document.xml": None}),
        "broken_office",
    ),
    "XML with entities": (
        "a.docx",
        lambda: changed(word(), {"[Content_Types].xml": lambda it: b'<!DOCTYPE a [<!ENTITY b "c">]>' + it}),
        "broken_office",
    ),
    "bomb": ("a.docx", lambda: changed(word(), {"word/media/a.png": b"\0" * 3_000_000}), "archive_limits"),
    "many entries": (
        "a.docx",
        lambda: changed(word(), {f"word/media/{n}": b"" for n in range(2001)}),
        "archive_limits",
    ),
    "way out": ("a.docx", lambda: archive({"../../etc/passwd": b"x"}), "archive_names"),
    "way to the root": ("a.docx", lambda: archive({"/etc/passwd": b"x"}), "archive_names"),
    "macros in ODT": ("a.odt", lambda: open_document(more="Basic/Standard/a.xml"), "macros"),
    "script in ODT": ("a.odt", lambda: open_document(content=LISTENER), "macros"),
    "encrypted ODT": ("a.odt", lambda: open_document(manifest="<manifest:encryption-data/>"), "encrypted"),
    "picture of ODT from elsewhere": (
        "a.odt",
        lambda: open_document(content=ELSEWHERE),
        "external",
    ),
    "slides of ODF": ("a.odp", lambda: open_document("presentation"), "slides"),
    "half of a PDF": ("a.pdf", lambda: pdf()[:-40], "broken_pdf"),
    "PDF and more": ("a.pdf", lambda: pdf() + b"<script>1</script>", "broken_pdf"),
    "PDF behind something": ("a.pdf", lambda: b"<html>" + pdf(), "page_of_the_web"),
    "script in PDF": ("a.pdf", lambda: pdf(SCRIPT), "active_pdf"),
    "script in disguise": (
        "a.pdf",
        lambda: pdf(SCRIPT.replace("JavaScript", "J#61vaScript").replace("/JS", "/#4aS")),
        "active_pdf",
    ),
    "script packed": (
        "a.pdf",
        lambda: pdf(objects=(object_stream(b"9 0 << /S /JavaScript >>"),)),
        "active_pdf",
    ),
    "script in a false stream": (
        "a.pdf",
        lambda: pdf(objects=(b"(stream\n", object_stream(b"9 0 << /S /JavaScript >>"))),
        "hidden_pdf",
    ),
    "objects packed twice": (
        "a.pdf",
        lambda: pdf(objects=(object_stream(b"", "[/ASCIIHexDecode /FlateDecode]"),)),
        "hidden_pdf",
    ),
    "objects cut off": (
        "a.pdf",
        lambda: pdf(objects=(object_stream(b"", body=zlib.compress(b"a" * 99)[:-6]),)),
        "broken_pdf",
    ),
    "program from PDF": (
        "a.pdf",
        lambda: pdf("/OpenAction 4 0 R", (b"4 0 obj\n<< /S /Launch /F (a) >>\nendobj\n",)),
        "active_pdf",
    ),
    "page opened by PDF": (
        "a.pdf",
        lambda: pdf(
            "/OpenAction 4 0 R", (b"4 0 obj\n<< /S /URI /URI (http://example.invalid) >>\nendobj\n",)
        ),
        "active_pdf",
    ),
    "file in PDF": ("a.pdf", lambda: pdf("/Names << /EmbeddedFiles 4 0 R >>"), "active_pdf"),
    "encrypted PDF": ("a.pdf", lambda: pdf(trailer="/Encrypt 4 0 R"), "encrypted"),
    "half of a PNG": ("a.png", lambda: picture()[:-900], "broken_picture"),
    "half of a JPEG": ("a.jpg", lambda: photograph()[:-900], "broken_picture"),
    "moving picture": (
        "a.webp",
        lambda: picture("WEBP", save_all=True, append_images=[noise()]),
        "many_pages",
    ),
    "pages of a fax": (
        "a.tif",
        lambda: picture("TIFF", save_all=True, append_images=[noise()]),
        "many_pages",
    ),
    "picture bomb": (
        "a.png",
        lambda: bytes_of(lambda out: Image.new("1", (15000, 5000)).save(out, "PNG")),
        "huge_picture",
    ),
}
"""Name, bytes and the code of the refusal, by what is wrong."""
