"""Holds summaries against texts: what is copied is supported with its place, what is changed or invented is named."""

import os
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tansiq_desk.briefing import Source, Verdict, extract, hold_against, passages_of, sentences_of
from tansiq_desk.briefing.small_words import NEGATING
from tansiq_desk.briefing.stems import stems_of
from tansiq_desk.briefing.support import FIRST, PARTLY, WHOLE
from tansiq_desk.briefing.words import folded, words_of

SUPPORTED, PARTLY_SUPPORTED, UNSUPPORTED = Verdict.SUPPORTED, Verdict.PARTLY, Verdict.UNSUPPORTED

ARTICLE_OF_OUR_OWN = """
مدرسة الدفاع المدني في وادي السدر تستقبل متدربين من البلدين الجارين

12 مارس 2031
مدخل المدرسة في وادي السدر (صورة من الأرشيف)

أعلنت مدرسة الدفاع المدني في وادي السدر برنامجًا مشتركًا لتدريب رجال الإطفاء من البلدين،
يبدأ في الخريف المقبل ويستمر ستة أشهر.

وقال مدير المدرسة إن البرنامج يضم 14 دورة، تُعقد تسع منها في المدرسة والبقية في ميناء الجزيرة،
ضمن اتفاق وُقع عام 2029 بين الإدارتين. وأضاف أن الاتفاق لا يشمل تمويل المعدات.

وذكر مسؤول طلب حجب اسمه أن التنسيق بين غرف العمليات سيمتد على الساحل البالغ 640 كيلومترًا،
وأن المدربين سيزورون محطات الإطفاء كلها.

وشارك وفد من البلدين في لقاء عُقد في 4 و5 فبراير/شباط 2031، ولم يقرر اللقاء موعد التمرين الأول.
"""
"""Invented; in the shape of a news page: headings, a caption, a named and an unnamed source, and nothing economic."""

SUMMARY_OF_OUR_OWN = """
- التنسيق بين البلدين: أعلنت مدرسة الدفاع المدني برنامجًا مشتركًا لتدريب رجال الإطفاء من البلدين.
- الدعم الفني والاقتصادي: يضم البرنامج 14 دورة ضمن اتفاق وُقع عام 2029.
- يمتد التنسيق بين غرف العمليات على الساحل البالغ 640 كيلومترًا.
"""


def verdicts(source, summary, language="en"):
    return [it.verdict for it in hold_against(Source(source, language), summary)]


def only(source, claim, language="en"):
    (found,) = hold_against(Source(source, language), claim)
    return found


def texts(words):
    return [it.text for it in words]


# ------------------------------------------------------------------------------------------------------------ passages
@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("One ends. Two ends.\n\nThree.", {"1.1": "One ends.", "1.2": "Two ends.", "2.1": "Three."}),
        ("- First point\n• second point\n3. Third", {"1.1": "First point", "2.1": "second point", "3.1": "Third"}),
        ("هل انتهى؟ نعم. \n\n  ثم قال: «كفى.» وخرج", {"1.1": "هل انتهى؟", "1.2": "نعم.", "2.1": "ثم قال: «كفى.»", "2.2": "وخرج"}),
        ("Voir art. 4 de l'accord. Il vaut 3.5 mois.", {"1.1": "Voir art. 4 de l'accord.", "1.2": "Il vaut 3.5 mois."}),
        ("W. Region met.", {"1.1": "W. Region met."}),
        ("***\n\n —\n", {}),
        (f"{'a line that the page broke ' * 3}\nand goes on. Then ends.",
         {"1.1": f"{'a line that the page broke ' * 3}and goes on.", "1.2": "Then ends."}),
        ("A heading\nA text.", {"1.1": "A heading", "2.1": "A text."}),
    ],
)  # fmt: skip
def test_text_has_passages_and_sentences_with_their_places(text, places):
    assert {it.place: it.text for it in sentences_of(text)} == places


@given(st.text(alphabet="ab .!؟\n-•1«»", max_size=80))
def test_sentences_are_the_text_itself_in_order_without_overlap(text):
    found = sentences_of(text)

    assert [it.text for it in found] == [" ".join(text[it.start : it.end].split()) for it in found]
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert {sign for it in found for sign in it.text if sign.isalnum()} <= set(text)
    assert [it.number for it in passages_of(text)] == list(range(1, len(passages_of(text)) + 1))


# --------------------------------------------------------------------------------------------------------------- words
@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("ar", "والاقتصادي", "اقتصادية"), ("ar", "للتدريب", "تدريبات"), ("ar", "تعزيز", "تعزز"), ("ar", "الليبيين", "ليبيا"),
        ("ar", "وبالجزائر", "الجزائرية"), ("ar", "كفاءاتهم", "الكفاءات"), ("ar", "سينسق", "التنسيق"), ("ar", "إعلان", "اعلان"),
        ("fr", "formées", "former"), ("fr", "canaux", "canal"), ("fr", "coordonneront", "coordonner"),
        ("fr", "Équipes", "equipe"),
        ("en", "approved", "approves"), ("en", "agencies", "agency"), ("en", "training", "trained"),
    ],
)  # fmt: skip
def test_word_is_found_in_another_form(language, one, other):
    assert stems_of(folded(one), language) & stems_of(folded(other), language)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("ar", "اقتصادي", "سياسي"), ("ar", "اقتصاد", "قصد"),
        ("ar", "تجاري", "جارة"), ("ar", "تجاريا", "جارة"),
        ("ar", "التجارة", "الجارة"), ("ar", "حدود", "محدود"), ("ar", "ضابط", "ضباط"),
        ("fr", "économique", "politique"), ("fr", "port", "porte-parole"), ("en", "economic", "academic"),
        ("en", "signed", "resigned"),
    ],
)  # fmt: skip
def test_other_word_is_not_taken_for_it(language, one, other):
    assert not stems_of(folded(one), language) & stems_of(folded(other), language)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("ar", "٩٠٠ كيلومتر", "900 كيلومتر"), ("ar", "21 ديسمبر", "21 كانون الأول"), ("ar", "3 جانفي", "3 يناير"),
        ("ar", "ست دول", "6 دول"), ("en", "1,061 seats", "1061 seats"), ("fr", "1 061 places", "1061 places"),
        ("fr", "2,5 km", "2.5 km"), ("fr", "1er mai", "1 mai"), ("en", "on 3 May 2025", "on 2025-05-03"),
        ("fr", "le 03/05/2025", "3 mai 2025"), ("en", "twelve courses", "12 courses"),
    ],
)  # fmt: skip
def test_figure_is_the_same_however_it_is_written(language, one, other):
    def figures(text):
        return sorted(value for it in words_of(text, language) if it.is_figure for value in it.stems)

    assert figures(one) == figures(other) != []


@pytest.mark.parametrize(
    ("language", "text", "denied"),
    [
        ("en", "The plan is not approved", ["approved"]), ("en", "It isn't the north", ["north"]),
        ("en", "not only training", []),
        ("fr", "L'accord n'est pas signé", ["signé"]), ("fr", "Ce n'est pas seulement un choix", []),
        ("ar", "لم يقرر اللقاء الموعد", ["يقرر"]), ("ar", "ليس خيارًا فحسب", []), ("ar", "لا يزال يعمل", []),
        ("ar", "ولا يشمل التمويل", ["يشمل"]), ("ar", "بدون موافقة", ["موافقة"]),
    ],
)  # fmt: skip
def test_negation_is_told_of_the_word_after_it(language, text, denied):
    assert texts(it for it in words_of(text, language) if it.is_negated) == denied


# ------------------------------------------------------------------------------------------------------------- support
PLAN = "The plan has 12 courses in the north. The south has 14 courses. No exercise is planned in Ramadan. Algeria approved it."


@pytest.mark.parametrize(
    ("claim", "verdict", "places", "named"),
    [
        ("The plan has 12 courses in the north.", SUPPORTED, ["1.1"], []),
        ("In the north, 12 courses.", SUPPORTED, ["1.1"], []),
        ("The plan has 14 courses in the north.", PARTLY_SUPPORTED, ["1.1"], ["14"]),
        ("The north has 14 courses.", PARTLY_SUPPORTED, ["1.1"], ["14"]),
        ("The plan has 12 economic courses.", PARTLY_SUPPORTED, ["1.1"], ["economic"]),
        ("Exercise is planned in Ramadan.", PARTLY_SUPPORTED, ["1.3"], ["Exercise"]),
        ("Libya approved it.", PARTLY_SUPPORTED, ["1.4"], ["Libya"]),
        ("Algeria did not approve it.", PARTLY_SUPPORTED, ["1.4"], ["approve"]),
        ("Money was paid to the port.", UNSUPPORTED, [], ["Money", "paid", "port"]),
        ("14.", SUPPORTED, ["1.2"], []),
        ("15.", UNSUPPORTED, [], ["15"]),
        ("It is so.", UNSUPPORTED, [], []),
    ],
)
def test_claim_is_judged_with_its_place_and_what_is_not_in_it(claim, verdict, places, named):
    found = only(PLAN, claim)

    assert (found.verdict, [it.place for it in found.places]) == (verdict, places)
    assert texts((*found.missing, *found.figures, *found.negated)) == named


SCHOOL = {
    "fr": """
L'école de protection civile propose un programme conjoint pour former des sapeurs-pompiers des deux pays.

Le directeur a indiqué que le programme comprend 14 stages, dans le cadre d'un accord signé en 2029. L'accord ne finance pas
l'équipement. Le budget atteint 1 250 000 euros, soit 12,5 % de plus qu'en 2030.

Une délégation a participé à une réunion les 4 et 5 février 2031 ; la date du premier exercice n'a pas été fixée.
""",
    "en": """
The civil protection school announced a joint programme to train firefighters of both countries.

The director said that the programme has 14 courses, within an agreement that was signed in 2029. The agreement does not fund
equipment. The coast is 640 kilometres long. The budget is $1,250,000, 12.5% more than in 2030.

A delegation took part in a meeting on 4 and 5 February 2031; the date of the first exercise was not set.
""",
}


@pytest.mark.parametrize(
    ("language", "claim", "verdict", "named"),
    [
        ("fr", "Un programme conjoint formera des sapeurs-pompiers des deux pays.", SUPPORTED, []),
        ("fr", "L'accord a été signé en 2029.", SUPPORTED, []),
        ("fr", "Le budget est de 1250000 euros.", SUPPORTED, []),
        ("fr", "Une délégation a participé à la réunion du 04/02/2031.", SUPPORTED, []),
        ("fr", "L'accord finance l'équipement.", PARTLY_SUPPORTED, ["finance", "équipement"]),
        ("fr", "Le programme économique comprend 14 stages.", PARTLY_SUPPORTED, ["économique"]),
        ("fr", "La date du premier exercice a été fixée.", PARTLY_SUPPORTED, ["fixée"]),
        ("fr", "L'accord a été signé en 2030.", PARTLY_SUPPORTED, ["2030"]),
        ("en", "A joint programme will train firefighters of both countries.", SUPPORTED, []),
        ("en", "The programme has fourteen courses.", SUPPORTED, []),
        ("en", "The coast is 640 km long.", SUPPORTED, []),
        ("en", "The agreement doesn't fund equipment.", SUPPORTED, []),
        (
            "en",
            "The programme comprises 14 courses.",
            PARTLY_SUPPORTED,
            ["comprises"],
        ),  # a false alarm, and told as one
        ("en", "The agreement funds equipment.", PARTLY_SUPPORTED, ["funds"]),
        ("en", "The date of the first exercise was set.", PARTLY_SUPPORTED, ["set"]),
        ("en", "The budget fell by 12.5%.", PARTLY_SUPPORTED, ["fell"]),
        ("ar", "طول الساحل 640 كم.", PARTLY_SUPPORTED, ["طول"]),
    ],
)
def test_claims_about_a_text_in_each_language(language, claim, verdict, named):
    found = only({**SCHOOL, "ar": ARTICLE_OF_OUR_OWN}[language], claim, language)

    assert (found.verdict, texts((*found.missing, *found.figures, *found.negated))) == (verdict, named)


def test_who_does_what_to_whom_is_not_seen():
    assert only("The north trains the south.", "The south trains the north.").verdict == SUPPORTED


def test_words_that_stand_in_one_sentence_lend_no_figure_to_another():
    source = "The border is long. Officers came: 900 of them."

    assert texts(only(source, "The long border is 900.").figures) == ["900"]


def test_figure_said_twice_must_stand_twice():
    assert texts(only("From 21 to 22 May.", "From 22 to 22 May.").figures) == ["22"]


def test_claim_from_two_passages_is_supported_with_both():
    source = "The school trains officers of both sides.\n\nThe harbour hosts the first exercise of the year."

    found = only(source, "The school trains officers and the harbour hosts the first exercise.")

    assert (found.verdict, sorted(it.place for it in found.places)) == (SUPPORTED, ["1.1", "2.1"])


def test_bounds_are_those_that_the_guide_tells():
    source = "alpha bravo charlie delta echo.\n\nkilo.\n\nlima.\n\nmike."

    def share(held):
        claim = [
            *["alpha", "bravo", "charlie", "delta", "echo"][:held],
            *["kilo", "lima", "mike"][: 5 - held],
        ]
        return verdicts(source, " ".join(claim))

    assert (FIRST, PARTLY, WHOLE) == (0.5, 0.5, 0.8)
    assert [share(it) for it in (5, 4, 3, 2)] == [[SUPPORTED], [SUPPORTED], [PARTLY_SUPPORTED], [UNSUPPORTED]]


# ---------------------------------------------------------------------------------------------------------- properties
WORDS = {
    "ar": "مدرسة دورة ضابط تمرين حدود ميناء طبيب قارب جسر مطر خريطة مدرب كتيبة لجنة وفد محضر قرار موعد سفينة محطة",
    "fr": "école stage officier exercice frontière port médecin bateau voiture pluie carte moniteur bataillon délégation",
    "en": "school course officer exercise border harbour doctor boat bridge rain map trainer battalion committee",
}
VOCABULARY = {language: words.split() for language, words in WORDS.items()}
ALIEN = {"ar": "اقتصادي", "fr": "économique", "en": "economic"}
NOT = {"ar": "لا", "fr": "jamais", "en": "never"}


@st.composite
def sources(draw):
    """Give a language and several different sentences of its words, each with a figure between words."""
    language = draw(st.sampled_from(sorted(VOCABULARY)))
    word = st.sampled_from(VOCABULARY[language])
    row = st.tuples(st.lists(word, min_size=3, max_size=7, unique=True), st.integers(2, 999))
    rows = draw(st.lists(row, min_size=2, max_size=7, unique_by=lambda it: tuple(it[0])))
    return language, rows


def written(words, figure):
    return " ".join([*words[:2], str(figure), *words[2:]])


def source_of(language, rows):
    return Source(". ".join(written(*row) for row in rows) + ".", language)


@given(sources(), st.data())
def test_copied_sentence_is_supported_with_its_place(world, data):
    language, rows = world
    place = data.draw(st.integers(0, len(rows) - 1))

    (found,) = hold_against(source_of(language, rows), written(*rows[place]) + ".")

    assert (found.verdict, found.places[0].text) == (SUPPORTED, written(*rows[place]) + ".")
    assert (found.missing, found.figures, found.negated) == ((), (), ())


@given(sources(), st.data())
def test_copied_sentence_with_another_figure_is_not_supported(world, data):
    language, rows = world
    words, _ = data.draw(st.sampled_from(rows))
    other = data.draw(st.integers(2, 999))
    assume(all(other != it for _, it in rows))

    (found,) = hold_against(source_of(language, rows), written(words, other))

    assert found.verdict != SUPPORTED
    assert texts(found.figures) == [str(other)]


@given(sources(), st.data())
def test_copied_sentence_with_an_alien_word_is_at_most_partly_supported_and_the_word_named(world, data):
    language, rows = world
    words, figure = data.draw(st.sampled_from(rows))
    at = data.draw(st.integers(0, len(words)))

    (found,) = hold_against(
        source_of(language, rows), written([*words[:at], ALIEN[language], *words[at:]], figure)
    )

    assert found.verdict != SUPPORTED
    assert texts(found.missing) == [ALIEN[language]]


@given(sources(), st.data())
def test_copied_sentence_that_denies_what_the_source_says_is_not_supported(world, data):
    language, rows = world
    words, figure = data.draw(st.sampled_from(rows))
    at = data.draw(st.integers(0, len(words) - 1))

    (found,) = hold_against(
        source_of(language, rows), written([*words[:at], NOT[language], *words[at:]], figure)
    )

    assert (found.verdict != SUPPORTED, words[at] in texts(found.negated)) == (True, True)


@given(sources(), st.data())
def test_order_of_the_source_changes_nothing_but_places(world, data):
    language, rows = world
    claim = " ".join(data.draw(st.lists(st.sampled_from(VOCABULARY[language]), min_size=1, max_size=8)))
    shuffled = data.draw(st.permutations(rows))

    (one,), (other,) = (hold_against(source_of(language, it), claim) for it in (rows, shuffled))

    assert one.verdict == other.verdict
    assert texts(one.missing) == texts(other.missing)
    assert [it.text for it in one.places] == [it.text for it in other.places]


@settings(max_examples=40)
@given(st.text(max_size=200), st.text(max_size=100), st.sampled_from(sorted(NEGATING)))
def test_no_text_stops_it(source, claim, language):
    assert [it.claim.text for it in hold_against(Source(source, language), claim)] == [
        it.text for it in sentences_of(claim)
    ]


# --------------------------------------------------------------------------------------------------------- the article
def test_summary_that_says_economic_of_a_text_with_nothing_economic_is_flagged_and_the_rest_is_not():
    found = hold_against(Source(ARTICLE_OF_OUR_OWN, "ar"), SUMMARY_OF_OUR_OWN)

    assert [(it.verdict, texts(it.missing)) for it in found] == [
        (SUPPORTED, []), (PARTLY_SUPPORTED, ["الدعم", "الفني", "والاقتصادي"]), (SUPPORTED, []),
    ]  # fmt: skip


def test_summary_that_turns_a_denial_round_or_changes_a_figure_is_flagged():
    claims = "الاتفاق يشمل تمويل المعدات. قرر اللقاء موعد التمرين الأول. يضم البرنامج 15 دورة. طول الساحل 640 كيلومترًا."

    found = hold_against(Source(ARTICLE_OF_OUR_OWN, "ar"), claims)

    assert [texts((*it.negated, *it.figures, *it.missing)) for it in found] == [
        ["يشمل"],
        ["قرر"],
        ["15"],
        ["طول"],
    ]


@pytest.mark.skipif(
    "TANSIQ_FOUNDING_ARTICLE" not in os.environ, reason="the article belongs to its publisher and is not here"
)
def test_summary_of_the_founding_article_is_flagged_where_it_says_economic():
    lines = Path(os.environ["TANSIQ_FOUNDING_ARTICLE"]).read_text(encoding="utf-8").splitlines()
    summary = [line for line in lines if line.startswith("- ")]
    body = "\n".join(lines[lines.index(summary[-1]) + 1 :])

    found = hold_against(Source(body, "ar"), "\n".join(summary))

    assert [it.verdict for it in found] == [SUPPORTED, PARTLY_SUPPORTED, PARTLY_SUPPORTED]
    assert [it for it in texts(found[2].missing) if "اقتصاد" in it] == ["والاقتصادي"]
    assert [it for each in found[:2] for it in texts(each.missing) if "اقتصاد" in it] == []


# ------------------------------------------------------------------------------------------------------------- extract
def test_extract_is_sentences_of_the_text_in_its_order():
    found = extract(ARTICLE_OF_OUR_OWN, "ar", 3)

    assert [it.place for it in found] == sorted(it.place for it in found)
    assert set(found) <= set(sentences_of(ARTICLE_OF_OUR_OWN))
    assert verdicts(ARTICLE_OF_OUR_OWN, "\n\n".join(it.text for it in found), "ar") == [SUPPORTED] * 3


@given(sources(), st.integers(0, 9))
def test_extract_has_at_most_so_many_sentences_and_is_the_same_each_time(world, most):
    text = source_of(*world).text

    assert extract(text, world[0], most) == extract(f"{text}", world[0], most)
    assert len(extract(text, world[0], most)) <= most
