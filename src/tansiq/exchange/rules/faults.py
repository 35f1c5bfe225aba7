"""What each fault is called: of what came, of files that were given in by mistake, and of the line."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

FAULTS = {
    "not_json": _("The bytes cannot be read: they are no JSON."),
    "duplicate_key": _("A field stands twice in one place."),
    "fraction": _("A number has a fraction, which the exchange does not allow."),
    "number_too_large": _("A number is larger than every program can hold."),
    "too_deep": _("Values lie in one another too deep."),
    "bad_text": _("A text holds signs that are none."),
    "too_large": _("It is larger than the exchange carries."),
    "bad_envelope": _("The envelope does not have the shape of one."),
    "signature_count": _("It does not have exactly one signature."),
    "other_type": _("The signature stands under another kind of content."),
    "bad_signature": _("The signature is not that of these bytes: they were altered, or another key signed."),
    "unknown_key": _(
        "It is signed with a key that is not in the partner's key set. Ask for their newest key set."
    ),
    "key_revoked": _("It is signed with a key that the partner has revoked."),
    "bad_record": _("The record lacks a field, or has one of another kind."),
    "other_origin": _("The record comes from another node than the one that sent it."),
    "bad_manifest": _("The list of contents lacks a field, or has one of another kind."),
    "other_receiver": _(
        "This bundle is for another node. Give it to them, or ask the partner for the one for this node."
    ),
    "other_sender": _(
        "This bundle is from a node that is no partner of this one. Take in their key set first."
    ),
    "cannot_open": _(
        "This bundle cannot be opened: it is damaged, cut short, or made for another node. Ask the partner to save it again."
    ),
    "bad_archive": _("What is inside the bundle is damaged. Ask the partner to save it again."),
    "foreign_entry": _("The bundle holds something that has no place in one. Nothing was taken in."),
    "entry_missing": _("The bundle lacks something that it lists. Ask the partner to save it again."),
    "archive_bomb": _("The bundle would unpack to far more than it says. Nothing was taken in."),
    "list_differs": _(
        "What is inside differs from the list that was signed. Ask the partner to save it again."
    ),
    "head_differs": _("The chain of the feed does not lead where it was signed to lead. Call the partner."),
    "blob_differs": _("An attachment has other bytes than were signed."),
    "reader_too_old": _(
        "This bundle asks for a newer Tansiq. Bring this node up to date, then take it in again."
    ),
    "stale_epoch": _(
        "It belongs to a feed that the partner has ended: an old bundle, or one from an old backup."
    ),
    "fork": _("The same place holds other bytes than before. Both are kept; call the partner and settle it."),
    "keyset_rollback": _("This key set is older than the one that is known."),
    "keyset_gap": _("A key set between the known one and this one is missing. Ask for it first."),
    "keyset_fork": _("This key set has the number of the known one and other bytes. Call the partner."),
    "keyset_other_root": _("This key set is not signed by the root key that was confirmed by voice."),
    "keyset_expired": _("The partner's key set has run out. Ask for their newest key set."),
    "bad_keyset": _("This is no key set, or it lacks a field."),
    "journal_rolled_back": _("The partner's journal has fewer lines than it had, or other ones. Call them."),
    "newer_kind": _("It is of a kind that only a newer Tansiq reads. It is kept until then."),
    "newer_schema": _("It was written by a newer Tansiq. It is kept until this one is brought up to date."),
    "critical": _(
        "It holds something that must be understood and that only a newer Tansiq does. It is kept until then."
    ),
    "label": _(
        "Its label holds a condition that this Tansiq does not know. It is kept and shown to nobody until then."
    ),
    "unknown_circle": _("It is for a circle that this node does not know. Add the circle, then it is read."),
    "before_missing": _("What it builds on has not come yet. It is read when that comes."),
    "waits": _("It cannot be acted on yet."),
}
"""What each fault is called; a test holds that every code of the protocol has its sentence."""

GIVEN_FAULTS = {
    "partner_introduced": _(
        "This bundle is from a partner whose keys are not confirmed by voice yet. Have the digits read aloud under "
        "“Partners and keys”, then take it in again."
    ),
    "partner_paused": _(
        "The exchange with this partner is paused. Resume it under “Partners and keys”, then take the bundle in again."
    ),
    "partner_ended": _(
        "The exchange with this partner was ended. To begin again, take in their key set under “Partners and keys” and have "
        "the digits read aloud."
    ),
    "empty_file": _("The file is empty. Copy it again, from where it was made."),
    "not_a_bundle": _(
        "This is no file of Tansiq. The name of a bundle ends in .tansiq, such as dz-ly-20250518-1005-12-14.tansiq."
    ),
    "own_bundle": _(
        "By its name this is our own bundle, which opens at the partner's node alone. Carry it there; here, take in the one "
        "that they gave you."
    ),
    "keyset_given": _("This is a key set and no bundle. Take it in under “Partners and keys”."),
    "bundle_given": _("This is a bundle and no key set. Take it in on the page “How it stands”."),
    "root_key_given": _(
        "This is the file of a root key: give it to nobody. Lock the stick away again, and choose the file that the partner "
        "gave you."
    ),
}
"""What officers alone are told of a file that they gave in; on the line nobody learns more than `FAULTS` says."""

KEYSET_FAULTS = {
    "not_a_keyset": _(
        "This is no key set. Choose the file that the partner saved under “Partners and keys”, such as dz-keyset-1.json."
    ),
    "bad_signature": _(
        "This key set was altered or damaged on its way. Ask the partner to save it again, and take that file in."
    ),
    "keyset_other_root": _(
        "This key set is not signed by the root key that was confirmed by voice. Call the partner. If they made new keys, end "
        "the exchange with them and take it in then; if they did not, someone swapped the file."
    ),
    "keyset_rollback": _(
        "This key set is older than the one that is here, which stays. Ask the partner for their newest one."
    ),
}
"""What a fault of a key set means to whoever takes it in as a file, where `FAULTS` does not say what to do."""
NO_KEYSET = frozenset({
    "not_json", "duplicate_key", "fraction", "number_too_large", "too_deep", "bad_text", "too_large", "bad_envelope",
    "signature_count", "other_type", "bad_keyset",
})  # fmt: skip
"""Faults of a file that never was a key set."""

BUNDLE_BEGINS, PEM_BEGINS, KEYSET_HOLDS = b"age-encryption.org/v1", b"-----BEGIN ", b"vnd.tansiq.keyset+json"


def looks_like(content: bytes) -> str:
    """Give what the beginning of a file shows it to be: the code of what is said of it elsewhere; nothing where unknown.

    >>> looks_like(b""), looks_like(b"age-encryption.org/v1 "), looks_like(b"PK")
    ('empty_file', 'bundle_given', '')
    """
    if not content:
        return "empty_file"
    if content.startswith(BUNDLE_BEGINS):
        return "bundle_given"
    if content.lstrip().startswith(PEM_BEGINS):
        return "root_key_given"
    return "keyset_given" if content.startswith(b"{") and KEYSET_HOLDS in content else ""


def sentence_of(code: str) -> str:
    """Give the sentence of a fault in the reader's language."""
    return str(FAULTS.get(code) or GIVEN_FAULTS.get(code) or code)


def sentence_of_keyset(code: str) -> str:
    """Give the sentence of a fault of a key set that was given in as a file: what to do about it."""
    if code in NO_KEYSET:
        code = "not_a_keyset"
    return str(KEYSET_FAULTS.get(code) or sentence_of(code))


LINE_FAULTS = {
    "no_answer": _(
        "They cannot be reached: nothing answers at their address. Is their node running, and the line up?"
    ),
    "cut": _("The line was cut in the middle. It goes on from there by itself."),
    "no_safe_line": _("What answers at their address does not speak as a node does. Check the address."),
    "other_line_key": _(
        "Another key than theirs answers at their address, so nothing was sent. Call them: did they renew their keys, or is "
        "someone in between?"
    ),
    "not_known_there": _(
        "Their node does not take this one for a partner: the keys are not confirmed there, or the exchange is paused there."
    ),
    "busy": _("Their node asks to come back later."),
    "bad_answer": _("Their node answers with something that is no bundle."),
    "too_large_for_line": _(
        "The next record is larger than the line carries. Give it by stick; the line goes on behind it."
    ),
    "no_progress": _("They have what was sent and do not go on from there: look for a fork, and call them."),
    "no_room": _("The disk of this node is full, so nothing more was taken in. Make room."),
    "own_keys": _("This node cannot use its own keys; see “Partners and keys”."),
}
"""What keeps an exchange on the network from succeeding; `Partner.fault` names one, or one of `FAULTS`."""
REFUSED_THERE = "there/"
"""Before the code of what the partner refused; without it we refused what came."""
