"""Making, changing, finding, linking and closing billing accounts."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import BillingAccount, CategoryDefaults, PaymentTerm
from accounts.services import accounts as service
from accounts.services.accounts import OpenInvoicesError
from accounts.services.defaults import defaults_for
from accounts.services.find import find_accounts, likely_accounts
from customers.models import Category, Customer, CustomerRelation
from customers.services.combining import OverlapError, resolve
from tests.accounts.rules import refuses
from tests.factories import make_account, make_customer, make_invoice, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db
IBAN = "NL91ABNA0417164300"


@pytest.fixture
def anna() -> StaffUser:
    return make_staff()


@pytest.fixture
def domstad() -> Customer:
    return make_customer(
        number="100871",
        kind="company",
        company_name="Fietskoeriers Domstad B.V.",
        last_name="Boer",
        infix="de",
        registration_number="90004728",
        vat_number="NL004495445B01",
    )


def made(customer: Customer, actor: StaffUser, **other: Any) -> BillingAccount:
    values = service.values_of_customer(customer) | {"number": service.proposed_number(customer)}
    return service.create_account(customer=customer, values=values | other, actor=actor)


class TestNew:
    def test_starts_with_what_is_known(self, domstad: Customer, anna: StaffUser) -> None:
        account = made(domstad, anna)
        domstad.refresh_from_db()
        assert domstad.billing_account == account
        assert (account.number, account.name) == ("100871", "Fietskoeriers Domstad B.V.")
        assert account.attention_of == "J.A. de Boer"
        assert (account.street, account.house_number) == ("Voorstraat", 47)
        assert (account.postcode, account.city) == ("3512 JE", "Utrecht")
        assert (account.registration_number, account.vat_number) == ("90004728", "NL004495445B01")
        assert account.payment_term == PaymentTerm.objects.get(days=14)
        newest = Customer.history.filter(id=domstad.pk).order_by("-history_id").first()
        assert (newest.billing_account_id, newest.history_user) == (account.pk, anna)

    def test_a_person_is_called_as_on_an_envelope(self, anna: StaffUser) -> None:
        account = made(make_customer(), anna)
        assert (account.name, account.attention_of) == ("J.A. van der Jansen", "")

    @pytest.mark.parametrize(
        ("number", "taken", "expected"),
        [
            ("100871", [], "100871"),
            ("100871", ["100871"], "10087102"),
            ("100871", ["100871", "10087102"], "10087103"),
            ("99999999999", ["99999999999"], "100000000001"),
        ],
    )
    def test_the_number_is_the_customers_or_a_free_one(
        self, number: str, taken: list[str], expected: str
    ) -> None:
        for one in taken:
            make_account(number=one)
        assert service.proposed_number(make_customer(number=number)) == expected

    def test_a_taken_number_is_refused(self, domstad: Customer, anna: StaffUser) -> None:
        make_account(number="555")
        with pytest.raises(ValidationError, match="bestaat al"):
            made(domstad, anna, number="555")
        domstad.refresh_from_db()
        assert domstad.billing_account is None

    @pytest.mark.parametrize("status", ["inactive", "erased"])
    def test_not_for_who_is_inactive(self, anna: StaffUser, status: str) -> None:
        customer = make_customer(status=status)
        with pytest.raises(ValidationError, match="inactieve klant"):
            made(customer, anna)
        assert not BillingAccount.objects.exists()

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"mandate_reference": "M1", "iban": IBAN}, "mandate_signed_on"),
            ({"mandate_signed_on": datetime.date(2026, 1, 1), "iban": IBAN}, "mandate_reference"),
            (
                {"mandate_reference": "M1", "mandate_signed_on": datetime.date(2026, 1, 1)},
                "iban",
            ),
            (
                {
                    "mandate_reference": "M1",
                    "iban": IBAN,
                    "mandate_signed_on": datetime.date(2999, 1, 1),
                },
                "mandate_signed_on",
            ),
            ({"iban": "NL91ABNA0417164301"}, "iban"),
            ({"name": "  "}, "__all__"),
            ({"invoicing_method": "daily"}, "invoicing_method"),
        ],
    )
    def test_what_does_not_go_together(
        self, domstad: Customer, anna: StaffUser, values: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(ValidationError) as error:
            made(domstad, anna, **values)
        assert set(error.value.error_dict) == {field}


class TestDefaults:
    def test_of_the_category_else_of_all_others(self) -> None:
        business, other = (Category.objects.create(name=name) for name in ("Zakelijk", "Overig"))
        term = PaymentTerm.objects.get(days=30)
        CategoryDefaults.objects.create(
            category=business,
            invoicing_method="monthly",
            delivery_method="peppol",
            payment_term=term,
        )
        assert defaults_for(business).invoicing_method == "monthly"
        assert defaults_for(business).payment_term == term
        for category in (other, None):
            assert defaults_for(category).invoicing_method == "per_order"
            assert defaults_for(category).payment_term == PaymentTerm.objects.get(days=14)
        values = service.values_of_customer(make_customer(category=business))
        assert (values["delivery_method"], values["payment_term"]) == ("peppol", term.pk)

    def test_a_term_that_is_no_longer_used(self) -> None:
        PaymentTerm.objects.filter(days=14).update(active=False)
        assert defaults_for(None).payment_term is None

    def test_without_any_row(self) -> None:
        row = CategoryDefaults.objects.get(category=None)
        row.category = Category.objects.create(name="Zakelijk")
        row.save()
        assert defaults_for(None).delivery_method == "email"
        assert defaults_for(None).pk is None


class TestChange:
    def test_two_clerks_are_combined(self, anna: StaffUser) -> None:
        account = make_account()
        bram = make_staff(first_name="Bram", last_name="de Wit")
        now = service.values_of(account)
        service.change_account(account=account, version=1, values=now | {"iban": IBAN}, actor=bram)
        saved = service.change_account(
            account=account, version=1, values=now | {"name": "Domstad"}, actor=anna
        )
        assert saved.changed == ("name",)
        assert [author.name for author in saved.combined_with] == ["Bram de Wit"]
        account.refresh_from_db()
        assert (account.name, account.iban, account.version) == ("Domstad", IBAN, 3)

    def test_two_clerks_who_overlap(self, anna: StaffUser) -> None:
        account = make_account()
        now = service.values_of(account)
        service.change_account(account=account, version=1, values=now | {"city": "A"}, actor=anna)
        with pytest.raises(OverlapError) as error:
            service.change_account(
                account=account, version=1, values=now | {"street": "B"}, actor=anna
            )
        assert [overlap.key for overlap in error.value.overlaps] == ["address"]
        assert BillingAccount.objects.get().street == "Voorstraat"
        version, values = resolve(
            account,
            version=1,
            values=now | {"street": "B"},
            seen_version=error.value.seen_version,
            choices={"address": "mine"},
            read=service.values_of,
        )
        service.change_account(account=account, version=version, values=values, actor=anna)
        found = BillingAccount.objects.get()
        assert (found.street, found.city) == ("B", "Utrecht")

    def test_the_combination_must_fit_too(self, anna: StaffUser) -> None:
        account = make_account(iban=IBAN)
        now = service.values_of(account)
        mandate = {"mandate_reference": "M1", "mandate_signed_on": datetime.date(2026, 1, 1)}
        service.change_account(account=account, version=1, values=now | {"iban": ""}, actor=anna)
        with pytest.raises(ValidationError, match="Bij een machtiging hoort een IBAN"):
            service.change_account(account=account, version=1, values=now | mandate, actor=anna)

    def test_nothing_changed_writes_nothing(self, anna: StaffUser) -> None:
        account = make_account()
        values = service.values_of(account)
        saved = service.change_account(account=account, version=1, values=values, actor=anna)
        assert (saved.changed, BillingAccount.objects.get().version) == ((), 1)

    def test_the_database_holds_the_rest(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            make_account(mandate_reference="M1")
        with pytest.raises(IntegrityError), transaction.atomic():
            make_account(number="12a")


class TestFind:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("100871", ["100871"]),
            ("1008", ["100871", "100872"]),
            ("100", []),  # of three digits only the number itself
            ("77", ["77"]),
            ("１００８７１", ["100871"]),
            ("domst", ["100871", "100872"]),
            ("domst koer", ["100871"]),
            ("KOERIERS", []),  # in the middle of a word
            ("fietskoeriers d", ["100871"]),
            ("ozturk", ["77"]),
            ("Öztürk & Zon", ["77"]),
            ("d", []),
            ("NL91 ABNA 0417 1643 00", ["100872"]),
            ("nl91abna", ["100872"]),
            ("NL9", []),
            ("", []),
            ("  ", []),
            ("'; DROP TABLE", []),
            ("%", []),
            ("a\0b", []),
            ("\ud800", []),
            ("!!", []),
            ("'x':* | 'y", []),
            ("9" * 5000, []),
        ],
    )
    def test_by_number_name_or_iban(self, text: str, found: list[str]) -> None:
        make_account(number="100871", name="Fietskoeriers Domstad B.V.")
        make_account(number="100872", name="Domstad Cargo", iban=IBAN)
        make_account(number="77", name="Öztürk en Zonen")
        if text == "domst koer":
            make_account(number="100873", name="Koeriers Oudstad")
            BillingAccount.objects.filter(number="100871").update(name="Koeriers Domstad")
        assert [account.number for account in find_accounts(text)] == found

    def test_the_number_first_the_closed_last(self) -> None:
        make_account(number="100100", name="Bakker 1001")
        make_account(number="1001", name="Aalders")
        make_account(number="100101", name="Aalders", active=False)
        make_account(number="100102", name="Aalders")
        numbers = [account.number for account in find_accounts("1001")]
        assert numbers == ["1001", "100100", "100102", "100101"]
        assert len(find_accounts("1001", limit=2)) == 2

    def test_the_likely_ones(self, domstad: Customer) -> None:
        sister = make_customer(number="100872")
        CustomerRelation.objects.create(customer=sister, other=domstad, kind="sister")
        of_sister, own = make_account(sister, number="900001"), make_account(number="100871")
        make_account(make_customer())
        former = make_customer()
        make_account(former)
        CustomerRelation.objects.create(customer=domstad, other=former, kind="sister", active=False)
        assert likely_accounts(domstad) == [own, of_sister]
        own.active = False
        own.save()
        domstad.billing_account = of_sister
        assert likely_accounts(domstad) == []


class TestLink:
    def test_takes_the_place_of_the_one_before(self, domstad: Customer, anna: StaffUser) -> None:
        before, chosen = make_account(domstad), make_account()
        service.link_account(customer=domstad, account=chosen, actor=anna, seen=before.number)
        domstad.refresh_from_db()
        assert domstad.billing_account == chosen

    def test_not_for_who_is_inactive_nor_a_closed_one(
        self, domstad: Customer, anna: StaffUser
    ) -> None:
        closed = make_account(active=False)
        with pytest.raises(ValidationError, match="is gesloten"):
            service.link_account(customer=domstad, account=closed, actor=anna)
        gone = make_customer(status="inactive")
        with pytest.raises(ValidationError, match="inactieve klant"):
            service.link_account(customer=gone, account=make_account(), actor=anna)

    def test_who_is_inactive_can_lose_it(self, domstad: Customer, anna: StaffUser) -> None:
        make_account(domstad)
        domstad.status = "inactive"
        domstad.save()
        assert service.unlink_account(customer=domstad, actor=anna).billing_account is None

    def test_what_a_colleague_linked_stays(self, domstad: Customer, anna: StaffUser) -> None:
        theirs = make_account(domstad, number="900001")
        refused = pytest.raises(ValidationError, match="intussen rekening 900001 gekoppeld")
        with refused:
            service.link_account(customer=domstad, account=make_account(), actor=anna, seen="")
        with refused:
            service.unlink_account(customer=domstad, actor=anna, seen="900002")
        domstad.refresh_from_db()
        assert domstad.billing_account == theirs

    @pytest.mark.parametrize("status", ["draft", "open"])
    def test_open_invoices_hold_it(self, domstad: Customer, anna: StaffUser, status: str) -> None:
        account = make_account(domstad, make_customer())
        invoice = make_invoice(domstad, issued=status == "open")
        acts: tuple[Callable[[], Any], ...] = (
            lambda: service.unlink_account(customer=domstad, actor=anna),
            lambda: service.link_account(customer=domstad, account=make_account(), actor=anna),
            lambda: service.close_account(account=account, actor=anna, reason="dubbel"),
        )
        for act in acts:
            with pytest.raises(OpenInvoicesError) as error:
                act()
            assert list(error.value.invoices) == [invoice]
        domstad.refresh_from_db()
        assert domstad.billing_account == account

    @pytest.mark.parametrize("status", ["draft", "open", "paid"])
    @pytest.mark.parametrize("other", [True, False])
    def test_around_the_service_too(self, domstad: Customer, status: str, other: bool) -> None:
        make_account(domstad)
        make_invoice(domstad, status=status)
        chosen = make_account().pk if other else None
        found = refuses("UPDATE customers_customer SET billing_account_id = %s", chosen)
        assert found == ("" if status == "paid" else "customer_account_has_no_open_invoices")

    def test_those_of_who_shares_it_do_not(self, domstad: Customer, anna: StaffUser) -> None:
        other = make_customer()
        account = make_account(domstad, other)
        make_invoice(other)
        service.unlink_account(customer=domstad, actor=anna, reason="eigen rekening")
        domstad.refresh_from_db()
        other.refresh_from_db()
        assert (domstad.billing_account, other.billing_account) == (None, account)
        newest = Customer.history.filter(id=domstad.pk).order_by("-history_id").first()
        assert newest.history_change_reason == "eigen rekening"


class TestClose:
    def test_and_reopen(self, domstad: Customer, anna: StaffUser) -> None:
        account = make_account(domstad)
        closed = service.close_account(account=account, actor=anna, reason=" dubbel ")
        assert not closed.active
        newest = BillingAccount.history.filter(id=account.pk).order_by("-history_id").first()
        assert (newest.history_change_reason, newest.history_user) == ("dubbel", anna)
        assert service.reopen_account(account=account, actor=anna).active
        assert service.reopen_account(account=account, actor=anna).version == 3

    def test_says_why(self, anna: StaffUser) -> None:
        with pytest.raises(ValidationError, match="Vul een reden in"):
            service.close_account(account=make_account(), actor=anna, reason="  ")
