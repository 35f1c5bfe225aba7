"""What is refused, and by whose fault it must be: ours, before anything is made, or theirs, before anything is kept."""

from __future__ import annotations

from typing import ClassVar

OURS = {
    "audience_empty": "nobody was named to receive it",
    "audience_outside_circle": "someone was named who is not of the circle",
    "audience_not_in_label": "the label does not let it go to someone who was named",
    "label_below_part": "the label is lower than that of something inside",
    "label_unknown": "the label is not of the agreement's policy, or sets a condition that nobody here can weigh",
    "not_canonical": "the value cannot be written in one way alone",
    "too_large": "it is larger than the exchange carries",
    "body_incomplete": "a field that this kind of record must have is missing or of another type",
    "list_differs": "what was given to be packed differs from its list of contents",
    "unknown_kind": "no such kind of record is exchanged",
    "key_unusable": "the key or key set is not one that can sign or open",
    "wrong_passphrase": "the passphrases do not open the key",
    "recipient_unusable": "the partner's key cannot be encrypted for",
}
"""What each code of an `OurFault` means."""
THEIRS = {
    "not_json": "the bytes are no JSON",
    "duplicate_key": "a key stands twice in one mapping",
    "fraction": "a number has a fraction",
    "number_too_large": "a number lies beyond what every program can hold",
    "too_deep": "values lie in one another deeper than allowed",
    "bad_text": "a text is no Unicode",
    "too_large": "it is larger than allowed",
    "bad_envelope": "the envelope does not have the shape of one",
    "signature_count": "the envelope does not have exactly one signature",
    "other_type": "the envelope holds another type of content",
    "bad_signature": "the signature is not that of these bytes",
    "unknown_key": "no key of the sender made the signature",
    "key_revoked": "the key was revoked before this was signed",
    "bad_record": "the record lacks a field or has one of another type",
    "other_origin": "the record comes from another node than the one that sent it",
    "bad_manifest": "the list of contents lacks a field or has one of another type",
    "other_receiver": "the bundle is for another node",
    "other_sender": "the bundle is from another node than the one it was taken for",
    "cannot_open": "the bundle cannot be decrypted: it is damaged, cut, or for other eyes",
    "bad_archive": "what is inside the bundle is no archive that can be read",
    "foreign_entry": "the archive holds something that has no place in it",
    "entry_missing": "the archive lacks something that it lists",
    "archive_bomb": "the archive would unpack to far more than it says or than is allowed",
    "list_differs": "what is inside differs from the signed list",
    "head_differs": "the chain of the feed does not lead to the head that was signed",
    "blob_differs": "an attachment has other bytes than its hash says",
    "reader_too_old": "the bundle asks for a newer version of this program",
    "stale_epoch": "it belongs to a feed that the sender itself has ended",
    "fork": "the same place of the feed holds other bytes than before",
    "keyset_rollback": "the key set is older than the one that is known",
    "keyset_gap": "a key set between the known one and this one is missing",
    "keyset_fork": "the key set has the number of the known one and other bytes",
    "keyset_other_root": "the key set is not signed by the known root",
    "keyset_expired": "the key set ran out",
    "bad_keyset": "the key set lacks a field or has one of another type",
    "journal_rolled_back": "the sender's journal has fewer lines than it had, or other ones",
}
"""What each code of a `TheirFault` means."""


class ProtocolFault(Exception):
    """What is refused; `code` names why, `figures` give the place and the amounts."""

    MEANINGS: ClassVar[dict[str, str]] = {}

    def __init__(self, code: str, **figures: object) -> None:
        assert code in self.MEANINGS, code  # noqa: S101 - a code without a meaning is a slip of this library
        told = ", ".join(f"{name} {value}" for name, value in figures.items())
        super().__init__(f"{self.MEANINGS[code]}{f' ({told})' if told else ''}")
        self.code, self.figures = code, figures


class OurFault(ProtocolFault):
    """We asked for something that must not be made; nothing was made."""

    MEANINGS = OURS


class TheirFault(ProtocolFault):
    """What came is not as it must be; nothing of it may be kept as good."""

    MEANINGS = THEIRS
