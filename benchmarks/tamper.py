"""Bundles that were altered, forged, cut, replayed or made to burst, and how many of them a receiver took: none.

`./tansiq bench tamper [--bundles 20000] [--seed 1] [--jobs 2] [--large]`. Each bundle has a seed of its own, so that one
that was taken can be made again: `--only ATTACK:NUMBER`. `--large` also writes and reads a bundle of 2 GiB and tells the
memory that it took.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]

from protocol.small_exchange import (  # noqa: E402 - the folders above come first
    IDENTITY,
    MAP_SHEET,
    NODE,
    OTHER,
    OTHER_RECIPIENT,
    RECIPIENT,
    SHEET,
    Parts,
    Taken,
    archive_of,
    encrypted,
    hashes,
    line_of,
    manifest_of,
    message,
    small_parts,
    taken,
    taken_plain,
)

from tansiq_protocol.archive import STORED, ArchiveWriter, read_entries  # noqa: E402
from tansiq_protocol.bundle import MANIFEST, open_bundle, write_bundle  # noqa: E402
from tansiq_protocol.dsse import read_envelope, sealed  # noqa: E402
from tansiq_protocol.errors import TheirFault  # noqa: E402
from tansiq_protocol.feed import Bytes, Feed, Outcome, demand_taken, outcome  # noqa: E402
from tansiq_protocol.record import hash_of  # noqa: E402

PARTS = small_parts()
PLAIN = archive_of(PARTS)
WHOLE = encrypted(PLAIN)
LATER = archive_of(Parts(manifest_of([]), (), {}))
OTHERS = encrypted(LATER)
AFTER = Feed(PARTS.manifest.epoch, PARTS.manifest.last, PARTS.manifest.head)
Attack = Callable[[Random], Taken]


# what becomes of bytes on their way -----------------------------------------------------------------------------------
def flipped(content: bytes, chance: Random, most: int = 1) -> bytes:
    altered = bytearray(content)
    for _ in range(chance.randint(1, most)):
        altered[chance.randrange(len(altered))] ^= 1 << chance.randrange(8)
    return bytes(altered) if bytes(altered) != content else flipped(content, chance, most)


def cut(content: bytes, chance: Random) -> bytes:
    return content[: chance.randrange(len(content))]


def with_hole(content: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(content) - 1)
    return content[:at] + content[at + chance.randint(1, len(content) - at) :]


def stuffed(content: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + chance.randbytes(chance.randint(1, 64)) + content[at:]


def overwritten(content: bytes, chance: Random) -> bytes:
    at, long = chance.randrange(len(content)), chance.randint(1, 64)
    altered = content[:at] + chance.randbytes(long) + content[at + long :]
    return altered if altered != content else overwritten(content, chance)


def exchanged(content: bytes, chance: Random) -> bytes:
    """Let two stretches change places."""
    long = chance.randint(1, min(40, len(content) // 3))
    one, other = sorted(chance.sample(range(len(content) - long), 2))
    other = max(other, one + long)
    altered = (
        content[:one] + content[other : other + long] + content[one + long : other] + content[one : one + long]
        + content[other + long :]
    )  # fmt: skip
    return altered if altered != content else exchanged(content, chance)


def joined(content: bytes, chance: Random) -> bytes:
    """Put the head of one bundle before the rest of another."""
    other = OTHERS if content is WHOLE else LATER
    at = chance.randint(1, min(len(content), len(other)) - 1)
    altered = content[:at] + other[at:]
    return altered if altered not in {content, other} else joined(content, chance)


ALTERATIONS = (flipped, cut, with_hole, stuffed, overwritten, exchanged, joined)


# what somebody does who can decrypt, or who signs with a key of the partner itself ----------------------------------------
def repacked(chance: Random) -> Taken:
    """Alter what lies in the archive and write its headers anew, so that only the signatures tell."""
    contents = contents_of(PLAIN)
    name = chance.choice(list(contents))
    contents[name] = chance.choice(ALTERATIONS[:6])(contents[name], chance)
    return taken_plain(packed(contents.items()))


def renamed(chance: Random) -> Taken:
    """Try what a careless program would do with a path."""
    tricks = ["../", "/", "..\\", "C:\\", "blobs/../", "./", "\0", "BLOBS/", "blobs//", "\u202e"]
    contents = contents_of(PLAIN)
    name = chance.choice(list(contents))
    told = (
        chance.choice(tricks) + name
        if chance.random() < 0.7
        else name + chance.choice(["\0", "/", " ", ".", "x"])
    )
    if not told.isascii():
        return taken_plain(PLAIN.replace(name.encode(), told.encode()[: len(name)].ljust(len(name), b"x")))
    return taken_plain(
        packed([*((it, content) for it, content in contents.items() if it != name), (told, contents[name])])
    )


def contents_of(plain: bytes) -> dict[str, bytes]:
    import zipfile  # noqa: PLC0415 - another reader than ours

    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        return {it: archive.read(it) for it in archive.namelist()}


def packed(contents: Iterable[tuple[str, bytes]]) -> bytes:
    file = io.BytesIO()
    writer = ArchiveWriter(file)
    for name, content in contents:
        writer.add(name, [content], method=STORED if name == MANIFEST else 8)
    writer.close()
    return file.getvalue()


def lying_sizes(chance: Random) -> Taken:
    """Let an entry say another size, sum, place or method of itself, in both of its headers."""
    entries = read_entries(io.BytesIO(PLAIN), 10)
    number = chance.randrange(len(entries))
    field = chance.choice(["crc", "packed_size", "size", "at", "method"])
    value = chance.choice([0, 1, 8, 12, 2**16, 2**31, 2**32 - 1, chance.randrange(2**32)])
    entry = entries[number]
    if getattr(entry, field) == value or (field == "method" and value >= 2**16):
        return lying_sizes(chance)
    other = replace(entry, **{field: value})
    altered = PLAIN.replace(entry.local, other.local, 1).replace(entry.central, other.central, 1)
    return taken_plain(altered)


def listed_otherwise(chance: Random) -> Taken:
    """Let the partner itself sign a list that is not what lies beside it, or that is for or from another."""
    manifest = PARTS.manifest
    other = hash_of(chance.randbytes(8))
    changes = chance.choice([
        {"receiver": "TUN-NODE1"}, {"sender": "TUN-NODE1"}, {"head": other}, {"before": other}, {"first": 2},
        {"epoch": "00000002-x"}, {"records": manifest.records[::-1]}, {"records": manifest.records[:1]},
        {"records": (*manifest.records, other)}, {"records": (manifest.records[0], other)}, {"reader": 2},
        {"blobs": {}}, {"blobs": {SHEET.sha256: 1}}, {"blobs": {other: SHEET.size}},
    ])  # fmt: skip
    return taken_plain(archive_of(replace(PARTS, manifest=replace(manifest, **changes))))


def filled_otherwise(chance: Random) -> Taken:
    """Let the partner itself pack other records or attachments than it signed in its list."""
    lines, other = PARTS.lines, line_of(message(chance.randint(3, 99)))
    changes = chance.choice([
        {"lines": lines[::-1]}, {"lines": lines[:1]}, {"lines": ()}, {"lines": (*lines, other)}, {"lines": (other, lines[1])},
        {"lines": (lines[0], lines[0])}, {"lines": (flipped(lines[0], chance), lines[1])}, {"lines": (b"", lines[1])},
        {"blobs": {}}, {"blobs": {SHEET.sha256: flipped(MAP_SHEET, chance)}}, {"blobs": {**PARTS.blobs, hash_of(b""): b""}},
    ])  # fmt: skip
    return taken_plain(archive_of(replace(PARTS, **changes)))


def poisoned(chance: Random) -> Taken:
    """Let the partner itself sign, list and pack a record that must not be taken."""
    payload = read_envelope(PARTS.lines[0], "application/vnd.tansiq.record+json;version=1").payload
    many = chance.choice([17, 100, 5_000])
    bad = chance.choice([
        b"[" * many, b'{"a":' * many + b"1" + b"}" * many, payload.replace(b'"rev":1', b'"rev":1e3'),
        payload.replace(b'"rev":1', b'"rev":NaN'), payload.replace(b'"rev":1', b'"rev":9007199254740992'),
        payload.replace(b'"rev":1', b'"rev":' + b"9" * many), payload.replace(b'"rev":1', b'"rev":1,"rev":1'),
        payload.replace(b'"rev":1', b'"rev":1,"\\u0072ev":2'), payload.replace(b"message 1", b"\\ud800"),
        payload.replace(b"DZA-NODE1", b"LBY-NODE1"), payload.replace(b'"prev":null', b'"prev":"x"'),
        payload.replace(b'"message"', b"7"), payload.replace(b'"critical":[]', b'"critical":{}'), b" " * 300_000,
    ])  # fmt: skip
    line = sealed("application/vnd.tansiq.record+json;version=1", bad, NODE)
    return taken_plain(archive_of(Parts(manifest_of(hashes([line])), (line,), {})))


def signed_by_another(chance: Random) -> Taken:
    """Let a stranger sign the list, a record, or both, with or without the name of the right key."""
    lines = tuple(line_of(message(number), OTHER) for number in (1, 2))
    parts = Parts(manifest_of(hashes(lines)), lines, {})
    plain = archive_of(chance.choice([parts, PARTS]), key=chance.choice([OTHER, OTHER, NODE]))
    if plain == PLAIN:
        return signed_by_another(chance)
    return taken_plain(plain)


def for_another(chance: Random) -> Taken:
    recipients = [OTHER_RECIPIENT] * chance.randint(1, 3)
    return taken(encrypted(PLAIN, recipients))


def replayed(chance: Random) -> Taken:
    """Bring what was taken before once more, or other bytes for places that are past, signed by the partner itself."""
    if chance.random() < 0.5:
        return only_new(taken_plain(PLAIN), PARTS.lines)
    lines = tuple(line_of(message(chance.randint(3, 10**6))) for _ in PARTS.lines)
    return only_new(taken_plain(archive_of(Parts(manifest_of(hashes(lines)), lines, {}))), lines)


def only_new(found: Taken, lines: Iterable[bytes]) -> Taken:
    """Ask the feed, as a receiver does that has all of the genuine bundle; what is known already is not taken again."""
    manifest = found.manifest
    for place, sha256 in enumerate(hashes(tuple(lines)), manifest.first):
        kept = Bytes.SAME if sha256 == PARTS.manifest.records[place - 1] else Bytes.OTHER
        came = outcome(AFTER, frozenset(), epoch=manifest.epoch, place=place, kept=kept)
        demand_taken(came)
        if came is not Outcome.KNOWN:
            return found
    raise TheirFault("fork", why="nothing new")


def on_the_way(alter: Callable[[bytes, Random], bytes]) -> Attack:
    return lambda chance: taken(alter(WHOLE, chance))


def inside(alter: Callable[[bytes, Random], bytes]) -> Attack:
    return lambda chance: taken_plain(alter(PLAIN, chance))


ATTACKS: dict[str, Attack] = {
    **{f"on the way: {it.__name__}": on_the_way(it) for it in ALTERATIONS},
    "on the way: flipped often": on_the_way(lambda content, chance: flipped(content, chance, 64)),
    "on the way: for another": for_another,
    **{f"inside: {it.__name__}": inside(it) for it in ALTERATIONS},
    "inside: flipped often": inside(lambda content, chance: flipped(content, chance, 64)),
    "inside: repacked": repacked,
    "inside: renamed": renamed,
    "inside: lying_sizes": lying_sizes,
    "signed: listed_otherwise": listed_otherwise,
    "signed: filled_otherwise": filled_otherwise,
    "signed: poisoned": poisoned,
    "signed: by another": signed_by_another,
    "signed: replayed": replayed,
}


def tried(name: str, number: int, seed: int) -> str:
    """Say what became of one bundle: the code of its refusal, `taken`, or what fell over it."""
    try:
        ATTACKS[name](Random(f"{seed} {name} {number}"))  # noqa: S311 - chance that can be repeated
    except TheirFault as fault:
        return fault.code
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return f"fell: {''.join(traceback.format_exception_only(error)).strip()[:200]}"
    return "taken"


def share(job: tuple[int, range]) -> tuple[Counter[tuple[str, str]], list[str], int, float]:
    """Try some of the bundles, in a process of its own; give counts, what was wrong, memory in KiB, CPU seconds."""
    seed, numbers = job
    names, found, wrong = list(ATTACKS), Counter[tuple[str, str]](), []
    for number in numbers:
        name = names[number % len(names)]
        came = tried(name, number, seed)
        found[name, came] += 1
        if came == "taken" or came.startswith("fell"):
            wrong.append(f"{name}:{number} {came}")
    used = resource.getrusage(resource.RUSAGE_SELF)
    return found, wrong, used.ru_maxrss, used.ru_utime + used.ru_stime


def jobs_of(bundles: int, seed: int) -> Iterator[tuple[int, range]]:
    for first in range(0, bundles, 2_000):
        yield seed, range(first, min(first + 2_000, bundles))


def measure(given: argparse.Namespace) -> int:
    begun, counts, wrong = time.perf_counter(), Counter[tuple[str, str]](), []
    peak, cpu = 0, {}
    with ProcessPoolExecutor(given.jobs) as pool:
        for found, faults, memory, seconds in pool.map(share, jobs_of(given.bundles, given.seed)):
            counts.update(found)
            wrong += faults
            peak = max(peak, memory)
            cpu[len(cpu)] = seconds
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    for name in ATTACKS:
        codes = Counter({code: many for (attack, code), many in counts.items() if attack == name})
        told = ", ".join(f"{code} {many}" for code, many in codes.most_common())
        print(f"{name}: {codes.total()} ({told})")
    print(f"seed {given.seed}, {counts.total()} bundles of {len(PLAIN)} bytes ({len(WHOLE)} encrypted)")
    print(f"taken {sum(many for (_, code), many in counts.items() if code == 'taken')}")
    print(f"fell {sum(many for (_, code), many in counts.items() if code.startswith('fell'))}")
    print(f"memory at most {peak / 1024:.0f} MB a process, {given.jobs} processes")
    print(f"CPU {used.ru_utime + used.ru_stime:.0f} s, wall {time.perf_counter() - begun:.0f} s")
    print(*wrong[:20], sep="\n", end="\n" if wrong else "")
    return 1 if wrong else 0


# a bundle of 2 GiB --------------------------------------------------------------------------------------------------
BLOB_BYTES, BLOB_COUNT = 64 * 1024**2, 31


def large_blob(number: int) -> bytes:
    return Random(number).randbytes(BLOB_BYTES)  # noqa: S311 - that does not compress


def written_large(path: str) -> int:
    blobs = {hash_of(large_blob(number)): number for number in range(BLOB_COUNT)}
    lines = [line_of(message(number)) for number in range(1, 10_001)]
    manifest = manifest_of(hashes(lines), blobs=dict.fromkeys(blobs, BLOB_BYTES))
    with Path(path).open("wb") as file:
        write_bundle(
            file, manifest, lines, key=NODE, recipients=[RECIPIENT], blob=lambda it: large_blob(blobs[it]),
            folder=Path(path).parent,
        )  # fmt: skip
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def read_large(path: str) -> int:
    with Path(path).open("rb") as file, open_bundle(file, [IDENTITY], folder=Path(path).parent) as bundle:
        count = sum(1 for _ in bundle.records())
        for digest in bundle.manifest.blobs:
            bundle.blob(digest)
    if count != 10_000:
        raise AssertionError(count)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def measure_large() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "large.tansiq")
        for told, work in (("written", written_large), ("read", read_large)):
            begun = time.perf_counter()
            with ProcessPoolExecutor(1) as pool:
                memory = pool.submit(work, path).result()
            size = os.path.getsize(path) / 1024**3  # noqa: PTH202 - one number
            seconds = time.perf_counter() - begun
            print(f"{told}: {size:.2f} GiB in {seconds:.0f} s wall, memory at most {memory / 1024:.0f} MB")


def main() -> int:
    parser = argparse.ArgumentParser(prog="./tansiq bench tamper", description=__doc__)
    parser.add_argument("--bundles", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", help="ATTACK:NUMBER of one bundle, as it was printed")
    parser.add_argument("--large", action="store_true", help="a bundle of 2 GiB too; needs 8 GB of disk")
    given = parser.parse_args()
    if given.only:
        name, _, number = given.only.rpartition(":")
        ATTACKS[name](Random(f"{given.seed} {name} {number}"))  # noqa: S311 - chance that can be repeated
        return 0
    failed = measure(given)
    if given.large:
        measure_large()
    return failed


if __name__ == "__main__":
    sys.exit(main())
