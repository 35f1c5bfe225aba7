"""Pages of accounts."""

from django.urls import path

from tansiq.people import views

app_name = "people"
urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("me", views.my_account, name="my-account"),
    path("me/reminders", views.set_reminders, name="set-reminders"),
    path("sign-ins/end-others", views.end_other_sign_ins, name="end-other-sign-ins"),
    path("sign-ins/<int:sign_in_id>/end", views.end_sign_in, name="end-sign-in"),
    path("accounts", views.people, name="people"),
    path("accounts/new", views.add_person, name="add-person"),
    path("accounts/<str:username>", views.person, name="person"),
    path("accounts/<str:username>/password", views.set_password, name="set-password"),
    path("journal", views.journal, name="journal"),
    path("journal/verify", views.verify_journal, name="verify-journal"),
]
