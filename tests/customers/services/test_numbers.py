"""Customer numbers: one counter, no double, no reuse, changed by administrators only."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, close_old_connections, connection, transaction

from customers.models import Customer, FormerNumber, ShopSettings
from customers.services.numbers import next_number, renumber
from tests.factories import make_customer, make_staff


@pytest.mark.django_db
class TestNext:
    def test_counts_from_the_shortest(self) -> None:
        assert [next_number(), next_number()] == ["100000", "100001"]

    def test_shop_decides_the_length(self) -> None:
        ShopSettings.objects.create(pk=1, number_min_length=3, number_max_length=3)
        assert next_number() == "100"

    def test_passes_over_numbers_in_use(self) -> None:
        make_customer(number="100000")
        FormerNumber.objects.create(number="100001", customer=make_customer(number="5"))
        assert next_number() == "100002"

    def test_all_used(self) -> None:
        ShopSettings.objects.create(pk=1, number_min_length=1, number_max_length=1)
        for _n in range(9):
            next_number()
        with pytest.raises(ValidationError):
            next_number()

    def test_a_new_customer_gets_one(self) -> None:
        assert make_customer().number == "100000"


@pytest.mark.django_db(transaction=True)
def test_eight_writers_get_different_numbers() -> None:
    def add(_n: int) -> str:
        try:
            with transaction.atomic():
                return make_customer().number
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(add, range(40)))
    assert sorted(numbers) == [str(n) for n in range(100000, 100040)]
    close_old_connections()


@pytest.mark.django_db
class TestRenumber:
    def test_the_old_number_stays_with_the_customer(self) -> None:
        customer, chief = make_customer(), make_staff("beheerder")
        renumber(customer=customer, number="777777", actor=chief, reason="wens van de klant")
        customer.refresh_from_db()
        assert customer.number == "777777"
        assert FormerNumber.objects.get().number == "100000"
        assert customer.history.latest().history_change_reason == "wens van de klant"
        renumber(customer=customer, number="100000", actor=chief)
        assert [f.number for f in FormerNumber.objects.all()] == ["777777"]

    @pytest.mark.parametrize(
        "number", ["12345", "123456789", "12345x", "", "１２３４５６", "100001", "100009"]
    )
    def test_refused(self, number: str) -> None:
        customer, other = make_customer(), make_customer()
        FormerNumber.objects.create(number="100009", customer=other)
        with pytest.raises(ValidationError):
            renumber(customer=customer, number=number, actor=make_staff("beheerder"))

    def test_nothing_else_changes_a_number(self) -> None:
        customer = make_customer()
        customer.number = "777777"
        with pytest.raises(IntegrityError, match="administrator"), transaction.atomic():
            customer.save()
        with pytest.raises(IntegrityError, match="administrator"), transaction.atomic():
            Customer.objects.update(number="777777")

    def test_a_former_number_is_never_another_customers(self) -> None:
        FormerNumber.objects.create(number="777777", customer=make_customer())
        with pytest.raises(IntegrityError, match="in use before"), transaction.atomic():
            make_customer(number="777777")


@pytest.mark.django_db
class TestRules:
    """What the database refuses, whoever asks."""

    @pytest.mark.parametrize(
        "values",
        [
            {"last_name": " \t"},
            {"kind": "company", "company_name": ""},
            {"language": "zz"},
            {"custom": []},
            {"birth_date": "0968-03-17"},
            {"status": "gone"},
            {"house_number": 5, "postcode": ""},
            {"number": "12A"},
            {"country": "nl"},
        ],
    )
    def test_values(self, values: dict[str, object]) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            make_customer(**values)

    def test_a_number_in_use_is_nobodys_former_one(self) -> None:
        customer = make_customer()
        with pytest.raises(IntegrityError, match="is in use"), transaction.atomic():
            FormerNumber.objects.create(number=customer.number, customer=make_customer())

    def test_an_active_employee_is_not_set_inactive(self) -> None:
        login = make_staff()
        customer = make_customer(employee=login)
        with pytest.raises(IntegrityError, match="staff list"), transaction.atomic():
            Customer.objects.update(status="inactive")
        login.is_active = False
        login.save()
        customer.status = "inactive"
        customer.save()

    def test_the_settings_stay(self) -> None:
        ShopSettings.objects.create(pk=1)
        with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
            ShopSettings.objects.all().delete()


@pytest.mark.django_db
def test_erased_is_final() -> None:
    customer = make_customer(status="erased")
    customer.status = "active"
    with pytest.raises(IntegrityError, match="erased"), transaction.atomic():
        customer.save()
