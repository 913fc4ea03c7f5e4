"""Who read which treatment, in the admin: to look at, and nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from customers.activities.models import TreatmentRead
from customers.activities.presentation.reads import place_words
from klantbeheer.admin import ReadOnlyAdmin

if TYPE_CHECKING:
    from django.http import HttpRequest


_SHOWN = ("moment", "reader", "number", "customer_number", "where")


@admin.register(TreatmentRead)
class TreatmentReadAdmin(ReadOnlyAdmin):
    """Of the treatment only its number is shown: who looks here may not read it."""

    list_title = _("Who read treatments")
    nothing_yet = _(
        "No treatment was read yet. Every look at one comes to stand here: which one, by whom, when and"
        " from where."
    )
    list_display = _SHOWN
    list_display_links = ["moment"]
    list_filter = ["reader"]
    date_hierarchy = "moment"
    list_select_related = ["activity__customer", "reader"]
    list_per_page = 50
    sortable_by = ["moment"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """The columns of the list."""
        return list(_SHOWN)

    @admin.display(description=_("treatment"))
    def number(self, read: TreatmentRead) -> str:
        """'BH-12'."""
        return read.activity.label

    @admin.display(description=_("customer"))
    def customer_number(self, read: TreatmentRead) -> str:
        """The customer's number, leading to everybody who read this treatment."""
        number = read.activity.customer.number
        url = reverse("activities:reads", args=[number, read.activity_id])
        return format_html('<a href="{}">{}</a>', url, number)

    @admin.display(description=_("from where"))
    def where(self, read: TreatmentRead) -> str:
        """The page from which it was read."""
        return place_words(read.place)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Everything."""
        return list(_SHOWN)
