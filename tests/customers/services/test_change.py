"""Two clerks, one customer: nothing is lost, and nothing is overwritten in silence."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from customers.models import Address, Customer, CustomerRelation, Interest
from customers.services import relations, rows, state
from customers.services.change import (
    Changes,
    ConflictError,
    ErasedError,
    change_customer,
    resolve,
)
from customers.services.relations import RelationChange
from customers.services.rows import AddressChange
from klantbeheer.staff.models import StaffUser
from tests.factories import make_customer, make_staff

OLD, MINE, THEIRS = "+31655010147", "+31655010174", "+31655010290"


def change(customer: Customer, version: int, actor: StaffUser, *why: str, **values: Any) -> Any:
    """Save `values` over the version that the form was opened with."""
    return change_customer(
        customer=customer,
        changes=Changes(version=version, values=values),
        actor=actor,
        reason="".join(why),
    )


@pytest.mark.django_db
class TestAlone:
    def test_saves_with_actor_and_reason(self) -> None:
        customer, anna = make_customer(mobile=OLD), make_staff()
        saved = change(customer, 1, anna, "klant belde", mobile=MINE, city="Utrecht")
        assert saved.changed == ("mobile",)
        row = Customer.history.filter(id=customer.pk).latest("history_id")
        assert (row.mobile, row.version) == (MINE, 2)
        assert (row.history_user, row.history_change_reason) == (anna, "klant belde")

    def test_without_a_difference_nothing_is_written(self) -> None:
        customer = make_customer(mobile=OLD)
        assert change(customer, 1, make_staff(), mobile=OLD, infix="van der").changed == ()
        customer.refresh_from_db()
        assert customer.version == 1
        assert Customer.history.filter(id=customer.pk).count() == 1

    def test_interests_change_in_one_history_row(self) -> None:
        customer = make_customer()
        one, other = (Interest.objects.create(name=name) for name in ("vintage", "bakfietsen"))
        change(customer, 1, make_staff(), interests=(one.pk,))
        change(customer, 2, make_staff(), interests=(other.pk,), mobile=MINE)
        rows_now = Customer.history.filter(id=customer.pk).order_by("history_id")
        sets = [list(row.interests.values_list("interest_id", flat=True)) for row in rows_now]
        assert sets == [[], [one.pk], [other.pk]]

    def test_extra_fields(self) -> None:
        customer = make_customer(custom={"frame": "A1", "old": "stays"})
        change(customer, 1, make_staff(), **{"custom.frame": "", "custom.member": True})
        customer.refresh_from_db()
        assert customer.custom == {"old": "stays", "member": True}

    def test_attention_says_who_put_it_there(self) -> None:
        customer, anna = make_customer(), make_staff()
        change(customer, 1, anna, attention="Betaalt alleen contant.")
        customer.refresh_from_db()
        assert customer.attention_by == anna
        assert customer.attention_on is not None
        change(customer, 2, anna, attention="")
        customer.refresh_from_db()
        assert customer.attention_by is None

    def test_an_impossible_combination_is_refused(self) -> None:
        customer = make_customer()
        with pytest.raises(ValidationError):
            change(customer, 1, make_staff(), last_name="")

    def test_an_erased_customer_stays_erased(self) -> None:
        customer = make_customer(status="erased")
        with pytest.raises(ErasedError):
            change(customer, 1, make_staff(), mobile=MINE)

    def test_unknown_names_are_refused(self) -> None:
        with pytest.raises(ValueError, match="status"):
            change(make_customer(), 1, make_staff(), status="erased")


@pytest.mark.django_db
class TestTwoClerks:
    def test_changes_that_do_not_overlap_are_combined(self) -> None:
        customer, anna, bram = (
            make_customer(mobile=OLD),
            make_staff(),
            make_staff(first_name="Bram"),
        )
        change(customer, 1, bram, mobile=THEIRS, emails="")
        saved = change(customer, 1, anna, mobile=OLD, emails="jan@example.nl")
        customer.refresh_from_db()
        assert (customer.mobile, customer.emails) == (THEIRS, "jan@example.nl")
        assert [author.name for author in saved.combined_with] == ["Bram Visser"]

    def test_the_same_change_twice_is_no_conflict(self) -> None:
        customer, anna, bram = make_customer(mobile=OLD), make_staff(), make_staff()
        change(customer, 1, bram, mobile=MINE)
        assert change(customer, 1, anna, mobile=MINE).changed == ()

    def test_overlap_shows_both_and_writes_nothing(self) -> None:
        customer, anna, bram = (
            make_customer(mobile=OLD),
            make_staff(),
            make_staff(first_name="Bram"),
        )
        change(customer, 1, bram, "nieuw nummer", mobile=THEIRS, city="Zeist")
        with pytest.raises(ConflictError) as caught:
            change(customer, 1, anna, mobile=MINE, emails="jan@example.nl", city="Utrecht")
        (overlap,) = caught.value.overlaps
        assert (overlap.key, overlap.was, overlap.mine, overlap.theirs) == (
            "mobile",
            {"mobile": OLD},
            {"mobile": MINE},
            {"mobile": THEIRS},
        )
        assert (overlap.author.name, overlap.author.reason) == ("Bram Visser", "nieuw nummer")
        combined = {item.name: (item.becomes, item.author) for item in caught.value.combined}
        assert combined["emails"] == ("jan@example.nl", None)
        assert combined["city"][0] == "Zeist"
        customer.refresh_from_db()
        assert (customer.mobile, customer.version) == (THEIRS, 2)

    def test_an_address_is_one_choice(self) -> None:
        customer, anna, bram = make_customer(), make_staff(), make_staff()
        change(customer, 1, bram, postcode="3512 LS", street="Nobelstraat")
        with pytest.raises(ConflictError) as caught:
            change(customer, 1, anna, house_number_addition="A")
        (overlap,) = caught.value.overlaps
        assert overlap.key == "address"
        assert overlap.mine["street"] == "Voorstraat"
        assert overlap.mine["house_number_addition"] == "A"
        assert overlap.theirs["street"] == "Nobelstraat"

    def test_the_last_author_of_each_field(self) -> None:
        customer, anna = make_customer(mobile=OLD), make_staff()
        change(customer, 1, make_staff(first_name="Bram"), mobile=THEIRS)
        change(customer, 2, make_staff(first_name="Fatima"), city="Zeist")
        with pytest.raises(ConflictError) as caught:
            change(customer, 1, anna, mobile=MINE)
        assert caught.value.overlaps[0].author.name == "Bram Visser"

    @pytest.mark.parametrize("version", [0, 7, 999])
    def test_a_version_that_never_was_overwrites_nothing(self, version: int) -> None:
        customer, anna = make_customer(mobile=OLD), make_staff()
        change(customer, 1, make_staff(), mobile=THEIRS)
        with pytest.raises(ConflictError):
            change(customer, version, anna, mobile=MINE)


@pytest.mark.django_db
class TestResolve:
    @pytest.mark.parametrize(("choice", "expected"), [("mine", MINE), ("theirs", THEIRS)])
    def test_the_choice_is_saved_and_the_rest_stays_combined(
        self, choice: str, expected: str
    ) -> None:
        customer, anna = make_customer(mobile=OLD), make_staff()
        change(customer, 1, make_staff(), mobile=THEIRS, city="Zeist")
        typed = Changes(
            version=1, values={"mobile": MINE, "emails": "jan@example.nl", "city": "Utrecht"}
        )
        resolved = resolve(
            customer=customer,
            changes=typed,
            seen_version=2,
            seen_addresses={},
            choices={"mobile": choice},
        )
        change_customer(customer=customer, changes=resolved, actor=anna)
        customer.refresh_from_db()
        assert (customer.mobile, customer.emails, customer.city) == (
            expected,
            "jan@example.nl",
            "Zeist",
        )

    def test_a_third_change_in_the_meantime_asks_again(self) -> None:
        customer, anna = make_customer(mobile=OLD), make_staff()
        change(customer, 1, make_staff(), mobile=THEIRS)
        change(customer, 2, make_staff(), mobile="+31655010333")
        resolved = resolve(
            customer=customer,
            changes=Changes(version=1, values={"mobile": MINE}),
            seen_version=2,
            seen_addresses={},
            choices={"mobile": "mine"},
        )
        with pytest.raises(ConflictError) as caught:
            change_customer(customer=customer, changes=resolved, actor=anna)
        assert caught.value.overlaps[0].theirs == {"mobile": "+31655010333"}


@pytest.mark.django_db
class TestAddresses:
    def change(self, customer: Customer, *changes: AddressChange) -> Any:
        return change_customer(
            customer=customer,
            changes=Changes(version=customer.version, values={}, addresses=changes),
            actor=make_staff(first_name="Bram"),
        )

    def address(self, customer: Customer) -> Address:
        made: Address = Address.objects.create(
            customer=customer, kind="delivery", street="Zeedijk", house_number=9, postcode="3513 BR"
        )
        return made

    def test_add_change_remove(self) -> None:
        customer = make_customer()
        values = dict.fromkeys(rows.FIELDS, "") | {
            "kind": "delivery",
            "street": "Zeedijk",
            "house_number": None,
            "country": "NL",
            "valid_from": None,
            "valid_to": None,
        }
        self.change(customer, AddressChange(pk=None, base=0, values=values))
        address = customer.addresses.get()
        base = rows.latest_history(customer)[address.pk]
        self.change(customer, AddressChange(address.pk, base, values | {"city": "Zeist"}))
        assert customer.addresses.get().city == "Zeist"
        base = rows.latest_history(customer)[address.pk]
        self.change(customer, AddressChange(address.pk, base, None))
        assert not customer.addresses.exists()
        assert Address.history.filter(id=address.pk).count() == 3

    def test_two_clerks_change_one_row(self) -> None:
        customer = make_customer()
        address = self.address(customer)
        base = rows.latest_history(customer)[address.pk]
        values = rows.values_of(address)
        self.change(customer, AddressChange(address.pk, base, values | {"city": "Zeist"}))
        with pytest.raises(ConflictError) as caught:
            self.change(customer, AddressChange(address.pk, base, values | {"city": "Bunnik"}))
        (overlap,) = caught.value.overlaps
        assert (overlap.mine["city"], overlap.theirs["city"]) == ("Bunnik", "Zeist")
        seen = caught.value.seen_addresses[address.pk]
        self.change(customer, AddressChange(address.pk, seen, values | {"city": "Bunnik"}))
        assert customer.addresses.get().city == "Bunnik"

    def test_another_customers_row_is_left_alone(self) -> None:
        customer, other = make_customer(), make_customer()
        address = self.address(other)
        self.change(customer, AddressChange(address.pk, 0, None))
        assert other.addresses.exists()


@pytest.mark.django_db
class TestRelations:
    @pytest.mark.parametrize(
        ("kind", "first_is_customer", "stored"),
        [
            ("household", False, "household"),
            ("parent", False, "parent"),
            ("daughter", True, "parent"),
        ],
    )
    def test_made_once_and_ended(self, kind: str, first_is_customer: bool, stored: str) -> None:
        customer, other = make_customer(), make_customer()
        wanted = RelationChange(other=other, kind=kind)
        assert relations.write_relations(customer, (wanted,)) == ["relation"]
        assert relations.write_relations(customer, (wanted,)) == []
        relation = CustomerRelation.objects.get()
        assert relation.kind == stored
        assert (relation.customer == customer) is first_is_customer
        assert relations.write_relations(other, (RelationChange(pk=relation.pk),)) == ["relation"]
        assert relations.relations_of(customer) == []


@pytest.mark.django_db(transaction=True)
def test_a_hundred_saves_by_two_clerks_lose_nothing() -> None:
    customer = make_customer(mobile=OLD)
    clerks = [make_staff() for _n in range(2)]

    def save(number: int) -> bool:
        try:
            with transaction.atomic():
                change(customer, 1, clerks[number % 2], mobile=f"+3165502{number:04}")
        except ConflictError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(save, range(20)))
    assert results.count(True) == 1
    customer.refresh_from_db()
    assert customer.version == 2


@pytest.mark.django_db
def test_state_of_the_past_is_the_state_of_then() -> None:
    born = datetime.date(1968, 3, 17)
    customer = make_customer(birth_date=born, custom={"frame": "A1"})
    then = state.state_of(customer)
    change(customer, 1, make_staff(), mobile=MINE, **{"custom.frame": None})
    assert state.state_at(customer, 1) == (1, then)
