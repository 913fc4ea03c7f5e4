"""From what was done to a draft, once."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Invoice, VatRate
from accounts.services.billing import bill, to_invoice, usual_vat_rate
from accounts.services.invoices import credit, discard_draft, issue
from customers.models import ShopSettings
from tests.accounts.clerk import make_done, make_payer, make_shop
from tests.factories import make_activity, make_customer, make_staff

if TYPE_CHECKING:
    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> StaffUser:
    return make_staff()


def test_a_line_for_each_and_a_treatment_says_no_more_than_that(clerk: StaffUser) -> None:
    customer = make_payer()
    repair = make_done(customer, "repair", title="Achterwiel gericht", amount="45")
    treatment = make_done(customer, "treatment", title="Steunzool links", amount=None)
    make_done(customer, billing="")
    make_done(customer, billing="invoiced")
    make_activity(customer, billing="due")
    make_done(make_payer())
    assert list(to_invoice(customer)) == [repair, treatment]
    made = bill(customer=customer, actor=clerk)
    first, second = made.lines.order_by("position")
    assert first.description.endswith(f"{repair.label}: Achterwiel gericht")
    assert (first.quantity, first.unit_price, first.vat_rate) == (1, 45, 21)
    assert second.description.endswith(treatment.label)
    assert "Steunzool" not in second.description
    assert (second.activity, second.amount) == (treatment, 0)
    assert (made.total, made.subject) == (Decimal(45), "")
    assert not to_invoice(customer).exists()


def test_one_alone_gives_its_title(clerk: StaffUser) -> None:
    customer = make_payer()
    order, treatment = make_done(customer), make_done(customer, "treatment", title="Steunzool")
    subjects = [
        bill(customer=customer, actor=clerk, activities=[one]).subject for one in (order, treatment)
    ]
    assert subjects == ["Fietszitje Yepp", ""]


def test_a_long_title_fits(clerk: StaffUser) -> None:
    customer = make_payer()
    make_done(customer, title="x" * 160)
    assert len(bill(customer=customer, actor=clerk).lines.get().description) <= 200


def test_twice_is_once(clerk: StaffUser) -> None:
    customer = make_payer()
    one, two = make_done(customer), make_done(customer)
    first = bill(customer=customer, actor=clerk, activities=[one])
    assert bill(customer=customer, actor=clerk, activities=[one]) == first
    both = bill(customer=customer, actor=clerk)
    assert both != first
    assert bill(customer=customer, actor=clerk) == both
    assert bill(customer=customer, actor=clerk, activities=[one, two]) == both
    assert bill(customer=customer, actor=clerk, activities=[one]) == first
    assert Invoice.objects.count() == 2


def test_only_the_activities_asked_for(clerk: StaffUser) -> None:
    customer = make_payer()
    one, two = make_done(customer), make_done(customer)
    other = make_done(make_payer())
    made = bill(customer=customer, actor=clerk, activities=[one, other])
    assert [row.activity for row in made.lines.all()] == [one]
    assert list(to_invoice(customer)) == [two]


def test_nothing_to_invoice(clerk: StaffUser) -> None:
    with pytest.raises(ValidationError) as error:
        bill(customer=make_payer(), actor=clerk)
    assert "niets te factureren" in error.value.messages[0]


def test_without_an_account_the_activities_stay_due(clerk: StaffUser) -> None:
    customer = make_customer()
    make_done(customer)
    with pytest.raises(ValidationError) as error:
        bill(customer=customer, actor=clerk)
    assert "geen rekening" in error.value.messages[0]
    assert to_invoice(customer).count() == 1


@pytest.mark.parametrize("credited", [True, False])
def test_let_go_of_it_is_billed_again(clerk: StaffUser, credited: bool) -> None:
    make_shop()
    customer = make_payer()
    activity = make_done(customer)
    made = bill(customer=customer, actor=clerk)
    if credited:
        issued = issue(invoice=made, version=made.version, actor=clerk)
        with pytest.raises(ValidationError):
            bill(customer=customer, actor=clerk)
        credit(invoice=issued, actor=clerk, reason="Fout")
    else:
        discard_draft(invoice=made, actor=clerk)
    assert list(to_invoice(customer)) == [activity]
    again = bill(customer=customer, actor=clerk)
    assert again.pk not in (made.pk, None)
    activity.refresh_from_db()
    assert (activity.billing, activity.version) == ("invoiced", 4)


def test_the_usual_rate_is_that_of_the_shops_country() -> None:
    assert usual_vat_rate() == 21
    VatRate.objects.filter(country="BE", usual=True).update(usual=False)
    VatRate.objects.filter(country="BE", rate=6).update(usual=True)
    ShopSettings.objects.update_or_create(pk=1, defaults={"country": "BE"})
    assert usual_vat_rate() == 6
    VatRate.objects.filter(country="BE").update(active=False)
    assert usual_vat_rate() == Decimal(0)


def test_how_many_queries_does_not_depend_on_how_many(clerk: StaffUser) -> None:
    counts = []
    for many in (1, 6):
        customer = make_payer()
        for _n in range(many):
            make_done(customer)
        with CaptureQueriesContext(connection) as queries:
            bill(customer=customer, actor=clerk)
        counts.append(len(queries))
    assert counts[0] == counts[1]
