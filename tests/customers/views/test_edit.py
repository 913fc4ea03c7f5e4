"""The form that changes a customer, the conflict screen, moving and renumbering."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from customers.models import Category, Customer, CustomerRelation, CustomField, Draft, Interest
from customers.services.change import Changes, change_customer
from tests.factories import make_customer, make_staff

OLD, MINE, THEIRS = "+31655010147", "+31655010174", "+31655010290"
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client: Client) -> Any:
    """A signed-in clerk."""
    user = make_staff()
    client.force_login(user)
    return user


def fields_of(page: str, form: str = "customer-form") -> dict[str, list[str]]:
    """What a browser would post: the values of the controls in a form, as they stand."""
    body = page.partition(f'id="{form}"')[2].partition("</form>")[0]
    posted: dict[str, list[str]] = {}

    def add(name: str, value: str) -> None:
        posted.setdefault(unescape(name), []).append(unescape(value))

    for tag in re.findall(r"<input[^>]*>", body):
        name = re.search(r' name="([^"]*)"', tag)
        value = re.search(r' value="([^"]*)"', tag)
        is_box = 'type="radio"' in tag or 'type="checkbox"' in tag
        if name and (not is_box or " checked" in tag):
            add(name.group(1), value.group(1) if value else "")
    for name, text in re.findall(
        r'<textarea[^>]* name="([^"]*)"[^>]*>\n?(.*?)</textarea>', body, re.S
    ):
        add(name, text)
    for name, options in re.findall(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', body, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        first = re.search(r'<option value="([^"]*)"', options)
        found = chosen or first
        if found:
            add(name, found.group(1))
    return posted


def url_of(customer: Customer, page: str = "edit") -> str:
    return f"/customers/{customer.number}/{page}/"


def opened(client: Client, customer: Customer, page: str = "edit") -> dict[str, list[str]]:
    """The form as it opens."""
    return fields_of(client.get(url_of(customer, page)).content.decode())


def rich_customer() -> Customer:
    """A customer with something in every field."""
    CustomField.objects.create(key="frame", label="Framenummer")
    CustomField.objects.create(key="member", label="Lid", kind="yes_no")
    CustomField.objects.create(key="since", label="Lid sinds", kind="date")
    CustomField.objects.create(key="size", label="Maat", kind="number")
    CustomField.objects.create(key="colour", label="Kleur", kind="choice", choices="rood\nblauw")
    customer = make_customer(
        first_name="Jan",
        house_number_addition="A-bis",
        birth_date="1968-03-17",
        mobile=OLD,
        phone="030 555 01 4",
        emails="jan@example.nl; j@example.com",
        category=Category.objects.create(name="Vaste klant"),
        attention="Betaalt contant.\nGeen machtiging.",
        attention_until="2026-12-31",
        internal_note="Let op",
        assigned_to=make_staff(),
        custom={
            "frame": "A1",
            "member": False,
            "since": "2019-05-01",
            "size": 54.5,
            "colour": "groen",
            "gone": "x",
        },
    )
    customer.interests.set([Interest.objects.create(name="vintage")])
    customer.addresses.create(kind="delivery", street="Zeedijk", house_number=9, postcode="3513 BR")
    CustomerRelation.objects.create(customer=make_customer(), other=customer, kind="parent")
    return customer


class TestSaving:
    def test_what_opens_saves_without_a_change(self, client: Client, clerk: Any) -> None:
        customer = rich_customer()
        version = Customer.objects.get(pk=customer.pk).version
        rows = Customer.history.filter(id=customer.pk).count()
        answer = client.post(url_of(customer), opened(client, customer))
        assert answer.status_code == 302, answer.context["form"].errors
        customer.refresh_from_db()
        assert customer.version == version
        assert Customer.history.filter(id=customer.pk).count() == rows
        assert customer.addresses.get().history.count() == 1

    def test_odd_old_values_do_not_stop_a_clerk_who_mends_a_phone(
        self, client: Client, clerk: Any
    ) -> None:
        customer = make_customer(
            last_name="de Vries",
            infix="",
            postcode="35 12",
            emails="niet bekend",
            vat_number="?",
            country="XK",
        )
        posted = opened(client, customer) | {"mobile": ["+31 6 55010174"]}
        assert client.post(url_of(customer), posted).status_code == 302
        customer.refresh_from_db()
        assert (customer.mobile, customer.last_name, customer.postcode, customer.emails) == (
            MINE,
            "de Vries",
            "35 12",
            "niet bekend",
        )

    def test_every_kind_of_field(self, client: Client, clerk: Any) -> None:
        customer = rich_customer()
        other = make_customer()
        posted = opened(client, customer) | {
            "mobile": ["0655010174"],
            "interests": [],
            "attention": [""],
            "category": [""],
            "custom_frame": ["B2"],
            "custom_member": ["yes"],
            "custom_size": ["55"],
            "custom_colour": ["blauw"],
            "addresses-0-city": ["Zeist"],
            "addresses-1-street": ["Meir"],
            "relations-0-end": ["on"],
            "relations-1-kind": ["partner"],
            "relations-1-number": [other.number],
            "reason": ["klant belde"],
        }
        answer = client.post(url_of(customer), posted)
        assert answer.status_code == 302, answer.context["form"].errors
        customer = Customer.objects.get(pk=customer.pk)
        assert (customer.mobile, customer.attention, customer.category) == (MINE, "", None)
        assert not customer.interests.exists()
        assert customer.custom == {
            "frame": "B2",
            "member": True,
            "since": "2019-05-01",
            "size": 55,
            "colour": "blauw",
            "gone": "x",
        }
        assert sorted(customer.addresses.values_list("city", "street")) == [
            ("", "Meir"),
            ("Zeist", "Zeedijk"),
        ]
        active = CustomerRelation.objects.get(active=True)
        assert (active.kind, active.customer) == ("partner", other)
        row = Customer.history.filter(id=customer.pk).latest("history_id")
        assert (row.history_change_reason, row.history_user) == ("klant belde", clerk)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("custom_size", "veel"),
            ("custom_size", "1e999"),
            ("custom_since", "31-2-2020"),
            ("custom_colour", "paars"),
            ("category", "999999"),
            ("category", "x"),
            ("interests", "\x00"),
            ("assigned_to", "9" * 40),
            ("language", "xx"),
            ("attention", "\x00"),
            ("attention_until", "morgen"),
            ("last_name", ""),
            ("version", "x"),
            ("version", "9" * 30),
        ],
    )
    def test_errors_at_the_field(self, client: Client, clerk: Any, field: str, value: str) -> None:
        customer = rich_customer()
        posted = opened(client, customer) | {field: [value], "first_name": ["Johan"]}
        answer = client.post(url_of(customer), posted)
        assert answer.status_code == 200
        assert field in answer.context["form"].errors
        assert fields_of(answer.content.decode())["first_name"] == ["Johan"]

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("addresses-0-postcode", "3512"),
            ("addresses-1-house_number", "9"),
            ("addresses-0-valid_from", "x"),
            ("relations-1-number", "999999"),
            ("relations-1-kind", "uncle"),
            ("addresses-TOTAL_FORMS", "x"),
            ("addresses-TOTAL_FORMS", "99999"),
            ("relations-TOTAL_FORMS", ""),
        ],
    )
    def test_errors_in_the_rows(self, client: Client, clerk: Any, field: str, value: str) -> None:
        customer = rich_customer()
        posted = opened(client, customer) | {field: [value]}
        answer = client.post(url_of(customer), posted)
        assert answer.status_code == 200
        assert Customer.objects.get(pk=customer.pk).version == customer.version

    def test_without_the_rows_they_stay(self, client: Client, clerk: Any) -> None:
        customer = rich_customer()
        posted = {
            name: values
            for name, values in opened(client, customer).items()
            if not name.startswith(("addresses", "relations"))
        }
        assert client.post(url_of(customer), posted | {"mobile": [MINE]}).status_code == 302
        assert customer.addresses.count() == 1

    def test_posted_twice_saves_once(self, client: Client, clerk: Any) -> None:
        customer = make_customer(mobile=OLD)
        posted = opened(client, customer) | {"mobile": [MINE]}
        for _n in range(2):
            assert client.post(url_of(customer), posted).status_code == 302
        assert Customer.objects.get(pk=customer.pk).version == 2

    def test_the_second_post_goes_where_the_first_went_whatever_came_between(
        self, client: Client, clerk: Any
    ) -> None:
        customer = make_customer(mobile=OLD)
        posted = opened(client, customer) | {"mobile": [MINE]}
        client.post(url_of(customer), posted)
        customer.refresh_from_db()
        customer.mobile = THEIRS
        customer.save()
        assert client.post(url_of(customer), posted).status_code == 302
        assert Customer.objects.get(pk=customer.pk).mobile == THEIRS

    def test_an_employee_is_linked_by_the_back_office_only(
        self, client: Client, clerk: Any
    ) -> None:
        customer, employee = make_customer(), make_staff()
        posted = opened(client, customer)
        assert "employee" not in posted
        client.post(url_of(customer), posted | {"employee": [str(employee.pk)]})
        customer.refresh_from_db()
        assert customer.employee is None
        client.force_login(make_staff("kantoor"))
        posted = opened(client, customer) | {"employee": [str(employee.pk)]}
        assert client.post(url_of(customer), posted).status_code == 302
        customer.refresh_from_db()
        assert customer.employee == employee


class TestConflict:
    def conflict(self, client: Client) -> tuple[Customer, Any]:
        """Anna's form, posted after Bram changed the same mobile number and the town."""
        customer = make_customer(mobile=OLD)
        posted = opened(client, customer)
        change_customer(
            customer=customer,
            changes=Changes(version=1, values={"mobile": THEIRS, "attention": "Contant."}),
            actor=make_staff(first_name="Bram", last_name="de Wit"),
            reason="klant belde",
        )
        typed = posted | {"mobile": ["06 55010174"], "emails": ["jan@example.nl"]}
        return customer, client.post(url_of(customer), typed)

    def test_shows_both_and_writes_nothing(self, client: Client, clerk: Any) -> None:
        customer, answer = self.conflict(client)
        page = answer.content.decode()
        for text in (
            "06 55 01 01 74",
            "06 55 01 02 90",
            "06 55 01 01 47",
            "Bram de Wit",
            "klant belde",
        ):
            assert text in page
        assert [item.becomes for item in answer.context["merged"]] == ["jan@example.nl", "Contant."]
        customer.refresh_from_db()
        assert (customer.mobile, customer.version) == (THEIRS, 2)

    @pytest.mark.parametrize(("choice", "mobile"), [("mine", MINE), ("theirs", THEIRS)])
    def test_the_choice_is_saved(
        self, client: Client, clerk: Any, choice: str, mobile: str
    ) -> None:
        customer, answer = self.conflict(client)
        posted = fields_of(answer.content.decode(), "conflict") | {"choice_mobile": [choice]}
        assert client.post(url_of(customer), posted).status_code == 302
        customer.refresh_from_db()
        assert (customer.mobile, customer.emails, customer.attention) == (
            mobile,
            "jan@example.nl",
            "Contant.",
        )

    def test_go_on_editing_keeps_everything_typed(self, client: Client, clerk: Any) -> None:
        customer, answer = self.conflict(client)
        posted = fields_of(answer.content.decode(), "conflict") | {"action": ["continue"]}
        form = fields_of(client.post(url_of(customer), posted).content.decode())
        assert (form["mobile"], form["emails"], form["attention"], form["version"]) == (
            ["06 55 01 01 74"],
            ["jan@example.nl"],
            ["Contant."],
            ["2"],
        )
        assert client.post(url_of(customer), form).status_code == 302

    def test_undo_gives_up_ones_own_changes(self, client: Client, clerk: Any) -> None:
        customer, answer = self.conflict(client)
        assert Draft.objects.filter(owner=clerk).exists()
        posted = fields_of(answer.content.decode(), "conflict") | {"action": ["undo"]}
        assert client.post(url_of(customer), posted).status_code == 302
        customer.refresh_from_db()
        assert customer.mobile == THEIRS
        assert not Draft.objects.exists()

    @pytest.mark.parametrize("seen", ["x", "-1", "9" * 50, "٣"])
    def test_a_false_version_asks_again(self, client: Client, clerk: Any, seen: str) -> None:
        customer, answer = self.conflict(client)
        posted = fields_of(answer.content.decode(), "conflict")
        junk = {
            "seen_version": [seen],
            "seen_address": ["x", ":", "1:2", "9" * 60],
            "choice_x": ["y"],
        }
        assert client.post(url_of(customer), posted | junk).status_code == 200
        customer.refresh_from_db()
        assert customer.mobile == THEIRS


class TestDraft:
    def test_a_refused_form_is_one(self, client: Client, clerk: Any) -> None:
        customer = make_customer()
        posted = opened(client, customer) | {"last_name": ["Smit"], "emails": ["a@b,nl"]}
        assert client.post(url_of(customer), posted).status_code == 200
        assert opened(client, customer)["last_name"] == ["Smit"]

    def test_comes_back_with_its_version(self, client: Client, clerk: Any) -> None:
        customer = make_customer(mobile=OLD)
        posted = opened(client, customer) | {"mobile": ["06 55010174"]}
        client.post("/customers/draft/", posted | {"draft_path": [url_of(customer)]})
        change_customer(
            customer=customer,
            changes=Changes(version=1, values={"mobile": THEIRS}),
            actor=make_staff(),
        )
        form = opened(client, customer)
        assert (form["mobile"], form["version"]) == (["06 55010174"], ["1"])
        answer = client.post(url_of(customer), form)
        assert answer.context["choices"][0].theirs == "06 55 01 02 90"

    def test_rows_come_back_too(self, client: Client, clerk: Any) -> None:
        customer = make_customer()
        posted = opened(client, customer) | {"addresses-0-street": ["Zeedijk"]}
        client.post("/customers/draft/", posted | {"draft_path": [url_of(customer)]})
        assert opened(client, customer)["addresses-0-street"] == ["Zeedijk"]

    def test_a_conflict_is_a_draft_until_it_is_decided(self, client: Client, clerk: Any) -> None:
        customer = make_customer(mobile=OLD)
        posted = opened(client, customer) | {"mobile": ["06 55010174"]}
        change_customer(
            customer=customer,
            changes=Changes(version=1, values={"mobile": THEIRS}),
            actor=make_staff(),
        )
        page = client.post(url_of(customer), posted).content.decode()
        assert opened(client, customer)["mobile"] == ["06 55010174"]
        client.post(url_of(customer), fields_of(page, "conflict"))
        assert not Draft.objects.exists()
        assert Customer.objects.get(pk=customer.pk).mobile == MINE

    @pytest.mark.parametrize("page", ["moved", "deactivate"])
    def test_of_the_smaller_forms(self, client: Client, clerk: Any, page: str) -> None:
        customer = make_customer()
        data = {"draft_path": url_of(customer, page), "reason": "Verhuisd naar Zeist"}
        client.post("/customers/draft/", data)
        assert "Verhuisd naar Zeist" in client.get(url_of(customer, page)).content.decode()


class TestMoved:
    def test_today_unless_told_otherwise(self, client: Client, clerk: Any) -> None:
        fields = opened(client, make_customer(), "moved")
        assert fields["moved_on"] == [timezone.localdate().strftime("%d-%m-%Y")]

    def test_a_refused_one_is_a_draft(self, client: Client, clerk: Any) -> None:
        customer = make_customer()
        posted = opened(client, customer, "moved") | {"street": ["Zeedijk"], "postcode": ["35"]}
        assert client.post(url_of(customer, "moved"), posted).status_code == 200
        assert opened(client, customer, "moved")["street"] == ["Zeedijk"]

    def test_the_old_address_still_finds_the_customer(self, client: Client, clerk: Any) -> None:
        customer = make_customer()
        posted = opened(client, customer, "moved") | {
            "postcode": ["3512ls"],
            "house_number": ["131"],
            "street": ["Nobelstraat"],
            "city": ["Utrecht"],
            "moved_on": ["1-12-2026"],
        }
        assert client.post(url_of(customer, "moved"), posted).status_code == 302
        customer.refresh_from_db()
        assert (customer.postcode, customer.house_number) == ("3512 LS", 131)
        assert customer.addresses.get(kind="former").street == "Voorstraat"

    def test_changed_in_the_meantime(self, client: Client, clerk: Any) -> None:
        customer = make_customer()
        posted = opened(client, customer, "moved") | {
            "street": ["Nobelstraat"],
            "moved_on": ["1-12-2026"],
        }
        customer.street = "Zeedijk"
        customer.save()
        answer = client.post(url_of(customer, "moved"), posted)
        assert answer.status_code == 200
        again = fields_of(answer.content.decode())
        assert again["street"] == ["Nobelstraat"]
        assert client.post(url_of(customer, "moved"), again).status_code == 302
        customer.refresh_from_db()
        assert customer.street == "Nobelstraat"

    @pytest.mark.parametrize(
        "changes",
        [
            {},
            {"moved_on": ["1-12-2026"]},
            {"street": ["X"], "moved_on": ["1-1-1900"]},
            {"street": ["X"], "moved_on": [""]},
            {"street": ["X"], "moved_on": ["1-12-2026"], "country": ["??"]},
        ],
    )
    def test_errors(self, client: Client, clerk: Any, changes: dict[str, list[str]]) -> None:
        customer = make_customer()
        answer = client.post(url_of(customer, "moved"), opened(client, customer, "moved") | changes)
        assert answer.status_code == 200
        assert answer.context["form"].errors
        assert not customer.addresses.exists()

    def test_a_forged_address_seen(self, client: Client, clerk: Any) -> None:
        customer = make_customer()
        posted = {"street": "X", "moved_on": "1-12-2026", "country": "NL", "seen": "x"}
        assert client.post(url_of(customer, "moved"), posted).status_code in (200, 302)


class TestRenumber:
    def test_by_the_administrator(self, client: Client) -> None:
        client.force_login(make_staff("beheerder"))
        customer = make_customer()
        answer = client.post(url_of(customer, "number"), {"number": "777777", "reason": "fusie"})
        assert answer["Location"] == "/customers/777777/"
        assert client.get(url_of(customer)).status_code == 302  # the old number leads to the new

    @pytest.mark.parametrize("number", ["", "1", "x", "٣٣٣٣٣٣", "\x00", "1" * 50])
    def test_refused(self, client: Client, number: str) -> None:
        client.force_login(make_staff("beheerder"))
        customer = make_customer()
        answer = client.post(url_of(customer, "number"), {"number": number})
        assert "number" in answer.context["form"].errors

    def test_by_nobody_else(self, client: Client, clerk: Any) -> None:
        assert client.get(url_of(make_customer(), "number")).status_code == 403


class TestWho:
    @pytest.mark.parametrize("page", ["edit", "moved"])
    def test_reader_and_strangers(self, client: Client, page: str) -> None:
        customer, erased = make_customer(), make_customer(status="erased")
        assert client.get(url_of(customer, page)).status_code == 302  # sign in first
        client.force_login(make_staff("inkijk"))
        assert client.get(url_of(customer, page)).status_code == 403
        client.force_login(make_staff())
        assert client.get(f"/customers/999999/{page}/").status_code == 404
        assert client.get(url_of(erased, page)).status_code == 404
