"""Names of files as they can be kept, shown and given to any system: one part, no tricks, with its ending."""

from __future__ import annotations

import unicodedata

LONGEST_BYTES = 150
"""Of a name besides its ending: no disk takes more than 255."""
LONGEST_ENDING = 10
FORBIDDEN = frozenset('<>:"/\\|?*')
"""Signs that some system takes for something else than a name."""
RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)
"""Names that Windows takes for devices."""
NAMELESS = "file"


def clean_name(given: str) -> str:
    r"""Give the last part of a name, without signs that hide, turn or lead elsewhere.

    >>> clean_name("../../etc/passwd"), clean_name("محضر 3.pdf"), clean_name("invoice\u202efdp.exe"), clean_name("CON")
    ('passwd', 'محضر 3.pdf', 'invoicefdp.exe', 'file-CON')
    """
    last = given.replace("\\", "/").rpartition("/")[2]
    plain = unicodedata.normalize("NFC", last.encode(errors="ignore").decode())
    kept = "".join(sign for sign in plain if _may_stay(sign))
    stem, dot, ending = " ".join(kept.split()).rpartition(".")
    if not dot or not stem.strip(". ") or len(ending) > LONGEST_ENDING or not ending.strip():
        stem, ending = (f"{stem}{dot}{ending}", "")
    stem = _cut(stem.strip(". ")) or NAMELESS
    if stem.partition(".")[0].strip().casefold() in RESERVED:
        stem = f"{NAMELESS}-{stem}"
    return f"{stem}.{ending.strip()}" if ending else stem


def with_ending(name: str, ending: str, *others: str) -> str:
    """Give a name with the ending of what the file holds; one of the others may stay.

    >>> with_ending("scan.pdf", "png"), with_ending("photo.JPEG", "jpg", "jpeg"), with_ending("v1.2", "pdf")
    ('scan.png', 'photo.JPEG', 'v1.2.pdf')
    """
    stem, dot, found = name.rpartition(".")
    if dot and found.casefold() in {ending, *others}:
        return name
    is_ending = dot and 2 <= len(found) <= 5 and found.isascii() and found.isalnum() and not found.isdecimal()
    return clean_name(f"{stem if is_ending else name}.{ending}")


def _may_stay(sign: str) -> bool:
    """Tell whether a sign may stand in a name: no control, no sign that turns or hides text, none that is reserved."""
    return sign not in FORBIDDEN and unicodedata.category(sign) not in {
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Cn",
        "Zl",
        "Zp",
    }


def _cut(stem: str) -> str:
    return stem.encode()[:LONGEST_BYTES].decode(errors="ignore").rstrip(". ")
