"""What of a customer's messages holds an erasure back."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contacts.models import Delivery
from customers import hooks
from customers.hooks import Blocker, OpenItem, Step
from customers.models import Customer


def register() -> None:
    """Register the check."""
    hooks.register_blocker(
        "messages under way",
        gettext_lazy("messages that are being sent"),
        under_way,
        steps=frozenset({Step.ERASE, Step.ERASE_PART}),
    )


def under_way(customer: Customer) -> Blocker | None:
    """Messages that are handed over right now: what comes back of them would name who is erased."""
    mine = Q(customer=customer) | Q(message__customer=customer)
    count = Delivery.objects.filter(mine, status=Delivery.Status.SENDING).order_by().count()
    if not count:
        return None
    words = ngettext("%(n)d message is being sent", "%(n)d messages are being sent", count)
    return Blocker(
        kind="sending",
        label=words % {"n": count},
        icon="mail",
        count=count,
        items=(
            OpenItem(
                text="",
                note=_("Wait until that is done; it takes a few minutes at most."),
                url=reverse("contacts:messages", args=[customer.number]),
            ),
        ),
        passes=True,
    )
