"""Texts that stay and lose what names the person: as decided, written down, and done again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from contacts.models import ContactMoment
from customers.models import ErasureEntry, PrivacyRequest, PrivacySettings
from customers.privacy.erasure import approval
from customers.privacy.erasure.engine import erase_customer
from customers.privacy.erasure.plan import mentions_of
from customers.privacy.mentions.service import decide, find_mentions
from customers.privacy.proof.replay import replay
from klantbeheer import journal_file
from klantbeheer.history_guard import find_gaps
from tests.customers.privacy.test_journal import line
from tests.factories import make_activity, make_customer, make_moment, make_request, make_staff

if TYPE_CHECKING:
    from pathlib import Path

    from customers.models import Customer

pytestmark = pytest.mark.django_db
TEXT = "Wilhelmiena Quispelaar belde, 06 99 88 77 66."


@pytest.fixture(autouse=True)
def path(tmp_path: Path, settings: Any) -> Path:
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    file: Path = settings.ERASURE_JOURNAL
    return file


def person() -> Customer:
    """Of whom the number stays, so that texts elsewhere are looked at."""
    customer = make_customer(
        first_name="Wilhelmiena", last_name="Quispelaar", infix="", mobile="+31699887766"
    )
    make_activity(customer, code="done")
    return customer


def columns(customer: Customer) -> dict[str, Any]:
    """A request for the number alone."""
    return {
        "scope": "columns",
        "scope_table": "customers_customer",
        "scope_pk": customer.pk,
        "scope_columns": ["mobile"],
    }


@pytest.mark.parametrize("is_part", [True, False])
def test_as_decided_and_written_down(
    path: Path, is_part: bool, django_capture_on_commit_callbacks: Any
) -> None:
    PrivacySettings.objects.update_or_create(pk=1, defaults={"waiting_days": 0})
    customer, anna = person(), make_staff("kantoor")
    cleaned, kept = (make_moment(make_customer(), text=TEXT) for _ in range(2))
    asked = make_request(customer, **(columns(customer) if is_part else {}))
    for mention in mentions_of(customer, asked):
        decision = "clean" if mention.row == str(cleaned.pk) else "keep"
        decide(request=asked, mention_key=mention.key, decision=decision, actor=anna)
    with django_capture_on_commit_callbacks(execute=True):
        approval.send_for_approval(request=asked, actor=anna)
        approval.approve(request=asked, actor=make_staff("beheerder"), typed_number=customer.number)
    texts = dict(ContactMoment.objects.values_list("pk", "text"))
    assert "99 88 77 66" not in texts[cleaned.pk]
    assert texts[kept.pk] == TEXT
    where = {"table": "contacts_contactmoment", "pks": [str(cleaned.pk)], "columns": ["text"]}
    told = {each["scope"]: each for each in journal_file.read(path).values()}
    assert set(told) == ({"text", "columns"} if is_part else {"customer"})
    of_texts = told["text" if is_part else "customer"]
    assert (of_texts["parts"], of_texts["counts"]["contacts_contactmoment"]) == ([where], 2)
    assert {each["request_pk"] for each in told.values()} == {asked.pk}
    asked.refresh_from_db()
    assert (asked.status, asked.closed_by) == (PrivacyRequest.Status.DONE, anna)


def test_the_note_on_the_same_card() -> None:
    PrivacySettings.objects.update_or_create(pk=1, defaults={"waiting_days": 0})
    customer, anna = person(), make_staff("kantoor")
    customer.internal_note = "Bel 06 99 88 77 66 na vijven."
    customer.save()
    asked = make_request(customer, **columns(customer))
    (mention,) = mentions_of(customer, asked)
    decide(request=asked, mention_key=mention.key, decision="clean", actor=anna)
    approval.send_for_approval(request=asked, actor=anna)
    approval.approve(request=asked, actor=make_staff("beheerder"), typed_number=customer.number)
    customer.refresh_from_db()
    assert (customer.mobile, customer.internal_note) == ("", "Bel [gewist] na vijven.")
    past = customer.history.values_list("mobile", "internal_note")
    assert set(past) == {("", ""), ("", "Bel [gewist] na vijven.")}
    assert find_gaps() == []


def test_more_than_are_shown_at_once_are_cleaned(monkeypatch: pytest.MonkeyPatch) -> None:
    customer, anna = person(), make_staff("kantoor")
    for _each in range(2):
        make_moment(make_customer(), text=TEXT)
    asked = make_request(customer)
    for mention in mentions_of(customer, asked):
        decide(request=asked, mention_key=mention.key, decision="clean", actor=anna)
    defaults = find_mentions.__kwdefaults__ or {}
    monkeypatch.setattr(find_mentions, "__kwdefaults__", defaults | {"limit": 1})
    erase_customer(customer=customer, actor=anna, ground="not_needed", request=asked)
    assert not ContactMoment.objects.filter(text__contains="Quispelaar").exists()


def test_without_a_text_there_is_one_line() -> None:
    PrivacySettings.objects.update_or_create(pk=1, defaults={"waiting_days": 0})
    customer = person()
    asked = make_request(customer, **columns(customer))
    approval.send_for_approval(request=asked, actor=make_staff("kantoor"))
    approval.approve(request=asked, actor=make_staff("beheerder"), typed_number=customer.number)
    assert [entry.scope for entry in ErasureEntry.objects.all()] == ["columns"]


@pytest.mark.parametrize("scope", ["customer", "text"])
def test_only_those_of_then_are_cleaned_again(path: Path, scope: str) -> None:
    customer = person()
    then, other = (make_moment(make_customer(), text=TEXT) for _ in range(2))
    asked = make_request(customer, **(columns(customer) if scope == "text" else {}))
    about = {
        "customer_pk": customer.pk,
        "customer_number": customer.number,
        "request_pk": asked.pk,
    }
    # One of them is not there any more: the line stays as it was.
    pks = [str(then.pk), "4242"]
    where = {"table": "contacts_contactmoment", "pks": pks, "columns": ["text"]}
    lines = [line(scope=scope, parts=[where], moment="2026-11-01T10:00:00+00:00", **about)]
    if scope == "text":
        fields = {"table": "customers_customer", "pks": [str(customer.pk)], "columns": ["mobile"]}
        lines.append(line(scope="columns", parts=[fields], **about))
    journal_file.append(path, lines)
    entries = replay()
    texts = dict(ContactMoment.objects.values_list("pk", "text"))
    assert "99 88 77 66" not in texts[then.pk]
    assert texts[other.pk] == TEXT
    assert [entry.parts for entry in entries] == [each["parts"] for each in lines]
