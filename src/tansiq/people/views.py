"""Pages of signing in, of one's own account, of accounts and roles, and of the journal."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tansiq.core.errors import Refused
from tansiq.core.queries import journal_verdict
from tansiq.people import queries, services
from tansiq.people.access import demand
from tansiq.people.forms import (
    NewPasswordForm,
    NewPersonForm,
    PasswordForm,
    PersonForm,
    RemindersForm,
    SignInForm,
)
from tansiq.people.models import Person
from tansiq.people.rules import DEMO_PASSWORD, Permission
from tansiq.ui.answering import answered, page_of
from tansiq.ui.views import led_to, remember


@login_not_required
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for account and password; in a rehearsal the accounts are listed to choose from."""
    form = SignInForm(request.POST or None)
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if request.method == "POST" and form.is_valid():
        person = authenticate(request, **form.cleaned_data)
        if person is not None:
            return _signed_in(request, person, wanted)
        form.add_error(
            None, _("Account and password do not go together. Check the keyboard's language and try again.")
        )
    accounts = queries.demo_accounts() if request.node and request.node.is_rehearsal else ()
    context = {"form": form, "next": wanted, "accounts": accounts, "demo_password": DEMO_PASSWORD}
    return render(request, "people/sign_in.html", context)


def _signed_in(request: HttpRequest, person: Person, wanted: str) -> HttpResponse:
    before = request.session.session_key
    _logged_in(request, person)
    services.open_sign_in(
        session_key=request.session.session_key,
        address=request.META.get("REMOTE_ADDR"),
        browser=request.headers.get("User-Agent", ""),
        by=person,
        at=request.at,
        instead_of=before,
    )
    answer = led_to(request, wanted, resolve_url(settings.LOGIN_REDIRECT_URL))
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        remember(answer, settings.LANGUAGE_COOKIE_NAME, person.locale)
    return answer


def _logged_in(request: HttpRequest, person: Person) -> None:
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    request.session.cycle_key()  # always: Django leaves the same account its key, and none after another one


@login_not_required
def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Say that too many wrong passwords were given."""
    return render(request, "people/locked_out.html", status=429)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out of this browser."""
    for signed_in in queries.open_sign_ins(request.user).filter(session_key=request.session.session_key):
        services.end_sign_in(sign_in_id=signed_in.pk, by=request.user, at=request.at)
    logout(request)
    return redirect("people:sign-in")


def my_account(request: HttpRequest) -> HttpResponse:
    """Show one's own roles, password and open sign-ins; change the password."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _password_set(request, form):
        messages.success(
            request, _("The password is changed. Every other browser of this account was signed out.")
        )
        return redirect("people:my-account")
    person = request.user
    context = {
        "form": form,
        "reminders": RemindersForm(initial={"wanted": person.wants_reminders, "locale": person.locale}),
        "has_mail_server": bool(settings.EMAIL_HOST),
        "sign_ins": queries.open_sign_ins(request.user),
        "roles": request.user.roles.select_related("organisation"),
        "this_session": request.session.session_key,
    }
    return render(request, "people/my_account.html", context)


def _password_set(request: HttpRequest, form: PasswordForm) -> bool:
    if not request.user.check_password(form.cleaned_data["present"]):
        form.add_error("present", _("This is not the present password."))
        return False
    present = request.session.session_key
    try:
        person = services.set_password(
            username=request.user.username, password=form.cleaned_data["new"], keep_session=present,
            by=request.user, at=request.at,
        )  # fmt: skip
    except Refused as error:
        form.add_error("new", str(error))
        return False
    _logged_in(request, person)
    services.follow_session(
        old_key=present, session_key=request.session.session_key, by=person, at=request.at
    )
    return True


@require_POST
def set_reminders(request: HttpRequest) -> HttpResponse:
    """Turn one's own reminders by e-mail on or off, and choose their language."""
    form = RemindersForm(request.POST)
    if form.is_valid():
        services.set_reminders(**form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, _("Your choice is kept."))
    else:
        messages.error(request, _("Choose one of the languages offered. Nothing was changed."))
    return redirect("people:my-account")


@require_POST
def end_sign_in(request: HttpRequest, sign_in_id: int) -> HttpResponse:
    """End a sign-in on another browser."""
    services.end_sign_in(sign_in_id=sign_in_id, by=request.user, at=request.at)
    messages.success(request, _("That browser is signed out."))
    return redirect("people:my-account")


@require_POST
def end_other_sign_ins(request: HttpRequest) -> HttpResponse:
    """End all one's own sign-ins but that of this browser."""
    ended = services.end_other_sign_ins(
        keep_session=request.session.session_key, by=request.user, at=request.at
    )
    said = ngettext("%(n)d other sign-in is ended.", "%(n)d other sign-ins are ended.", ended) % {"n": ended}
    messages.success(request, said)
    return redirect("people:my-account")


def people(request: HttpRequest) -> HttpResponse:
    """List the accounts of this node."""
    demand(request.user, Permission.KEEP_PEOPLE)
    text = request.GET.get("text", "").strip()
    page = page_of(request, queries.people_listed(text))
    trouble = queries.reminder_trouble() if settings.EMAIL_HOST else None
    names = queries.party_names()
    rows = [(someone, names.get(someone.party, someone.party)) for someone in page]
    context = {"page": page, "rows": rows, "text": text, "trouble": trouble}
    return render(request, "people/people.html", context)


def add_person(request: HttpRequest) -> HttpResponse:
    """Give someone an account."""
    demand(request.user, Permission.KEEP_PEOPLE)
    form = NewPersonForm(request.POST or None, node=request.node)
    if request.method == "POST" and form.is_valid():
        try:
            person = services.add_person(
                **form.cleaned_data, party=request.node.party, by=request.user, at=request.at
            )
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The account %(account)s is open.") % {"account": person.username})
            return redirect("people:people")
    return render(request, "people/person.html", {"form": form})


def person(request: HttpRequest, username: str) -> HttpResponse:
    """Show and change one account."""
    demand(request.user, Permission.KEEP_PEOPLE)
    someone = queries.person_of(username)
    initial = {name: getattr(someone, name) for name in ("full_name", "email", "is_active", "version")}
    initial["roles"] = someone.roles.all()
    form = PersonForm(request.POST or None, initial=initial, node=request.node, someone=someone)
    given = {"username": username, "by": request.user, "at": request.at}
    if form.is_valid() and answered(form, services.change_person, **given, **form.cleaned_data):
        messages.success(request, _("The account is changed."))
        return redirect("people:people")
    context = {"form": form, "someone": someone, "sign_ins": queries.open_sign_ins(someone)}
    return render(request, "people/person.html", context)


def set_password(request: HttpRequest, username: str) -> HttpResponse:
    """Give someone who lost theirs a new password; one's own is changed with the present one."""
    demand(request.user, Permission.KEEP_PEOPLE)
    if username == request.user.username:
        return redirect("people:my-account")
    someone = queries.person_of(username)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_password(
                username=username, password=form.cleaned_data["new"], keep_session=None,
                by=request.user, at=request.at,
            )  # fmt: skip
        except Refused as error:
            form.add_error("new", str(error))
        else:
            messages.success(request, _("The password is set. Every browser of that account was signed out."))
            return redirect("people:person", username)
    return render(request, "people/password.html", {"form": form, "someone": someone})


def journal(request: HttpRequest) -> HttpResponse:
    """Show the journal: who changed what, the newest first."""
    demand(request.user, Permission.READ_ALL_LOG)
    text, by = request.GET.get("text", "").strip(), request.GET.get("by", "").strip()
    page = page_of(request, queries.journal_lines(text=text, by=by))
    context = {"page": page, "lines": queries.lines_told(page), "text": text, "by": by}
    return render(request, "people/journal.html", context)


@require_POST
def verify_journal(request: HttpRequest) -> HttpResponse:
    """Recompute the whole journal and say whether it holds."""
    demand(request.user, Permission.READ_ALL_LOG)
    verdict = journal_verdict()
    if verdict.holds:
        messages.success(
            request,
            _("The journal holds: %(lines)d lines, each follows from the one before.")
            % {"lines": verdict.lines},
        )
    else:
        messages.error(
            request,
            _(
                "The journal is broken at line %(number)d. Keep this node as it is and call whoever keeps its backups."
            )
            % {"number": verdict.broken_at},
        )
    return redirect("people:journal")
