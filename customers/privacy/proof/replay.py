"""Doing erasures again that a restored database has not had, from the journal's file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from customers.models import Customer, ErasureEntry, PrivacyRequest
from customers.privacy.erasure import eraser, files, texts
from customers.privacy.erasure.engine import Order, erase_customer, erase_parts
from customers.privacy.erasure.rows import CUSTOMERS
from customers.privacy.mentions.values import Part
from customers.privacy.proof import journal
from klantbeheer import history

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from klantbeheer.journal_file import Line

ACTOR = "replay_erasures"
Scope = ErasureEntry.Scope


def replay(*, done: Callable[[int], object] = lambda _count: None) -> list[ErasureEntry]:
    """Carry out every line of the file that the database lacks, the oldest first.

    Each has a transaction of its own, so that whoever ends this goes on where it was. A customer who
    came after the backup is not there to be erased: its line and its number are written down, and
    the number is never another one's. Files that could not be deleted then are tried again.

    Args:
        done: is told of each line that was carried out.

    Returns:
        The lines as this database now has them.

    Raises:
        DamagedError: the file cannot be read.
    """
    entries = []
    lines = journal.undone()
    for line in lines:
        with transaction.atomic(), history.acting(actor=ACTOR):
            entries.append(_replay(line, lines))
        done(1)
    _keep_numbers()
    files.delete_files()
    journal.copy_missing()
    return entries


def _replay(line: Line, lines: Sequence[Line]) -> ErasureEntry:
    customer = Customer.objects.filter(pk=line["customer_pk"]).first()
    if customer is None:
        return _write_down(line)
    order: dict[str, Any] = {
        "customer": customer,
        "actor": ACTOR,
        "ground": line["ground"],
        "again": line,
    }
    if line["scope"] == Scope.CUSTOMER:
        entry = erase_customer(**order)
    elif line["scope"] == Scope.TEXT:
        entry = _clean_again(customer, line, lines)
    else:
        entry = erase_parts(parts=parts_of(line), scope=line["scope"], **order)
    _close_request(line)
    return entry


def _clean_again(customer: Customer, line: Line, lines: Sequence[Line]) -> ErasureEntry:
    """The words that went from texts that stay: they are known as long as what they name is back,
    and this line stands before those that overwrite that."""
    eraser.hold([customer.pk])
    order = Order(actor=ACTOR, ground=line["ground"], again=line)
    found = texts.to_clean(customer, order, _named_by(line, lines))
    return texts.write_down(customer, order, found)


def _named_by(line: Line, lines: Sequence[Line]) -> list[Part]:
    """What the same request erased: of single fields those of the card, of a row all of it."""
    return [
        Part(
            part["table"], tuple(map(str, part["pks"])), part["columns"] and tuple(part["columns"])
        )
        for other in lines
        if other["request_pk"] == line["request_pk"]
        and other["customer_pk"] == line["customer_pk"]
        and other["scope"] in (Scope.ROW, Scope.COLUMNS)
        for part in other["parts"]
        if other["scope"] == Scope.ROW or part["table"] == CUSTOMERS
    ]


def parts_of(line: Line) -> dict[str, dict[str, Any]]:
    """The parts of a line as the engine takes them: by live table."""
    return {
        part["table"]: {"pks": part["pks"], "columns": part["columns"]} for part in line["parts"]
    }


def _write_down(line: Line) -> ErasureEntry:
    """Nobody is there any more, which the journal then says too: so the number stays taken."""
    gone = {"removed": True} if line["scope"] == Scope.CUSTOMER else {}
    told: Mapping[str, Any] = line | gone | {"replayed_at": timezone.now()}
    key = eraser.begin(told)
    eraser.finish(key, {})
    return ErasureEntry.objects.get(pk=key)


def _close_request(line: Line) -> None:
    """The request that led to it is done, as it was."""
    running = PrivacyRequest.objects.filter(
        pk=line["request_pk"],
        customer_number=line["customer_number"],
        kind=PrivacyRequest.Kind.ERASURE,
        status__in=PrivacyRequest.RUNNING,
    )
    for request in running.select_for_update(of=("self",)):
        request.status = PrivacyRequest.Status.DONE
        request.closed_at = parse_datetime(line["moment"])
        request.save()


def _keep_numbers() -> None:
    """No new row gets a key that the journal knows: it is the person who was erased."""
    table = Customer._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(nextval(pg_get_serial_sequence(%(table)s, 'id'))) FROM pg_sequences s,"
            " generate_series(coalesce(s.last_value, 0) + 1,"
            "  (SELECT max(customer_pk) FROM customers_erasureentry)) missing"
            " WHERE format('%%I.%%I', s.schemaname, s.sequencename) ="
            " pg_get_serial_sequence(%(table)s, 'id')",
            {"table": table},
        )
