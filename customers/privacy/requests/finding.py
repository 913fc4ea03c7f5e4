"""The one way in which a view gets at a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import Http404

from customers.models import Customer, PrivacyRequest
from customers.values.keys import LARGEST_KEY

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from klantbeheer.staff.models import StaffUser


def visible_requests(user: StaffUser | AnonymousUser) -> QuerySet[PrivacyRequest]:
    """The requests that `user` may know of; of a customer that disappeared only the number is left."""
    if not (user.is_active and user.has_perm("customers.view_privacyrequest")):
        return PrivacyRequest.objects.none()
    rows: QuerySet[PrivacyRequest] = PrivacyRequest.objects.all()
    if user.has_perm("customers.view_customer"):
        return rows
    return rows.filter(Q(customer=None) | Q(customer__in=Customer.objects.visible_to(user)))


def get_request(user: StaffUser | AnonymousUser, request_id: int) -> PrivacyRequest:
    """The request with this key, its customer with it. Raises Http404 when not for this user."""
    if request_id > LARGEST_KEY:
        raise Http404
    related = ("customer", "assigned_to", "identity_by", "planned_by", "approved_by", "closed_by")
    found = visible_requests(user).select_related(*related).filter(pk=request_id).first()
    if found is None:
        raise Http404
    return found
