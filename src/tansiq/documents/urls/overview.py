"""Where the way into all documents lies."""

from django.urls import path

from tansiq.documents.views import overview

urlpatterns = [path("", overview.documents, name="documents")]
