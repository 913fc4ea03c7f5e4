"""The invoices of the whole shop, for the back office."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from accounts.models import Invoice, InvoiceSettings
from accounts.presentation.rows import InvoiceRow, rows_of
from accounts.services.numbering import number_of
from customers.forms.fields import DayField, TextField
from customers.presentation.paging import MOST_SHOWN, PagedList, Paging

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from accounts.querysets import InvoiceQuerySet

PER_PAGE = 50
#: So many years back a number without its series is looked for.
YEARS_BACK = 10
_BARE = re.compile(r"[0-9]{1,9}")


class ShopFilter(forms.Form):
    """Which invoices. What cannot be read finds nothing."""

    show = forms.ChoiceField(
        label=gettext_lazy("Status"),
        required=False,
        choices=[
            ("open", pgettext_lazy("invoices", "open")),
            ("overdue", pgettext_lazy("invoices", "overdue")),
            ("draft", pgettext_lazy("invoices", "draft")),
            ("credit", pgettext_lazy("invoices", "credit")),
            ("all", pgettext_lazy("invoices", "all issued")),
        ],
    )
    since = DayField(label=gettext_lazy("Issued from"), required=False)
    until = DayField(label=pgettext_lazy("invoices", "until"), required=False)
    number = TextField(label=gettext_lazy("Invoice number"), required=False, max_length=24)

    def __init__(self, data: Mapping[str, Any]) -> None:
        names = (*self.base_fields, "page")
        values = {name: data[name] for name in names if name in data}
        super().__init__({"show": "open"} | values, label_suffix="")

    def clean(self) -> dict[str, Any]:
        """The period must not end before it begins."""
        values = self.cleaned_data
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day is before the first one."))
        return values

    @property
    def chosen(self) -> str:
        """The chosen state; the open ones when nothing is said."""
        return self.cleaned_data.get("show") or "open" if self.is_valid() else "open"

    def narrowed(self, found: InvoiceQuerySet, today: datetime.date) -> InvoiceQuerySet:
        """The invoices that it lets through, in the order of its state."""
        if not self.is_valid():
            return found.none()
        values = self.cleaned_data
        if values["number"]:
            return found.filter(number__in=numbers_for(values["number"])).order_by("-issued_on")
        found = _in_state(found, self.chosen, today)
        if values["since"]:
            found = found.filter(issued_on__gte=values["since"])
        if values["until"]:
            found = found.filter(issued_on__lte=values["until"])
        return found


def _in_state(found: InvoiceQuerySet, state: str, today: datetime.date) -> InvoiceQuerySet:
    """Each state in an order that has an index: what is late longest stands first."""
    if state == "open":
        return found.unpaid().order_by("due_on", "pk")
    if state == "overdue":
        return found.overdue(today).order_by("due_on", "pk")
    if state == "draft":
        return found.filter(status="draft", issued_on=None).order_by("-pk")
    issued = found.filter(issued_on__isnull=False).order_by("-issued_on", "-pk")
    # A credit invoice names its original: that column has an index, the kind has none.
    return issued.filter(credits__isnull=False) if state == "credit" else issued


def numbers_for(typed: str) -> list[str]:
    """The invoice numbers that somebody may mean: '2026-1204', or '1204' of the last years."""
    plain = typed.strip().replace(" ", "")
    found = {plain, plain.upper()}
    if _BARE.fullmatch(plain):
        this_year = timezone.localdate().year
        prefixes = {"", InvoiceSettings.load().series_prefix}
        found |= {
            number_of(f"{prefix}{year}", int(plain))
            for prefix in prefixes
            for year in range(this_year - YEARS_BACK, this_year + 1)
        }
    return sorted(found)


class ShopPage(PagedList):
    """One page of the filtered invoices, with its neighbours."""

    def __init__(self, user: Any, filters: ShopFilter) -> None:
        self._asked = filters
        self._today = timezone.localdate()
        seen: InvoiceQuerySet = Invoice.objects.visible_to(user)
        self._found = filters.narrowed(seen, self._today)
        wanted = str(filters.data.get("page", ""))
        self.paging = Paging.of(self._found, wanted, most=MOST_SHOWN, per_page=PER_PAGE)

    @cached_property
    def rows(self) -> list[InvoiceRow]:
        """The invoices of this page."""
        if not self.paging.total:
            return []
        # The keys first: what a row shows is looked up for this page alone.
        keys = self.paging.rows(self._found.values_list("pk", flat=True))
        loaded = Invoice.objects.filter(pk__in=keys).select_related("customer", "payer").in_bulk()
        return rows_of([loaded[key] for key in keys if key in loaded], self._today)

    @property
    def count_words(self) -> str:
        """'74 facturen', '10.000+ facturen'."""
        if not self.paging.total:
            return _("No invoices")
        words = ngettext("%(count)s invoice", "%(count)s invoices", self.paging.total)
        return words % {"count": self.paging.total_words}

    def url_of(self, page: int) -> str:
        """The address of a page of the same list."""
        kept = {name: str(value) for name, value in self._asked.data.items() if value}
        kept.pop("page", None)
        return f"?{urlencode({**kept, 'page': page}, errors='replace')}"
