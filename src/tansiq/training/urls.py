"""Pages of training."""

from django.urls import path

from tansiq.training.views import calendars, catalogue, releasing, requests, skills, units

app_name = "training"
VENUES, POOLS = {"kind": "venues"}, {"kind": "pools"}
urlpatterns = [
    path("units/", units.units, name="units"),
    path("units/<slug:code>/", units.unit, name="unit"),
    path("units/<slug:code>/change", units.change_unit, name="change-unit"),
    path("units/<slug:code>/absences/new", units.add_absence, name="add-absence"),
    path("units/<slug:code>/absences/<int:absence_id>/remove", units.remove_absence, name="remove-absence"),
    path("units/<slug:unit>/<slug:competency>/", skills.task, name="task"),
    path("units/<slug:unit>/<slug:competency>/release", skills.release_rating, name="release-rating"),
    path("requests/", requests.requests, name="requests"),
    path("requests/new", requests.file_request, name="file-request"),
    path("requests/steps", requests.take_step_with_each, name="take-step-with-each"),
    path("requests/<slug:code>/", requests.request_page, name="request"),
    path("requests/<slug:code>/change", requests.change_request, name="change-request"),
    path("courses/", catalogue.courses, name="courses"),
    path("courses/new", catalogue.offer_course, name="offer-course"),
    path("courses/<slug:code>/", catalogue.course, name="course"),
    path("courses/<slug:code>/change", catalogue.change_course, name="change-course"),
    path("courses/<slug:code>/offer", catalogue.set_offer, name="set-offer"),
    path("venues/", catalogue.places, VENUES, name="venues"),
    path("venues/<slug:code>/", catalogue.place, VENUES, name="venue"),
    path("venues/<slug:code>/change", catalogue.change_place, VENUES, name="change-venue"),
    path("pools/", catalogue.places, POOLS, name="pools"),
    path("pools/<slug:code>/", catalogue.place, POOLS, name="pool"),
    path("pools/<slug:code>/change", catalogue.change_place, POOLS, name="change-pool"),
    path(
        "<str:kind>/<slug:code>/capacities/<int:change_id>/remove",
        catalogue.remove_capacity_change,
        name="remove-capacity-change",
    ),
    path("competencies/", skills.competencies, name="competencies"),
    path("competencies/<slug:code>/", skills.competency, name="competency"),
    path("calendars/", calendars.calendars, name="calendars"),
    path("calendars/<slug:code>/holidays/new", calendars.add_holiday, name="add-holiday"),
    path("calendars/<slug:code>/holidays/<int:holiday_id>/", calendars.holiday, name="holiday"),
    path(
        "calendars/<slug:code>/holidays/<int:holiday_id>/confirm",
        calendars.confirm_holiday,
        name="confirm-holiday",
    ),
    path(
        "calendars/<slug:code>/holidays/<int:holiday_id>/remove",
        calendars.remove_holiday,
        name="remove-holiday",
    ),
    path("calendars/<slug:code>/ramadan/<int:year>/", calendars.ramadan, name="ramadan"),
    path("indicators/", skills.indicators, name="indicators"),
    path("indicators/<slug:code>/", skills.indicator, name="indicator"),
    path("<str:kind>/<slug:code>/release", releasing.release_record, name="release-record"),
]
