"""Which requests somebody may know of."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.http import Http404

from customers.models import PrivacyRequest
from customers.privacy.requests.finding import get_request, visible_requests
from tests.factories import make_customer, make_request, make_staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("permissions", "active", "sees"),
    [
        (["view_privacyrequest", "view_customer"], True, {"there", "gone"}),
        (["view_privacyrequest", "view_customer"], False, set()),
        (["view_privacyrequest"], True, {"gone"}),
        (["view_customer"], True, set()),
        ([], True, set()),
    ],
)
def test_by_permission(permissions: list[str], active: bool, sees: set[str]) -> None:
    user = make_staff(is_active=active)
    user.groups.clear()
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    requests = {"there": make_request(make_customer()), "gone": make_request(make_customer())}
    PrivacyRequest.objects.filter(pk=requests["gone"].pk).update(customer=None)
    found = set(visible_requests(user))
    assert {name for name, request in requests.items() if request in found} == sees
    for name, request in requests.items():
        if name in sees:
            assert get_request(user, request.pk) == request
        else:
            with pytest.raises(Http404):
                get_request(user, request.pk)
