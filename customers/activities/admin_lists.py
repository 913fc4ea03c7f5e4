"""The shop's lists of activities in the admin: stages, and the kinds and qualities of subscriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from customers.activities.models import Stage, State, SubscriptionKind, SubscriptionQuality
from customers.admin import LookupAdmin
from klantbeheer.admin import ReasonForm, TrackedAdmin

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class StageForm(ReasonForm):
    """A stage: its name is there once per kind, and every kind keeps one to begin at."""

    def clean(self) -> dict[str, Any] | None:
        """Refuse a name that is there already, and a kind at which nothing can begin."""
        cleaned = super().clean()
        others = Stage.objects.filter(kind=self._of("kind")).exclude(pk=self.instance.pk)
        if others.filter(name__iexact=self.cleaned_data.get("name", "")).exists():
            text = _("This name is in the list already, perhaps not active.")
            self.add_error("name", text)
        if self.instance.pk and not self.cleaned_data.get("active", True):
            self._check_begin(others)
        return cleaned

    def _check_begin(self, others: QuerySet[Stage]) -> None:
        """Raise ValidationError when no stage is left that means what this one means."""
        means = self._of("status")
        if means != State.CANCELLED and not others.filter(active=True, status=means).exists():
            text = _("This is the last stage of its kind that means %(status)s. Keep it active.")
            error = ValidationError(text, params={"status": State(means).label})
            self.add_error("active", error)

    def _of(self, name: str) -> str:
        """What was chosen, or what it is when that cannot be changed."""
        return str(self.cleaned_data.get(name) or getattr(self.instance, name) or "")


@admin.register(Stage)
class StageAdmin(TrackedAdmin):
    """The stages of each kind: their names and their order are the shop's, what they mean stays."""

    form = StageForm
    fields = ["kind", "name", "status", "position", "active"]
    list_display = ["name", "kind", "status", "position", "active"]
    list_filter = ["kind", "status", "active"]
    search_fields = ["name"]
    ordering = ["kind", "position", "pk"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Kind and meaning stay: activities stand at this stage."""
        return ["kind", "status"] if obj else []


admin.site.register((SubscriptionKind, SubscriptionQuality), LookupAdmin)
