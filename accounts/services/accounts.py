"""Making, changing, linking, closing billing accounts.

Who links or unlinks an account holds its customer's row, and then the account's: what somebody else
does with the customer's invoices meanwhile comes before or after, never in between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import BillingAccount, Invoice
from accounts.services.defaults import defaults_for
from accounts.values.bank import normalise_iban
from customers.models import Customer
from customers.services import combining, state
from customers.services.combining import Saved, combine
from customers.values.names import PersonName, envelope_line
from klantbeheer import history

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

    from django.db.models import QuerySet

    from customers.services.state import Values
    from klantbeheer.staff.models import StaffUser

PLAIN = (
    "name",
    "attention_of",
    *state.ADDRESS,
    "registration_number",
    "vat_number",
    "iban",
    "bic",
    "invoicing_method",
    "delivery_method",
    "mandate_reference",
    "mandate_signed_on",
    "note",
)
LINKS = ("payment_term",)
FIELDS = (*PLAIN, *LINKS)
LONGEST_NUMBER = 12
LONGEST_NAME = 160


class OpenInvoicesError(Exception):
    """Invoices that are not paid or not issued yet hold the account; `invoices` says which."""

    def __init__(self, invoices: QuerySet[Invoice]) -> None:
        super().__init__("open invoices")
        self.invoices = invoices


def values_of(row: Any) -> Values:
    """The values of an account, or of a row of its history; the payment term as a key."""
    return combining.values_of(row, PLAIN, LINKS)


# ---------------------------------------------------------------- what a new one starts with
def proposed_number(customer: Customer) -> str:
    """The customer's own number; when an account has that already, with two digits behind it."""
    number = str(customer.number)
    room = len(number) + 2 <= LONGEST_NUMBER
    following = range(2, 100)
    choices = [number, *(f"{number}{n:02}" if room else str(int(number) + n) for n in following)]
    rows = BillingAccount.objects.filter(number__in=choices)
    taken = set(rows.values_list("number", flat=True))
    return next((choice for choice in choices if choice not in taken), "")


def values_of_customer(customer: Customer) -> Values:
    """What a new account takes over from its customer, and the preferences of the category."""
    defaults = defaults_for(customer.category)
    taken = {name: getattr(customer, name) for name in state.ADDRESS}
    return taken | {
        "name": envelope_line(PersonName.of(customer))[:LONGEST_NAME],
        "attention_of": _person_at(customer),
        "registration_number": customer.registration_number,
        "vat_number": customer.vat_number,
        "invoicing_method": defaults.invoicing_method,
        "delivery_method": defaults.delivery_method,
        "payment_term": defaults.payment_term_id if defaults.payment_term else None,
    }


def _person_at(customer: Customer) -> str:
    """Whom a company asks for by name, if it does."""
    person = PersonName.of(customer)
    if not person.is_company or not person.last_name:
        return ""
    return " ".join(filter(None, [person.letters, person.surname]))[:120]


# ---------------------------------------------------------------- making and changing
def create_account(
    *,
    customer: Customer,
    values: Values,
    actor: StaffUser | str,
    reason: str = "",
    seen: str | None = None,
) -> BillingAccount:
    """Make an account and link the customer to it.

    Args:
        customer: who gets it; an account that it has is let go, as by `link_account`.
        values: by the names in `FIELDS`, and `number`.
        actor: who makes it.
        reason: for the history.
        seen: the number of the account that the clerk saw ('' for none); None does not matter.

    Raises:
        ValidationError: the customer is inactive, the number is taken, a field does not fit, or
            somebody else linked another account meanwhile.
        OpenInvoicesError: the customer has open invoices on another account.
    """
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked = _lock_customer(customer)
        account = BillingAccount(number=str(values.get("number") or ""))
        rest = {name: value for name, value in values.items() if name != "number"}
        combining.apply(account, rest, PLAIN, LINKS)
        _save(account, (*FIELDS, "number"))
        _link(locked, account, seen)
    return account


def change_account(
    *,
    account: BillingAccount,
    version: int,
    values: Values,
    actor: StaffUser | str,
    reason: str = "",
) -> Saved[BillingAccount]:
    """Save what a clerk changed, combined with what others changed in the meantime.

    Raises:
        OverlapError: somebody else changed the same field; nothing is written.
        ValidationError: the combination does not fit.
    """
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked = _lock_account(account)
        combination = combine(locked, version=version, values=values, read=values_of)
        if combination.todo:
            combining.apply(locked, combination.todo, PLAIN, LINKS)
            _save(locked, combination.todo)
    return Saved.of(locked, combination)


def problems_of(values: Mapping[str, Any]) -> dict[str, str]:
    """What does not go together in an account's values: a sentence by the field that mends it."""
    found: dict[str, str] = {}
    signed, reference = values.get("mandate_signed_on"), values.get("mandate_reference")
    if reference and not signed:
        found["mandate_signed_on"] = _("Fill in when the mandate was signed.")
    if signed and not reference:
        found["mandate_reference"] = _("Fill in the reference of this mandate, or clear the day.")
    if signed and signed > timezone.localdate():
        found["mandate_signed_on"] = _("This day is still to come. Check the year.")
    if reference and not values.get("iban"):
        found["iban"] = _("A mandate needs an IBAN. Fill it in, or clear the mandate.")
    return found


# ---------------------------------------------------------------- linking
def link_account(
    *,
    customer: Customer,
    account: BillingAccount,
    actor: StaffUser | str,
    reason: str = "",
    seen: str | None = None,
) -> Customer:
    """Book what the customer gets from now on to this account, instead of the one it has.

    Args:
        customer: who gets it.
        account: the account.
        actor: who links.
        reason: for the history.
        seen: the number of the account that the clerk saw ('' for none); None does not matter.

    Raises:
        ValidationError: the customer is inactive, the account is closed, or somebody else linked
            another one meanwhile.
        OpenInvoicesError: the customer has open invoices on the account that it has.
    """
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked = _lock_customer(customer)
        chosen = _lock_account(account)
        if not chosen.active and locked.billing_account_id != chosen.pk:
            raise ValidationError(refusal_of_closed(chosen))
        _link(locked, chosen, seen)
    return locked


def unlink_account(
    *, customer: Customer, actor: StaffUser | str, reason: str = "", seen: str | None = None
) -> Customer:
    """Take the account away from this customer; others that share it keep it.

    Raises:
        ValidationError: it has another account meanwhile than the clerk saw.
        OpenInvoicesError: the customer has open invoices on it.
    """
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked = _lock_customer(customer, active=False)
        _link(locked, None, seen)
    return locked


def open_invoices(
    *, account: BillingAccount, customer: Customer | None = None
) -> QuerySet[Invoice]:
    """Drafts and unpaid invoices on an account, of all its customers or of one; oldest first."""
    rows = Invoice.objects.filter(account=account, status__in=("draft", "open"))
    if customer is not None:
        rows = rows.filter(customer=customer)
    found: QuerySet[Invoice] = rows.select_related("customer").order_by("issued_on", "pk")
    return found


def refusal_to_add() -> str:
    """Why an inactive customer gets no account."""
    return _("An inactive customer gets no new billing account. Make the customer active first.")


def refusal_of_closed(account: BillingAccount) -> str:
    """Why an account that is closed cannot be chosen."""
    return _("Account %(number)s is closed. Reopen it first, or choose another.") % {
        "number": account.number
    }


# ---------------------------------------------------------------- closing
def close_account(
    *, account: BillingAccount, actor: StaffUser | str, reason: str
) -> BillingAccount:
    """Make an account inactive: nobody can choose it, and nothing new is invoiced on it.

    Raises:
        ValidationError: no reason given.
        OpenInvoicesError: not everything on it is paid.
    """
    if not reason.strip():
        raise ValidationError(_("Say why. The reason is kept in the history."))
    with transaction.atomic(), history.acting(actor=actor, reason=reason.strip()):
        locked = _lock_account(account)
        if locked.active:
            invoices = open_invoices(account=locked)
            if invoices.exists():
                raise OpenInvoicesError(invoices)
            locked.active = False
            locked.save()
    return locked


def reopen_account(
    *, account: BillingAccount, actor: StaffUser | str, reason: str = ""
) -> BillingAccount:
    """Make a closed account active again."""
    with transaction.atomic(), history.acting(actor=actor, reason=reason.strip()):
        locked = _lock_account(account)
        if not locked.active:
            locked.active = True
            locked.save()
    return locked


# ---------------------------------------------------------------- the parts
def _lock_customer(customer: Customer, *, active: bool = True) -> Customer:
    """Hold the customer, as long as it may get an account. Raises ValidationError."""
    rows = Customer.objects.select_for_update(of=("self",), no_key=True)
    locked: Customer = rows.select_related("billing_account").get(pk=customer.pk)
    if active and not locked.is_active:
        raise ValidationError(refusal_to_add())
    return locked


def _lock_account(account: BillingAccount) -> BillingAccount:
    rows = BillingAccount.objects.select_for_update(no_key=True)
    locked: BillingAccount = rows.get(pk=account.pk)
    return locked


def _link(customer: Customer, account: BillingAccount | None, seen: str | None) -> None:
    """Give the locked customer this account, or none. Raises OpenInvoicesError, ValidationError."""
    before = customer.billing_account
    if (before and before.pk) == (account and account.pk):
        return
    if seen is not None and seen != (before.number if before else ""):
        raise ValidationError(_changed_meanwhile(before))
    if before is not None:
        invoices = open_invoices(account=before, customer=customer)
        if invoices.exists():
            raise OpenInvoicesError(invoices)
    customer.billing_account = account
    customer.save()


def _changed_meanwhile(account: BillingAccount | None) -> str:
    if account is None:
        return _("Somebody else unlinked the account in the meantime. Look first, and do it again.")
    text = _(
        "Somebody else linked account %(number)s in the meantime. Look first, and do it again."
    )
    return text % {"number": account.number}


def _save(account: BillingAccount, names: Collection[str]) -> None:
    """Check what was changed, and write. Raises ValidationError."""
    if problems := problems_of(values_of(account)):
        raise ValidationError({name: [text] for name, text in problems.items()})
    fields = {field.name for field in account._meta.concrete_fields}
    # The model's own check of an IBAN does not let a bank through that it has not heard of.
    account.clean_fields(exclude=fields - set(names) | {"iban"})
    if "iban" in names:
        account.iban = _checked_iban(account.iban)
    if account._state.adding and BillingAccount.objects.filter(number=account.number).exists():
        raise ValidationError({"number": [number_taken(account.number)]})
    account.validate_constraints()
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError as error:
        if "number" not in str(error):
            raise
        raise ValidationError({"number": [number_taken(account.number)]}) from error


def _checked_iban(iban: str) -> str:
    try:
        return normalise_iban(iban)
    except ValidationError as error:
        raise ValidationError({"iban": error}) from error


def number_taken(number: str) -> str:
    """Why a new account cannot have this number."""
    text = _("Account %(number)s exists already. Choose another number, or find that account.")
    return text % {"number": number}
