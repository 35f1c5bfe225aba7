"""Where templates, papers as Word texts, and minutes that came back edited lie."""

from __future__ import annotations

from django.urls import path

from tansiq.documents.views import templates, word

urlpatterns = [
    path("word/templates/", templates.templates, name="templates"),
    path("word/templates/<int:number>/", templates.template, name="template"),
    path("word/templates/<int:number>/file", templates.file, name="template-file"),
    path("word/templates/<int:number>/sample", templates.sample, name="template-sample"),
    path("word/templates/<int:number>/use", templates.use, name="use-template"),
    path("word/templates/<int:number>/leave", templates.leave, name="leave-template"),
    path("word/templates/shipped/<str:kind>", templates.shipped, name="shipped-template"),
    path(
        "word/templates/shipped/<str:kind>/<str:language>", templates.use_shipped, name="use-shipped-template"
    ),
    path("word/meetings/<str:code>/", word.meeting, name="meeting-word"),
    path("word/meetings/<str:code>/file", word.meeting_docx, name="meeting-docx"),
    path("word/meetings/<str:code>/edited", word.attach_edited, name="attach-edited"),
    path("word/edited/<str:code>/", word.edited, name="edited"),
    path("word/edited/<str:code>/take", word.take_edited, name="take-edited"),
    path("word/letters/<int:number>/", word.letter, name="letter-word"),
]
