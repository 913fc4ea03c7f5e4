"""The journal beside the database: what is in it, and what stands still without it."""

from __future__ import annotations

import json
import stat
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from customers.models import Customer, ErasedFile, ErasureEntry, LoyaltyCard
from customers.privacy import tasks
from customers.privacy.erasure import eraser
from customers.privacy.erasure.engine import erase_customer, erase_parts
from customers.privacy.proof import journal
from customers.privacy.proof.replay import replay
from klantbeheer import journal_file, readiness
from tests.factories import make_account, make_customer, make_invoice, make_request

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def path(tmp_path: Path, settings: Any) -> Path:
    file = tmp_path / "journal" / "erasures.jsonl"
    settings.ERASURE_JOURNAL = file
    return file


def line(**fields: Any) -> dict[str, Any]:
    """A line of an erasure that this database has not had."""
    return {
        "id": str(uuid.uuid4()),
        "scope": "customer",
        "customer_pk": 900,
        "customer_number": "900900",
        "removed": False,
        "parts": [],
        "ground": "not_needed",
        "request_pk": None,
        "actor": "beheerder",
        "approved_by": "",
        "moment": timezone.now().isoformat(),
        "counts": {},
    } | fields


def erased(**fields: Any) -> ErasureEntry:
    return erase_customer(customer=make_customer(**fields), actor="test", ground="not_needed")


class TestFile:
    def test_an_erasure_is_in_it_when_it_is_committed(self, path: Path) -> None:
        with transaction.atomic():
            entry = erased(last_name="Wagenaar")
            assert not path.exists()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        (found,) = journal_file.read(path).values()
        assert found == journal.line_of(entry)
        assert found["counts"] == entry.counts
        assert "Wagenaar" not in path.read_text()

    def test_what_is_undone_is_not_in_it(self, path: Path) -> None:
        with pytest.raises(RuntimeError), transaction.atomic():
            erased()
            raise RuntimeError
        assert not path.exists()
        assert ErasureEntry.objects.count() == 0

    def test_a_full_disk_does_not_stop_an_erasure(self, path: Path) -> None:
        path.parent.parent.mkdir(exist_ok=True)
        path.parent.write_text("no folder")
        entry = erased()
        assert ErasureEntry.objects.filter(pk=entry.pk).exists()
        path.parent.unlink()
        tasks.copy_journal()
        assert list(journal_file.read(path)) == [str(entry.pk)]
        before = path.read_text()
        tasks.copy_journal()
        assert path.read_text() == before


class TestReady:
    def test_entries_that_the_file_lacks_are_added(self, path: Path) -> None:
        first, second = erased(), erased()
        path.write_text(json.dumps(journal.line_of(second)) + "\n")
        assert journal.why_not_ready() == []
        assert set(journal_file.read(path)) == {str(first.pk), str(second.pk)}

    def test_erasures_that_the_database_lacks_hold_it(self, path: Path) -> None:
        erased()
        journal_file.append(path, [line(), line()])
        (reason,) = readiness.reasons()
        assert "replay_erasures" in reason
        assert " 2 " in f" {reason} "
        replay()
        assert readiness.reasons() == []

    @pytest.mark.parametrize("spoilt", ["{", '{"id": "900"}'])
    def test_a_damaged_file_holds_it(self, path: Path, spoilt: str) -> None:
        erased()
        path.write_text(f"{spoilt}\n{path.read_text()}")
        (reason,) = readiness.reasons()
        assert "1" in reason
        assert str(path) in reason

    def test_a_file_that_cannot_be_read_holds_it(self, path: Path) -> None:
        path.mkdir(parents=True)
        (reason,) = readiness.reasons()
        assert str(path) in reason


class TestReplay:
    def test_who_is_back_goes_again(self, path: Path) -> None:
        """The same key and moment, whatever is open by now."""
        customer = make_customer(last_name="Wagenaar")
        make_invoice(customer)  # a draft, which would have held a new erasure
        asked = line(customer_pk=customer.pk, customer_number=customer.number)
        journal_file.append(path, [asked])
        (entry,) = replay()
        customer.refresh_from_db()
        assert (customer.status, customer.last_name) == ("erased", "[gewist]")
        assert (str(entry.pk), entry.actor) == (asked["id"], "beheerder")
        assert entry.moment.isoformat() == asked["moment"]
        assert entry.replayed_at is not None
        assert journal_file.read(path) == {asked["id"]: asked}
        assert replay() == []

    @pytest.mark.parametrize("unpaid", [True, False])
    def test_an_account_that_is_still_to_be_paid_stays_open(self, path: Path, unpaid: bool) -> None:
        customer = make_customer()
        account = make_account(customer)
        with transaction.atomic():
            make_invoice(customer, status="open" if unpaid else "paid")
        journal_file.append(path, [line(customer_pk=customer.pk, customer_number=customer.number)])
        replay()
        account.refresh_from_db()
        assert (account.name, account.active) == ("[gewist]", unpaid)

    def test_who_disappeared_does_so_again(self, path: Path) -> None:
        customer = make_customer()
        journal_file.append(
            path, [line(customer_pk=customer.pk, customer_number=customer.number, removed=True)]
        )
        (entry,) = replay()
        assert entry.removed
        assert not Customer.objects.filter(pk=customer.pk).exists()

    def test_parts_go_again(self, path: Path) -> None:
        customer = make_customer(phone="06-81234567", mobile="06-87654321")
        card = LoyaltyCard.objects.create(customer=customer, number="KAART1234")
        kept = LoyaltyCard.objects.create(customer=customer, number="KAART5678")
        entry = erase_parts(
            customer=customer,
            parts={
                "customers_customer": {"pks": [customer.pk], "columns": ["phone"]},
                "customers_loyaltycard": {"pks": [card.pk], "columns": None},
            },
            actor="test",
            ground="consent",
        )
        told = journal_file.read(path)[str(entry.pk)]
        other = make_customer(phone="06-81234567", mobile="06-87654321")
        again = LoyaltyCard.objects.create(customer=other, number="KAART1234")
        path.write_text("")
        parts = [
            {"table": part["table"], "pks": [str(pk)], "columns": part["columns"]}
            for part, pk in zip(told["parts"], (other.pk, again.pk), strict=True)
        ]
        pks = {"customer_pk": other.pk, "customer_number": other.number}
        journal_file.append(path, [told | pks | {"id": str(uuid.uuid4()), "parts": parts}])
        replay()
        other.refresh_from_db()
        again.refresh_from_db()
        kept.refresh_from_db()
        assert (other.phone, other.mobile) == ("", "06-87654321")
        assert (again.number, kept.number) == ("GEWIST", "KAART5678")

    @pytest.mark.parametrize("scope", ["row", "columns", "retention", "kept"])
    def test_whatever_it_was_called(self, path: Path, scope: str) -> None:
        customer = make_customer(mobile="+31655010147", phone="+31305550199")
        where = {"table": "customers_customer", "pks": [str(customer.pk)], "columns": ["mobile"]}
        whose = {"customer_pk": customer.pk, "customer_number": customer.number}
        journal_file.append(path, [line(scope=scope, parts=[where], **whose)])
        (entry,) = replay()
        customer.refresh_from_db()
        assert (customer.mobile, customer.phone) == ("", "+31305550199")
        assert (customer.status, entry.scope, entry.removed) == ("active", scope, False)

    def test_its_request_is_done_and_its_files_go(self, path: Path) -> None:
        customer = make_customer()
        asked, other = make_request(customer), make_request(make_customer())
        told = {"customer_pk": customer.pk, "customer_number": customer.number}
        moment = "2026-11-01T10:00:00+00:00"
        first = line(request_pk=asked.pk, moment=moment, **told)
        second = line(request_pk=other.pk, customer_number="900901")  # not this one's
        journal_file.append(path, [first, second])
        stored = default_storage.save("attachments/lost", ContentFile(b"x"))
        ErasedFile.objects.create(name=stored)
        replay()
        for request in (asked, other):
            request.refresh_from_db()
        assert (asked.status, other.status) == ("done", "open")
        assert asked.closed_at is not None
        assert asked.closed_at.isoformat() == moment
        assert not default_storage.exists(stored)
        assert not ErasedFile.objects.exists()

    def test_nobody_gets_the_number_or_the_key_of_who_is_not_there(self, path: Path) -> None:
        number = str(int(make_customer().number) + 1)
        journal_file.append(path, [line(customer_number=number)])
        (entry,) = replay()
        assert entry.removed
        new = make_customer()
        assert int(new.number) > int(number)
        assert new.pk > 900

    def test_oldest_first(self, path: Path) -> None:
        older = line(moment="2026-01-01T10:00:00+00:00", id=str(uuid.UUID(int=2)))
        journal_file.append(path, [line(id=str(uuid.UUID(int=1))), older])
        assert str(replay()[0].pk) == older["id"]

    def test_one_that_fails_leaves_the_others_done(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first, second = line(moment="2026-01-01T10:00:00+00:00"), line()
        journal_file.append(path, [first, second])
        begin = eraser.begin

        def broken(entry: Any) -> uuid.UUID:
            if entry["id"] == second["id"]:
                raise RuntimeError
            return begin(entry)

        monkeypatch.setattr(eraser, "begin", broken)
        with pytest.raises(RuntimeError):
            replay()
        assert [str(pk) for pk in ErasureEntry.objects.values_list("pk", flat=True)] == [
            first["id"]
        ]
        assert len(journal.undone()) == 1
