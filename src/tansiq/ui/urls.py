"""Switches of the page, and the glossary."""

from django.urls import path

from tansiq.ui import views

app_name = "ui"
urlpatterns = [
    path("language", views.set_language, name="set-language"),
    path("glossary", views.glossary, name="glossary"),
    path("look", views.set_look, name="set-look"),
]
