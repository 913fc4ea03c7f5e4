"""The page Privacy (AVG) of a card: requests, hold, permissions, files, and what remains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from customers import hooks
from customers.models import AccessExport, Customer, ErasureHold, PrivacyRequest
from customers.privacy.erasure.plan import MEDICAL_PERMISSION
from customers.privacy.requests import listing as register
from customers.privacy.requests.finding import visible_requests
from klantbeheer.personal_data import Handling

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

#: A person who asks more often than this is looked up in the register.
MOST = 100


@dataclass(frozen=True)
class Kept:
    """What is kept of an erased customer, and until when at the latest."""

    label: str
    note: str
    count: int
    until: datetime.date


def customer_context(user: Any, customer: Customer) -> dict[str, Any]:
    """What the page shows, with a fixed number of queries."""
    today = timezone.localdate()
    related = ("customer", "assigned_to")
    own = visible_requests(user).filter(customer=customer).select_related(*related)
    rows = [register.row_of(one, today) for one in own.order_by("-received_on", "-pk")[:MOST]]
    is_erased = customer.status == Customer.Status.ERASED
    context: dict[str, Any] = {
        "running": [row for row in rows if row.request.is_running],
        "planned": planned_words([row.request for row in rows]),
        "former": [row for row in rows if not row.request.is_running],
        "is_erased": is_erased,
        "may_add": not is_erased and user.has_perm("customers.add_privacyrequest"),
        "may_erase": not is_erased and user.has_perm("customers.erase_customer"),
        "may_see_holds": user.has_perm("customers.view_erasurehold"),
        "files": _files(user, customer),
        "reads_url": _reads_url(user, customer),
    }
    if context["may_see_holds"]:
        context |= _hold_context(user, customer)
    if is_erased:
        from customers.privacy.presentation.erased import erased_lines

        return context | {"erased": erased_lines(customer), "kept": kept_of(user, customer, today)}
    page = hooks.permission_page()
    if page and user.has_perm("contacts.view_consentevent"):
        context["permissions_url"] = reverse(page.url_name, args=[customer.number])
        context["permissions"] = page.words(customer)
    return context


def planned_words(requests: Iterable[PrivacyRequest]) -> str:
    """How far an erasure is that nobody approved yet; '' when there is none."""
    running = {one.status for one in requests if one.kind == PrivacyRequest.Kind.ERASURE}
    if PrivacyRequest.Status.AWAITING in running:
        return _("An erasure awaits approval by a colleague. Until then nothing is erased.")
    if PrivacyRequest.Status.OPEN in running:
        return _("There is a request to erase. Nothing is erased before its plan is approved.")
    return ""


def _hold_context(user: Any, customer: Customer) -> dict[str, Any]:
    holds = ErasureHold.objects.filter(customer=customer, ended_at=None).select_related("set_by")
    return {
        "holds": list(holds.order_by("-pk")[:MOST]),
        "may_hold": user.has_perm("customers.add_erasurehold"),
        "may_end_hold": user.has_perm("customers.change_erasurehold"),
    }


def _files(user: Any, customer: Customer) -> list[AccessExport]:
    """The files of access requests, newest first."""
    if not user.has_perm("customers.view_accessexport"):
        return []
    files = AccessExport.objects.filter(customer=customer).select_related("asked_by")
    return list(files.order_by("-asked_at")[:MOST])


def _reads_url(user: Any, customer: Customer) -> str:
    """Where it stands who read medical fields; '' for who may not look there."""
    may_look = user.has_perm("activities.view_treatmentread")
    if not may_look or customer.status == Customer.Status.ERASED:
        return ""
    return reverse("activities:customer_reads", args=[customer.number])


# ---------------------------------------------------------------- of an erased one
def kept_of(user: Any, customer: Customer, today: datetime.date) -> list[Kept]:
    """What is still kept of a customer, by the vaults, each with its last day; that there are any
    treatments is not told to everybody."""
    found = []
    for vault in hooks.vaults():
        if vault.handling == Handling.MEDICAL and not user.has_perm(MEDICAL_PERMISSION):
            continue
        parts = [part for rows in vault.kept([customer.pk], today).values() for part in rows]
        parts = [part for part in parts if part.pks]
        if parts:
            count = sum(len(part.pks) for part in parts)
            until = max(part.until for part in parts)
            found.append(Kept(str(vault.label), str(vault.note), count, until))
    return found


def new_buttons(customer: Customer) -> list[tuple[str, str]]:
    """The kinds of request to take in, each with its address."""
    labels = {
        PrivacyRequest.Kind.ACCESS: _("Access request"),
        PrivacyRequest.Kind.RECTIFICATION: _("Rectification"),
        PrivacyRequest.Kind.OBJECTION: _("Objection"),
    }
    return [
        (label, reverse(f"privacy:add_{kind}", args=[customer.number]))
        for kind, label in labels.items()
    ]
