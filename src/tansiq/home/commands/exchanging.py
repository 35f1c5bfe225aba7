"""`./tansiq exchange`: give and take bundles as files, say how the exchange stands, exchange on the network at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

from tansiq.core.errors import Refused
from tansiq.core.models import Node
from tansiq.core.moment import moment_of_node
from tansiq.core.queries import this_node
from tansiq.core.services import NodeItself
from tansiq.exchange.models import OutFeed, Partner, Passage
from tansiq.exchange.queries.standing import line_fault_told, standings
from tansiq.exchange.rules import Way
from tansiq.exchange.services.acting import after_receiving
from tansiq.exchange.services.asking import place_in_feed
from tansiq.exchange.services.line import exchange_with
from tansiq.exchange.services.partners import take_in_keyset
from tansiq.exchange.services.receiving import receive_bundle
from tansiq.exchange.services.sending import write_next_bundle
from tansiq.home import keeping
from tansiq.home.commands.speaking import BROKEN, HOLDS, WRONG, complain, say
from tansiq_desk.commands.arguments import Given, WrongUsageError, path_of

BUNDLES, KEYSETS = ".tansiq", re.compile(r".*keyset-\d+\.json|.*\.keys")
LARGEST_KEYSET_READ = 1024 * 1024
VERBS = ("send", "receive", "status", "now")


def exchange(given: Given) -> int:
    """Do one of the verbs of the exchange."""
    verb, *words = given.words
    doing: dict[str, Callable[[Node, list[str], Given], int]] = {
        "send": _send,
        "receive": _receive,
        "status": _status,
        "now": _now,
    }
    if verb not in doing:
        raise WrongUsageError("not_a_choice", option="exchange", given=verb, choices=VERBS)
    _demand_words(verb, words, given)
    call_command("migrate", verbosity=0, interactive=False)
    keeping.demand_node()
    node = this_node()
    if node is None:
        raise keeping.KeepingRefused(_("There is nothing on this node yet. Start it with ./tansiq first."))
    try:
        return doing[verb](node, words, given)
    except Refused as refused:
        complain(str(refused))
        return WRONG


def _demand_words(verb: str, words: list[str], given: Given) -> None:
    """Refuse what a verb cannot use before anything is done."""
    least, most = {"send": (1, 1), "receive": (1, 64), "status": (0, 0), "now": (0, 1)}[verb]
    name = f"exchange {verb}"
    if len(words) < least:
        raise WrongUsageError("too_few_words", command=name, found=len(words), at_least=least)
    if len(words) > most:
        raise WrongUsageError("too_many_words", command=name, found=len(words), at_most=most)
    if verb == "send" and not given.has("to"):
        raise WrongUsageError("option_missing", option="--to", command=name)
    if verb != "send" and given.has("to"):
        raise WrongUsageError("unknown_option", given="--to", command=name, known=("--lang", "--help"))


def _partner(word: str) -> Partner:
    """Give the partner that a word names, by its party or its node."""
    for it in Partner.objects.order_by("party"):
        if word.casefold() in {it.party.casefold(), it.node.casefold()}:
            return it
    known = " ".join(Partner.objects.order_by("party").values_list("party", flat=True))
    if not known:
        raise Refused(_("This node has no partner yet. Take in a partner's key set first."))
    raise Refused(_("There is no partner %(given)s. Partners: %(known)s") % {"given": word, "known": known})


# ---------------------------------------------------------------------------------------------------------------- send
def _send(node: Node, words: list[str], given: Given) -> int:
    """Write what a partner has not confirmed to a file, or as many files as it takes to a folder."""
    partner, to = _partner(words[0]), path_of(given.text("to") or "")
    if not to.is_dir() and to.suffix != BUNDLES:
        raise Refused(
            _("There is no folder %(folder)s: is the stick in? The name of a file ends in .tansiq.")
            % {"folder": to}
        )
    after: int | None = None
    while True:
        with keeping.told(to), TemporaryDirectory(dir=settings.FOLDER) as folder:
            whole = Path(folder) / "bundle"
            with whole.open("wb") as file:
                passage = write_next_bundle(
                    node=node, partner=partner, to=file, way=Way.COURIER, after=after, by=NodeItself(), at=moment_of_node()
                )  # fmt: skip
            target = to / _name(node, partner, passage) if to.is_dir() else to
            keeping.put_in_place(whole, target)
        _say_given(passage, target)
        after = passage.last
        if after >= OutFeed.objects.get(partner=partner, is_present=True).place:
            return HOLDS
        if not to.is_dir():
            say(_("More is left than one file holds. Give a folder with --to, then all of it is written."))
            return HOLDS


def _name(node: Node, partner: Partner, passage: Passage) -> str:
    """Name a bundle by what it holds: the number of its epoch, and its places."""
    held = f"{passage.first}-{passage.last}" if passage.new else "receipt"
    return f"{node.party}-{partner.party}-{int(passage.epoch[:8])}-{held}{BUNDLES}"


def _say_given(passage: Passage, target: Path) -> None:
    said = {"file": target, "first": passage.first, "last": passage.last}
    if passage.new:
        say(_("%(file)s: records %(first)s to %(last)s. Carry it to the partner.") % said)
    else:
        say(
            _("%(file)s: nothing new, only the receipt for what came. Carry it to the partner all the same.")
            % said
        )


# ------------------------------------------------------------------------------------------------------------- receive
@dataclass(slots=True)
class _Taken:
    """How many files were taken in, and how many refused."""

    good: int = 0
    bad: int = 0


def _receive(node: Node, words: list[str], _given: Given) -> int:
    """Take in files, and those of folders; one that is refused does not stop the others."""
    files = [file for word in words for file in _files(path_of(word))]
    keysets = sorted(filter(_is_keyset, files), key=lambda it: _numbers(it.name))
    bundles = [it for it in files if not _is_keyset(it)]
    taken = _Taken()
    for file in [*keysets, *(sorted(bundles, key=_place) if len(bundles) > 1 else bundles)]:
        with keeping.told(file):
            _take(node, file, taken)
    if not files:
        complain(_("There is no bundle (*.tansiq) and no key set (*-keyset-1.json) of a partner there."))
        return WRONG
    return WRONG if taken.bad else HOLDS


def _files(path: Path) -> Iterator[Path]:
    with keeping.told(path):
        if not path.is_dir():
            yield path
            return
        for it in path.iterdir():
            if not it.name.startswith(".") and (it.suffix == BUNDLES or _is_keyset(it)):
                yield it


def _is_keyset(file: Path) -> bool:
    return bool(KEYSETS.fullmatch(file.name))


def _numbers(name: str) -> list[int]:
    return [int(it) for it in re.findall(r"\d+", name)]


def _place(file: Path) -> tuple[tuple[str, str, int], str]:
    """Tell where in a feed a bundle lies: an epoch that is taken in before the one it follows would end that one too soon."""
    with keeping.told(file), file.open("rb") as source:
        return place_in_feed(source), file.name


def _take(node: Node, file: Path, taken: _Taken) -> None:
    by, at = NodeItself(), moment_of_node()
    try:
        if _is_keyset(file):
            with file.open("rb") as source:
                partner = take_in_keyset(node=node, content=source.read(LARGEST_KEYSET_READ), by=by, at=at)
            say(_("%(file)s: the key set of %(party)s is here.") % {"file": file, "party": partner.party})
        else:
            with file.open("rb") as source:
                came = receive_bundle(node=node, source=source, way=Way.COURIER, file=file.name, by=by, at=at)
            after_receiving(node=node, at=at)
            say(
                _("%(file)s: new %(new)s, already here %(known)s, on hold %(held)s, refused %(refused)s.")
                % {
                    "file": file,
                    "new": came.new,
                    "known": came.known,
                    "held": came.held,
                    "refused": came.refused,
                }
            )
        taken.good += 1
    except Refused as refused:
        complain(f"{file}: {refused}")
        taken.bad += 1


# ------------------------------------------------------------------------------------------------------- status and now
def _status(_node: Node, _words: list[str], _given: Given) -> int:
    """Say how the exchange stands with every partner."""
    found = standings(moment_of_node())
    if not found:
        say(_("This node has no partner yet. Take in a partner's key set first."))
    for it in found:
        say(f"{it.name} ({it.partner.party})")
        for sentence in it.told:
            say(f"  {sentence}")
    return HOLDS


def _now(node: Node, words: list[str], _given: Given) -> int:
    """Exchange on the network at once, with one partner or with each that has an address."""
    partners = [_partner(words[0])] if words else list(Partner.objects.exclude(address="").order_by("party"))
    if not partners:
        complain(_("No partner has an address on the network. Give them one under “Partners and keys”."))
        return WRONG
    worst = HOLDS
    for partner in partners:
        done = exchange_with(node=node, party=partner.party, by=NodeItself(), at=moment_of_node())
        said = {"party": partner.party}
        if done is None:
            complain(
                _("Nothing goes to %(party)s on the network: no address, not confirmed, or paused.") % said
            )
            worst = BROKEN
        elif done.fault:
            partner.refresh_from_db()
            complain(f"{partner.party}: {line_fault_told(partner)}")
            worst = BROKEN
        else:
            said |= {"given": str(done.given), "taken": str(done.taken)}
            say(_("%(party)s: pages given %(given)s, taken %(taken)s.") % said)
    return worst
