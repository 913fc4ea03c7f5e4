"""Forms of the privacy law as no page shows them: keys of others, steps out of turn, values unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.urls import reverse

from contacts.models import ContactMoment
from customers.models import (
    AccessExport,
    Customer,
    ErasureEntry,
    ErasureHold,
    MentionDecision,
    PrivacyRequest,
    PrivacySettings,
    RetentionBatch,
    RetentionItem,
)
from customers.privacy.erasure import approval
from customers.privacy.retention import service as retention
from tests.at_once import at_once
from tests.customers.privacy.test_retention_views import make_batch
from tests.factories import make_contact, make_customer, make_moment, make_request, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

pytestmark = pytest.mark.django_db
Status = PrivacyRequest.Status
TABLES: tuple[Any, ...] = (
    Customer,
    ContactMoment,
    PrivacyRequest,
    MentionDecision,
    ErasureHold,
    ErasureEntry,
    AccessExport,
    RetentionBatch,
    RetentionItem,
)


def everything() -> dict[str, list[Any]]:
    """All that an erasure or a request could change."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in TABLES}


def at(name: str, key: Any) -> str:
    return reverse(f"privacy:{name}", args=[key])


@pytest.fixture
def one() -> Customer:
    return make_customer(number="100234", last_name="Zwaluwenburg", infix="")


@pytest.fixture
def two() -> Customer:
    return make_customer(number="100235", last_name="Roerdomp", infix="")


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_staff("kantoor"))
    return client


@pytest.fixture
def boss(client: Client) -> Client:
    client.force_login(make_staff("beheerder"))
    return client


def awaiting(customer: Customer, planner: Any = None) -> PrivacyRequest:
    """A plan that was sent for approval."""
    asked = make_request(customer)
    return approval.send_for_approval(request=asked, actor=planner or make_staff("kantoor"))


class TestKeysOfOthers:
    def test_a_text_of_another_plan(self, office: Client, one: Customer, two: Customer) -> None:
        neighbour = make_customer(last_name="Buurman", infix="")
        for customer in (one, two):
            make_moment(neighbour, text=f"{customer.last_name} komt.")
        asked, other = make_request(one), make_request(two)
        page = office.get(at("plan", other.pk))
        [mention] = page.context["plan"].mentions
        key = ":".join(mention.key)
        for forged in (key, f"{key}:x", "customers_customer:1:last_name", "::", "all\0", ""):
            data = {"mention": forged, "decision": "clean"}
            assert office.post(at("plan_decide", asked.pk), data).status_code == 302
        assert not MentionDecision.objects.exists()

    def test_the_number_of_another_customer(
        self, boss: Client, one: Customer, two: Customer
    ) -> None:
        asked, _other = awaiting(one), awaiting(two)
        for typed in (two.number, f"{one.number} {two.number}", f"{one.number}\0", "", str(one.pk)):
            data = {"typed_number": typed, "plan_version": asked.version}
            assert boss.post(at("approve", asked.pk), data).status_code == 200
        assert set(PrivacyRequest.objects.values_list("status", flat=True)) == {"awaiting"}

    def test_an_item_of_another_batch(self, boss: Client, one: Customer, two: Customer) -> None:
        batch, other = make_batch(one), make_batch(two, kind="moment")
        [item] = other.items.all()
        before = everything()
        for key in (item.pk, f"{item.pk} ", -item.pk, 2**63, "", "x"):
            assert boss.post(at("batch_exclude", batch.pk), {"item": key}).status_code == 302
        assert everything() == before

    def test_a_contact_person_of_another(
        self, office: Client, one: Customer, two: Customer
    ) -> None:
        url = reverse("contacts:person_erase", args=[one.number, make_contact(two).pk])
        data = {"channel": "counter", "ground": "not_needed", "received_on": "22-11-2026"}
        assert office.get(url).status_code == 404
        assert office.post(url, data).status_code == 404
        assert not PrivacyRequest.objects.exists()


@pytest.mark.parametrize("kind", ["access", "rectification", "objection"])
def test_steps_of_an_erasure_at_another_request(boss: Client, one: Customer, kind: str) -> None:
    asked = make_request(one, kind)
    before = everything()
    for name in ("plan", "plan_decide", "plan_send", "approve", "hand_back"):
        data = {"typed_number": one.number, "reason": "x", "decision": "keep", "mention": "all"}
        assert boss.post(at(name, asked.pk), data).status_code in {404, 405}, name
    assert everything() == before


class TestOutOfTurn:
    """Each step at a request that stands elsewhere: nothing of it comes about."""

    STEPS: dict[str, dict[str, str]] = {
        "plan_decide": {"mention": "all", "decision": "clean"},
        "plan_send": {},
        "approve": {"typed_number": "100234"},
        "hand_back": {"reason": "Naam nazien"},
        "request_withdraw": {"reason": "Toch niet"},
        "request_close": {"answer": "done", "outcome": "Gedaan."},
        "request_edit": {"note": "x", "channel": "counter"},
    }

    @pytest.mark.parametrize(
        ("status", "steps"),
        [
            ("open", ["approve", "hand_back", "request_close"]),
            ("awaiting", ["plan_decide", "request_close"]),
            ("waiting", ["plan_decide", "plan_send", "approve", "request_close"]),
            ("withdrawn", [*STEPS]),
            ("rejected", [*STEPS]),
        ],
    )
    def test_of_somebody_who_is_there(
        self, boss: Client, one: Customer, status: str, steps: list[str]
    ) -> None:
        make_moment(make_customer(last_name="Buurman"), text="Zwaluwenburg komt.")
        more: dict[str, Any] = {}
        if status in ("awaiting", "waiting"):
            more = {"planned_by": make_staff("kantoor"), "planned_at": "2026-11-22T09:00Z"}
        if status == "waiting":
            more |= {"approved_by": make_staff("beheerder"), "approved_at": "2026-11-22T10:00Z"}
            more["execute_on"] = "2999-12-31"
        asked = make_request(one, status=status, **more)
        before = everything()
        for name in steps:
            assert boss.post(at(name, asked.pk), self.STEPS[name]).status_code in {200, 302}, name
        assert everything() == before

    def test_of_who_was_erased(self, boss: Client, one: Customer) -> None:
        PrivacySettings.objects.create(pk=1, waiting_days=0)
        asked = awaiting(one)
        make_moment(one)
        boss.post(
            at("approve", asked.pk), {"typed_number": one.number, "plan_version": asked.version}
        )
        asked.refresh_from_db()
        assert asked.status == Status.DONE
        before = everything()
        for name, data in self.STEPS.items():
            assert boss.post(at(name, asked.pk), data).status_code in {200, 302}, name
        for name in ("add_access", "add_erasure", "fields", "hold", "hold_end"):
            assert boss.post(at(name, one.number), {"reason": "x"}).status_code == 404, name
        assert everything() == before

    def test_the_planner_approves(self, client: Client, one: Customer) -> None:
        planner = make_staff("beheerder")
        asked = awaiting(one, planner)
        client.force_login(planner)
        data = {"typed_number": one.number, "planned_by": "", "plan_version": asked.version}
        assert client.post(at("approve", asked.pk), data).status_code == 302
        asked.refresh_from_db()
        assert asked.status == Status.AWAITING

    @pytest.mark.parametrize("decided", ["approved", "declined", "done"])
    def test_a_batch_that_was_decided(self, boss: Client, one: Customer, decided: str) -> None:
        batch = make_batch(
            one,
            status=decided,
            decided_by=make_staff("beheerder"),
            decided_at="2026-11-22T09:00Z",
        )
        before = everything()
        item = RetentionItem.objects.get()
        for url in (at("batch_decide", batch.pk), f"{at('batch_decide', batch.pk)}?no=1"):
            assert boss.post(url, {"count": "1", "reason": "Nee"}).status_code == 302
        assert boss.post(at("batch_exclude", batch.pk), {"item": item.pk}).status_code == 302
        assert everything() == before


class TestUnasked:
    """Values that no form has."""

    FORGED = {
        "status": "done",
        "customer": "1",
        "customer_number": "100235",
        "scope": "columns",
        "scope_table": "customers_customer",
        "scope_pk": "1",
        "scope_columns": "mobile",
        "planned_by": "1",
        "approved_by": "1",
        "execute_on": "2020-01-01",
        "closed_at": "2020-01-01T00:00Z",
        "deadline": "2099-01-01",
        "identity_by": "1",
    }

    def test_with_a_new_request(self, office: Client, one: Customer, two: Customer) -> None:
        page = office.get(at("add_erasure", one.number)).context["form"]
        data = self.FORGED | {
            "received_on": page["received_on"].value(),
            "channel": "counter",
            "ground": "not_needed",
        }
        assert office.post(at("add_erasure", one.number), data).status_code == 302
        made = PrivacyRequest.objects.get()
        assert (made.customer, made.customer_number) == (one, one.number)
        assert (made.status, made.scope, made.scope_table) == (Status.OPEN, "customer", "")
        assert (made.planned_by, made.approved_by, made.execute_on) == (None, None, None)
        assert made.deadline.year < 2099

    def test_with_a_change(self, office: Client, one: Customer, two: Customer) -> None:
        asked = make_request(one)
        before: Any = PrivacyRequest.objects.values().get()
        form = office.get(at("request_edit", asked.pk)).context["form"]
        shown = {name: form[name].value() for name in form.fields}
        data = {name: value for name, value in shown.items() if value is not None} | self.FORGED
        assert office.post(at("request_edit", asked.pk), data | {"version": 1}).status_code == 302
        after: Any = PrivacyRequest.objects.values().get()
        assert {name for name in after if after[name] != before[name]} <= {"version", "changed_at"}


def test_files_by_keys_that_are_nobodys(boss: Client, one: Customer) -> None:
    make_request(one, "access")
    for key in (UUID(int=0), UUID(int=2**128 - 1)):
        for name in ("export", "export_file"):
            assert boss.get(at(name, key)).status_code == 404


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_approved_and_handed_back(self) -> None:
        """One of both comes about, and never half of each."""
        customer, boss = make_customer(), make_staff("beheerder")
        asked = awaiting(customer)
        deeds: list[Callable[[], Any]] = [
            lambda: approval.approve(
                request=asked,
                actor=boss,
                typed_number=customer.number,
                seen_version=asked.version,
            ),
            lambda: approval.hand_back(request=asked, actor=boss, reason="Naam nazien"),
        ]
        at_once(*deeds)
        asked.refresh_from_db()
        assert (asked.status, asked.approved_by, asked.execute_on) == (Status.OPEN, None, None)

    def test_approved_and_withdrawn(self) -> None:
        """Whoever approves first: withdrawn is withdrawn, as long as nothing was erased."""
        customer, boss = make_customer(), make_staff("beheerder")
        asked = awaiting(customer)
        at_once(
            lambda: approval.approve(request=asked, actor=boss, typed_number=customer.number),
            lambda: approval.withdraw_erasure(request=asked, actor=boss, reason="Toch niet"),
        )
        asked.refresh_from_db()
        assert asked.status == Status.WITHDRAWN
        assert not ErasureEntry.objects.exists()

    def test_carried_out_and_withdrawn(self) -> None:
        PrivacySettings.objects.create(pk=1, waiting_days=0)
        customer, boss = make_customer(), make_staff("beheerder")
        asked = awaiting(customer)
        answers = at_once(
            lambda: approval.approve(request=asked, actor=boss, typed_number=customer.number),
            lambda: approval.withdraw_erasure(request=asked, actor=boss, reason="Toch niet"),
        )
        asked.refresh_from_db()
        gone = not Customer.objects.filter(pk=customer.pk).exists()
        assert asked.status == (Status.DONE if gone else Status.WITHDRAWN)
        assert gone == ErasureEntry.objects.exists()
        assert sum(isinstance(answer, Exception) for answer in answers) == 1

    def test_a_batch_by_two(self) -> None:
        batch = make_batch(make_customer(), before="2019-11-22")
        bosses = [make_staff("beheerder") for _n in range(2)]
        answers = at_once(
            lambda: retention.approve(batch=batch, count=1, actor=bosses[0]),
            lambda: retention.decline(batch=batch, reason="Nee", actor=bosses[1]),
        )
        batch.refresh_from_db()
        assert sum(isinstance(answer, Exception) for answer in answers) == 1
        assert batch.status in {"approved", "declined"}
