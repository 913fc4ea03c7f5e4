"""Adding a customer. Two clerks who add the same person at the same moment make one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from customers.models import Customer
from customers.services import double_sources as sources
from customers.services import state
from customers.services.doubles import Candidate, Double, find_doubles
from klantbeheer import history

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from klantbeheer.staff.models import StaffUser


class SureDoubleError(Exception):
    """Somebody in the register is almost certainly the same; nothing was written."""

    def __init__(self, doubles: list[Double]) -> None:
        super().__init__(f"{len(doubles)} likely the same")
        self.doubles = doubles


def add_customer(
    *,
    values: Mapping[str, Any],
    actor: StaffUser,
    despite: str = "",
    despite_numbers: Collection[str] = (),
) -> Customer:
    """Add a customer, as a prospect.

    Args:
        values: cleaned values by the names of the model's fields.
        actor: who adds.
        despite: why this is somebody else than the sure doubles; goes into the history.
        despite_numbers: the numbers of the doubles that the clerk saw and meant by that.

    Raises:
        SureDoubleError: there is one, and no reason to add all the same. Also when it came after the
            clerk gave a reason: that reason was about others.
        ValidationError: the values are not a valid customer.
    """
    candidate = Candidate.of(values)
    with transaction.atomic(), history.acting(actor=actor, reason=despite.strip()):
        _one_at_a_time(candidate)
        known = set(despite_numbers) if despite.strip() else set()
        sure = [double for double in find_doubles(candidate) if double.is_sure]
        if any(double.customer.number not in known for double in sure):
            raise SureDoubleError(sure)
        customer = Customer(status=Customer.Status.PROSPECT)
        state.apply(customer, values)
        customer.clean_fields(exclude=["number"])
        customer.validate_constraints(exclude=["number"])
        customer.save()
    return customer


def _one_at_a_time(candidate: Candidate) -> None:
    """Wait for whoever is adding somebody with the same postcode, phone or e-mail.

    The locks last until the end of the transaction, and the statement that looks for doubles begins
    after them: it sees what the other one added. Sorted, so that two clerks never wait for each other.
    """
    place = sources.plain(candidate.postcode) or sources.plain(candidate.name)
    keys = {f"place {place}"}
    keys |= {f"phone {phone}" for phone in candidate.phones}
    keys |= {f"email {email}" for email in candidate.emails}
    with connection.cursor() as cursor:
        for key in sorted(keys):
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended('add customer ' || %s, 0))", [key]
            )
