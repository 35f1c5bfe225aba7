"""The rehearsal: the example world on a node in shared office, with one account for each of its roles."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

import tansiq_desk
from tansiq.accords.services import load_founding_article
from tansiq.core.moment import moment
from tansiq.core.rules import JOINT, Mode
from tansiq.core.services import NodeItself, set_up_node
from tansiq.home.office import ADMINISTRATOR
from tansiq.people.models import Person, Role
from tansiq.people.queries import demo_accounts
from tansiq.people.rules import DEMO_PASSWORD
from tansiq.people.services import add_person, add_role
from tansiq.planning.queries import programme_text
from tansiq.planning.services import keep_version, load_programme
from tansiq.ui.tongue import page_language, spoken
from tansiq_desk.commands.outputs import read_programme_files
from tansiq_desk.commands.split import part_files
from tansiq_desk.words.languages import list_text

BESIDE, PACKED = Path(__file__).parents[3] / "examples", Path(tansiq_desk.__file__).parent / "examples"
EXAMPLE = (BESIDE if BESIDE.is_dir() else PACKED) / "example-programme.yaml"
EXAMPLE_PLAN = EXAMPLE.with_name("example-plan-b.json")
FIXED_DAY = date(2025, 5, 18)
HOME_PARTY = "ly"
OWN_ROLES = {
    "role-cooperation": (
        "dz",
        ["approve_plan", "read_readiness"],
        {
            "ar": "مديرية العلاقات الخارجية والتعاون",
            "fr": "Direction des relations extérieures et de la coopération",
            "en": "External Relations and Cooperation Directorate",
        },
    ),
    "role-administrator": (
        HOME_PARTY,
        ["keep_people", "keep_keys"],
        ADMINISTRATOR,
    ),
}
"""Roles that the programme file does not know: whoever approves for Algeria, and whoever keeps the accounts."""
ACCOUNTS = {
    "role-director": ("director", "ly", "ar-ly", "مدير إدارة التدريب"),
    "role-idfad": ("idfad", "ly", "ar-ly", "ضابط شعبة الإيفاد"),
    "role-unit": ("unit", "ly", "ar-ly", "آمر حرس الحدود"),
    "role-attache": ("attache", "dz", "ar-dz", "الملحق العسكري"),
    "role-school": ("school", "dz", "fr", "مسجل المدرسة"),
    "role-cooperation": ("cooperation", "dz", "fr", "مدير العلاقات الخارجية والتعاون"),
    "role-planner": ("planner", "ly", "ar", "ضابط التخطيط المشترك"),
    "role-exdirector": ("exdirector", "dz", "ar-dz", "مدير التمرين"),
    "role-border": ("border", "ly", "ar-ly", "ضابط تنسيق الحدود"),
    "role-auditor": ("auditor", "dz", "fr", "المدقق"),
    "role-administrator": ("administrator", "ly", "ar", "مدير الخادم"),
}
"""By role: account, party, language, and what the post is called. No account is a real person's."""
SHARED_ACCOUNTS = ("role-planner", "role-administrator")
"""Roles that each party's own office fills with someone of its own."""
LOCALES = {"ly": "ar-ly", "dz": "ar-dz"}


@transaction.atomic
def set_up() -> None:
    """Make this node a rehearsal: the example world, its fixed day, its accounts. All of it or nothing."""
    at, by = moment(FIXED_DAY), NodeItself()
    set_up_node(party=HOME_PARTY, mode=Mode.SHARED_OFFICE, fixed_day=FIXED_DAY, by=by, at=at)
    programme = load_programme(paths=[EXAMPLE], source="example-programme.yaml", by=by, at=at)
    load_founding_article(by=by, at=at)
    keep_version(
        programme=programme,
        document=EXAMPLE_PLAN.read_text(encoding="utf-8"),
        programme_document=programme_text(programme),
        option="B",
        title="",
        parent=None,
        by=by,
        at=at,
    )
    for code, (owner, may, names) in OWN_ROLES.items():
        add_role(code=code, owner=owner, may=may, names=names, by=by, at=at)
    for role in Role.objects.order_by("pk"):
        username, party, locale, post = ACCOUNTS[role.code]
        add_person(
            username=username, full_name=post, email="", party=party, locale=locale, roles=[role],
            password=DEMO_PASSWORD, is_demo=True, by=by, at=at,
        )  # fmt: skip


@transaction.atomic
def set_up_party(party: str) -> None:
    """Make this node a rehearsal of one party's office: its part of the example and the joint one, nothing of the other's."""
    at, by = moment(FIXED_DAY), NodeItself()
    set_up_node(party=party, mode=Mode.ONE_PARTY, fixed_day=FIXED_DAY, by=by, at=at)
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in (f"{JOINT}.yaml", f"{party}.yaml")]
        files = part_files(read_programme_files([EXAMPLE])[0])
        for path in paths:
            path.write_bytes(files[path.name])
        load_programme(paths=paths, source="example-programme.yaml", by=by, at=at)
    load_founding_article(by=by, at=at)
    for code, (owner, may, names) in OWN_ROLES.items():
        owned = party if code == "role-administrator" else owner
        add_role(code=code, owner=owned, may=may, names=names, by=by, at=at)
    for role in Role.objects.filter(owner__in=[party, JOINT]).order_by("pk"):
        username, _party, _locale, post = ACCOUNTS[role.code]
        locale = LOCALES[party] if role.code in SHARED_ACCOUNTS else _locale
        add_person(
            username=username, full_name=post, email="", party=party, locale=locale, roles=[role],
            password=DEMO_PASSWORD, is_demo=True, by=by, at=at,
        )  # fmt: skip


def has_open_doors() -> bool:
    """Tell whether any account still has the password that everyone knows, even one that is shut for the moment."""
    return Person.objects.filter(has_demo_password=True).exists()


def accounts_told() -> list[str]:
    """Give a line for each account of the rehearsal, and its password; nothing on a real node."""
    accounts = demo_accounts()
    lines = [
        f"  {account.username:<14} "
        + list_text(page_language(), [spoken(role.names, role.code).text for role in account.roles.all()])
        for account, _party in accounts
    ]
    return [*lines, f"  {DEMO_PASSWORD}"] if lines else []
