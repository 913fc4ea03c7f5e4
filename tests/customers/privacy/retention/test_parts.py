"""Less than a customer: old texts, messages, files and treatments."""

from __future__ import annotations

import datetime

import pytest

from contacts.models import Attachment, ContactMoment, Message
from customers.models import (
    ErasureEntry,
    ErasureHold,
    PrivacySettings,
    RetentionRule,
)
from customers.privacy.retention import service
from klantbeheer.personal_data import ERASED_TEXT
from tests.customers.privacy.retention.making import LONG_AGO, TODAY, carry_out, rule, states
from tests.factories import (
    make_activity,
    make_customer,
    make_moment,
)

pytestmark = pytest.mark.django_db


class TestParts:
    def test_texts_of_old_contacts_go_and_the_customer_stays(self) -> None:
        customer = make_customer()
        past = datetime.datetime(2019, 1, 2, 12, tzinfo=datetime.UTC)
        gone = make_moment(customer, moment=past, subject="Klacht", text="Zijn fiets kraakt")
        removed = make_moment(customer, moment=past, text="Verkeerd", removed_at=past)
        kept = make_moment(customer, text="Nieuw")
        open_one = make_activity(customer, "repair")
        waits = make_moment(customer, moment=past, text="Hoort bij iets", activity=open_one)
        batch = service.propose(rule("moment", months=24), TODAY)
        assert states(batch) == {customer.number: ("proposed", "")}
        assert batch is not None
        assert batch.items.get().rows == 2
        carry_out(batch, 1)
        texts = dict(ContactMoment.objects.values_list("pk", "text"))
        assert texts[gone.pk] == texts[removed.pk] == ERASED_TEXT
        assert (texts[kept.pk], texts[waits.pk]) == ("Nieuw", "Hoort bij iets")
        past_texts = set(gone.history.values_list("text", "subject"))
        assert past_texts == {(ERASED_TEXT, ERASED_TEXT)}
        assert states(batch)[customer.number] == ("erased", "")
        customer.refresh_from_db()
        assert customer.last_name == "Jansen"
        entry = ErasureEntry.objects.get()
        assert (entry.scope, entry.ground, entry.actor) == ("retention", "retention", "retention")
        assert service.propose(batch.rule, TODAY) is None

    def test_an_open_order_does_not_keep_old_texts(self) -> None:
        customer = make_customer()
        make_activity(customer, "order")
        past = datetime.datetime(2019, 1, 2, 12, tzinfo=datetime.UTC)
        make_moment(customer, moment=past)
        found = states(service.propose(rule("moment", months=24), TODAY))
        assert found == {customer.number: ("proposed", "")}

    def test_a_hold_keeps_old_texts(self) -> None:
        customer, other = make_customer(), make_customer()
        past = datetime.datetime(2019, 1, 2, 12, tzinfo=datetime.UTC)
        for one in (customer, other):
            make_moment(one, moment=past)
        ErasureHold.objects.create(customer=customer, reason="claim")
        found = states(service.propose(rule("moment", months=24), TODAY))
        assert found[customer.number] == ("held", "hold")

    def test_old_messages_and_files(self) -> None:
        customer = make_customer()
        past = datetime.datetime(2019, 1, 2, 12, tzinfo=datetime.UTC)
        message = Message.objects.create(
            customer=customer, document="order", channel="email", language="nl", text="Klaar",
            key="k", system="test", created_at=past,
        )  # fmt: skip
        message.deliveries.create(customer=customer, address="jan@voorbeeld.example")
        moment = make_moment(customer)
        Attachment.objects.create(
            customer=customer, moment=moment, name="bon.pdf", size=1, uploaded_at=past,
            content_type="application/pdf",
        )  # fmt: skip
        assert service.propose(rule("message", months=12), TODAY) is None  # it is on its way
        message.deliveries.update(status="sent", sent_at=past)
        for kind in ("message", "attachment"):
            batch = service.propose(
                RetentionRule.objects.filter(kind=kind).first() or rule(kind, months=12), TODAY
            )
            assert batch is not None
            carry_out(batch, 1)
        message.refresh_from_db()
        assert message.text == ERASED_TEXT
        assert message.deliveries.get().address != "jan@voorbeeld.example"
        assert Attachment.objects.get().name == ERASED_TEXT

    def test_a_treatment_that_goes_on_is_not_old(self) -> None:
        from customers.activities.models import Treatment

        activity = make_activity(make_customer(), "treatment", opened_on=LONG_AGO)
        Treatment.objects.create(activity=activity, complaint="Knie")
        assert service.propose(rule("treatment", months=12), TODAY) is None

    def test_treatments_wait_for_the_medical_period(self) -> None:
        from customers.activities.models import Treatment

        customer = make_customer()
        activity = make_activity(
            customer, "treatment", code="done", opened_on=LONG_AGO, closed_on=LONG_AGO
        )
        Treatment.objects.create(activity=activity, complaint="Knie", findings="Slijtage")
        made = rule("treatment", months=12)
        PrivacySettings.objects.create(pk=1, medical_years=20)
        assert service.propose(made, TODAY) is None
        PrivacySettings.objects.update(medical_years=5)
        batch = service.propose(made, TODAY)
        assert batch is not None
        carry_out(batch, 1)
        treatment = Treatment.objects.get()
        assert {treatment.complaint, treatment.findings} == {ERASED_TEXT}
        activity.refresh_from_db()
        assert activity.title == ERASED_TEXT
        assert service.propose(made, TODAY) is None
