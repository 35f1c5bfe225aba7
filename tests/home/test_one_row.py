"""Two officers who change the same row at one instant, over HTTP: one is kept, the other reads why, in their language."""

import threading
from html import unescape

import pytest
from django.utils.translation import override
from officer import Officer
from own_node import OwnNode

from tansiq.core.errors import ChangedMeanwhile

pytestmark = pytest.mark.slow
UNIT, LANGUAGES = "/training/units/u-ly-bg-n/change", ("ar", "fr", "en")
HEADCOUNT = (
    "from tansiq.organisations.models import Unit",
    "it = Unit.objects.get(code='u-ly-bg-n')",
    "print(it.version, it.training_headcount)",
)


def at_once(one: Officer, other: Officer, version: int, first: int) -> dict[int, tuple[Officer, str]]:
    """Have both send the form of the same page; give by what each wrote who it was and the page that came."""
    start, came = threading.Barrier(2), {}

    def send(officer: Officer, headcount: int) -> None:
        start.wait()
        came[headcount] = (officer, officer.press(UNIT, training_headcount=headcount, version=version)[1])

    threads = [threading.Thread(target=send, args=it) for it in ((one, first), (other, first + 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def test_one_of_two_is_kept_and_the_other_is_told_and_finds_what_they_typed(own_node: OwnNode):
    with own_node.started() as node:
        one, other = Officer(node.port, "director"), Officer(node.port, "unit")
        for turn, language in enumerate(LANGUAGES):
            one.press("/language", language=language)
            other.press("/language", language=language)
            version = int(own_node.python(*HEADCOUNT).split()[0])

            came = at_once(one, other, version, 5001 + 2 * turn)

            with override(language):
                sentence = str(ChangedMeanwhile())
            now, kept = map(int, own_node.python(*HEADCOUNT).split())
            assert (now, kept in came) == (version + 1, True)
            (lost,) = set(came) - {kept}
            assert came[kept][0].was_kept
            assert not came[lost][0].was_kept
            assert sentence in unescape(came[lost][1])
            assert f'value="{lost}"' in came[lost][1]
        node.stop()

    assert own_node.run("verify-journal")[0] == 0
