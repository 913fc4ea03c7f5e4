"""Whatever is posted twice is done once, in all that accounts, activities and the privacy law can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import BillingAccount, Invoice
from contacts.models import Message
from customers.activities.models import Activity, ArrivalNotice, Stage
from customers.models import (
    AccessExport,
    ErasureHold,
    MentionDecision,
    PrivacyRequest,
    RetentionBatch,
    RetentionItem,
    RetentionRule,
)
from tests.factories import make_staff
from tests.nasty import FORM, Pairs, encode
from tests.test_access import ROWS, Row
from tests.test_any_input import (
    FILLED_IN,
    FORM_AT,
    _shop,
    address_of,
    changes,
    form_at,
    register,
)

if TYPE_CHECKING:
    from django.test import Client

__all__ = ["_shop"]  # the fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_shop")]

APPS = ("accounts", "activities", "privacy")
POSTED = [
    row
    for row in ROWS
    if row.post and (row.name.partition(":")[0] in APPS or row.name == "contacts:person_erase")
]


def button(name: str) -> Pairs:
    """What the buttons post that have no page of their own."""
    if name == "stage":
        repair = Activity.objects.get(pk=951)
        other = Stage.objects.filter(kind=repair.kind, status="open").exclude(pk=repair.stage_id)
        return [("stage", str(other[0].pk).encode())]
    if name == "account_link":
        account = BillingAccount.objects.get(number="100001")
        return [("account", str(account.pk).encode())]
    if name == "plan_decide":
        return [("mention", b"all"), ("decision", b"keep")]
    if name == "batch_exclude":
        item = RetentionItem.objects.filter(batch=901, status="proposed")[0]
        return [("item", str(item.pk).encode())]
    return []


def counts() -> list[int]:
    """How much there is of what may not be made twice."""
    made: list[Any] = [Invoice, Activity, Message, ArrivalNotice, ProcrastinateJob]
    tracked: list[Any] = [Invoice, Activity, PrivacyRequest, MentionDecision, ErasureHold]
    tracked += [AccessExport, RetentionRule, RetentionBatch, RetentionItem]
    rows = [model.objects.count() for model in made]
    return [*rows, *(model.history.count() for model in tracked)]


#: Saved as they were opened, they change nothing.
UNCHANGED = {
    "edit",
    "arrival_edit",
    "account_edit",
    "account_link",
    "archive",
    "invoice_edit",
    "invoice_send",
    "request_edit",
}


@pytest.mark.parametrize("row", POSTED, ids=str)
class TestTwice:
    def test_twice_is_once(self, client: Client, row: Row) -> None:
        chief = make_staff("beheerder")
        chief.groups.add(Group.objects.get(name="behandelaar"))
        client.force_login(chief)
        name = row.name.partition(":")[2]
        url = FORM_AT.get(row.name) or address_of(row)
        pairs = form_at(client, url, FILLED_IN.get(name)).pairs if row.get else button(name)
        before = register(), counts()
        statuses, stands = [], []
        for _time in range(2):
            answer = client.generic("POST", url, encode(pairs), FORM)
            statuses.append(answer.status_code)
            stands.append((register(), counts()))
            said = [each for each in get_messages(answer.wsgi_request) if each.level_tag == "error"]
            assert not row.get or not said, said
        assert statuses == [302, 302]
        assert not changes(stands[0][0], stands[1][0])
        assert stands[0][1] == stands[1][1]
        if name not in UNCHANGED:
            assert changes(before[0], stands[0][0]) or before[1] != stands[0][1], name
