"""The pages of an erasure: what they show, whom they refuse, and that they act once."""

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer, MentionDecision, PrivacyRequest, PrivacySettings
from customers.privacy.erasure import approval, engine
from tests.factories import (
    make_activity,
    make_contact,
    make_customer,
    make_moment,
    make_request,
    make_staff,
)

pytestmark = pytest.mark.django_db
Status = PrivacyRequest.Status


@pytest.fixture
def office(client: Client) -> Client:
    """Signed in as somebody of the office."""
    client.force_login(make_staff("kantoor"))
    return client


def boss_client() -> Client:
    """Signed in as an administrator."""
    client = Client()
    client.force_login(make_staff("beheerder"))
    return client


def at(name: str, key: Any) -> str:
    """The address of a page."""
    return reverse(f"privacy:{name}", args=[key])


def awaiting(customer: Customer) -> PrivacyRequest:
    """A plan that a colleague sent for approval."""
    asked = make_request(customer)
    return approval.send_for_approval(request=asked, actor=make_staff("kantoor"))


def status_of(asked: PrivacyRequest) -> str:
    """As it stands now."""
    return PrivacyRequest.objects.get(pk=asked.pk).status


def named(client: Client) -> tuple[Customer, PrivacyRequest, str]:
    """A customer whom a note at another one names; its request; and the key of that note."""
    customer = make_customer(
        last_name="Zwaluwenburg", first_name="Theodoor", infix="", mobile="+31655010147"
    )
    other = make_customer(last_name="Boer")
    make_moment(other, text="Theodoor Zwaluwenburg haalt het op, bel 06 55 01 01 47.")
    asked = make_request(customer)
    page = client.get(at("plan", asked.pk)).content.decode()
    keys = re.findall(r'name="mention" value="([^"]+)"', page)
    return customer, asked, next(key for key in keys if key != "all")


class TestErase:
    def test_to_a_new_request_and_then_to_its_plan(self, office: Client) -> None:
        customer = make_customer()
        there = office.get(at("erase", customer.number))
        assert there["Location"] == at("add_erasure", customer.number)
        asked = make_request(customer)
        assert office.get(at("erase", customer.number))["Location"] == at("plan", asked.pk)

    def test_on_the_card_of_who_may(self, office: Client) -> None:
        customer = make_customer(status="inactive")
        page = reverse("customers:detail", args=[customer.number])
        assert "Wissen (AVG)" in office.get(page).content.decode()
        clerk = Client()
        clerk.force_login(make_staff("balie"))
        assert "Wissen (AVG)" not in clerk.get(page).content.decode()


class TestPlan:
    def test_what_goes_and_what_stays(self, office: Client) -> None:
        customer = make_customer()
        make_contact(customer)
        make_activity(customer, "order", code="done")
        page = office.get(at("plan", make_request(customer).pk)).content.decode()
        for words in ("Plan om te wissen", "1 contactpersoon", "Ter goedkeuring sturen"):
            assert words in page

    def test_what_is_open_stands_there_with_its_link(self, office: Client) -> None:
        customer = make_customer()
        order = make_activity(customer, "order")
        asked = make_request(customer)
        page = office.get(at("plan", asked.pk)).content.decode()
        assert reverse("activities:activity", args=[customer.number, order.pk]) in page
        assert 'aria-disabled="true"' in page
        office.post(at("plan_send", asked.pk))
        assert status_of(asked) == Status.OPEN

    def test_an_unchecked_identity_holds_it(self, office: Client) -> None:
        asked = make_request(make_customer(), identity="")
        office.post(at("plan_send", asked.pk))
        assert status_of(asked) == Status.OPEN
        assert at("request_edit", asked.pk) in office.get(at("plan", asked.pk)).content.decode()

    def test_only_an_erasure_has_one(self, office: Client) -> None:
        asked = make_request(make_customer(), "access")
        assert office.get(at("plan", asked.pk)).status_code == 404
        assert office.get(at("plan", 2**70)).status_code == 404

    def test_a_done_one_leads_to_its_request(self, office: Client) -> None:
        PrivacySettings.objects.create(pk=1, waiting_days=0)
        customer = make_customer()
        asked = awaiting(customer)
        approval.approve(request=asked, actor=make_staff("beheerder"), typed_number=customer.number)
        there = office.get(at("plan", asked.pk))
        assert there["Location"] == at("request", asked.pk)
        assert customer.number in office.get(there["Location"]).content.decode()

    def test_as_many_questions_for_a_full_card(self, office: Client) -> None:
        counted = []
        for full in (1, 6):
            customer = make_customer()
            for _n in range(full):
                make_contact(customer)
                make_moment(customer)
                make_activity(customer, "quote")
            asked = make_request(customer)
            office.get(at("plan", asked.pk))
            with CaptureQueriesContext(connection) as queries:
                office.get(at("plan", asked.pk))
            counted.append(len(queries))
        assert counted[0] == counted[1]


class TestDecide:
    def test_each_text_by_itself(self, office: Client) -> None:
        _customer, asked, key = named(office)
        office.post(at("plan_send", asked.pk))
        assert status_of(asked) == Status.OPEN
        office.post(at("plan_decide", asked.pk), {"mention": key, "decision": "clean"})
        assert [one.decision for one in MentionDecision.objects.all()] == ["clean"]
        page = office.get(at("plan", asked.pk)).content.decode()
        assert "1 van 1 beslist" in page
        office.post(at("plan_send", asked.pk))
        assert status_of(asked) == Status.AWAITING

    def test_all_at_once(self, office: Client) -> None:
        _customer, asked, _key = named(office)
        office.post(at("plan_decide", asked.pk), {"mention": "all", "decision": "keep"})
        assert [one.decision for one in MentionDecision.objects.all()] == ["keep"]

    @pytest.mark.parametrize(
        "data",
        [
            {},
            {"mention": "x", "decision": "clean"},
            {"mention": "all", "decision": "burn"},
            {"mention": "\x00", "decision": "keep", "seen": "9" * 400},
        ],
    )
    def test_nothing_comes_of_nonsense(self, office: Client, data: dict[str, str]) -> None:
        _customer, asked, _key = named(office)
        assert office.post(at("plan_decide", asked.pk), data).status_code == 302
        assert not MentionDecision.objects.exists()

    def test_not_on_a_plan_that_was_sent(self, office: Client) -> None:
        _customer, asked, key = named(office)
        data = {"mention": key, "decision": "keep"}
        office.post(at("plan_decide", asked.pk), data)
        office.post(at("plan_send", asked.pk))
        office.post(at("plan_decide", asked.pk), data | {"decision": "clean"})
        assert [one.decision for one in MentionDecision.objects.all()] == ["keep"]


def typed(asked: PrivacyRequest) -> dict[str, Any]:
    """What the page of approval posts once the number is typed."""
    return {"typed_number": asked.customer_number, "plan_version": asked.version}


class TestApprove:
    def test_the_page_names_the_customer_and_asks_the_number(self) -> None:
        customer = make_customer(last_name="Zwaluwenburg")
        asked = awaiting(customer)
        boss = boss_client()
        page = boss.get(at("approve", asked.pk)).content.decode()
        assert "Zwaluwenburg" in page
        wrong = boss.post(at("approve", asked.pk), {"typed_number": "99"})
        assert wrong.status_code == 200
        assert customer.number in wrong.content.decode()
        assert status_of(asked) == Status.AWAITING
        done = boss.post(at("approve", asked.pk), typed(asked))
        assert done["Location"] == at("request", asked.pk)
        assert status_of(asked) == Status.WAITING

    def test_the_session_of_who_approves_forgets_too(self) -> None:
        """The request that erases writes its own session back when it is done."""
        PrivacySettings.objects.create(pk=1, waiting_days=0)
        customer = make_customer(last_name="Zwaluwenburg")
        asked = awaiting(customer)
        boss = boss_client()
        boss.get(at("approve", asked.pk))
        session = boss.session
        session.update({"looked_for": "Zwaluwenburg", "place": "Utrecht"})
        session.save()
        boss.post(at("approve", asked.pk), typed(asked))
        assert status_of(asked) == Status.DONE
        assert "looked_for" not in boss.session
        assert boss.session["place"] == "Utrecht"
        assert boss.get(at("request", asked.pk)).status_code == 200  # still signed in

    def test_posted_twice(self) -> None:
        customer = make_customer()
        asked = awaiting(customer)
        boss = boss_client()
        page = boss.get(at("approve", asked.pk)).content.decode()
        token = re.findall(r'name="token" value="([^"]+)"', page)[0]
        data = typed(asked) | {"token": token}
        first, second = (boss.post(at("approve", asked.pk), data) for _n in range(2))
        assert first["Location"] == second["Location"]

    @pytest.mark.parametrize("seen", ["", "0", "99", "x"])
    def test_a_plan_that_nobody_looked_at(self, seen: str) -> None:
        asked = awaiting(make_customer())
        page = boss_client().post(at("approve", asked.pk), typed(asked) | {"plan_version": seen})
        assert "sindsdien gewijzigd" in page.content.decode()
        assert status_of(asked) == Status.AWAITING

    def test_a_plan_that_changed_meanwhile(self) -> None:
        """Handed back, changed and sent again while the page was open: nobody read this plan."""
        customer = make_customer()
        asked = awaiting(customer)
        boss, seen = boss_client(), asked.version
        name = f'name="plan_version" value="{seen}"'
        assert name in boss.get(at("approve", asked.pk)).content.decode()
        approval.hand_back(request=asked, actor=make_staff("beheerder"), reason="Naam nazien")
        approval.send_for_approval(request=asked, actor=make_staff("kantoor"))
        data = {"typed_number": customer.number, "plan_version": seen}
        page = boss.post(at("approve", asked.pk), data).content.decode()
        assert "sindsdien gewijzigd" in page
        assert status_of(asked) == Status.AWAITING
        now = re.findall(r'name="plan_version" value="([^"]+)"', page)
        boss.post(at("approve", asked.pk), data | {"plan_version": now[0]})
        assert status_of(asked) == Status.WAITING

    def test_the_planner_is_told_why_not(self) -> None:
        boss = make_staff("beheerder")
        asked = make_request(make_customer())
        approval.send_for_approval(request=asked, actor=boss)
        client = Client()
        client.force_login(boss)
        there = client.get(at("approve", asked.pk), follow=True)
        assert "een collega moet het goedkeuren" in there.content.decode()

    def test_what_was_withdrawn_meanwhile(self) -> None:
        customer = make_customer()
        asked = awaiting(customer)
        approval.withdraw_erasure(request=asked, actor=make_staff("kantoor"))
        done = boss_client().post(at("approve", asked.pk), typed(asked))
        assert done.status_code == 302
        assert status_of(asked) == Status.WITHDRAWN

    def test_what_was_opened_meanwhile(self) -> None:
        customer = make_customer()
        asked = awaiting(customer)
        make_activity(customer, "order")
        answer = boss_client().post(at("approve", asked.pk), typed(asked))
        assert answer.status_code == 200
        assert "open" in answer.content.decode()
        assert status_of(asked) == Status.AWAITING

    def test_the_last_page_says_the_number(self) -> None:
        PrivacySettings.objects.create(pk=1, waiting_days=0)
        customer = make_customer()
        asked = awaiting(customer)
        boss = boss_client()
        assert "verdwijnt helemaal" in boss.get(at("approve", asked.pk)).content.decode()
        there = boss.post(at("approve", asked.pk), typed(asked), follow=True)
        assert f"{customer.number} is gewist." in there.content.decode()
        assert (
            customer.number in boss.get(reverse("privacy:requests") + "?state=all").content.decode()
        )

    @pytest.mark.parametrize("typed", ["\x00", "9" * 5000, "\ud800", "NaN"])
    def test_nonsense(self, typed: str) -> None:
        asked = awaiting(make_customer())
        sent = typed.encode("utf-8", "surrogatepass")
        body = b"typed_number=" + b"".join(b"%%%02X" % byte for byte in sent)
        answer = boss_client().post(
            at("approve", asked.pk), body, content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code in (200, 400)
        assert status_of(asked) == Status.AWAITING


class TestHandBack:
    def test_with_a_reason(self) -> None:
        asked = awaiting(make_customer())
        boss = boss_client()
        assert boss.post(at("hand_back", asked.pk), {"reason": ""}).status_code == 200
        boss.post(at("hand_back", asked.pk), {"reason": "Bel eerst."})
        assert status_of(asked) == Status.OPEN


class TestParts:
    DATA = {
        "ground": "consent",
        "channel": "phone",
        "received_on": "20-11-2026",
        "identity": "known",
    }

    def test_single_fields(self, office: Client) -> None:
        customer = make_customer(mobile="+31655010147")
        url = at("fields", customer.number)
        assert "Wat overal wordt gewist" in office.get(url).content.decode()
        wrong = office.post(url, self.DATA)
        assert "Kies minstens één veld." in wrong.content.decode()
        there = office.post(url, self.DATA | {"chosen": ["mobile", "address"]}, follow=True)
        assert "Mobiel" in there.content.decode()
        asked = PrivacyRequest.objects.get(customer=customer)
        assert asked.scope_columns[0] == "mobile"
        assert "postcode" in asked.scope_columns

    @pytest.mark.parametrize("chosen", ["number", "last_name", "\x00"])
    def test_no_field_that_is_not_offered(self, office: Client, chosen: str) -> None:
        customer = make_customer()
        answer = office.post(at("fields", customer.number), self.DATA | {"chosen": chosen})
        assert answer.status_code == 200
        assert not PrivacyRequest.objects.exists()

    def test_a_contact_person(self, office: Client) -> None:
        customer = make_customer()
        person = make_contact(customer, last_name="Zwaluwenburg")
        url = reverse("contacts:person_erase", args=[customer.number, person.pk])
        assert "Zwaluwenburg" in office.get(url).content.decode()
        there = office.post(url, self.DATA, follow=True)
        assert "Plan om te wissen" in there.content.decode()
        asked = PrivacyRequest.objects.get(customer=customer)
        assert (asked.scope, asked.scope_pk) == ("row", person.pk)

    def test_not_of_another_customer(self, office: Client) -> None:
        person = make_contact(make_customer())
        url = reverse("contacts:person_erase", args=[make_customer().number, person.pk])
        assert office.get(url).status_code == 404


class TestErasedCard:
    def test_who_did_it_in_words_and_without_a_dot(self, office: Client) -> None:
        customer = make_customer()
        make_activity(customer, "order", code="done")
        engine.erase_parts(
            customer=customer,
            parts={"customers_customer": {"pks": [customer.pk], "columns": ["phone"]}},
            actor="erase_customer",
            ground="law",
        )
        engine.erase_customer(customer=customer, actor="retention", ground="retention")
        for name in ("customers:detail", "privacy:customer"):
            page = office.get(reverse(name, args=[customer.number])).content.decode()
            assert "Door Bewaartermijn" in page
            assert "Door De opdrachtregel" in page
            assert 'class="status status--erased"' in page

    def test_one_person_who_planned_and_approved(self, office: Client) -> None:
        """By user name: two colleagues may be called the same."""
        customer = make_customer()
        make_activity(customer, "order", code="done")
        boss, other = make_staff("beheerder"), make_staff("beheerder")
        assert boss.display_name == other.display_name
        for approver, words in ((boss, "die het ook goedkeurde"), (other, "goedgekeurd door Anna")):
            engine.erase_parts(
                customer=customer,
                parts={"customers_customer": {"pks": [customer.pk], "columns": ["phone"]}},
                actor=boss,
                approved_by=approver,
                ground="law",
            )
            url = reverse("privacy:customer", args=[customer.number])
            assert words not in office.get(url).content.decode()  # it stands
        engine.erase_customer(customer=customer, actor="test", ground="law")
        page = office.get(url).content.decode()
        for words in ("die het ook goedkeurde", "goedgekeurd door Anna Visser"):
            assert words in page

    def test_when_who_and_what_remains(self, office: Client) -> None:
        PrivacySettings.objects.create(pk=1, waiting_days=0)
        customer = make_customer()
        make_activity(customer, "order", code="done")
        asked = awaiting(customer)
        boss = make_staff("beheerder", username="bram", first_name="Bram", last_name="Bos")
        approval.approve(request=asked, actor=boss, typed_number=customer.number)
        page = office.get(reverse("customers:detail", args=[customer.number])).content.decode()
        privacy = office.get(reverse("privacy:customer", args=[customer.number])).content.decode()
        for words in ("Gewist op", "Wat er blijft", "goedgekeurd door Bram Bos"):
            assert words in page
            assert words in privacy
        assert "Jansen" not in page
        assert f'href="{at("customer", customer.number)}"' in page
        assert office.get(at("erase", customer.number)).status_code == 404

    def test_that_treatments_are_kept_is_not_for_everybody(self, office: Client) -> None:
        PrivacySettings.objects.create(pk=1, waiting_days=0, medical_years=15)
        customer = make_customer()
        make_activity(customer, "treatment", code="done", closed_on=timezone.localdate())
        asked = awaiting(customer)
        approval.approve(request=asked, actor=make_staff("beheerder"), typed_number=customer.number)
        medical = Client()
        medical.force_login(make_staff("behandelaar"))
        for name in ("customers:detail", "privacy:customer"):
            url = reverse(name, args=[customer.number])
            assert "ehandeling" not in office.get(url).content.decode(), name
        card = reverse("customers:detail", args=[customer.number])
        assert "ehandeling" in medical.get(card).content.decode()


class TestNotCarriedOut:
    """Approved, its day is over, and it fails each time: somebody has to look at it."""

    def test_the_pages_and_the_reminder_say_so(
        self, office: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        PrivacySettings.objects.create(pk=1, waiting_days=1)
        customer = make_customer()
        asked = awaiting(customer)
        approval.approve(request=asked, actor=make_staff("beheerder"), typed_number=customer.number)

        def fails(**_order: Any) -> None:
            raise OSError

        monkeypatch.setattr("customers.privacy.erasure.engine.erase_customer", fails)
        assert "niet uitgevoerd" not in office.get(at("plan", asked.pk)).content.decode()
        PrivacyRequest.objects.filter(pk=asked.pk).update(
            execute_on=timezone.localdate() - datetime.timedelta(days=1)
        )
        assert approval.carry_out_due() == 0
        assert status_of(asked) == Status.WAITING
        told = office.get(at("request", asked.pk)).content.decode()
        assert "op de dag zelf niet gewist" in told
        assert "1 goedgekeurde wissing kon niet worden uitgevoerd." in told
        assert "state=waiting" in told
        assert "niet uitgevoerd" in office.get(at("plan", asked.pk)).content.decode()
