"""Every page says whose time its hours are."""

import pytest

from tansiq.ui.tongue import zone_text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("username", "language", "said"),
    [
        ("director", "ar", "الساعات بتوقيت طرابلس"),
        ("director", "fr", "Heures de Tripoli"),
        ("director", "en", "Times are those of Tripoli"),
        ("school", "ar", "الساعات بتوقيت الجزائر"),
    ],
)
def test_page_names_the_city_whose_time_it_shows(visit, username, language, said):
    assert said in visit(username, language).get("/me").text


def test_zone_of_no_city_is_called_by_itself():
    assert zone_text("UTC") == "UTC"
