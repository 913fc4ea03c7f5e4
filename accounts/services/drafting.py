"""Drafts of invoices: made, changed by several people, thrown away. Lines count as one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Invoice, InvoiceLine, InvoiceSettings
from accounts.services.parties import lock_invoice, lock_parties
from accounts.values.money import Line, Totals, line_amount, totals
from customers.activities.models import Activity
from customers.services.combining import combine, resolve
from klantbeheer import history
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from customers.models import Customer
    from customers.services.state import Values

PLAIN = ("subject", "customer_reference", "prices_include_vat")
#: So many that a browser's post of them all stays within what a request may hold.
MOST_LINES = 150
#: What a column of twelve digits holds; the database would refuse more.
MOST_MONEY = 9_999_999_999


@dataclass(frozen=True)
class LineValues:
    """A line as typed; one with an `activity` bills it."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    vat_rate: Decimal
    activity: Activity | None = None

    @property
    def money(self) -> Line:
        """What it counts with."""
        return Line(self.quantity, self.unit_price, self.vat_rate)


@dataclass(frozen=True)
class DraftValues:
    """A draft as typed. `prices_include_vat` is left as it is (or as usual) when None."""

    subject: str = ""
    customer_reference: str = ""
    prices_include_vat: bool | None = None
    lines: tuple[LineValues, ...] = ()


def create_draft(*, customer: Customer, values: DraftValues, actor: StaffUser | str) -> Invoice:
    """Make a draft on the customer's own account.

    Raises:
        ValidationError: this customer cannot be invoiced (the text says how to mend it), a value does
            not fit, or an activity is on another invoice.
    """
    with transaction.atomic(), history.acting(actor=actor):
        parties = lock_parties(customer.pk)
        account = parties.require()
        invoice = Invoice(
            customer=parties.customer,
            payer=parties.payer,
            account=account,
            language=parties.payer.language,
            delivery_method=account.delivery_method,
            prices_include_vat=InvoiceSettings.load().prices_include_vat,
            author=actor if isinstance(actor, StaffUser) else None,
        )
        _apply(invoice, values)
        _save(invoice, values.lines)
        _write_lines(invoice, values.lines)
    return invoice


def change_draft(
    *, invoice: Invoice, version: int, values: DraftValues, actor: StaffUser | str
) -> Invoice:
    """Save what a clerk changed, combined with what others changed in the meantime.

    A save without a difference writes nothing.

    Args:
        invoice: the draft.
        version: the one that the form was opened with.
        values: as typed.
        actor: who changes.

    Raises:
        OverlapError: somebody else changed the same field, or the lines; nothing is written.
        ValidationError: it is no draft any more, a value does not fit, or an activity is on another
            invoice.
    """
    with transaction.atomic(), history.acting(actor=actor):
        locked = lock_invoice(invoice)
        require_draft(locked)
        typed = _as_values(values)
        combination = combine(locked, version=version, values=typed, read=values_of)
        if combination.todo:
            lines = values.lines
            if "lines" not in combination.todo:
                lines = _line_values(values_of(locked)["lines"])
            for name in PLAIN:
                if name in combination.todo:
                    setattr(locked, name, combination.todo[name])
            _save(locked, lines)
            if "lines" in combination.todo:
                _write_lines(locked, lines)
    return locked


def discard_draft(*, invoice: Invoice, actor: StaffUser | str, reason: str = "") -> Invoice:
    """Throw a draft away: it stays, without a number, and its activities may be billed again.

    One that was thrown away already is left as it is. Raises ValidationError when it was issued.
    """
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked = lock_invoice(invoice)
        if locked.status != Invoice.Status.DISCARDED:
            require_draft(locked)
            locked.status = Invoice.Status.DISCARDED
            locked.save()
            release_lines(locked)
    return locked


def resolve_draft(
    *,
    invoice: Invoice,
    version: int,
    values: DraftValues,
    seen_version: int,
    choices: Mapping[str, str],
) -> tuple[int, DraftValues]:
    """What to save after the conflict screen: the version that it showed, and the chosen values.

    Args:
        invoice: the draft.
        version: the one that the form was opened with.
        values: as typed.
        seen_version: the one that the conflict screen showed.
        choices: 'mine' or 'theirs' by field, the lines as one; a missing choice is the clerk's own.
    """
    seen, chosen = resolve(
        invoice,
        version=version,
        values=_as_values(values),
        seen_version=seen_version,
        choices=choices,
        read=values_of,
    )
    lines = chosen.pop("lines")
    return seen, DraftValues(**chosen, lines=_line_values(lines))


def values_of(row: Any) -> Values:
    """The values of a draft, or of a row of its history; the lines are one value, a tuple of tuples."""
    values = {name: getattr(row, name) for name in PLAIN}
    lines = _lines_now(row) if isinstance(row, Invoice) else _lines_at(row)
    return values | {"lines": tuple(_plain_line(line) for line in lines)}


def require_draft(invoice: Invoice) -> None:
    """Raise ValidationError when `invoice` was issued or thrown away."""
    if invoice.status == Invoice.Status.DISCARDED:
        raise ValidationError(_("This draft was thrown away."))
    if not invoice.is_draft:
        text = _("This is invoice %(number)s by now. An issued invoice does not change.")
        raise ValidationError(text % {"number": invoice.number})


def lines_of(invoice: Invoice) -> list[InvoiceLine]:
    """The lines of an invoice, in their order."""
    return list(invoice.lines.order_by("position"))


def totals_of(invoice: Invoice, lines: Iterable[InvoiceLine | LineValues]) -> Totals:
    """The totals of these lines, as the prices of this invoice are meant."""
    money = (Line(line.quantity, line.unit_price, line.vat_rate) for line in lines)
    return totals(money, prices_include_vat=invoice.prices_include_vat)


def release_lines(invoice: Invoice) -> None:
    """Let go of what the lines of a credited or discarded invoice bill: it may be billed again."""
    lines = InvoiceLine.objects.filter(invoice=invoice, released=False)
    activities = [pk for pk in lines.values_list("activity", flat=True) if pk is not None]
    lines.update(released=True)
    _set_billing(activities, Activity.Billing.DUE)


# ---------------------------------------------------------------- the parts
def _apply(invoice: Invoice, values: DraftValues) -> None:
    for name, value in _as_values(values).items():
        if name in PLAIN:
            setattr(invoice, name, value)


def _save(invoice: Invoice, lines: Sequence[LineValues]) -> None:
    """Check and write the draft with the totals of `lines`, which are written after it.

    In that order the history says which lines belong to which version: see `_lines_at`.
    """
    _check_lines(lines)
    sums = totals_of(invoice, lines)
    if max(abs(sums.net), abs(sums.total)) > MOST_MONEY:
        raise ValidationError({"lines": _("Together the lines are more than an invoice can hold.")})
    invoice.net, invoice.vat, invoice.total = sums.net, sums.vat, sums.total
    typed = ("subject", "customer_reference")
    invoice.clean_fields(exclude=[f.name for f in Invoice._meta.fields if f.name not in typed])
    invoice.save()


def _check_lines(lines: Sequence[LineValues]) -> None:
    """Raise ValidationError, with the number of the line, for what a line cannot hold."""
    if len(lines) > MOST_LINES:
        text = _("At most %(most)d lines fit on an invoice.") % {"most": MOST_LINES}
        raise ValidationError({"lines": text})
    problems = []
    names = ("description", "quantity", "unit_price", "vat_rate")
    rest = [f.name for f in InvoiceLine._meta.fields if f.name not in names]
    for position, values in enumerate(lines, start=1):
        line = InvoiceLine(**{name: getattr(values, name) for name in names})
        try:
            line.clean_fields(exclude=rest)
            if not line.description.strip():
                raise ValidationError(_("Describe what it is."))
            if not 0 <= line.vat_rate <= 100:
                raise ValidationError(_("A VAT rate is between 0 and 100 %."))
            if abs(line_amount(values.money)) > MOST_MONEY:
                raise ValidationError(_("This amount is too large."))
        except ValidationError as error:
            text = _("Line %(position)d: %(problem)s")
            params = {"position": position, "problem": " ".join(error.messages)}
            problems.append(text % params)
    if problems:
        raise ValidationError({"lines": problems})


def _write_lines(invoice: Invoice, wanted: Sequence[LineValues]) -> None:
    """Make `wanted` the lines: a line keeps its row as long as it bills the same."""
    present = lines_of(invoice)
    before = {line.activity_id for line in present if line.activity_id}
    after = [values.activity.pk for values in wanted if values.activity]
    _claim(invoice, after, before)
    spare: dict[int | None, list[InvoiceLine]] = {}
    for line in present:
        spare.setdefault(line.activity_id, []).append(line)
    added, changed = [], []
    for position, values in enumerate(wanted, start=1):
        same = spare.get(values.activity.pk if values.activity else None)
        line = same.pop(0) if same else InvoiceLine(invoice=invoice, customer=invoice.customer)
        was = (line.pk, line.position, _plain_line(line)) if line.pk else None
        _fill(line, position, values)
        if was is None:
            added.append(line)
        elif was != (line.pk, line.position, _plain_line(line)):
            changed.append(line)
    for line in (line for lines in spare.values() for line in lines):
        line.delete()
    for line in changed:
        line.save()
    InvoiceLine.objects.bulk_create(added)
    _set_billing(before - set(after), Activity.Billing.DUE)
    _set_billing(set(after) - before, Activity.Billing.INVOICED)


def _fill(line: InvoiceLine, position: int, values: LineValues) -> None:
    line.position = position
    line.description = values.description.strip()
    line.quantity, line.unit_price = values.quantity, values.unit_price
    line.vat_rate, line.amount = values.vat_rate, line_amount(values.money)
    line.activity = values.activity


def _claim(invoice: Invoice, wanted: Sequence[int], present: Iterable[int]) -> None:
    """Hold the activities of all lines. Raises ValidationError for one that cannot be billed here."""
    rows = Activity.objects.filter(pk__in={*wanted, *present}).order_by("pk")
    locked = {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True)}
    problems = []
    for key in wanted:
        activity = locked.get(key)
        if activity is None or activity.customer_id != invoice.customer_id:
            problems.append(_("A line bills an activity of another customer."))
        elif wanted.count(key) > 1:
            text = _("%(activity)s stands on more than one line.")
            problems.append(text % {"activity": activity.label})
    taken = InvoiceLine.objects.filter(activity__in=wanted, released=False).exclude(invoice=invoice)
    for line in taken.select_related("activity", "invoice"):
        text = _("%(activity)s is on another invoice already (%(invoice)s).")
        params = {"activity": line.activity.label if line.activity else "", "invoice": line.invoice}
        problems.append(text % params)
    if problems:
        raise ValidationError({"lines": list(dict.fromkeys(problems))})


def _set_billing(activities: Iterable[int], billing: Activity.Billing) -> None:
    """Write how far the billing of these activities is, one version further."""
    keys = list(activities)
    if keys:
        rows = Activity.objects.filter(pk__in=keys).exclude(billing=billing)
        rows.update(billing=billing, version=F("version") + 1, changed_at=timezone.now())


# ---------------------------------------------------------------- lines as one value
def _as_values(values: DraftValues) -> Values:
    """What was typed, by name; what was left open is not there."""
    typed: Values = {
        "subject": values.subject.strip(),
        "customer_reference": values.customer_reference.strip(),
    }
    if values.prices_include_vat is not None:
        typed["prices_include_vat"] = values.prices_include_vat
    return typed | {
        "lines": tuple(
            (
                line.description.strip(),
                line.quantity,
                line.unit_price,
                line.vat_rate,
                line.activity.pk if line.activity else None,
            )
            for line in values.lines
        )
    }


def _plain_line(line: Any) -> tuple[Any, ...]:
    return (line.description, line.quantity, line.unit_price, line.vat_rate, line.activity_id)


def _line_values(lines: Iterable[tuple[Any, ...]]) -> tuple[LineValues, ...]:
    found = list(lines)
    activities = Activity.objects.in_bulk([line[4] for line in found if line[4] is not None])
    return tuple(
        LineValues(description, quantity, unit_price, vat_rate, activities.get(activity))
        for description, quantity, unit_price, vat_rate, activity in found
    )


def _lines_now(invoice: Invoice) -> list[Any]:
    return lines_of(invoice)


def _lines_at(row: Any) -> list[Any]:
    """The lines of a version: as they were until the next one was written."""
    later = Invoice.history.filter(id=row.id, history_id__gt=row.history_id)
    until = later.order_by("history_id").values_list("history_date", flat=True).first()
    rows = InvoiceLine.history.filter(invoice_id=row.id)
    if until is not None:
        rows = rows.filter(history_date__lt=until)
    newest = rows.order_by("id", "-history_id").distinct("id")
    return sorted(
        (line for line in newest if line.history_type != history.DELETED),
        key=lambda line: line.position,
    )
