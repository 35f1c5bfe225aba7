"""The key ceremony: whose keys, compared how, and what a partner's key set may say next."""

from datetime import timedelta

import pytest
from conftest import AT
from exchange.nodes import PASSPHRASES, NodeBox

from tansiq.core.errors import NotAllowed, Refused, StepRefused
from tansiq.exchange.models import Circle, KeySetFile, OutFeed, Partner
from tansiq.exchange.queries.keys import own_keyset, own_keyset_file
from tansiq.exchange.rules import PartnerState, PartnerStep
from tansiq.exchange.rules.faults import GIVEN_FAULTS, KEYSET_FAULTS, NO_KEYSET
from tansiq.exchange.services import keys, partners
from tansiq_protocol.circle import circle_id
from tansiq_protocol.keys import root_fingerprint


def said(box: NodeBox, username: str = "administrator") -> dict:
    return {"node": box.node, "by": box.person(username), "at": AT}


def test_confirmed_partner_shares_a_circle_and_has_a_feed(offices):
    ly, dz = offices
    for box in (ly, dz):
        with box:
            assert Partner.objects.get().state == PartnerState.CONFIRMED
            assert [(it.id, it.parties) for it in Circle.objects.all()] == [
                (circle_id(["ly", "dz"]), ["dz", "ly"])
            ]
            assert OutFeed.objects.filter(is_present=True).count() == 1


def test_wrong_digits_confirm_nothing(strangers):
    ly, dz = strangers
    with dz:
        theirs = own_keyset_file()
        own_digits = root_fingerprint(own_keyset().keyset.root)
    with ly:
        partners.introduce_partner(content=theirs, **said(ly))
        wrong = {
            "": partners.DigitsMissing,
            "abc": partners.DigitsMissing,
            "12345": partners.DigitsMissing,
            own_digits[:-1]: partners.DigitsMissing,
            f"{own_digits} 1": partners.DigitsMissing,
            root_fingerprint(own_keyset().keyset.root): partners.OwnDigits,
            "12345 " * 6: partners.FingerprintDiffers,
        }
        for heard, why in wrong.items():
            with pytest.raises(why):
                partners.confirm_partner(party="dz", digits=heard, **said(ly))
        assert (Partner.objects.get().state, OutFeed.objects.count()) == (PartnerState.INTRODUCED, 0)

        arabic = own_digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
        assert partners.confirm_partner(party="dz", digits=arabic, **said(ly)).state == PartnerState.CONFIRMED
        with pytest.raises(StepRefused):
            partners.confirm_partner(party="dz", digits=own_digits, **said(ly))


def test_only_whoever_keeps_the_keys_touches_them(strangers):
    ly, dz = strangers
    with dz:
        theirs = own_keyset_file()
    with ly:
        director = said(ly, "director")
        for act in (
            lambda: partners.introduce_partner(content=theirs, **director),
            lambda: keys.make_keys(first=PASSPHRASES[0], second=PASSPHRASES[1], **director),
        ):
            with pytest.raises(NotAllowed):
                act()
        assert Partner.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty_file"), (b"{}", "bad_envelope"), (b"\xff\xfe", "not_json"), (b"x" * 100_000, "too_large"),
     (b"age-encryption.org/v1\n", "bundle_given"), (b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n", "root_key_given")],
)  # fmt: skip
def test_what_is_no_key_set_is_refused_with_what_to_do(offices, content, code):
    ly, _dz = offices
    with ly, pytest.raises(partners.KeySetRefused) as refused:
        partners.introduce_partner(content=content, **said(ly))
    told = KEYSET_FAULTS["not_a_keyset"] if code in NO_KEYSET else GIVEN_FAULTS[code]
    assert (refused.value.code, str(refused.value)) == (code, str(told))


def test_root_key_of_this_node_is_never_taken_for_a_key_set(offices):
    ly, _dz = offices
    root = (ly.folder / "root.pem").read_bytes()
    with ly, pytest.raises(partners.KeySetRefused) as refused:
        partners.introduce_partner(content=root, **said(ly))
    assert str(refused.value) == str(GIVEN_FAULTS["root_key_given"])


def test_own_key_set_is_no_partner(offices):
    ly, _dz = offices
    with ly, pytest.raises(partners.OwnKeySet):
        partners.introduce_partner(content=own_keyset_file(), **said(ly))


def renewed(box: NodeBox, *, revokes: bool = False, first: str = PASSPHRASES[0]) -> bytes:
    with box:
        root = (box.folder / "root.pem").read_bytes()
        return keys.renew_keys(
            root_file=root, first=first, second=PASSPHRASES[1], revokes=revokes, last_good=None, **said(box)
        )


def test_renewed_key_set_follows_the_known_one_and_no_older_one_does(offices):
    ly, dz = offices
    with ly:
        first = own_keyset_file()
    second, third = renewed(ly), renewed(ly)
    with dz:
        with pytest.raises(partners.KeySetRefused) as gap:
            partners.introduce_partner(content=third, **said(dz))
        partners.introduce_partner(content=second, **said(dz))
        partners.introduce_partner(content=third, **said(dz))
        with pytest.raises(partners.KeySetRefused) as rollback:
            partners.introduce_partner(content=first, **said(dz))
        assert (gap.value.code, rollback.value.code) == ("keyset_gap", "keyset_rollback")
        assert sorted(KeySetFile.objects.filter(is_own=False).values_list("rev", flat=True)) == [1, 2, 3]
        assert Partner.objects.get().state == PartnerState.CONFIRMED


def test_key_on_the_line_stays_at_a_renewal_and_changes_at_a_revocation(offices):
    ly, _dz = offices
    with ly:
        before = own_keyset().keyset.line_keys
    renewed(ly)
    with ly:
        assert own_keyset().keyset.line_keys == before
    renewed(ly, revokes=True)
    with ly:
        assert set(own_keyset().keyset.line_keys).isdisjoint(before)


def test_root_opens_for_both_officers_only(offices):
    ly, _dz = offices
    with pytest.raises(keys.RootRefused):
        renewed(ly, first="someone else's words")
    with ly:
        assert own_keyset().keyset.rev == 1


def test_keys_that_partners_rely_on_are_not_made_anew(offices):
    ly, _dz = offices
    with ly, pytest.raises(keys.KeysThere):
        keys.make_keys(first=PASSPHRASES[0], second=PASSPHRASES[1], **said(ly))


def test_private_keys_are_its_owners_alone(offices):
    ly, _dz = offices
    files = sorted((ly.folder / "keys").iterdir())
    assert {it.stat().st_mode & 0o777 for it in files} == {0o600}
    assert [it.name.partition("-")[0] for it in files] == [
        "keyset", "line", "line", "reading", "signing",
    ]  # fmt: skip


def test_paused_partner_gets_nothing_and_an_ended_one_begins_anew(offices):
    from exchange.carrying import bundle

    from tansiq.exchange.services.sending import NotExchanging

    ly, dz = offices
    with ly:
        partner = Partner.objects.get()
        step = {"party": "dz", "by": ly.person("administrator"), "at": AT}
        paused = partners.take_partner_step(step=PartnerStep.PAUSE, version=partner.version, **step)
    with pytest.raises(NotExchanging):
        bundle(ly, "dz")
    with dz:
        theirs = own_keyset_file()
        digits = root_fingerprint(own_keyset().keyset.root)
    with ly:
        partners.take_partner_step(step=PartnerStep.END, version=paused.version, **step)
        partners.introduce_partner(content=theirs, **said(ly))
        partners.introduce_partner(content=theirs, **said(ly))  # once more, before anyone confirmed it
        assert Partner.objects.get().state == PartnerState.INTRODUCED
        partners.confirm_partner(party="dz", digits=digits, **said(ly))
        assert Partner.objects.get().state == PartnerState.CONFIRMED


@pytest.mark.parametrize(
    "address",
    ["http://node.example", "https://", "ftp://x", "https://a b", "https://u:p@x", "https://x/y", "x:1"],
)
def test_address_that_leads_nowhere_is_refused(offices, address):
    ly, _dz = offices
    with ly, pytest.raises(partners.BadAddress):
        partners.set_address(
            party="dz",
            version=Partner.objects.get().version,
            address=address,
            by=ly.person("administrator"),
            at=AT,
        )


def test_key_set_that_ran_out_is_encrypted_for_no_more(offices):
    from exchange.carrying import bundle

    from tansiq.exchange.services.sending import KeysRanOut

    ly, _dz = offices
    with pytest.raises(KeysRanOut):
        bundle(ly, "dz", at=AT + timedelta(days=400))
    assert issubclass(KeysRanOut, Refused)
