"""The first page and searching."""

from django.urls import path

from tansiq.home import views

app_name = "home"
urlpatterns = [
    path("", views.first_page, name="first-page"),
    path("search", views.search, name="search"),
]
