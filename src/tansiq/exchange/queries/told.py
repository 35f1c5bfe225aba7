"""What crosses, in words: a record line by line, its label, its bytes, the digits of a key; and whether it may be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from tansiq.accords.queries import telling as accords
from tansiq.accords.queries.parties import party_names
from tansiq.accords.queries.telling import Line
from tansiq.core.errors import Refused
from tansiq.core.queries import this_node
from tansiq.exchange.models import Received, Release
from tansiq.exchange.rules import KINDS_TOLD, SKEW_SHOWN, Classification
from tansiq.organisations.models import Organisation
from tansiq.people.models import Role
from tansiq.planning.queries.programme_file.faulty import ProgrammeFaulty
from tansiq.planning.queries.shared import part_told
from tansiq.planning.rules import Decision
from tansiq.training.models import Course
from tansiq.training.queries import crossing as training
from tansiq.ui.templatetags.tansiq import called_plainly
from tansiq.ui.tongue import listed, number, spoken
from tansiq_protocol.errors import TheirFault
from tansiq_protocol.label import Label
from tansiq_protocol.record import Blob, Kind, Record, hash_of, read_record

DIGITS = (
    pgettext_lazy("digit", "zero"), pgettext_lazy("digit", "one"), pgettext_lazy("digit", "two"),
    pgettext_lazy("digit", "three"), pgettext_lazy("digit", "four"), pgettext_lazy("digit", "five"),
    pgettext_lazy("digit", "six"), pgettext_lazy("digit", "seven"), pgettext_lazy("digit", "eight"),
    pgettext_lazy("digit", "nine"),
)  # fmt: skip
"""Digits as they are read aloud."""
TELLERS = {
    **dict.fromkeys((Kind.ACCORD, Kind.MINUTES, Kind.DECISION), accords),
    **dict.fromkeys((Kind.OFFER, Kind.REQUEST), training),
}
"""By kind, whose area tells its form."""
MISSHAPEN = (TypeError, ValueError, KeyError, AttributeError)
"""What the body of another shape raises that a partner may send."""
LONGEST_TITLE = 120
Attached = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class Group:
    """Five digits of a fingerprint, and how they are read aloud."""

    digits: str
    words: str


def groups_told(fingerprint: str) -> list[Group]:
    """Give a fingerprint group by group, each digit spelled out in the page's language."""
    return [Group(it, listed(str(DIGITS[int(digit)]) for digit in it)) for it in fingerprint.split()]


@dataclass(frozen=True, slots=True)
class Told:
    """A record in words: its kind and title, its lines, its label, its attachments, and the very bytes.

    One whose label does not let it be shown here has nothing but its hash.
    """

    sha256: str
    size: int
    kind: str = ""
    title: str = ""
    lines: tuple[Line, ...] = ()
    label: Label | None = None
    blobs: tuple[Blob, ...] = ()
    raw: str = ""
    released_by: str = ""
    created_at: str = ""
    record: Record | None = field(default=None, repr=False)
    fault: str = ""

    @property
    def is_shown(self) -> bool:
        """Whether its words and bytes may be shown."""
        return bool(self.raw)

    @property
    def classification(self) -> str:
        """Its classification in words; one that is not known here as it is written."""
        return classification_told(self.label.classification) if self.label else ""

    @property
    def releasable_to(self) -> list[str]:
        """What the parties are called that its label lets it go to."""
        return parties_told(sorted(self.label.releasable_to)) if self.label else []

    @property
    def written_at(self) -> datetime | None:
        """When it was written, by the clock of whoever released it; None where that is no moment."""
        try:
            moment = datetime.fromisoformat(self.created_at)
        except ValueError:
            return None
        is_shown_anywhere = moment.tzinfo is not None and MINYEAR < moment.year < MAXYEAR
        return moment if is_shown_anywhere else None

    @property
    def releasing_organisation(self) -> Organisation | None:
        """The organisation whose role released it, where that role is known here."""
        role = Role.objects.filter(code=self.released_by).select_related("organisation").first()
        return role.organisation if role else None


def kind_told(kind: str) -> str:
    """Give what a kind of record is called."""
    return str(KINDS_TOLD.get(kind) or _("a kind that this Tansiq does not know"))  # type: ignore[call-overload]


def classification_told(classification: str) -> str:
    """Give a classification in words; one that is not known here as it is written."""
    words = dict(Classification.choices)
    return str(words.get(classification, classification))


def parties_told(codes: list[str]) -> list[str]:
    """Give what parties are called."""
    names = party_names()
    return [called_plainly(names.get(code, {"en": code})) for code in codes]


def is_shown(record: Record, home: str) -> bool:
    """Tell whether what came may be shown here: its label is understood and names us, and nothing critical is unknown."""
    return record.label.is_understood and home in record.label.releasable_to and not record.critical


def told(payload: bytes, *, home: str | None = None, attached: Attached = lambda _digest: None) -> Told:
    """Give a record in words; with `home`, only as far as its label lets that party see it."""
    digest, size = hash_of(payload), len(payload)
    try:
        record = read_record(payload)
    except TheirFault:
        return Told(digest, size)
    if home is not None and not is_shown(record, home):
        return Told(digest, size, kind=kind_told(record.kind))
    lines, fault = _lines(record, attached)
    return Told(
        digest, size, kind=kind_told(record.kind), title=titled(record), lines=lines, label=record.label,
        blobs=record.blobs, raw=payload.decode(), released_by=record.released_by, created_at=record.created_at,
        record=record, fault=fault,
    )  # fmt: skip


def title_of(record: Record) -> str:
    """Give what a record is called, in a few words."""
    body: Any = record.body
    if record.kind == Kind.MESSAGE:
        return shortened(str(body.get("text", "")))
    if record.kind == Kind.PLAN_INPUT:
        return shortened(
            listed([*parties_told([str(body.get("party", ""))]), str(body.get("programme", ""))])
        )
    row = body.get("row") or body.get("meeting")
    return shortened(_title_of_row(row) if isinstance(row, Mapping) else str(body.get("title") or ""))


def titled(record: Record) -> str:
    """Give what a record is called on its own page, and where another names it.

    A request is called by its code, its seats and its course; a recall by what it asks back.
    """
    name = _TITLES.get(record.kind)
    try:
        return name(record.body) if name else title_of(record)
    except MISSHAPEN:
        return title_of(record)


def _called_request(body: Any) -> str:
    row, seats = body["row"], int(body["row"]["seats"])
    known = Course.objects.filter(code=str(row["course"])).first()
    said = ngettext("%(code)s (%(seats)s seat, %(course)s)", "%(code)s (%(seats)s seats, %(course)s)", seats)
    course = called_plainly(known) if known else row["course"]
    return said % {"code": row["id"], "seats": number(seats), "course": course}


def _title_of_row(row: Mapping[str, Any]) -> str:
    for noun in ("title", "name", "text"):
        if isinstance(row.get(noun), Mapping) and any(row[noun].values()):
            return spoken({str(it): str(text) for it, text in row[noun].items()}).text
    if row.get("unit") and row.get("course"):
        return listed(str(row[it]) for it in ("unit", "course"))
    return str(row.get("id") or "")


def shortened(text: str) -> str:
    """Give the beginning of a text, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1]}…"


def _lines(record: Record, attached: Attached) -> tuple[tuple[Line, ...], str]:
    try:
        return tuple(_lines_of(record, attached)), ""
    except (Refused, ProgrammeFaulty) as error:
        return (), str(error)
    except MISSHAPEN:  # a partner's body of another shape is no crash of ours
        return (), _("Its content cannot be told in words; the exact bytes are below.")


def _lines_of(record: Record, attached: Attached) -> Iterator[Line]:
    body: Any = record.body
    if record.kind in TELLERS:
        yield from TELLERS[Kind(record.kind)].form_told(record.kind, form_of(body))
    elif record.kind == Kind.PLAN_INPUT:
        yield Line(_("programme"), str(body["programme"]))
        yield Line(_("part of"), listed(parties_told([str(body["party"])])))
        content = attached(str(body["part"]))
        if content is not None:
            records = sum(it.rows for it in part_told(content.decode()))
            yield Line(_("records in it"), number(records))
    elif record.kind in _TELLS:
        yield from _TELLS[Kind(record.kind)](body)


def form_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """Give the form that a body holds, without what it builds on."""
    return {name: value for name, value in body.items() if name != "basis"}


def _message(body: Any) -> Iterator[Line]:
    yield Line(_("text"), str(body["text"]))


def _plan(body: Any) -> Iterator[Line]:
    yield Line(_("programme"), str(body["programme"]))
    yield Line(_("number with its maker"), number(int(body["number"])))
    if body["title"]:
        yield Line(_("title"), str(body["title"]))
    yield Line(_("needs the approval of"), listed(parties_told([str(it) for it in body["parties"]])))
    yield Line(_("hash of the plan"), str(body["planSha256"]))
    if isinstance(body.get("inReplyTo"), Mapping):
        yield Line(_("answers the plan whose record has the hash"), str(body["inReplyTo"].get("sha256", "")))


def _approval(body: Any) -> Iterator[Line]:
    decision = dict(Decision.choices).get(body["decision"], body["decision"])
    yield Line(_("decision"), str(decision))
    subject = body["subject"]
    yield Line(_("hash of the plan"), str(subject.get("planHash") or subject.get("sha256", "")))
    yield Line(_("decided by the role"), str(body["role"]))
    yield Line(_("decided at"), str(body["at"]))
    if body.get("reason"):
        yield Line(_("reason"), str(body["reason"]))


def _asks_back(body: Any) -> Iterator[Line]:
    yield Line(_("asks back"), called_subject(body["subject"]))
    yield Line(_("reason"), str(body["reason"]))


def _answer(body: Any) -> Iterator[Line]:
    yield Line(_("answers the recall of"), called_subject(body["subject"]))
    yield Line(_("answer"), answer_told(str(body["decision"])))
    if body.get("reason"):
        yield Line(_("reason"), str(body["reason"]))


def answer_told(decision: str) -> str:
    """Give what a partner answered to a recall."""
    words = {"executed": _("executed"), "refused": _("refused: it stays there")}
    return words.get(decision, decision)


def called_subject(subject: Any) -> str:
    """Give what the record is called that another one names by its id: by kind and title where it may be shown here."""
    wanted, rev = str(subject.get("id", "")), number(int(subject.get("rev") or 0))
    released = Release.objects.filter(record_id=wanted).order_by("-rev").first()
    came = None if released else Received.objects.filter(record_id=wanted).order_by("-rev").first()
    row = released or came
    if row is None:
        return _("a record, revision %(rev)s (%(id)s)") % {"rev": rev, "id": wanted}
    said = _("%(kind)s: %(title)s, revision %(rev)s")
    return said % {"kind": kind_told(row.kind), "title": _title_kept(row, wanted), "rev": rev}


def _title_kept(row: Release | Received, wanted: str) -> str:
    """Give the title of a record that is here; of one that was emptied, or may not be shown, its code or id."""
    node = this_node()
    try:
        record = read_record(bytes(row.payload))
    except TheirFault:
        code, _hash, party = row.subject.partition("/")[2].partition("#")
        return (
            listed([*parties_told([party]), code])
            if party and row.kind == Kind.PLAN_INPUT
            else code or wanted
        )
    if not (isinstance(row, Release) or (node is not None and is_shown(record, node.party))):
        return wanted
    # What asks back or answers is not followed: two of a partner could name each other for ever.
    names_another = record.kind in {Kind.RECALL, Kind.RECALL_RECEIPT}
    return (title_of(record) if names_another else titled(record)) or wanted


_TITLES: dict[str, Callable[[Any], str]] = {
    Kind.REQUEST: _called_request,
    Kind.RECALL: lambda body: called_subject(body["subject"]),
    Kind.RECALL_RECEIPT: lambda body: called_subject(body["subject"]),
}


def _receipt(body: Any) -> Iterator[Line]:
    yield Line(_("has everything up to"), number(int(body["cursor"])))


def _keyset(body: Any) -> Iterator[Line]:
    yield Line(_("key sets"), number(len(body["envelopes"])))


def _notice(body: Any) -> Iterator[Line]:
    yield Line(_("activity"), str(body["activity"]))
    yield Line(_("days"), f"{body['firstOn']} – {body['lastOn']}")


def _quota(body: Any) -> Iterator[Line]:
    yield Line(_("edition"), str(body["edition"]))
    yield Line(_("unit"), str(body["unit"]))
    yield Line(_("seats"), number(int(body["seats"])))


_TELLS: dict[Kind, Callable[[Any], Iterator[Line]]] = {
    Kind.MESSAGE: _message,
    Kind.PLAN: _plan,
    Kind.PLAN_AMENDMENT: _plan,
    Kind.APPROVAL: _approval,
    Kind.RECALL: _asks_back,
    Kind.RECALL_RECEIPT: _answer,
    Kind.RECEIPT: _receipt,
    Kind.KEYSET: _keyset,
    Kind.NOTICE: _notice,
    Kind.QUOTA: _quota,
}


def minutes_ahead(written_at: str, at: datetime) -> int:
    """Give by how many minutes a sender's clock was ahead when its record came; nothing where it was not by much."""
    try:
        ahead = datetime.fromisoformat(written_at) - at
    except (ValueError, TypeError):
        return 0
    return round(ahead.total_seconds() / 60) if ahead > SKEW_SHOWN else 0
