"""The page Toestemmingen: what may be sent to each address, and how that came about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contacts.forms.consent import ConsentForm
from contacts.models import Channel, ConsentEvent
from contacts.presentation.consent import address_rows, event_rows, level_words
from contacts.services.consent import lock, set_level, withdraw
from contacts.values.addresses import plain_address
from customers.access import get_standing
from customers.presentation.card import card_page
from customers.presentation.history import who_words
from customers.services import drafts
from customers.views import shared
from klantbeheer.staff.pending import PATH_FIELD

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from contacts.presentation.consent import AddressRow
    from customers.models import Customer

STEP = 50
MOST = 5000


@require_safe
@permission_required("contacts.view_consentevent", raise_exception=True)
def consent(request: HttpRequest, number: str) -> HttpResponse:
    """Every address with its level, a form to change one, and the events, newest first."""
    customer = get_standing(request.user, number)
    rows = address_rows(customer)
    initial = _initial(rows, request.GET.get("box", ""))
    draft = shared.open_draft(request)
    if draft is not None:  # typed into a session that had ended
        initial |= shared.draft_initial(draft, set(ConsentForm.base_fields))
    form = ConsentForm(rows=rows, initial=initial)
    return _page(request, customer, rows, form)


@require_POST
@permission_required("contacts.add_consentevent", raise_exception=True)
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Withdraw the permission of one address in one click, or set it to a level."""
    # Locked before it is looked at: of two who save at once the second sees what the first did.
    customer = lock(shared.get_changeable(request, number))
    rows = address_rows(customer)
    if "withdraw" in request.POST:
        return _withdraw(request, customer, rows)
    form = ConsentForm(request.POST, rows=rows)
    if form.is_valid() and not _overtaken(request, customer, form):
        row, level = form.row, form.cleaned_data["level"]
        events = set_level(
            customer=customer,
            contact_person=row.contact_person,
            address=row.address,
            level=level,
            wording=form.cleaned_data["wording"],
            source=form.cleaned_data["source"],
            actor=shared.clerk(request),
            channel=row.channel,
        )
        drafts.discard_draft(owner=shared.clerk(request), path=_address(customer))
        text = shared.nothing_changed()
        if events:
            words = {"address": row.shown, "level": level_words(level, row.channel)}
            text = _("Permission of %(address)s: %(level)s.") % words
        messages.success(request, text)
        return redirect(_url(request, customer))
    return _page(request, customer, rows, form)


def _withdraw(request: HttpRequest, customer: Customer, rows: list[AddressRow]) -> HttpResponse:
    key = request.POST.get("withdraw", "")
    row = next((row for row in rows if row.key == key), None)
    if row is None:
        messages.error(request, _("This address is not there any more. Choose one from the list."))
        return redirect(_url(request, customer))
    withdraw(
        customer=customer,
        contact_person=row.contact_person,
        address=row.address,
        actor=shared.clerk(request),
        channel=row.channel,
        wording=_("Withdrawn on request"),
    )
    text = _("Nothing goes to %(address)s any more. A mistake? Set it back below.")
    shared.say_saved(request, text % {"address": row.shown})
    return redirect(_url(request, customer, box=row.key))


def _overtaken(request: HttpRequest, customer: Customer, form: ConsentForm) -> bool:
    """Whether a colleague changed this address since the form was opened; then the form says so."""
    seen, row = request.POST.get("seen", ""), form.row
    if not (seen.isascii() and seen.isdigit() and len(seen) < 19):
        return False
    later = ConsentEvent.objects.filter(
        customer=customer,
        contact_person=row.contact_person,
        channel=row.channel,
        address=plain_address(row.address),
        pk__gt=int(seen),
    ).select_related("staff")
    event = later.order_by("-pk").first()
    if event is None or row.level == form.cleaned_data["level"]:
        return False
    who = who_words(event.staff, event.system)
    text = _("%(who)s just set %(address)s to '%(level)s'. Save again if yours must stand.")
    form.add_error("level", text % {"who": who, "address": row.shown, "level": row.words})
    return True


def _page(
    request: HttpRequest, customer: Customer, rows: list[AddressRow], form: ConsentForm
) -> HttpResponse:
    shown = _shown(request.GET.get("shown", ""))
    events = event_rows(customer, newest=shown + 1)
    newest = ConsentEvent.objects.filter(customer=customer).order_by("-pk")
    query = request.GET.copy()
    query["shown"] = str(shown + STEP)
    context = {
        "rows": rows,
        "form": form,
        "hidden": shared.hidden_fields(request)
        | {
            "seen": str(newest.values_list("pk", flat=True).first() or 0),
            PATH_FIELD: _address(customer),
        },
        "events": events[:shown],
        "older_url": f"{_address(customer)}?{query.urlencode()}" if len(events) > shown else "",
        "may_change": request.user.has_perm("contacts.add_consentevent"),
    }
    page = card_page(request, customer, tab="persons")
    return render(request, "contacts/consent.html", page | context)


def _initial(rows: list[AddressRow], key: str) -> dict[str, object]:
    """The form as it opens: the address that was asked for, at the level that it has."""
    row = next((row for row in rows if row.key == key), rows[0] if rows else None)
    if row is None:
        return {}
    sms = row.channel == Channel.SMS
    return {"box": row.key, "level": min(row.level, 1) if sms else row.level}


def _shown(text: str) -> int:
    known = text.isascii() and text.isdigit() and len(text) < 6
    return min(max(int(text), STEP), MOST) if known else STEP


def _address(customer: Customer) -> str:
    return reverse("contacts:consent", args=[customer.number])


def _url(request: HttpRequest, customer: Customer, **more: str) -> str:
    """The page, in the search in which it was opened; perhaps with an address chosen in the form."""
    query = request.GET.copy()
    for name in ("box", "shown"):
        query.pop(name, None)
    query.update(more)
    text = query.urlencode()
    return f"{_address(customer)}?{text}" if text else _address(customer)
