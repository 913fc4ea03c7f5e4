"""The usual rules of retention: offered where there are none, taken over once."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers import hooks
from customers.models import Category, RetentionRule, ShopSettings
from customers.privacy.retention.usual import take_over, usual_rules
from tests.factories import make_staff

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
URL = "/privacy/batches/usual/"
KINDS = ["attachment", "customer", "message", "moment", "prospect"]


@pytest.fixture
def _boss(client: Client) -> None:
    client.force_login(make_staff("beheerder"))


def rules() -> dict[str, int]:
    return dict(RetentionRule.objects.values_list("kind", "months"))


@pytest.mark.parametrize(
    ("country", "months"),
    [
        ("NL", {"attachment": 60, "customer": 24, "message": 84, "moment": 84, "prospect": 12}),
        ("BE", {"attachment": 120, "customer": 24, "message": 120, "moment": 120, "prospect": 12}),
    ],
)
def test_the_periods_of_a_country(country: str, months: dict[str, int]) -> None:
    ShopSettings.objects.update_or_create(pk=1, defaults={"country": country})
    assert {rule.kind: rule.months for rule in usual_rules()} == months


def test_every_kind_but_the_medical_one_has_a_usual_rule_that_fits() -> None:
    kinds = hooks.retention_kinds()
    assert [name for name, kind in kinds.items() if kind.usual is None] == ["treatment"]
    ground = RetentionRule._meta.get_field("ground")
    assert all(0 < len(rule.ground) <= (ground.max_length or 0) for rule in usual_rules())


def test_what_the_shop_decided_stays() -> None:
    """A rule of its own, one of a category, and one that is switched off."""
    own = RetentionRule.objects.create(kind="customer", months=36, ground="eigen")
    leads = Category.objects.create(name="Leads")
    RetentionRule.objects.create(kind="prospect", months=3, ground="eigen", category=leads)
    RetentionRule.objects.create(kind="moment", months=30, ground="eigen", active=False)
    actor = make_staff("beheerder")
    made = take_over(kinds=KINDS, actor=actor)
    assert {rule.kind for rule in made} == {"attachment", "message"}
    assert rules() == {"customer": 36, "prospect": 3, "moment": 30, "attachment": 60, "message": 84}
    own.refresh_from_db()
    assert own.version == 1
    assert take_over(kinds=KINDS, actor=actor) == []


def test_they_are_ordinary_rules_with_a_history() -> None:
    actor = make_staff("beheerder")
    take_over(kinds=["customer", "treatment", "nothing"], actor=actor)
    rule = RetentionRule.objects.get()
    assert (rule.kind, rule.category, rule.active) == ("customer", None, True)
    entry = rule.history.get()
    assert (entry.history_type, entry.history_user) == ("+", actor)


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both look before either has written; each rule is made once."""
    from customers.privacy.retention import usual

    actor, both, real = make_staff("beheerder"), threading.Barrier(2, timeout=20), usual_rules
    made: list[Any] = []

    def looked() -> Any:
        found = real()
        both.wait()
        return found

    monkeypatch.setattr(usual, "usual_rules", looked)

    def one() -> None:
        try:
            made.extend(take_over(kinds=KINDS, actor=actor))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(rule.kind for rule in made) == KINDS
    assert sorted(rules()) == KINDS


@pytest.mark.usefixtures("_boss")
class TestPage:
    def test_offered_until_it_is_taken(self, client: Client) -> None:
        assert client.get(reverse("privacy:batches")).context["is_offered"]
        page = client.get(URL)
        assert [(rule.kind, is_chosen) for rule, is_chosen in page.context["rows"]] == [
            (kind, True) for kind in KINDS
        ]
        assert page.context["own"] == [hooks.retention_kinds()["treatment"].label]
        assert rules() == {}  # looking makes nothing
        token = page.context["hidden"]["token"]
        for _turn in range(2):
            posted = client.post(URL, {"kinds": ["customer", "moment"], "token": token})
            assert posted["Location"] == f"{reverse('privacy:batches')}#rules"
        assert rules() == {"customer": 24, "moment": 84}
        assert [rule.kind for rule, _chosen in client.get(URL).context["rows"]] == [
            "attachment",
            "message",
            "prospect",
        ]
        client.post(URL, {"kinds": ["attachment", "message", "prospect"]})
        assert not client.get(reverse("privacy:batches")).context["is_offered"]
        assert client.get(URL).status_code == 302

    @pytest.mark.parametrize("wrong", [[], [""], ["nothing"], ["treatment"], ["\0"], ["9" * 5000]])
    def test_what_is_not_offered_is_refused_at_its_field(
        self, client: Client, wrong: list[str]
    ) -> None:
        page = client.post(URL, {"kinds": wrong})
        assert page.status_code == 200
        assert page.context["form"].errors["kinds"]
        assert rules() == {}

    def test_one_that_a_colleague_made_meanwhile(self, client: Client) -> None:
        RetentionRule.objects.create(kind="customer", months=36, ground="eigen")
        page = client.post(URL, {"kinds": ["customer", "moment"]})
        assert page.context["form"].errors["kinds"]
        chosen = [rule.kind for rule, is_chosen in page.context["rows"] if is_chosen]
        assert chosen == ["moment"]  # what was chosen is still chosen
        assert rules() == {"customer": 36}

    def test_a_fixed_number_of_queries(self, client: Client) -> None:
        client.get(URL)
        with CaptureQueriesContext(connection) as all_of_them:
            client.get(URL)
        take_over(kinds=KINDS[1:], actor="test")
        with CaptureQueriesContext(connection) as one:
            client.get(URL)
        assert len(one) == len(all_of_them)


def test_who_may_not_make_rules_is_offered_nothing(client: Client) -> None:
    client.force_login(make_staff("kantoor"))
    assert not client.get(reverse("privacy:batches")).context["is_offered"]
    assert client.post(URL, {"kinds": KINDS}).status_code == 403
    assert rules() == {}
