"""The rules of contact persons that the database itself keeps."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from contacts.models import ContactPerson, ContactType
from contacts.services.predefined import ensure_predefined_types
from customers.models import Customer
from klantbeheer import history
from tests.factories import make_contact, make_customer


def refused(error: Any) -> str:
    """The name of the rule that refused."""
    return str(error.value.__cause__.diag.constraint_name)


def redirect(customer: Customer, other: Customer, **fields: Any) -> ContactPerson:
    return make_contact(customer, type_id="invoice_address", invoice_customer=other, **fields)


@pytest.mark.django_db
class TestTypes:
    @pytest.mark.parametrize(
        "change", [{"name": "Verkopen"}, {"active": False}, {"predefined": False}], ids=str
    )
    def test_a_predefined_type_stays_as_it_is(self, change: dict[str, Any]) -> None:
        with pytest.raises(IntegrityError) as error:
            ContactType.objects.filter(code="sales").update(**change)
        assert "contacttype_predefined" in refused(error)

    def test_its_place_in_the_list_is_the_shops(self) -> None:
        ContactType.objects.filter(code="sales").update(position=990)
        assert ContactType.objects.order_by("-position")[0].code == "sales"

    def test_its_code_stays_too(self) -> None:
        with pytest.raises(IntegrityError), connection.cursor() as cursor:
            cursor.execute("UPDATE contacts_contacttype SET code = 'x' WHERE code = 'sales'")

    @pytest.mark.parametrize(
        ("code", "predefined"), [("workshop", True), ("sales", False)], ids=["new", "taken"]
    )
    def test_none_is_made_that_passes_for_one(self, code: str, predefined: bool) -> None:
        with pytest.raises(IntegrityError):
            ContactType.objects.create(code=code, name="Werkplaats", predefined=predefined)

    def test_an_own_type_does_not_become_one(self) -> None:
        own = ContactType.objects.create(code="workshop", name="Werkplaats")
        ContactType.objects.filter(pk=own.pk).update(name="De werkplaats", active=False)
        with pytest.raises(IntegrityError) as error:
            ContactType.objects.filter(pk=own.pk).update(predefined=True, active=True)
        assert refused(error) == "contacttype_predefined_fixed"

    def test_all_seven_are_there(self) -> None:
        ensure_predefined_types()
        assert ContactType.objects.filter(predefined=True).count() == 7


@pytest.mark.django_db
class TestRedirect:
    def test_a_chain_is_no_circle(self) -> None:
        one, two, three, four = (make_customer() for _n in range(4))
        redirect(two, three)
        redirect(one, two)
        redirect(three, four)
        assert ContactPerson.objects.exclude(invoice_customer=None).count() == 3

    @pytest.mark.parametrize("length", [2, 3, 5])
    def test_a_circle_is_refused(self, length: int) -> None:
        customers = [make_customer() for _n in range(length)]
        for customer, other in pairwise(customers):
            redirect(customer, other)
        with pytest.raises(IntegrityError) as error:
            redirect(customers[-1], customers[0])
        assert refused(error) == "contactperson_redirect_loop"

    def test_of_the_archive_it_counts_only_when_it_comes_out(self) -> None:
        one, two = make_customer(), make_customer()
        archived = redirect(one, two, archived=True)
        redirect(two, one)
        archived.archived = False
        with pytest.raises(IntegrityError) as error:
            archived.save()
        assert refused(error) == "contactperson_redirect_loop"

    def test_a_changed_one_is_looked_at_again(self) -> None:
        one, two, three = (make_customer() for _n in range(3))
        person = redirect(one, three)
        redirect(two, one)
        person.invoice_customer = two
        with pytest.raises(IntegrityError) as error:
            person.save()
        assert refused(error) == "contactperson_redirect_loop"

    def test_a_merge_that_closes_a_circle_is_refused(self) -> None:
        one, two, three = (make_customer() for _n in range(3))
        person = redirect(one, two)
        redirect(two, three)
        with pytest.raises(IntegrityError) as error:
            ContactPerson.objects.filter(pk=person.pk).update(customer=three)
        assert refused(error) == "contactperson_redirect_loop"

    def test_in_one_statement_too(self) -> None:
        one, two = make_customer(), make_customer()
        values = {"type_id": "invoice_address", "last_name": "X"}
        with pytest.raises(IntegrityError) as error:
            ContactPerson.objects.bulk_create(
                [
                    ContactPerson(customer=one, invoice_customer=two, **values),
                    ContactPerson(customer=two, invoice_customer=one, **values),
                ]
            )
        assert refused(error) == "contactperson_redirect_loop"

    @pytest.mark.parametrize("status", ["inactive", "erased"])
    def test_only_to_who_may_be_chosen(self, status: str) -> None:
        with pytest.raises(IntegrityError) as error:
            redirect(make_customer(), make_customer(status=status))
        assert refused(error) == "contactperson_redirect_choosable"

    def test_one_that_stands_may_be_changed_when_the_other_went(self) -> None:
        other = make_customer()
        person = redirect(make_customer(), other)
        other.status = "inactive"
        other.save()
        person.note = "Belt terug"
        person.save()
        assert person.version == 2


@pytest.mark.django_db(transaction=True)
def test_two_transactions_at_once_make_no_circle() -> None:
    """Each alone is sound; the second waits for the first, and is refused."""
    ensure_predefined_types()
    one, two = make_customer(), make_customer()
    both_began = threading.Barrier(2, timeout=10)

    def point(pair: tuple[Customer, Customer]) -> str:
        try:
            with transaction.atomic(), history.acting(actor="test"):
                Customer.objects.count()
                both_began.wait()
                redirect(*pair)
        except IntegrityError as error:
            return str(getattr(error.__cause__, "diag").constraint_name)  # noqa: B009  # untyped
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(point, [(one, two), (two, one)]))
    assert sorted(results) == ["", "contactperson_redirect_loop"]


@pytest.mark.django_db(transaction=True)
def test_who_becomes_inactive_at_that_moment_gets_no_invoices() -> None:
    """The one who points there waits for the other, and is refused."""
    ensure_predefined_types()
    customer, holding = make_customer(), make_customer()
    begun, finish = threading.Event(), threading.Event()

    def deactivate() -> None:
        with transaction.atomic(), history.acting(actor="test"):
            holding.status = "inactive"
            holding.save()
            begun.set()
            finish.wait(10)
        connection.close()

    def point() -> str:
        begun.wait(10)
        threading.Timer(0.3, finish.set).start()
        try:
            with transaction.atomic(), history.acting(actor="test"):
                redirect(customer, holding)
        except IntegrityError as error:
            return str(getattr(error.__cause__, "diag").constraint_name)  # noqa: B009  # untyped
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        pool.submit(deactivate)
        assert pool.submit(point).result() == "contactperson_redirect_choosable"
