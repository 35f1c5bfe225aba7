"""Files that are not kept as templates or edited minutes: each by its reason, in words with what to do about it."""

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.utils.translation import override
from documents.word_files import BAD, BAD_TEMPLATES, FINE_FIELDS, GOOD, RELATIONS, TYPES, changed
from hypothesis import given, settings
from hypothesis import strategies as st

from tansiq.documents.rules.templates import FAULTS, MARKERS, fault_told
from tansiq.documents.services.templates.looking import TextUnfit, looked_through
from tansiq_desk.paper.word.apart import look
from tansiq_desk.paper.word.checking import OTHER_ENDINGS
from tansiq_desk.paper.word.lists import PARAGRAPHS, TABLES
from tansiq_desk.paper.word.markers import Marker

ROOT = Path(__file__).parents[2]


def codes(kind, content, name="a.docx"):
    return {it["code"] for it in look(kind, name, content)["faults"]}


@pytest.mark.parametrize("kind", ["template", "edited"])
@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_refused_for_its_reason(name, kind):
    content, code = BAD[name]

    assert codes(kind, content) == {code}


@pytest.mark.parametrize("name", BAD_TEMPLATES)
def test_text_that_is_no_template_is_refused_for_its_reason(name):
    content, code = BAD_TEMPLATES[name]

    assert (codes("template", content), codes("edited", content)) == ({code}, set())


@pytest.mark.parametrize(("ending", "code"), OTHER_ENDINGS.items())
def test_ending_of_another_format_is_told(ending, code):
    told = codes("template", b"%PDF-1.7 or so", f"a{ending}")

    assert told == {code}


@pytest.mark.parametrize("content", [GOOD, *FINE_FIELDS])
def test_good_template_is_taken(content):
    assert codes("template", content) == set()


def test_macros_by_the_name_alone_are_refused():
    assert codes("template", GOOD, "a.docm") == {"macros"}


def test_unknown_marker_is_named_with_its_place():
    content = changed(
        replace=[
            ("word/footer1.xml", "{{pages}}", "{{pagina}}"),
            ("word/document.xml", "{{day}}", "{{ date }}"),
        ]
    )

    told = [
        fault_told(it["code"], it["place"], it["said"])
        for it in look("template", "a.docx", content)["faults"]
    ]

    with override("en"):
        told = [
            fault_told(it["code"], it["place"], it["said"])
            for it in look("template", "a.docx", content)["faults"]
        ]
    markers = " ".join(f"{{{{{it}}}}}" for it in Marker)
    assert told == [
        f"{{{{ date }}}} is no marker (text, paragraph 5). The markers are: {markers}.",
        f"{{{{pagina}}}} is no marker (footer, paragraph 3). The markers are: {markers}.",
    ]


def test_every_reason_has_words_and_every_marker_too():
    known = {code for _, code in [*BAD.values(), *BAD_TEMPLATES.values()]} | {*OTHER_ENDINGS.values()}

    assert known <= set(FAULTS)
    assert set(FAULTS) - known == {"too_large", "too_long", "busy", "strict_format"}
    assert set(MARKERS) == set(Marker)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["macros", "bomb", "half", "password"])
def test_process_of_its_own_tells_the_same(name):
    content, code = BAD[name]

    with pytest.raises(TextUnfit) as refused:
        looked_through("template", "a.docx", content, 2_000_000)

    assert refused.value.codes == [code]


def test_guide_tells_every_marker_and_style_as_the_program_has_them():
    guide = (ROOT / "docs/guide/papers/templates.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `\{\{(\w+)\}\}` \| (.+) \|$", guide, re.MULTILINE))
    styles = {name for names in [*PARAGRAPHS.values(), *TABLES.values()] for name in names} - {
        "header",
        "footer",
        "List Paragraph",
    }

    with override("en"):
        assert rows == {str(key): str(said) for key, said in MARKERS.items()}
    assert [it for it in styles if it not in guide] == []


@settings(max_examples=40)
@given(
    name=st.sampled_from(["word/document.xml", "word/styles.xml", "word/numbering.xml", RELATIONS, TYPES]),
    data=st.data(),
)
def test_file_that_was_altered_anywhere_gets_an_answer_and_no_crash(name, data):
    with ZipFile(BytesIO(GOOD)) as packed:
        part = packed.read(name)
    at = data.draw(st.integers(0, len(part) - 1))
    cut = data.draw(st.integers(0, 60))
    content = changed(add={name: part[:at] + data.draw(st.binary(max_size=4)) + part[at + cut :]})

    assert [codes(kind, content) - set(FAULTS) for kind in ("template", "edited")] == [set(), set()]
