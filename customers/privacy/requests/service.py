"""The register of requests under the privacy law: taking one in, changing it, ending it.

Who takes in a request holds its customer's row; who changes one holds the request's own. What an
erasure goes through between 'open' and 'done' is in `customers.privacy.erasure.approval`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import Customer, PrivacyRequest
from customers.privacy.requests.deadlines import deadline_of
from customers.privacy.requests.rules import ONLY_OPEN, closing_problems, problems
from customers.services import combining
from customers.services.combining import Saved, combine
from klantbeheer import history
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from customers.services.state import Values

Kind, Status, Scope = PrivacyRequest.Kind, PrivacyRequest.Status, PrivacyRequest.Scope

PLAIN = (
    "received_on",
    "channel",
    "ground",
    "identity",
    "identity_note",
    "note",
    "extended_to",
    "extension_reason",
)
LINKS = ("assigned_to",)
FIELDS = (*PLAIN, *LINKS)
_IDENTITY = ("identity", "identity_note")


class AlreadyRunningError(Exception):
    """The customer has a running erasure: `request`."""

    def __init__(self, request: PrivacyRequest) -> None:
        super().__init__(f"request {request.pk} is running")
        self.request = request


# ---------------------------------------------------------------- reading
def running_erasure(customer: Customer) -> PrivacyRequest | None:
    """The erasure of the whole customer that runs now, if there is one."""
    rows = PrivacyRequest.objects.filter(
        customer=customer,
        kind=Kind.ERASURE,
        scope=Scope.CUSTOMER,
        status__in=PrivacyRequest.RUNNING,
    )
    found: PrivacyRequest | None = rows.first()
    return found


def assignable() -> QuerySet[StaffUser]:
    """The colleagues who may answer a request."""
    may = Q(codename="change_privacyrequest", content_type__app_label="customers")
    permissions = Permission.objects.filter(may)
    held = Q(groups__permissions__in=permissions) | Q(user_permissions__in=permissions)
    rows: QuerySet[StaffUser] = StaffUser.objects.filter(is_active=True)
    return rows.filter(held | Q(is_superuser=True)).distinct()


def values_of(row: Any) -> Values:
    """The values of a request, or of a row of its history; who it is assigned to as a key."""
    return combining.values_of(row, PLAIN, LINKS)


# ---------------------------------------------------------------- writing
def add_request(
    *,
    customer: Customer,
    kind: str,
    values: Values,
    actor: StaffUser | str,
    scope: str = Scope.CUSTOMER,
    scope_table: str = "",
    scope_pk: int | None = None,
    scope_columns: Sequence[str] = (),
) -> PrivacyRequest:
    """Put a request in the register, with its deadline.

    Args:
        customer: whose data it is about.
        kind: one of `PrivacyRequest.Kind`.
        values: by the names in `FIELDS`; what is missing stays empty.
        actor: who takes it in.
        scope: what an erasure is about, when not the whole customer, with its table, row and columns.

    Raises:
        AlreadyRunningError: the erasure of this customer runs already.
        ValidationError: the customer is erased, or a value does not fit.
    """
    with transaction.atomic(), history.acting(actor=actor):
        locked = Customer.objects.select_for_update(of=("self",), no_key=True).get(pk=customer.pk)
        if locked.status == Customer.Status.ERASED:
            raise ValidationError(_("This customer is erased: there is nothing left to ask."))
        if kind == Kind.ERASURE and scope == Scope.CUSTOMER:
            running = running_erasure(locked)
            if running is not None:
                raise AlreadyRunningError(running)
        request = PrivacyRequest(
            customer=locked,
            customer_number=locked.number,
            kind=kind,
            scope=scope,
            scope_table=scope_table,
            scope_pk=scope_pk,
            scope_columns=list(scope_columns),
        )
        _apply(request, values, actor)
        _require(problems(values, kind=kind))
        request.clean_fields()
        request.save()
    return request


def change_request(
    *,
    request: PrivacyRequest,
    version: int,
    values: Values,
    actor: StaffUser | str,
    reason: str = "",
) -> Saved[PrivacyRequest]:
    """Save what a clerk changed, combined with what others changed in the meantime.

    A save without a difference writes nothing.

    Args:
        request: the request.
        version: the one that the form was opened with.
        values: as typed, by the names in `FIELDS`.
        actor: who changes.
        reason: for the history.

    Raises:
        OverlapError: somebody else changed the same field; nothing is written.
        ValidationError: it is closed, or the combination does not fit.
    """
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked = _lock(request)
        combination = combine(locked, version=version, values=values, read=_read(values))
        if combination.todo:
            _require_running(locked)
            _change(locked, combination.todo, actor)
    return Saved.of(locked, combination)


def check_identity(
    *, request: PrivacyRequest, identity: str, note: str = "", actor: StaffUser | str
) -> PrivacyRequest:
    """Note how the person showed who they are. Raises ValidationError, by field."""
    values = {"identity": identity, "identity_note": note}
    return _set(request, values, actor)


def extend_request(
    *, request: PrivacyRequest, until: datetime.date, reason: str, actor: StaffUser | str
) -> PrivacyRequest:
    """Extend the deadline, by two months at most, before it is over. Raises ValidationError."""
    return _set(request, {"extended_to": until, "extension_reason": reason}, actor)


def close_request(
    *, request: PrivacyRequest, rejected: bool, outcome: str, actor: StaffUser | str
) -> PrivacyRequest:
    """End a request: answered, or rejected with the reason. What is closed so already stays so.

    Args:
        request: a running one; an erasure is done by being carried out, here it is only rejected.
        rejected: whether the person gets a no.
        outcome: what was answered or done, or why not.
        actor: who ends it.

    Raises:
        ValidationError: it is closed otherwise, nothing is said, or it cannot be answered yet.
    """
    to = Status.REJECTED if rejected else Status.DONE
    with transaction.atomic(), history.acting(actor=actor):
        locked = _lock(request)
        if locked.status == to:
            return locked
        _require_running(locked)
        _require(closing_problems(locked, rejected=rejected, outcome=outcome))
        _close(locked, to, outcome, actor)
    return locked


def withdraw_request(
    *, request: PrivacyRequest, actor: StaffUser | str, reason: str = ""
) -> PrivacyRequest:
    """The person takes it back: an erasure as long as nothing was erased, the waiting time included.

    One that was withdrawn already stays as it is. Raises ValidationError when it is closed otherwise.
    """
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked = _lock(request)
        if locked.status == Status.WITHDRAWN:
            return locked
        _require_running(locked)
        _close(locked, Status.WITHDRAWN, reason, actor)
    return locked


# ---------------------------------------------------------------- the parts
def _read(values: Values) -> Any:
    """How to read a row as far as the form goes: not every form has every field."""
    return lambda row: {name: value for name, value in values_of(row).items() if name in values}


def _lock(request: PrivacyRequest) -> PrivacyRequest:
    rows = PrivacyRequest.objects.select_for_update(of=("self",))
    locked: PrivacyRequest = rows.get(pk=request.pk)
    return locked


def _require_running(request: PrivacyRequest) -> None:
    if not request.is_running:
        text = _("This request is closed: %(status)s.")
        raise ValidationError(text % {"status": request.get_status_display()}, code="closed")


def _require(wrong: Mapping[str, str]) -> None:
    if wrong:
        raise ValidationError(dict(wrong))


def _set(request: PrivacyRequest, values: Values, actor: StaffUser | str) -> PrivacyRequest:
    """Write some values, whatever version the clerk looked at."""
    with transaction.atomic(), history.acting(actor=actor):
        locked = _lock(request)
        _require_running(locked)
        now = values_of(locked)
        todo = {name: value for name, value in values.items() if now[name] != value}
        if todo:
            _change(locked, todo, actor)
    return locked


def _change(locked: PrivacyRequest, todo: Values, actor: StaffUser | str) -> None:
    """Write `todo`; what somebody approved on stays as it was."""
    fixed = ONLY_OPEN.intersection(todo) if locked.status != Status.OPEN else frozenset()
    if fixed:
        text = _("The plan was sent for approval on this. Have it handed back first.")
        raise ValidationError(dict.fromkeys(fixed, text))
    wrong = problems(values_of(locked) | todo, kind=locked.kind, before=locked)
    # Of what was there before only what hangs together with the change is looked at again.
    touched = set(todo)
    if touched & {"extended_to", "extension_reason", "received_on"}:
        touched |= {"extended_to", "extension_reason"}
    if touched & {*_IDENTITY, "channel"}:
        touched |= set(_IDENTITY)
    _require({name: text for name, text in wrong.items() if name in touched})
    _apply(locked, todo, actor)
    locked.clean_fields()
    locked.save()


def _apply(request: PrivacyRequest, values: Values, actor: StaffUser | str) -> None:
    combining.apply(request, values, PLAIN, LINKS)
    if "received_on" in values:
        request.deadline = deadline_of(request.received_on)
    if any(name in values for name in _IDENTITY):
        checked = bool(request.identity)
        staff = actor if isinstance(actor, StaffUser) else None
        request.identity_by = staff if checked else None
        request.identity_on = timezone.localdate() if checked else None


def _close(locked: PrivacyRequest, status: str, outcome: str, actor: StaffUser | str) -> None:
    locked.status = status
    locked.outcome = outcome.strip()
    locked.closed_at = timezone.now()
    locked.closed_by = actor if isinstance(actor, StaffUser) else None
    locked.save()
