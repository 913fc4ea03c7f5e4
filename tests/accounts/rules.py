"""Around the models, the services and the history, to see what the database refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import Error, connection, transaction

from customers.models import Customer

if TYPE_CHECKING:
    from collections.abc import Callable

ISSUED = {
    "status": "open",
    "series": "2026",
    "sequence": 1,
    "number": "2026-0001",
    "issued_on": "2026-11-18",
    "due_on": "2026-12-02",
    "recipient_name": "Fietskoeriers Domstad B.V.",
}


def run(statement: str, *params: Any) -> None:
    """Around the models, the services and the history."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)


def commit() -> None:
    """What waits for the end of the transaction is looked at now; the history is another test's."""
    run(
        "SET CONSTRAINTS invoice_is_whole_new, invoice_is_whole_changed,"
        " invoiceline_released_when_credited, invoice_paid_is_received_new,"
        " invoice_paid_is_received_changed, invoicepayment_is_on_invoice IMMEDIATE"
    )


def refused(deed: Callable[[], Any]) -> str:
    """The name of the rule that refuses it, at once or at the end; '' when nothing does.

    What came before is looked at first, as if it had been committed: it must not help.
    """
    try:
        with transaction.atomic():
            commit()
            run("SET CONSTRAINTS ALL DEFERRED")
            deed()
            commit()
            transaction.set_rollback(True)
    except Error as error:
        return str(getattr(error.__cause__, "diag").constraint_name)  # noqa: B009  # untyped
    return ""


def refuses(statement: str, *params: Any) -> str:
    return refused(lambda: run(statement, *params))


def set_status(customer: Customer, status: str) -> str:
    return refuses("UPDATE customers_customer SET status = %s WHERE id = %s", status, customer.pk)
