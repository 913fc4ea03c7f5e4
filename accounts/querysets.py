"""Which accounts and invoices: for whom, and in what state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import F, Q

from klantbeheer.history import TrackedQuerySet

if TYPE_CHECKING:
    import datetime

    from django.contrib.auth.models import AnonymousUser

    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser


class BillingAccountQuerySet(TrackedQuerySet):
    """Billing accounts, narrowed by who looks and by what they are wanted for."""

    def visible_to(self, user: StaffUser | AnonymousUser) -> Self:
        """Those that `user` may know of."""
        if user.is_active and user.has_perm("accounts.view_billingaccount"):
            return self.all()
        return self.none()

    def choosable(self) -> Self:
        """Those that may be linked and invoiced."""
        return self.filter(active=True)


class InvoiceQuerySet(TrackedQuerySet):
    """Invoices, narrowed by who looks and by their state."""

    def visible_to(self, user: StaffUser | AnonymousUser) -> Self:
        """Those that `user` may know of; those of an erased customer are the tax law's only."""
        if user.is_active and user.has_perm("accounts.view_invoice"):
            return self.exclude(customer__status="erased")
        return self.none()

    def issued_between(self, first: datetime.date, last: datetime.date) -> Self:
        """What was issued from `first` to `last`, of erased customers too: the books have no gaps."""
        return self.filter(issued_on__gte=first, issued_on__lte=last)

    def of_customer(self, customer: Customer) -> Self:
        """What was invoiced to this customer, and what it pays for another."""
        # Said as the index of the others says it.
        return self.filter(
            Q(customer=customer) | Q(payer=customer) & ~Q(payer=F("customer")),
        )

    def unpaid(self) -> Self:
        """Issued, and not paid in full."""
        return self.filter(status="open")

    def overdue(self, day: datetime.date) -> Self:
        """Those that should have been paid to the shop before `day`."""
        return self.filter(overdue_on(day))


def overdue_on(day: datetime.date) -> Q:
    """What makes an invoice overdue: somebody owes the shop, and had to pay before `day`.

    What the shop itself has to pay back is never overdue. `is_overdue` says the same of one.
    """
    return Q(status="open", due_on__lt=day, total__gt=0)
