"""The rehearsal: the example world with one account a role, all of it or nothing."""

import re

import pytest
import yaml
from django.db import IntegrityError, transaction
from own_node import OwnNode

from tansiq.core.models import JournalLine, Node
from tansiq.core.rules import Mode
from tansiq.home import rehearsal
from tansiq.people.models import Person, Role
from tansiq.people.rules import DEMO_PASSWORD

pytestmark = pytest.mark.django_db

ROLES = {role["id"]: role for role in yaml.safe_load(rehearsal.EXAMPLE.read_text())["user_roles"]}


def test_every_role_has_one_account_and_every_account_one_role():
    held = {person.username: [role.code for role in person.roles.all()] for person in Person.objects.all()}

    codes = {*ROLES, *rehearsal.OWN_ROLES}
    assert set(rehearsal.ACCOUNTS) == codes == set(Role.objects.values_list("code", flat=True))
    assert held == {username: [code] for code, (username, *_) in rehearsal.ACCOUNTS.items()}


def test_roles_allow_what_the_example_says():
    own = {code: set(may) for code, (_, may, _) in rehearsal.OWN_ROLES.items()}

    allowed = {role.code: set(role.may.split()) for role in Role.objects.all()}

    assert allowed == {code: set(role["may"]) for code, role in ROLES.items()} | own


def test_accounts_belong_to_the_party_of_their_role_or_serve_a_joint_one():
    for person in Person.objects.all():
        assert person.parties in ({person.party}, {"joint"})


def test_world_is_a_shared_office_on_its_fixed_day():
    node = Node.objects.get()

    assert (node.party, node.mode, node.fixed_day) == ("ly", Mode.SHARED_OFFICE, rehearsal.FIXED_DAY)


def test_names_of_accounts_are_those_of_posts():
    assert all(re.fullmatch("[\u0600-\u06ff ]+", name) for *_, name in rehearsal.ACCOUNTS.values())


def test_where_it_runs_is_told_with_every_account():
    told = rehearsal.accounts_told()

    assert [line.split()[0] for line in told[:-1]] == list(
        Person.objects.order_by("party", "username").values_list("username", flat=True)
    )
    assert told[-1].strip() == DEMO_PASSWORD


@pytest.mark.parametrize(
    ("left", "is_open"), [({"has_demo_password": False}, False), ({"is_active": False}, True), ({}, True)]
)
def test_doors_are_open_while_any_account_has_the_password_that_everyone_knows(left, is_open):
    if left:
        Person.objects.update(**left)

    assert rehearsal.has_open_doors() is is_open


HALFWAY = """
from tansiq.home import rehearsal
from tansiq.core.models import JournalLine, Node
from tansiq.organisations.models import Party
from tansiq.people.models import Person
call_command("migrate", verbosity=0)
original, given = rehearsal.add_person, []
def failing(**words):
    given.append(words["username"])
    if len(given) == 7:
        raise RuntimeError
    return original(**words)
rehearsal.add_person = failing
try:
    rehearsal.set_up()
except RuntimeError:
    print(len(given), [model.objects.count() for model in (Node, Party, Person, JournalLine)])
rehearsal.add_person = original
rehearsal.set_up()
print(Person.objects.count())
"""


def test_fault_halfway_leaves_nothing_and_the_next_try_works(tmp_path):
    assert OwnNode(tmp_path / "node").python(HALFWAY).splitlines() == ["7 [0, 0, 0, 0]", "11"]


def test_world_is_loaded_once():
    lines = JournalLine.objects.count()

    with pytest.raises(IntegrityError), transaction.atomic():
        rehearsal.set_up()

    assert JournalLine.objects.count() == lines
