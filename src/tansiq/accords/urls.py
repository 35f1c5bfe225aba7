"""Pages of accords, meetings, decisions and facts."""

from django.urls import path

from tansiq.accords import views

app_name = "accords"
urlpatterns = [
    path("", views.register, name="register"),
    path("new", views.draft_accord, name="draft-accord"),
    path("meetings/", views.meetings, name="meetings"),
    path("meetings/new", views.call_meeting, name="call-meeting"),
    path("meetings/<str:code>/", views.meeting, name="meeting"),
    path("meetings/<str:code>/edit", views.change_meeting, name="change-meeting"),
    path("meetings/<str:code>/delegations", views.add_delegation, name="add-delegation"),
    path(
        "meetings/<str:code>/delegations/<int:part_id>/remove",
        views.remove_delegation,
        name="remove-delegation",
    ),
    path("meetings/<str:code>/agenda", views.add_agenda_item, name="add-agenda-item"),
    path(
        "meetings/<str:code>/agenda/<int:part_id>/remove", views.remove_agenda_item, name="remove-agenda-item"
    ),
    path("meetings/<str:code>/agenda/<int:part_id>/up", views.move_agenda_item, name="move-agenda-item"),
    path("meetings/<str:code>/minutes", views.write_minutes, name="write-minutes"),
    path("meetings/<str:code>/agree", views.agree_minutes, name="agree-minutes"),
    path("meetings/<str:code>/decisions/new", views.take_decision, name="take-decision"),
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/<str:code>/", views.decision, name="decision"),
    path("decisions/<str:code>/edit", views.change_decision, name="change-decision"),
    path("decisions/<str:code>/steps/<str:step>", views.take_decision_step, name="decision-step"),
    path("facts/", views.facts, name="facts"),
    path("facts/new", views.record_fact, name="record-fact"),
    path("facts/<str:code>/edit", views.change_fact, name="change-fact"),
    path("<str:code>/", views.accord, name="accord"),
    path("<str:code>/edit", views.change_accord, name="change-accord"),
    path("<str:code>/steps/<str:step>", views.take_accord_step, name="accord-step"),
]
