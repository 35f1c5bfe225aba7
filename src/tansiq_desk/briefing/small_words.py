"""Words that say nothing by themselves in Arabic, French and English, words that negate, names of months, and small numbers."""

from __future__ import annotations

MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u0640\u0300-\u036f"
"""Vowel signs, the stroke that lengthens a word, and accents."""

SMALL = {
    "ar": """
        في من الى على عن مع بين حتى منذ خلال عبر لدى لدي عند حول حيث اذ اذا ان انه انها انهم كان كانت يكون تكون كانوا
        كون هذا هذه ذلك تلك هؤلاء الذي التي الذين اللذان اللتان اللذين هو هي هم هما هن نحن انا ما ماذا مما فيما بما
        كما كذلك ايضا و او ام ثم بل لكن ولكن قد لقد كل بعض اي اضافه بالاضافه ضمن نحو امام بعد قبل فوق تحت وفق وفقا
        بحسب حسب سواء خاصه خصوصا نظرا باعتبار باعتبارها اعتبار لان كي لكي به بها له لها لهم فيه فيها منه منها عنه عنها
        عليه عليها اليه اليها هناك هنا الان وقتها يتم تم تمت جري يجري قال قالت قالوا يقول اضاف اضافت اشار مشيرا مضيفا
        موضحا اوضح ذكر ذكرت فقط فحسب اكد اكدت يوكد تؤكد موكدا موكده مؤكدا مؤكدة اعتبر اعتبرت معتبرا معتبره معتبرة سوف
        سيتم غيرها وغيرها نفسه نفسها احد احدي عام سنه يوم شهر لذلك بذلك بينما لو لولا قام قامت يقوم تقوم سيقوم ستقوم
        حين حينما عندما مثل
    """,
    "fr": """
        le la les l un une des du de d et ou ni en dans sur sous avec par pour au aux a à est sont était étaient être
        été ont avait avaient avoir eu sera seront serait ce cet cette ces c qui que qu quoi dont où il elle ils elles on
        nous vous je tu se s son sa ses leur leurs y entre vers chez dès depuis pendant lors ainsi aussi plus moins
        très tout toute tous toutes même mêmes comme si mais car donc or puis selon afin après avant contre jusque
        jusqu deux-points dit disent ajoute ajouté indique indiqué affirme affirmé souligne souligné estime estimé
        considère notamment autre autres chaque fait font soit soient an année jour mois er ère ème e eme
    """,
    "en": """
        the a an of and or in on at to for from by with within into over under between is are was were be been being
        has have had having will would shall should can could may might do does did this that these those it its he
        she they them their his her our we you i who whom which what where when while as if than then so also such
        more most less very all any each both other others same own about after before during since until up down out
        off per via said says say added adds noted notes affirms affirmed stresses stressed considers considered
        according there here but s t year day month only
    """,
}
"""Articles, particles, pronouns, verbs that only join, and words that only say that someone said it."""

NEGATING = {
    "ar": "لا لم لن ليس ليست ليسوا لست غير عدم دون بدون بلا نفي نفت ينفي تنفي",
    "fr": "ne n pas jamais aucun aucune sans ni non nie nient nié",
    "en": "not no never none neither nor without cannot n't denied denies deny nobody nothing",
}
NOT_NEGATING_BEFORE = {
    "ar": "يزال تزال يزالون سيما بد فحسب فقط",
    "fr": "seulement uniquement",
    "en": "only merely just",
}
"""What takes the force from a negation: still, especially, not only."""

MONTHS = {
    "ar": (
        "يناير جانفي", "فبراير فيفري شباط", "مارس اذار", "ابريل افريل نيسان", "مايو ماي ايار", "يونيو جوان حزيران",
        "يوليو جويليه تموز", "اغسطس اوت اب", "سبتمبر ايلول", "اكتوبر", "نوفمبر", "ديسمبر",
    ),
    "fr": ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre",
           "novembre", "decembre"),
    "en": ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
           "september sept sep", "october oct", "november nov", "december dec"),
}  # fmt: skip
"""Names of months as they are folded; the Arabic ones in the use of Libya, of Algeria and of the east."""
MONTHS_OF_TWO_WORDS = {
    ("كانون", "ثاني"): 1,
    ("تشرين", "اول"): 10,
    ("تشرين", "ثاني"): 11,
    ("كانون", "اول"): 12,
}
MONTHS_BESIDE_A_FIGURE = (
    "مارس ماي اب ايار mars may march mar mai jan jun jul sep dec oct nov apr aug feb sept"
)
"""Names that mean something else too: they are months beside a figure only."""

NUMBERS = {
    "ar": ("اثنان اثنين اثنتان اثنتين", "ثلاث ثلاثه", "اربع اربعه", "خمس خمسه", "ست سته", "سبع سبعه", "ثماني ثمانيه ثمان",
           "تسع تسعه", "عشر عشره"),
    "fr": ("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "", "dix", "onze", "douze", "treize",
           "quatorze", "quinze", "seize"),
    "en": ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
           "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
}  # fmt: skip
"""Numbers in words, from two; the French word for nine means new as well and stays a word."""
UNITS = {"km": "kilometre", "كم": "كيلومتر"}
"""Units cut short, which are told by the figure before them, and the whole word."""
