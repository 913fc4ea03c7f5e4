"""The customer's card: its head, its tabs, its actions and its facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from customers import hooks
from customers.models import Customer
from customers.presentation.attention import Banner, attention_banner
from customers.presentation.card_told import card_told
from customers.presentation.dates import long_day
from customers.presentation.frame import counter_frame
from customers.values.names import PersonName, full_name

if TYPE_CHECKING:
    from django.http import HttpRequest

    from customers.presentation.card_told import Waits


@dataclass(frozen=True)
class Tab:
    """A tab of the card."""

    name: str
    label: str
    url: str
    count: int | str | None = None


@dataclass(frozen=True)
class Action:
    """A button of the card, or an entry of one of its menus. `key` presses it with Alt.

    `short` is what a phone shows of the label; its name stays the label. In a menu those of one
    `group` stand together.
    """

    label: str
    url: str
    icon: str
    key: str = ""
    short: str = ""
    group: int = 0


@dataclass(frozen=True)
class CardHead:
    """What stands above the tabs."""

    customer: Customer
    title: str
    status: str
    status_class: str
    meta: str
    banner: Banner | None
    waits: Waits | None
    edit_url: str
    attention_url: str
    buttons: list[Action]
    new: list[Action]
    actions: list[Action]
    tabs: list[Tab]
    tab: str


def card_page(request: HttpRequest, customer: Customer, *, tab: str) -> dict[str, object]:
    """Everything that a tab of the card needs but its own content.

    Args:
        request: its query string is the search in which the customer was opened.
        customer: the one on the card.
        tab: the name of the open tab.
    """
    frame = counter_frame(request, customer=customer, live=True)
    return {
        **frame,
        "customer": customer,
        "card": card_head(request.user, customer, tab=tab),
        "layout": f"customers/{'card_fragment' if wants_card(request) else 'counter_base'}.html",
    }


def wants_card(request: HttpRequest) -> bool:
    """Whether htmx asks for the right pane alone."""
    headers = request.headers
    return headers.get("HX-Target") == "card" and "HX-History-Restore-Request" not in headers


def card_head(user: Any, customer: Customer, *, tab: str = "") -> CardHead:
    """The head of the card, with what this user may do."""
    may_edit = user.has_perm("customers.change_customer") and customer.status != "erased"
    told = card_told(user, customer)
    return CardHead(
        customer=customer,
        title=full_name(PersonName.of(customer)),
        status=_status(customer),
        status_class=customer.status,
        meta=_meta(customer),
        banner=attention_banner(customer),
        waits=told.waits,
        edit_url=_url("edit", customer) if may_edit else "",
        attention_url=_url("attention", customer) if may_edit else "",
        buttons=_hooked(hooks.Place.BAR, user, customer),
        new=_hooked(hooks.Place.NEW, user, customer),
        actions=_actions(user, customer) if customer.status != "erased" else [],
        tabs=_tabs(user, customer, told.cards),
        tab=tab,
    )


def _status(customer: Customer) -> str:
    """The status as a word; of an erased one also since when."""
    if customer.status != Customer.Status.ERASED:
        return str(customer.get_status_display())
    from customers.privacy.presentation.erased import erased_words

    return erased_words(customer)


def _url(name: str, customer: Customer) -> str:
    return reverse(f"customers:{name}", args=[customer.number])


def _meta(customer: Customer) -> str:
    parts = [str(customer.get_kind_display())]
    if customer.customer_since:
        parts.append(_("customer since %(day)s") % {"day": long_day(customer.customer_since)})
    if customer.assigned_to:
        parts.append(_("assigned to %(name)s") % {"name": customer.assigned_to.display_name})
    return " · ".join(parts)


# ---------------------------------------------------------------- tabs and actions
def _tabs(user: Any, customer: Customer, cards: int) -> list[Tab]:
    own = [
        (10, Tab("general", _("General"), _url("detail", customer))),
        (20, Tab("extra", pgettext("tab", "Extra"), _url("extra", customer))),
        (90, Tab("cards", _("Loyalty card"), _url("cards", customer), cards)),
        (900, Tab("history", pgettext("tab", "History"), _url("history", customer))),
    ]
    for hooked in hooks.card_tabs() if customer.status != "erased" else ():
        if hooked.permission and not user.has_perm(hooked.permission):
            continue
        if hooked.shown and not hooked.shown(customer):
            continue
        count = hooked.count(customer) if hooked.count else None
        url = reverse(hooked.url_name, args=[customer.number])
        own.append((hooked.position, Tab(hooked.name, str(hooked.label), url, count)))
    return [tab for _position, tab in sorted(own, key=lambda pair: pair[0])]


def _actions(user: Any, customer: Customer) -> list[Action]:
    status = customer.status
    # The first one takes two keys, Alt M and Enter: the counter's own task.
    entries = [
        (
            "set_inactive_customer",
            status in ("prospect", "active"),
            _("Set inactive"),
            "deactivate",
            "archive",
        ),
        (
            "set_inactive_customer",
            status == "inactive",
            _("Make active again"),
            "reactivate",
            "user-check",
        ),
        ("change_customer", True, _("Moved house"), "moved", "map-pin"),
        ("change_customer", True, pgettext("card", "Attention"), "attention", "triangle-alert"),
        ("add_loyaltycard", True, _("Add loyalty card"), "card_add", "id-card"),
        ("change_customer", status == "prospect", _("Make active"), "make_active", "user-check"),
        ("change_customer", status == "active", _("Back to prospect"), "make_prospect", "user"),
        ("renumber_customer", True, _("Change customer number"), "renumber", "pencil"),
    ]
    return [
        Action(label, _url(name, customer), icon)
        for permission, applies, label, name, icon in entries
        if applies and user.has_perm(f"customers.{permission}")
    ] + _hooked(hooks.Place.MORE, user, customer)


def _hooked(place: hooks.Place, user: Any, customer: Customer) -> list[Action]:
    """What other apps let this user do with this customer, in one place."""
    return [
        Action(
            str(action.label),
            reverse(action.url_name, args=[customer.number]),
            action.icon,
            action.key,
            str(action.short),
            action.position // 100,
        )
        for action in hooks.card_actions(place)
        if customer.status in action.statuses
        and user.has_perm(action.permission)
        and (action.shown is None or action.shown(customer))
    ]


@dataclass(frozen=True)
class Section:
    """A part of the first tab that another app brings: its template and the context of that."""

    template: str
    context: dict[str, Any]
    wide: bool


def card_sections(user: Any, customer: Customer) -> list[Section]:
    """The parts of the first tab that other apps bring, in their order; none of an erased one."""
    if customer.status == "erased":
        return []
    found = ((part, part.context(user, customer)) for part in hooks.card_sections())
    return [
        Section(part.template, context, part.wide) for part, context in found if context is not None
    ]
