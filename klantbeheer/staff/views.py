"""Signing in and out."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klantbeheer.staff import pending
from klantbeheer.staff.client_address import client_address
from klantbeheer.staff.forms import SignInForm
from klantbeheer.staff.middleware import SEEN, STARTED, to_sign_in

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django_stubs_ext import StrPromise

security_log = logging.getLogger("klantbeheer.security")

# The texts are fixed: an address can choose one, never bring its own.
NOTICES: dict[str, StrPromise] = {
    "kept": _(
        "You were away for more than %(minutes)d minutes. What you typed is kept and will be back "
        "in a moment."
    ),
    "away": _("You were away for more than %(minutes)d minutes. Sign in to go on."),
    "again": _("This page was too old. Sign in once more."),
}


class SignIn(LoginView):
    """The one sign-in page, for the counter and for the administration."""

    template_name = "staff/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """The page that was asked for, when it is one of ours and not this one."""
        url = super().get_redirect_url()
        path = url.partition("?")[0]
        return "" if path in (self.request.path, reverse("staff:sign_out")) else url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the notice that the address names, and whether the form is locked."""
        context = super().get_context_data(**kwargs)
        form = context["form"]
        notice = NOTICES.get(self.request.GET.get("notice", ""), "")
        if notice:
            notice = notice % {"minutes": settings.SESSION_IDLE_MINUTES}
        return context | {
            "notice": notice if self.request.method == "GET" else "",
            "locked": form.is_locked,
        }

    def form_valid(self, form: Any) -> HttpResponse:
        """Start the session: `login` gives it a new key and this notes when it began."""
        response = super().form_valid(form)
        self.request.session.pop(STARTED, None)
        self.request.session.pop(SEEN, None)
        security_log.info(
            "staff %s signed in from %s", form.get_user().pk, client_address(self.request)
        )
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form with its error; 429 while the user name is locked here."""
        security_log.warning(
            "sign-in %s from %s",
            "locked" if form.is_locked else "refused",
            client_address(self.request),
        )
        response = super().form_invalid(form)
        if form.is_locked:
            response.status_code = 429
        return response


class SignOut(LogoutView):
    """Ends the session whole; only by POST."""

    http_method_names = ["post", "options"]


def locked_response(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """What django-axes answers to a locked try: our page, which says so already."""
    return response or HttpResponse(status=429)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form with an outdated key: after cleared cookies, or a sign-in since it was opened.

    What was typed is kept for the form's owner, who signs in (or simply goes back to the form, when
    signed in already). Anybody else is told in plain words.
    """
    if request.path == resolve_url(settings.LOGIN_URL):
        return to_sign_in(request, next_page=request.POST.get("next", ""), notice="again")
    owner = pending.keep(request)
    page = pending.page_of(request, kept=owner is not None)
    if owner is not None and not request.user.is_authenticated:
        return to_sign_in(request, next_page=page, notice="kept")
    if owner is not None and owner == request.user:
        return HttpResponseRedirect(page)
    return render(request, "403_csrf.html", {"kept_for": owner}, status=403)
