"""Taking in a request, changing it, and ending it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from customers.forms.errors import take_errors
from customers.forms.fields import DayField, NoteField, TextField, VersionField
from customers.models import PrivacyRequest
from customers.privacy.requests import service
from customers.privacy.requests.deadlines import deadline_of
from customers.privacy.requests.rules import ONLY_OPEN, closing_problems, problems
from customers.values.keys import read_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from customers.services.state import Values

_CHOOSE = gettext_lazy("Choose one from the list.")
_ANSWER = gettext_lazy("Choose answered or rejected.")


def assigned_choices(now: Any = None) -> list[tuple[str, str]]:
    """Nobody, and everybody who may answer; who has it now stays in the list."""
    found = {one.pk: one for one in service.assignable()}
    if now is not None:
        found.setdefault(now.pk, now)
    people = sorted(found.values(), key=lambda one: one.display_name.casefold())
    return [("", str(_("nobody yet"))), *((str(one.pk), one.display_name) for one in people)]


class RequestForm(forms.Form):
    """A request as it was made. Which fields it has depends on the kind, and on how far it is."""

    received_on = DayField(
        label=pgettext_lazy("privacy request", "Received on"),
        past=True,
        error_messages={"required": gettext_lazy("Fill in when the request came in.")},
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=PrivacyRequest.Channel.choices,
        error_messages={"required": _CHOOSE, "invalid_choice": _CHOOSE},
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("Ground"),
        choices=[("", gettext_lazy("choose …")), *PrivacyRequest.Ground.choices[1:]],
        required=False,
        error_messages={"invalid_choice": _CHOOSE},
    )
    identity = forms.ChoiceField(
        label=gettext_lazy("Identity"),
        choices=PrivacyRequest.Identity.choices,
        required=False,
        error_messages={"invalid_choice": _CHOOSE},
    )
    identity_note = TextField(label=gettext_lazy("What was seen"), required=False, max_length=200)
    assigned_to = forms.ChoiceField(
        label=gettext_lazy("Assigned to"),
        required=False,
        error_messages={"invalid_choice": _CHOOSE},
    )
    extended_to = DayField(label=gettext_lazy("Extended to"), required=False)
    extension_reason = NoteField(
        label=gettext_lazy("Reason of the extension"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    note = NoteField(
        label=gettext_lazy("What was asked"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    version = VersionField(missing=None)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        kind: str,
        request: PrivacyRequest | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.kind, self.request = kind, request
        start: dict[str, Any] = {"received_on": timezone.localdate(), "version": 0}
        if request is not None:
            start = shown_values(service.values_of(request)) | {"version": request.version}
        super().__init__(data, initial=start | dict(initial or {}), label_suffix="")
        for name in _left_out(kind, request):
            del self.fields[name]
        choices = assigned_choices(request.assigned_to if request else None)
        self.fields["assigned_to"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """What does not go together stands at its field."""
        found = self.cleaned_data
        if found.get("version") is None:
            found["version"] = self.initial["version"]
        if "received_on" in self.fields and "received_on" not in found:
            return found
        known = service.values_of(self.request) if self.request else {}
        wrong = problems(known | self.values(), kind=self.kind, before=self.request)
        for name, text in wrong.items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, text)
        return found

    def values(self) -> Values:
        """The values as the service takes them."""
        found = {
            name: self.cleaned_data[name] for name in service.PLAIN if name in self.cleaned_data
        }
        if "assigned_to" in self.cleaned_data:
            found["assigned_to"] = read_key(self.cleaned_data["assigned_to"]) or None
        return found

    def take_errors(self, error: ValidationError) -> None:
        """Show what the service refused, at its field where there is one."""
        take_errors(self, error)

    def doubt_texts(self) -> list[str]:
        """What is odd about a saved request, and may be right."""
        received = self.cleaned_data.get("received_on")
        if self.request is not None or received is None:
            return []
        if deadline_of(received) < timezone.localdate():
            return [_("The deadline of this request is over already. Answer it at once.")]
        return []


def _left_out(kind: str, request: PrivacyRequest | None) -> list[str]:
    names = set() if kind == PrivacyRequest.Kind.ERASURE else {"ground"}
    if request is None:
        names |= {"extended_to", "extension_reason"}
    elif request.status != PrivacyRequest.Status.OPEN:
        names |= ONLY_OPEN
    return sorted(names)


def shown_values(values: Values) -> dict[str, Any]:
    """The values as the form shows them."""
    assigned = values.get("assigned_to")
    return values | ({"assigned_to": str(assigned or "")} if "assigned_to" in values else {})


class CloseForm(forms.Form):
    """How a request ends."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=[
            ("done", gettext_lazy("answered")),
            ("rejected", gettext_lazy("rejected")),
        ],
        widget=forms.RadioSelect(attrs={"data-focus": True}),
        error_messages={"required": _ANSWER, "invalid_choice": _ANSWER},
    )
    outcome = NoteField(
        label=gettext_lazy("What was answered or done"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say what was answered or done, or why not.")},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        request: PrivacyRequest,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), label_suffix="")
        self.request = request
        if request.kind == PrivacyRequest.Kind.ERASURE:
            self.fields["answer"].choices = [("rejected", _("rejected"))]  # type: ignore[attr-defined]  # a ChoiceField
            self.initial.setdefault("answer", "rejected")

    def clean(self) -> dict[str, Any]:
        """What stands in the way of this end, at its field."""
        found = self.cleaned_data
        if "answer" in found and "outcome" in found:
            wrong = closing_problems(
                self.request, rejected=found["answer"] == "rejected", outcome=found["outcome"]
            )
            for name, text in wrong.items():
                self.add_error(name, text)
        return found


class WithdrawForm(forms.Form):
    """Why the person takes it back, if that was said."""

    reason = NoteField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
