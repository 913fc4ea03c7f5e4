"""The steps of a customer's life: prospect, active, inactive. ErasedError is final."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.hooks import Blocker, Step, blocker_checks, is_step_guard, one_look
from customers.models import Customer
from klantbeheer import history

if TYPE_CHECKING:
    import datetime
    from collections.abc import Collection

    from klantbeheer.staff.models import StaffUser

PROSPECT, ACTIVE, INACTIVE = (
    Customer.Status.PROSPECT,
    Customer.Status.ACTIVE,
    Customer.Status.INACTIVE,
)


@dataclass(frozen=True)
class StepPlan:
    """What stands in the way of a step: `blockers`, and the words for what does not (`clear`)."""

    customer: Customer
    blockers: tuple[Blocker, ...]
    clear: tuple[str, ...]
    checked_at: datetime.datetime

    @property
    def allowed(self) -> bool:
        """Whether nothing is open."""
        return not self.blockers

    @property
    def open_count(self) -> int:
        """How many things are open, all kinds together."""
        return sum(blocker.count for blocker in self.blockers)


class StepBlockedError(Exception):
    """Something is still open; `plan` says what."""

    def __init__(self, plan: StepPlan) -> None:
        super().__init__(f"{plan.open_count} open")
        self.plan = plan


class StepImpossibleError(Exception):
    """From this status the step does not exist; the text says so to the clerk."""


def plan_deactivation(customer: Customer) -> StepPlan:
    """What would hold `customer` back from becoming inactive, as it stands now."""
    return _plan(customer, Step.INACTIVE)


def plan_prospect(customer: Customer) -> StepPlan:
    """What would hold `customer` back from becoming a prospect again, as it stands now."""
    return _plan(customer, Step.PROSPECT)


def deactivate(*, customer: Customer, reason: str, actor: StaffUser) -> Customer:
    """Set the customer inactive. One that is inactive already is left as it is.

    Raises:
        ValidationError: no reason given.
        StepBlockedError: something was opened in the meantime.
        StepImpossibleError: the customer is erased.
    """
    if not reason.strip():
        raise ValidationError(_("Say why. The reason is kept in the history."))
    return _step(
        customer,
        to=INACTIVE,
        coming_from=(PROSPECT, ACTIVE),
        step=Step.INACTIVE,
        reason=reason.strip(),
        actor=actor,
    )


def reactivate(*, customer: Customer, actor: StaffUser, reason: str = "") -> Customer:
    """Make an inactive customer active again. Raises StepImpossibleError for an erased one."""
    return _step(customer, to=ACTIVE, coming_from=(INACTIVE,), reason=reason, actor=actor)


def make_active(*, customer: Customer, actor: StaffUser, reason: str = "") -> Customer:
    """Make a prospect a customer. Raises StepImpossibleError for an inactive or erased one."""
    return _step(customer, to=ACTIVE, coming_from=(PROSPECT,), reason=reason, actor=actor)


def make_prospect(*, customer: Customer, actor: StaffUser, reason: str = "") -> Customer:
    """Make an active customer a prospect again.

    Raises:
        StepBlockedError: a project, invoice or order is running.
        StepImpossibleError: the customer is inactive or erased.
    """
    return _step(
        customer,
        to=PROSPECT,
        coming_from=(ACTIVE,),
        step=Step.PROSPECT,
        reason=reason,
        actor=actor,
    )


def _step(
    customer: Customer,
    *,
    to: Customer.Status,
    coming_from: Collection[Customer.Status],
    actor: StaffUser,
    reason: str,
    step: Step | None = None,
) -> Customer:
    """Take one step under the customer's row lock; a second post of it changes nothing."""
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked: Customer = Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)
        if locked.status == to:
            return locked
        if locked.status not in coming_from:
            raise StepImpossibleError(
                _("This customer is %(status)s, so this cannot be done.")
                % {"status": locked.get_status_display()}
            )
        if step is not None:
            plan = _plan(locked, step)
            if not plan.allowed:
                raise StepBlockedError(plan)
        _take(locked, to, step)
    return locked


def _take(locked: Customer, to: Customer.Status, step: Step | None) -> None:
    """Write the new status. What the checks do not know of, the database refuses by itself."""
    locked.status = to
    if to == ACTIVE and locked.customer_since is None:
        locked.customer_since = timezone.localdate()
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        constraint = getattr(diagnosis, "constraint_name", None) or ""
        if step is None or not is_step_guard(constraint, step):
            raise
        plan = _plan(Customer.objects.get(pk=locked.pk), step)
        if not plan.allowed:
            raise StepBlockedError(plan) from error
        text = _("Something is still open here. Look again, and end it first.")
        raise StepImpossibleError(text) from error


def _plan(customer: Customer, step: Step) -> StepPlan:
    blockers: list[Blocker] = []
    clear: list[str] = []
    with one_look(customer):
        for check in blocker_checks(step):
            blocker = check.check(customer)
            if blocker is None:
                clear.append(str(check.label))
            else:
                blockers.append(blocker)
    return StepPlan(
        customer=customer,
        blockers=tuple(blockers),
        clear=tuple(clear),
        checked_at=timezone.now(),
    )
