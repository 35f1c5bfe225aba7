"""Pages of templates: what is in use, give one, look at it, take it in use, put a former one back, go back to ours."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tansiq.core.errors import NotAllowed, NotFound, Refused
from tansiq.documents.access.templates import may_choose_templates
from tansiq.documents.forms.templates import TemplateForm
from tansiq.documents.queries import templates as reading
from tansiq.documents.rules.attachments import MEDIA_TYPES, FileType
from tansiq.documents.rules.papers import LANGUAGES
from tansiq.documents.rules.templates import MARKERS, MOST_TEMPLATE_BYTES, TemplateKind
from tansiq.documents.services import templates as services
from tansiq.ui.answering import file_answer, page_of
from tansiq_desk.paper.word.shipped import shipped_template

SAMPLES = dict(LANGUAGES)


def word_file(name: str, content: bytes) -> HttpResponse:
    """Give a Word text to save, which no browser opens by itself."""
    return file_answer(content, MEDIA_TYPES[FileType.DOCX], name)


def put_on(form: TemplateForm, error: Refused) -> None:
    """Put each reason of a refusal on a form."""
    for it in getattr(error, "told", [str(error)]):
        form.add_error(None, it)


def _demand(request: HttpRequest) -> None:
    if not may_choose_templates(request.user):
        raise NotAllowed


def templates(request: HttpRequest) -> HttpResponse:
    """Show what is in use and all that was given; give a template."""
    _demand(request)
    form = TemplateForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            given = services.give_template(
                kind=form.cleaned_data["kind"], language=form.cleaned_data["language"], name=sent.name or "",
                content=sent.read(MOST_TEMPLATE_BYTES + 1), by=request.user, at=request.at,
            )  # fmt: skip
            return redirect("documents:template", given.pk)
        except NotAllowed:
            raise
        except Refused as error:
            put_on(form, error)
    context = {
        "form": form, "used": reading.templates_in_use(), "page": page_of(request, reading.templates_kept()),
        "markers": [(f"{{{{{key}}}}}", said) for key, said in MARKERS.items()], "kinds": TemplateKind.choices,
    }  # fmt: skip
    return render(request, "documents/templates.html", context)


def template(request: HttpRequest, number: int) -> HttpResponse:
    """Show a template, ways to look at it filled, and what can be done with it."""
    _demand(request)
    context = {"template": reading.template_kept(number), "samples": LANGUAGES}
    return render(request, "documents/templates_one.html", context)


@require_safe
def file(request: HttpRequest, number: int) -> HttpResponse:
    """Give a template as it was given."""
    _demand(request)
    found = reading.template_kept(number)
    return word_file(found.name, bytes(found.content))


@require_safe
def sample(request: HttpRequest, number: int) -> HttpResponse:
    """Give a template filled with an invented paper."""
    _demand(request)
    languages = request.GET.get("languages", "ar")
    if languages not in SAMPLES:
        raise NotFound
    found = reading.template_kept(number)
    content = reading.sample_of(bytes(found.content), languages, request.node, request.at)
    return word_file(f"sample-{'-'.join(languages.split())}.docx", content)


@require_safe
def shipped(request: HttpRequest, kind: str) -> HttpResponse:
    """Give the template that ships, to begin from."""
    _demand(request)
    if kind not in TemplateKind.values:
        raise NotFound
    return word_file(f"{kind}.docx", shipped_template(kind))


@require_POST
def use(request: HttpRequest, number: int) -> HttpResponse:
    """Take a template in use, or put a former one back."""
    services.use_template(number=number, by=request.user, at=request.at)
    messages.success(request, _("The template is in use. Papers that were given before stay as they are."))
    return redirect("documents:templates")


@require_POST
def use_shipped(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """Go back to the template that ships."""
    services.use_shipped_template(kind=kind, language=language, by=request.user, at=request.at)
    messages.success(
        request, _("The former template is out of use. It stays in the list and can be put back.")
    )
    return redirect("documents:templates")


@require_POST
def leave(request: HttpRequest, number: int) -> HttpResponse:
    """Delete a template that was never in use."""
    services.leave_template(number=number, by=request.user, at=request.at)
    messages.success(request, _("The template is deleted."))
    return redirect("documents:templates")
