"""The sign-in form."""

from __future__ import annotations

from typing import Any

from axes.conf import settings as axes_settings
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from klantbeheer.staff.client_address import client_address

# What django-axes can store; longer than any user name of ours.
LONGEST_USERNAME = 255


class SignInForm(AuthenticationForm):
    """User name and password. Its one error says how many tries are left, or how long to wait."""

    error_messages = {
        "inactive": _("User name and password do not belong together. Mind Caps Lock.")
    }

    def clean_username(self) -> str:
        """The user name, cut where the count of wrong tries cannot hold more: nobody is called so."""
        username: str = self.cleaned_data["username"]
        return username[:LONGEST_USERNAME]

    @property
    def is_locked(self) -> bool:
        """Whether this user name is locked at this address now."""
        return bool(getattr(self.request, "axes_locked_out", False))

    def get_invalid_login_error(self) -> ValidationError:
        """The error for a wrong pair, the same whether or not the user name exists."""
        if self.is_locked:
            return ValidationError(self._locked_message(), code="locked")
        failures = getattr(self.request, "axes_failures_since_start", 0)
        left = max(axes_settings.AXES_FAILURE_LIMIT - failures, 0)
        message = ngettext(
            "User name and password do not belong together. Mind Caps Lock. %(left)d try left.",
            "User name and password do not belong together. Mind Caps Lock. %(left)d tries left.",
            left,
        ) % {"left": left}
        return ValidationError(message, code="invalid_login")

    def _locked_message(self) -> str:
        minutes = self._minutes_locked()
        return ngettext(
            "Too many wrong tries. You can try again in %(minutes)d minute. "
            "Sooner? An administrator sets a new password for you.",
            "Too many wrong tries. You can try again in %(minutes)d minutes. "
            "Sooner? An administrator sets a new password for you.",
            minutes,
        ) % {"minutes": minutes}

    def _minutes_locked(self) -> int:
        """How long the lock still lasts, in whole minutes, at least one."""
        request: Any = self.request
        last = (
            AccessAttempt.objects.filter(
                username=self.cleaned_data.get("username"), ip_address=client_address(request)
            )
            .order_by("-attempt_time")
            .values_list("attempt_time", flat=True)
            .first()
        )
        cool_off = get_cool_off(request)
        left = last + cool_off - timezone.now() if last and cool_off else cool_off
        return max(-(-int(left.total_seconds()) // 60), 1) if left else 1
