"""What a clerk typed and has not saved."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from contacts.forms.moment import LONGEST_TEXT
from customers.models import Draft
from customers.privacy.erasure.engine import erase_customer, erase_parts
from customers.services import drafts
from customers.services.numbers import renumber
from customers.tasks import forget_drafts
from tests.factories import (
    make_activity,
    make_contact,
    make_customer,
    make_invoice,
    make_moment,
    make_request,
    make_staff,
)

PATH = "/customers/add/"


@pytest.mark.django_db
class TestDrafts:
    def test_comes_back_as_typed(self) -> None:
        owner = make_staff()
        drafts.save_draft(owner=owner, path=PATH, data={"last_name": ["Yılmaz "], "i": ["1", "2"]})
        draft = drafts.load_draft(owner=owner, path=PATH)
        assert draft is not None
        assert drafts.typed_values(draft) == {"last_name": ["Yılmaz "], "i": ["1", "2"]}

    @pytest.mark.parametrize("is_gone", [True, False])
    def test_nothing_about_who_was_erased(
        self, is_gone: bool, tmp_path: Path, settings: Any
    ) -> None:
        """Saved while or after somebody was erased; by the number of today and of before."""
        settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
        owner, customer, other = make_staff(), make_customer(), make_customer()
        former = customer.number
        renumber(customer=customer, number="7654321", actor=owner)
        if not is_gone:
            make_activity(customer, code="done")
        asked = make_request(customer, "access", status="done")
        theirs = [
            f"/customers/{former}/edit/",
            "/customers/7654321/memo/?x",
            f"/privacy/requests/{asked.pk}/edit/",
        ]
        fine = [f"/customers/{other.number}/edit/", "/customers/add/", "/nowhere/7654321/"]
        fine.append(f"/privacy/requests/{10**20}/edit/")
        erase_customer(customer=customer, actor=owner, ground="not_needed")
        for path in (*theirs, *fine):
            Draft.objects.create(owner=owner, path=path, data={"text": ["x"]})
        forget_drafts()
        assert set(Draft.objects.values_list("path", flat=True)) == set(fine)
        for path in theirs:
            assert drafts.save_draft(owner=owner, path=path, data={"text": "x"}) is None
        assert not Draft.objects.exclude(path__in=fine).exists()

    def test_nothing_about_one_part_that_was_erased(self, tmp_path: Path, settings: Any) -> None:
        """A contact person, what was said, and an invoice: their customer may stand."""
        settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
        owner, customer = make_staff(), make_customer()
        person, stays = make_contact(customer), make_contact(customer)
        moment, said = make_moment(customer, text="Belde."), make_moment(customer, text="Kwam.")
        invoice = make_invoice(customer)
        persons, moments = (type(one)._meta.db_table for one in (person, moment))
        erase_parts(
            customer=customer,
            parts={
                table: {"pks": [one.pk], "columns": None}
                for table, one in ((persons, person), (moments, moment))
            },
            actor=owner,
            ground="not_needed",
            scope="row",
        )
        at = f"/customers/{customer.number}"
        gone = [
            f"{at}/people/{person.pk}/",
            f"{at}/timeline/{moment.pk}/",
            f"/invoices/{2**40}/edit/",
        ]
        fine = [
            f"{at}/people/{stays.pk}/",
            f"{at}/timeline/{said.pk}/",
            f"/invoices/{invoice.pk}/edit/",
            f"{at}/people/{10**20}/",
        ]
        for path in (*gone, *fine):
            Draft.objects.create(owner=owner, path=path, data={"text": ["x"]})
        forget_drafts()
        assert set(Draft.objects.values_list("path", flat=True)) == set(fine)
        for path in gone:
            assert drafts.save_draft(owner=owner, path=path, data={"text": "x"}) is None

    def test_all_of_the_longest_text_that_a_form_takes(self) -> None:
        """A browser sends two characters for the end of a line, and the form counts one."""
        text = "\r\n" * LONGEST_TEXT
        draft = drafts.save_draft(owner=make_staff(), path=PATH, data={"text": text, "a": "b"})
        assert draft is not None
        assert drafts.typed_values(draft)["text"] == [text]

    def test_one_per_form_and_owner(self) -> None:
        owner, other = make_staff(), make_staff()
        drafts.save_draft(owner=owner, path=PATH, data={"last_name": "een"})
        drafts.save_draft(owner=owner, path=PATH, data={"last_name": "twee"})
        draft = drafts.load_draft(owner=owner, path=PATH)
        assert draft is not None
        assert drafts.typed_values(draft) == {"last_name": ["twee"]}
        assert drafts.load_draft(owner=other, path=PATH) is None

    def test_another_clerks_draft_is_neither_written_over_nor_thrown_away(self) -> None:
        owner, other = make_staff(), make_staff()
        drafts.save_draft(owner=owner, path=PATH, data={"last_name": "een"})
        drafts.save_draft(owner=other, path=PATH, data={"last_name": "twee"})
        drafts.discard_draft(owner=other, path=PATH)
        (draft,) = Draft.objects.all()
        assert (draft.owner, drafts.typed_values(draft)) == (owner, {"last_name": ["een"]})

    def test_each_search_has_its_own(self) -> None:
        owner = make_staff()
        for search in ("?last_name=jansen", "?last_name=bakker"):
            drafts.save_draft(owner=owner, path=PATH, data={"search": search, "first_name": search})
        draft = drafts.load_draft(owner=owner, path=PATH, search="?last_name=jansen")
        assert draft is not None
        assert draft.data["first_name"] == ["?last_name=jansen"]
        assert drafts.load_draft(owner=owner, path=PATH) is None

    def test_tokens_are_not_kept(self) -> None:
        data = {"csrfmiddlewaretoken": "x", "owner": "x", "token": "x", "first_name": "Jan"}
        draft = drafts.save_draft(owner=make_staff(), path=PATH, data=data)
        assert draft is not None
        assert draft.data == {"first_name": ["Jan"]}

    @pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "\U0001f600", "x" * 50_000])
    def test_whatever_was_typed_can_be_kept(self, text: str) -> None:
        draft = drafts.save_draft(owner=make_staff(), path=PATH, data={"note": text, text: "1"})
        assert draft is not None
        draft.refresh_from_db()
        assert draft.data["note"][0].startswith(text[:1])

    def test_nothing_typed_is_no_draft(self) -> None:
        assert drafts.save_draft(owner=make_staff(), path=PATH, data={"token": "x"}) is None
        assert drafts.save_draft(owner=make_staff(), path="/" * 300, data={"a": "x"}) is None

    def test_discarded(self) -> None:
        owner = make_staff()
        drafts.save_draft(owner=owner, path=PATH, data={"a": "x"})
        drafts.discard_draft(owner=owner, path=PATH)
        assert not Draft.objects.exists()

    def test_old_ones_go(self) -> None:
        owner = make_staff()
        drafts.save_draft(owner=owner, path="/old/", data={"a": "x"})
        Draft.objects.update(saved_at=timezone.now() - timedelta(days=15))
        drafts.save_draft(owner=owner, path=PATH, data={"a": "x"})
        assert [draft.path for draft in Draft.objects.all()] == [PATH]

    def test_old_ones_of_clerks_who_never_came_back_go_too(self) -> None:
        for days in (1, 15):
            owner = make_staff(is_active=False)
            drafts.save_draft(owner=owner, path=f"/{days}/", data={"a": "x"})
            Draft.objects.filter(owner=owner).update(saved_at=timezone.now() - timedelta(days=days))
        forget_drafts()
        assert [draft.path for draft in Draft.objects.all()] == ["/1/"]
