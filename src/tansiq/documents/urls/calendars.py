"""Where calendar links lie, and what programs read by them."""

from __future__ import annotations

from django.urls import path

from tansiq.documents.views import calendar_feed, calendars

urlpatterns = [
    path("calendars/", calendars.calendars, name="calendars"),
    path("calendars/make", calendars.make, name="make-calendar"),
    path("calendars/everyones", calendars.everyones, name="everyones-calendars"),
    path("calendars/<slug:secret>.ics", calendar_feed.feed, name="calendar-feed"),
    path("calendars/plans/<int:number>.ics", calendars.plan_file, name="plan-calendar"),
    path("calendars/meetings/<str:code>.ics", calendars.meeting_file, name="meeting-calendar"),
    path("calendars/links/<slug:code>/", calendars.calendar, name="calendar"),
    path("calendars/links/<slug:code>/renew", calendars.renew, name="renew-calendar"),
    path("calendars/links/<slug:code>/revoke", calendars.revoke, name="revoke-calendar"),
]
