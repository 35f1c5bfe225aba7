"""A package that anybody may have sent: what is wrong with its list, its parts or its XML, each by its code."""

from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile, ZipInfo

import pytest

from tansiq_desk.packages import Limits, Package, PackageError, Wrong, demand_plain_xml, is_xml

LIMITS = Limits(parts=3, unpacked=2_500_000, of_a_part=2_000_000, times=10)
WIDE = " " * 5_000


def packed(*parts, packing=ZIP_DEFLATED):
    stream = BytesIO()
    with ZipFile(stream, "w") as kept:
        for name, body in parts:
            entry = ZipInfo("x")
            entry.filename = name  # as it is given, whatever it holds
            kept.writestr(entry, body, packing)
    return stream.getvalue()


def marked_encrypted():
    content = bytearray(packed(("a", b"a")))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def otherwise_than_it_says():
    content = packed(("a", b"abcdef"), packing=ZIP_STORED)
    return content.replace(b"abcdef", b"abcdeX", 1)


WRONG = {
    "nothing": (b"", (Wrong.NO_PACKAGE, "")),
    "text": (b"PK and more", (Wrong.NO_PACKAGE, "")),
    "old form": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", (Wrong.OLD_FORMAT, "")),
    "cut": (packed(("a", b"a"))[:-9], (Wrong.DAMAGED, "")),
    "changed": (otherwise_than_it_says(), (Wrong.DAMAGED, "a")),
    "encrypted": (marked_encrypted(), (Wrong.ENCRYPTED, "")),
    "many": (packed(*((f"{n}", b"") for n in range(4))), (Wrong.TOO_MANY, "4")),
    "large": (packed(("a", b"a"), ("b", b"b" * 2_500_000)), (Wrong.TOO_LARGE, "b")),
    "large part": (packed(("a", b"a" * 2_000_001), packing=ZIP_STORED), (Wrong.TOO_LARGE, "a")),
    "bomb": (packed(("a", b"a" * 1_500_000)), (Wrong.TOO_LARGE, "a")),
    "way out": (packed(("a/../../b", b"")), (Wrong.NAMES, "a/../../b")),
    "from the root": (packed(("/a", b"")), (Wrong.NAMES, "/a")),
    "of a drive": (packed(("c:a", b"")), (Wrong.NAMES, "c:a")),
    "other way": (packed(("a\\b", b"")), (Wrong.NAMES, "a\\b")),
    "twice": (packed(("A", b""), ("a", b"")), (Wrong.NAMES, "a")),
    "packed by LZMA": (packed(("a", b"a"), packing=ZIP_LZMA), (Wrong.DAMAGED, "a")),
    "packed by bzip2": (packed(("a", b"a"), packing=ZIP_BZIP2), (Wrong.DAMAGED, "a")),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_with_a_package_is_told(name):
    content, told = WRONG[name]

    with pytest.raises(PackageError) as refused:
        dict(Package(content, LIMITS).parts())

    assert (refused.value.code, refused.value.name) == told


def test_parts_come_as_they_stand():
    content = packed(("b/", b""), ("b/A.XML", b"<a/>"), ("c", b"x" * 900_000))

    assert dict(Package(content, LIMITS).parts()) == {"b/A.XML": b"<a/>", "c": b"x" * 900_000}
    assert [it for it in Package(content, LIMITS).entries if is_xml(it)] == ["b/A.XML"]


@pytest.mark.parametrize(
    "part",
    [
        "", " \n", "<a/>", "\ufeff<a>م</a>", '<?xml version="1.0"?><a/>', "<?xml-stylesheet href='x'?><a/>",
        "<?xml version='1.0' encoding='utf8' standalone='yes' ?>\r\n<a/>", '\n<?xml\nversion = "1.0"\nencoding="US-ASCII"?><a/>',
        f'<?xml version="1.0"{WIDE}encoding="UTF-8"?><a/>',
    ],
)  # fmt: skip
def test_plain_xml_stays(part):
    demand_plain_xml("a.xml", part.encode())


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("<a/>".encode("utf-16"), Wrong.NOT_PLAIN),
        ("<a/>".encode("utf-16-le"), Wrong.NOT_PLAIN),
        ("<a/>".encode("utf-16-be"), Wrong.NOT_PLAIN),
        ("<a/>".encode("cp037"), Wrong.NOT_PLAIN),
        (b"+ADw-a/+AD4-", Wrong.NOT_PLAIN),
        (b"<a/>\0", Wrong.NOT_PLAIN),
        (b"<!doctype a><a/>", Wrong.NOT_PLAIN),
        (b"<?xml version='1.0' encoding='utf-7'?><a/>", Wrong.NOT_PLAIN),
        (f"<?xml version='1.0'{WIDE}encoding='utf-7'?><a/>".encode(), Wrong.NOT_PLAIN),
        (f"{WIDE}<?xml version='1.0' encoding='utf-7'?><a/>".encode(), Wrong.NOT_PLAIN),
        (b"\xef\xbb\xbf<?xml version='1.0' encoding='cp037'?><a/>", Wrong.NOT_PLAIN),
        (b"""<?xml version="encoding='utf-8'" encoding="utf-7"?><a/>""", Wrong.NOT_PLAIN),
        (b"<?xml version='1.0' encoding='utf-8' encoding='utf-7'?><a/>", Wrong.NOT_PLAIN),
        (b"<?xml version='1.0' encoding='utf-7'><a/>", Wrong.NOT_PLAIN),
        (b"<a>\xe9</a>", Wrong.DAMAGED),
        (b"<a/>" + "م".encode()[:1], Wrong.DAMAGED),
    ],
)
def test_xml_that_a_plain_look_would_miss_is_refused(part, code):
    with pytest.raises(PackageError) as refused:
        demand_plain_xml("a.xml", part)

    assert (refused.value.code, refused.value.name) == (code, "a.xml")
