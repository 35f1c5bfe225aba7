"""A record that both offices had before it ever crossed: the page that asks which is kept says no more than it knows."""

import pytest
from exchange.browsing import bundled, shown, took, visiting
from exchange.carrying import release_record

from tansiq.accords.models import Accord
from tansiq.exchange.models import Received

CODE = "agr-frame"
SAID = {
    "en": ("It comes for the first time, and ours differs", "Both sides changed it"),
    "fr": ("Il arrive pour la première fois", "Les deux côtés l'ont modifié"),
    "ar": ("أول مرة يأتي فيها", "غيّره الطرفان"),
}


def crossed(giver, taker, **words) -> Received:
    with giver:
        Accord.objects.filter(code=CODE).update(**words)
    release_record(giver, "accord", CODE, taker.party)
    with giver:
        content = bundled(giver, taker.party)
    with taker:
        took(taker, content)
        return Received.objects.order_by("pk").last()


@pytest.mark.parametrize("language", SAID)
def test_words_that_nobody_touched_here_are_not_called_changed_here(offices, language):
    ly, dz = offices
    row = crossed(ly, dz, name_en="New words")
    with dz:
        page = shown(visiting(dz, language=language).post(f"/exchange/inbox/{row.pk}/take-in"))

    assert [it in page for it in ("New words", 'value="ours"', 'value="theirs"')] == [True, True, True]
    assert [it.replace("'", "&#x27;") in page for it in SAID[language]] == [True, False]


def test_the_same_words_on_both_sides_are_taken_in_without_a_question(offices):
    ly, dz = offices
    row = crossed(ly, dz)
    with dz:
        before = Accord.objects.get(code=CODE).name_en
        answer = visiting(dz).post(f"/exchange/inbox/{row.pk}/take-in")
        kept, state = Accord.objects.get(code=CODE).name_en, Received.objects.get(pk=row.pk).state

    assert (answer.status_code, kept, state) == (302, before, "taken_in")


def test_later_changes_on_both_sides_are_called_so(offices):
    ly, dz = offices
    first = crossed(ly, dz, name_en="New words")
    with dz:
        client = visiting(dz)
        client.post(f"/exchange/inbox/{first.pk}/take-in", {"keeps": "theirs"})
        Accord.objects.filter(code=CODE).update(name_en="Our words")
    row = crossed(ly, dz, name_en="Newer words")
    with dz:
        page = shown(visiting(dz).post(f"/exchange/inbox/{row.pk}/take-in"))

    assert [it in page for it in SAID["en"]] == [False, True]
