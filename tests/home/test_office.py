"""A real office: one party, its programme, and whoever keeps its accounts; all of it or nothing."""

import pytest
from own_node import ROOT, OwnNode

EXAMPLE = ROOT / "examples/example-programme.yaml"
PASSWORD = "a long word of the keeper 7"  # noqa: S105 - of a node that lives for one test


@pytest.fixture
def node(tmp_path):
    return OwnNode(tmp_path / "node")


def set_up(node, *words, password=PASSWORD, file=EXAMPLE):
    return node.run("set-up", file, *words, TANSIQ_PASSWORD=password)


@pytest.mark.slow
def test_office_of_one_party_has_its_programme_and_its_keeper(node):
    code, answer, complaint = set_up(node, "--party", "dz", "--administrator", "keeper")

    assert (code, answer, complaint) == (0, "This is now the office of dz. Start it: ./tansiq serve\n", "")
    assert set_up(node, "--party", "dz", "--administrator", "keeper")[0] == 2
    found = node.python(
        "from tansiq.core.models import Node; from tansiq.people.models import Person; from tansiq.training.models import Course",
        "print(Node.objects.get().mode, [(it.username, it.party) for it in Person.objects.all()], Course.objects.count())",
    )
    assert found.strip() == "one_party [('keeper', 'dz')] 27"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "password", "said"),
    [
        (("--party", "xx", "--administrator", "keeper"), PASSWORD, "no participant of this id"),
        (("--party", "tn", "--administrator", "keeper"), PASSWORD, "no participant of this id"),
        (("--party", "ly", "--administrator", "keeper"), "short", "too easy to guess"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_set_up(node, words, password, said):
    code, answer, complaint = set_up(node, *words, password=password)

    assert (code, answer, said in complaint) == (2, "", True)
    here = "from tansiq.core.models import JournalLine, Node; print(Node.objects.count(), JournalLine.objects.count())"
    assert node.python(here).strip() == "0 0"


@pytest.mark.slow
def test_faulty_programme_is_told_fault_by_fault(node, tmp_path):
    faulty = tmp_path / "faulty.yaml"
    faulty.write_text(
        EXAMPLE.read_text().replace("unit: u-ly-trg,  course: crs-ihl-101", "unit: u-nobody, course: crs-x")
    )

    code, answer, complaint = set_up(node, "--party", "ly", "--administrator", "keeper", file=faulty)

    assert (code, answer, "u-nobody" in complaint, "crs-x" in complaint) == (2, "", True, True)
