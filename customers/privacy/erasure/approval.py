"""The way of an erasure: open → awaiting a second person → its waiting time → carried out.

Every step looks at the request under its row lock, so that of two clerks, and of a form that is posted
twice, one acts. What stands in the way when it is to be carried out sends the request back to 'open':
nobody is forgotten, and nothing is erased that may not be.
"""

from __future__ import annotations

import datetime
import logging
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.models import (
    Customer,
    ErasureEntry,
    PrivacyRequest,
    PrivacySettings,
)
from customers.presentation.dates import full_day
from customers.privacy.erasure import engine, texts
from customers.privacy.erasure.parts import parts_of
from customers.privacy.erasure.plan import blocking, problems_of
from customers.privacy.requests import service as register
from klantbeheer import history

if TYPE_CHECKING:
    from customers.privacy.erasure.plan import Blocking
    from klantbeheer.staff.models import StaffUser

logger = logging.getLogger(__name__)
Status, Scope = PrivacyRequest.Status, PrivacyRequest.Scope


class PlanBlockedError(Exception):
    """Something is open, undecided or on hold; `blocking` says what."""

    def __init__(self, found: Blocking) -> None:
        super().__init__("the erasure is held back")
        self.blocking = found


# ---------------------------------------------------------------- who may
def needs_second_person() -> bool:
    """Whether another than the planner must approve."""
    return PrivacySettings.load().second_person


def refusal_to_approve(request: PrivacyRequest, actor: StaffUser) -> str:
    """Why this member of staff cannot approve this plan, in a sentence; '' when they can."""
    if needs_second_person() and request.planned_by_id == actor.pk:
        return _(
            "You made this plan, so a colleague must approve it. Ask an administrator to look at it."
        )
    return ""


# ---------------------------------------------------------------- the steps
def send_for_approval(*, request: PrivacyRequest, actor: StaffUser) -> PrivacyRequest:
    """Send the plan to a second person. One that was sent already stays as it is.

    Raises:
        PlanBlockedError: something is open, undecided or on hold.
        ValidationError: it is no longer open, or the identity was not checked.
    """
    with transaction.atomic(), history.acting(actor=actor):
        locked = _lock(request)
        if locked.status == Status.AWAITING:
            return locked
        _require(locked, Status.OPEN)
        problems = problems_of(locked)
        if problems:
            raise ValidationError(problems)
        _require_clear(locked)
        locked.status = Status.AWAITING
        locked.planned_by, locked.planned_at = actor, timezone.now()
        locked.save()
    return locked


def approve(
    *,
    request: PrivacyRequest,
    actor: StaffUser,
    typed_number: str,
    seen_version: int | None = None,
) -> PrivacyRequest:
    """Approve the plan: its waiting time begins, or it is carried out at once when there is none.

    One that was approved already stays as it is. With `seen_version` only the request as it was then:
    a plan may be handed back, changed and sent again while somebody reads it.

    Raises:
        PlanBlockedError: something is open, undecided or on hold by now.
        ValidationError: the number is another one, the planner approves, it changed, or it awaits
            nothing.
    """
    with transaction.atomic():
        locked = _lock(request)
        if locked.status in (Status.WAITING, Status.DONE):
            return locked
        _require(locked, Status.AWAITING)
        _require_looked_at(locked, actor, typed_number, seen_version)
        _require_clear(locked)
        settings = PrivacySettings.load()
        alone = locked.planned_by_id == actor.pk
        reason = _("Approved by the one who planned it: the shop asks no second person.")
        with history.acting(actor=actor, reason=reason if alone else ""):
            locked.status = Status.WAITING
            locked.approved_by, locked.approved_at = actor, timezone.now()
            days = datetime.timedelta(days=settings.waiting_days)
            locked.execute_on = timezone.localdate() + days
            locked.save()
        if not settings.waiting_days:
            _erase(locked, locked.planned_by or actor)
    locked.refresh_from_db()
    return locked


def hand_back(*, request: PrivacyRequest, actor: StaffUser, reason: str) -> PrivacyRequest:
    """Give the plan back to who made it, with the reason. An open one stays as it is.

    Raises ValidationError: without a reason, or when it was carried out or withdrawn meanwhile.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that the planner knows what to do.")})
    with transaction.atomic(), history.acting(actor=actor, reason=reason.strip()):
        locked = _lock(request)
        if locked.status == Status.OPEN:
            return locked
        _require(locked, Status.AWAITING, Status.WAITING)
        params = {"name": actor.display_name, "reason": reason.strip()}
        _back_to_open(locked, _("handed back by %(name)s: %(reason)s") % params)
    return locked


def withdraw_erasure(
    *, request: PrivacyRequest, actor: StaffUser, reason: str = ""
) -> PrivacyRequest:
    """The person takes it back, as long as nothing was erased. Raises ValidationError."""
    return register.withdraw_request(request=request, actor=actor, reason=reason)


def carry_out(
    *, request: PrivacyRequest, actor: StaffUser | str, today: datetime.date | None = None
) -> PrivacyRequest:
    """Carry out what was approved, when its day is there; twice is once.

    What holds it back by now sends it back to 'open', with a note; so does a hold. A message that is
    being sent at this moment is waited for: it stays approved, for the next turn.

    Raises:
        ValidationError: it was not approved, or its waiting time still runs.
    """
    with transaction.atomic():
        locked = _lock(request)
        if locked.status == Status.DONE:
            return locked
        _require(locked, Status.WAITING)
        day = locked.execute_on
        if day is None or day > (today or timezone.localdate()):
            raise ValidationError(_("The waiting time of this erasure is not over yet."))
        try:
            with transaction.atomic():
                _erase(locked, actor)
        except PlanBlockedError as held:
            locked.refresh_from_db()
            if held.blocking.passes:
                return locked
            with history.acting(actor=actor, reason=_held_words(held.blocking)):
                _back_to_open(locked, _held_words(held.blocking))
    locked.refresh_from_db()
    return locked


def carry_out_due(today: datetime.date | None = None) -> int:
    """Carry out every approved erasure whose waiting time is over; one that fails does not stop others.

    Each is done in the name of who planned it. Requests whose customer is gone already are closed.

    Returns:
        How many were carried out.
    """
    close_overtaken()
    day = today or timezone.localdate()
    due = PrivacyRequest.objects.filter(status=Status.WAITING, execute_on__lte=day)
    done = 0
    for request in due.select_related("planned_by").order_by("execute_on", "pk"):
        actor = request.planned_by or history.current().system
        try:
            done += carry_out(request=request, actor=actor, today=day).status == Status.DONE
        except ValidationError:
            continue  # withdrawn or handed back between the two
        except Exception as error:  # its words may name somebody
            logger.error("erasure %d failed: %s", request.pk, type(error).__name__)
    return done


def close_overtaken() -> int:
    """Close the running erasures of who is erased already, by another way; the history says why.

    Returns:
        How many there were.
    """
    over = Q(customer=None) | Q(customer__status=Customer.Status.ERASED)
    running = PrivacyRequest.objects.filter(
        over, kind=PrivacyRequest.Kind.ERASURE, status__in=PrivacyRequest.RUNNING
    )
    closed = 0
    for request in running.order_by("pk"):
        words = _("This customer was erased already: there was nothing left to erase.")
        with transaction.atomic(), history.acting(reason=words):
            locked = _lock(request)
            if locked.is_running:
                locked.status, locked.closed_at = Status.DONE, timezone.now()
                locked.outcome = words
                locked.save()
                closed += 1
    return closed


# ---------------------------------------------------------------- the parts
def _lock(request: PrivacyRequest) -> PrivacyRequest:
    rows = PrivacyRequest.objects.select_for_update(of=("self",))
    locked: PrivacyRequest = rows.get(pk=request.pk)
    return locked


def _require(request: PrivacyRequest, *statuses: str) -> None:
    if request.kind != PrivacyRequest.Kind.ERASURE:
        raise ValidationError(_("This request asks nothing to be erased."))
    if request.status not in statuses:
        words = _("This is not possible any more: the request is ‘%(status)s’ by now.")
        raise ValidationError(words % {"status": request.get_status_display()})


def _require_looked_at(
    locked: PrivacyRequest, actor: StaffUser, typed_number: str, seen_version: int | None
) -> None:
    """That the right person approves this very plan, of the customer that they mean."""
    if refusal := refusal_to_approve(locked, actor):
        raise ValidationError(refusal)
    if seen_version not in (None, locked.version):
        raise ValidationError(
            _("The plan was changed after you opened this page. Look at it once more.")
        )
    if typed_number.strip() != locked.customer_number:
        text = _("This is not the number of this customer. Type %(number)s.")
        wrong = text % {"number": locked.customer_number}
        raise ValidationError({"typed_number": wrong})


def _customer_of(request: PrivacyRequest) -> Customer:
    if request.customer is None or request.customer.status == Customer.Status.ERASED:
        raise ValidationError(_("This customer was erased already."))
    return request.customer


def _require_clear(request: PrivacyRequest) -> None:
    found = blocking(_customer_of(request), request=request)
    if not found.is_clear:
        raise PlanBlockedError(found)


def _back_to_open(locked: PrivacyRequest, words: str) -> None:
    """Open again: whoever plans it sends it for approval once more. The note says what happened."""
    day = full_day(timezone.localdate())
    line = f"{day}: {words}"
    locked.note = f"{locked.note}\n{line}".strip()
    locked.status = Status.OPEN
    locked.planned_by = locked.planned_at = None
    locked.approved_by = locked.approved_at = locked.execute_on = None
    locked.save()


def _held_words(found: Blocking) -> str:
    parts = [blocker.label for blocker in found.blockers]
    if found.hold is not None:
        parts.append(_("on hold"))
    if found.undecided:
        words = ngettext("%(n)d text to decide", "%(n)d texts to decide", found.undecided)
        parts.append(words % {"n": found.undecided})
    return _("not carried out, held back by: %(what)s") % {"what": ", ".join(parts)}


def _erase(locked: PrivacyRequest, actor: StaffUser | str) -> ErasureEntry | None:
    """Do it through the engine, and close the request. Raises PlanBlockedError."""
    customer = _customer_of(locked)
    named: dict[str, Any] = {
        "actor": actor,
        "ground": locked.ground,
        "request": locked,
        "approved_by": locked.approved_by,
    }
    entry = None
    try:
        if locked.scope == Scope.CUSTOMER:
            entry = engine.erase_customer(customer=customer, **named)
        else:
            engine.lock([customer.pk])
            _require_clear(locked)
            entry = _erase_parts(locked, customer, named)
    except engine.ErasureBlockedError as held:
        raise PlanBlockedError(held.blocking) from None
    except engine.AlreadyErasedError:
        raise ValidationError(_("This customer was erased already.")) from None
    _close(locked, actor)
    return entry


def _erase_parts(
    locked: PrivacyRequest, customer: Customer, named: dict[str, Any]
) -> ErasureEntry | None:
    """Less than a customer: first the texts that name what goes, while it can still be found."""
    todo = parts_of(locked)
    order = engine.Order(**named)
    texts.erase_words(customer, order, texts.to_clean(customer, order))
    entry = None
    for parts in todo:
        entry = engine.erase_parts(customer=customer, parts=parts, scope=locked.scope, **named)
    return entry


def _close(locked: PrivacyRequest, actor: StaffUser | str) -> None:
    """The request is done; the engine may have said so already, and emptied its notes."""
    locked.refresh_from_db()
    if locked.status == Status.DONE:
        return
    with history.acting(actor=actor):
        locked.status = Status.DONE
        locked.closed_at = timezone.now()
        locked.closed_by = None if isinstance(actor, str) else actor
        locked.save()
