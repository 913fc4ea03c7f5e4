"""Asking for a file, making it, fetching it, and its end."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone, translation
from procrastinate.contrib.django.models import ProcrastinateJob

from customers.activities.models import Treatment
from customers.models import AccessDownload, AccessExport, ErasedFile, PrivacySettings
from customers.privacy.access import expiry, exports_context, service
from customers.privacy.access.build import build
from customers.privacy.access.page import notes_for
from customers.privacy.access.service import make_export, make_for, start_export
from klantbeheer.staff.models import StaffUser
from tests import factories
from tests.customers.privacy.access.made import made
from tests.factories import (
    make_activity,
    make_customer,
    make_request,
    make_staff,
    mark_erased,
)

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
LATER = datetime.timedelta(minutes=20)


def waiting_jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name=service.TASK, status="todo").count()


class TestAsking:
    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"identity": ""}, "identity"),
            ({"identity": "not_needed"}, "identity"),
            ({"kind": "rectification"}, "access request"),
            ({"status": "done"}, "closed"),
        ],
    )
    def test_refused(self, fields: dict[str, str], words: str) -> None:
        request = make_request(make_customer(), **({"kind": "access"} | fields))
        with translation.override("en"), pytest.raises(ValidationError, match=words):
            start_export(request=request, actor=make_staff("kantoor"))
        assert not AccessExport.objects.exists()

    def test_one_at_a_time(self) -> None:
        request = make_request(make_customer(), "access")
        one = start_export(request=request, actor=make_staff("kantoor"))
        assert start_export(request=request, actor=make_staff("beheerder")) == one
        assert waiting_jobs() == 1
        make_for(request.pk)
        one.refresh_from_db()
        assert one.status == "ready"
        assert start_export(request=request, actor=make_staff("kantoor")) != one

    def test_erased(self) -> None:
        customer = make_customer()
        request = make_request(customer, "access")
        mark_erased(customer.number)
        with pytest.raises(ValidationError):
            start_export(request=request, actor=make_staff("kantoor"))

    def test_erased_while_it_waits(self) -> None:
        customer = make_customer()
        export = factories.make_export(make_request(customer, "access"))
        mark_erased(customer.number)
        AccessExport.objects.filter(pk=export.pk).update(status="queued")
        assert service._taken(export.pk) is None
        export.refresh_from_db()
        assert export.status == "gone"


class TestMaking:
    def test_goes_on_after_a_crash(self) -> None:
        """The worker that had it died: nobody holds the lock, so it is asked for again."""
        request = make_request(make_customer(), "access")
        export = make_export_row(request, status="working")
        assert expiry.go_on() == 1
        assert waiting_jobs() == 1
        make_for(request.pk)
        export.refresh_from_db()
        assert export.status == "ready"
        assert expiry.go_on() == 0

    def test_not_for_ever(self) -> None:
        export = make_export_row(make_request(make_customer(), "access"))
        for _time in range(service.MOST_ATTEMPTS):
            assert service._taken(export.pk) is not None
        assert expiry.go_on() == 0
        export.refresh_from_db()
        assert export.status == "failed"
        AccessExport.objects.filter(pk=export.pk).update(status="queued")
        assert service._taken(export.pk) is None
        export.refresh_from_db()
        assert export.status == "failed"

    def test_what_goes_wrong_is_shown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(**_values: object) -> None:
            raise RuntimeError

        request = make_request(make_customer(), "access")
        export = start_export(request=request, actor=make_staff("kantoor"))
        monkeypatch.setattr(service, "build", broken)
        with pytest.raises(RuntimeError):
            make_export(export.pk)
        export.refresh_from_db()
        assert (export.status, export.file.name) == ("failed", "")
        context = exports_context(make_staff("kantoor"), request)
        assert context["exports_again"]
        assert not context["exports_problem"]

    def test_erased_meanwhile(self, monkeypatch: pytest.MonkeyPatch) -> None:
        customer = make_customer()
        export = start_export(request=make_request(customer, "access"), actor=make_staff("kantoor"))

        def erased(**values: object) -> None:
            build(**values)  # type: ignore[arg-type]
            mark_erased(customer.number)

        monkeypatch.setattr(service, "build", erased)
        assert not make_export(export.pk)
        export.refresh_from_db()
        assert (export.status, export.file.name) == ("gone", "")

    def test_given_up_meanwhile(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whoever gave it up has said so: the file that comes after all is not kept."""
        request = make_request(make_customer(), "access")
        export = start_export(request=request, actor=make_staff("kantoor"))

        def too_late(**values: object) -> None:
            build(**values)  # type: ignore[arg-type]
            service.end_as(export.pk, "failed")

        monkeypatch.setattr(service, "build", too_late)
        assert not make_export(export.pk)
        export.refresh_from_db()
        assert (export.status, export.file.name) == ("failed", "")

    def test_a_file_without_a_row_is_not_left(self, monkeypatch: pytest.MonkeyPatch) -> None:
        export = start_export(
            request=make_request(make_customer(), "access"), actor=make_staff("kantoor")
        )
        stored: list[str] = []
        save = AccessExport.save

        def broken(row: AccessExport, *args: Any, **options: Any) -> None:
            if row.status == "ready":
                stored.append(str(row.file))
                raise RuntimeError
            save(row, *args, **options)

        monkeypatch.setattr(AccessExport, "save", broken)
        with pytest.raises(RuntimeError):
            make_export(export.pk)
        assert [bool(name) for name in stored] == [True]
        assert not default_storage.exists(stored[0])

    def test_progress_leaves_no_history(self) -> None:
        export = make_export_row(make_request(make_customer(), "access"), status="working")
        before = AccessExport.history.count()
        service._teller(export)(3, 10)
        export.refresh_from_db()
        assert (export.done, export.total) == (3, 10)
        assert AccessExport.history.count() == before


class TestEnding:
    def test_after_its_time(
        self, client: Client, django_capture_on_commit_callbacks: object
    ) -> None:
        PrivacySettings.objects.create(pk=1, export_days=2)
        export = made(make_request(make_customer(), "access"))
        stored = str(export.file)
        assert export.expires_at
        assert export.made_at
        assert export.expires_at - export.made_at == datetime.timedelta(days=2)
        assert expiry.expire() == 0
        export.expires_at = timezone.now()
        export.save()
        client.force_login(make_staff("kantoor"))
        url = reverse("privacy:export_file", args=[export.pk])
        assert client.get(url).status_code == 410
        later = timezone.now() + LATER
        for status in ("gone", "failed"):  # whatever the day: there is no file
            one = factories.make_export(export.request, status=status, expires_at=later)
            gone = reverse("privacy:export_file", args=[one.pk])
            assert client.get(gone).status_code == 410
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            assert expiry.expire() == 1
        export.refresh_from_db()
        assert (export.status, export.file.name) == ("gone", "")
        assert not default_storage.exists(stored)
        assert not ErasedFile.objects.exists()
        assert client.get(url).status_code == 410
        assert not AccessDownload.objects.exists()

    def test_left_behind(self, monkeypatch: pytest.MonkeyPatch) -> None:
        kept = made(make_request(make_customer(), "access"))
        lost = default_storage.save("exports/zz/zz0000", ContentFile(b"x"))
        assert expiry.sweep() == 0
        monkeypatch.setattr(expiry, "_LEFT_BEHIND_AFTER", -LATER)
        assert expiry.sweep() >= 1
        assert not default_storage.exists(lost)
        assert default_storage.exists(str(kept.file))


class TestFetching:
    def test_logged_and_safe(self, client: Client) -> None:
        export = made(make_request(make_customer(number="100234"), "access"))
        user = make_staff("kantoor")
        client.force_login(user)
        url = reverse("privacy:export_file", args=[export.pk])
        client.head(url)
        assert not AccessDownload.objects.exists()
        response = client.get(url)
        assert b"".join(response.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
        assert response["Content-Disposition"] == 'attachment; filename="inzage-100234.zip"'
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in response["Cache-Control"]
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert AccessDownload.objects.get().staff == user

    def test_not_of_a_customer_who_is_not_to_be_seen(self, client: Client) -> None:
        request = make_request(make_customer(), "access")
        export = factories.make_export(request, ready=True)
        user = make_staff()
        user.groups.clear()
        names = ["export_person", "view_privacyrequest"]
        user.user_permissions.set(Permission.objects.filter(codename__in=names))
        client.force_login(user)
        for name in ("export", "export_file"):
            assert client.get(reverse(f"privacy:{name}", args=[export.pk])).status_code == 404
        url = reverse("privacy:export_start", args=[request.pk])
        assert client.post(url).status_code == 404
        assert AccessExport.objects.count() == 1
        assert not AccessDownload.objects.exists()

    def test_one_with_treatments(self, client: Client) -> None:
        customer = make_customer()
        activity = make_activity(customer, "treatment")
        Treatment.objects.create(activity=activity, complaint="Pijn")
        actor = make_staff("kantoor")
        actor.groups.add(make_staff("behandelaar").groups.get())
        export = made(make_request(customer, "access"), actor)
        url = reverse("privacy:export_file", args=[export.pk])
        client.force_login(make_staff("kantoor"))
        assert client.get(url).status_code == 403
        page = client.get(reverse("privacy:export", args=[export.pk])).content.decode()
        assert url not in page
        client.force_login(actor)
        assert client.get(url).status_code == 200


class TestPages:
    def test_start(self, client: Client) -> None:
        client.force_login(make_staff("kantoor"))
        request = make_request(make_customer(), "access")
        response = client.post(reverse("privacy:export_start", args=[request.pk]))
        export = AccessExport.objects.get()
        assert response["Location"] == reverse("privacy:export", args=[export.pk])
        page = client.get(response["Location"], headers={"HX-Target": "export-progress"})
        assert 'data-hx-trigger="every 2s"' in page.content.decode()

    def test_who_can_make_one_with_treatments(self) -> None:
        office = make_staff("kantoor")
        both = make_staff("behandelaar", first_name="Iris", last_name="Bakker")
        assert "rollen kantoor en behandelaar samen" in notes_for(office)[0]
        both.groups.add(*office.groups.all())
        assert notes_for(office)[0].endswith("Dat kan: Iris Bakker.")
        assert notes_for(StaffUser.objects.get(pk=both.pk)) == []

    @pytest.mark.parametrize("key", [0, 999, 2**63, 10**30])
    def test_unknown(self, client: Client, key: int) -> None:
        client.force_login(make_staff("kantoor"))
        assert client.post(reverse("privacy:export_start", args=[key])).status_code == 404

    def test_of_another_kind(self, client: Client) -> None:
        client.force_login(make_staff("kantoor"))
        request = make_request(make_customer(), "erasure")
        assert client.post(reverse("privacy:export_start", args=[request.pk])).status_code == 404

    def test_queries(self, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
        request = make_request(make_customer(), "access")
        for _time in range(8):
            factories.make_export(request, ready=True)
        user = make_staff("kantoor")
        user.has_perm("customers.export_person")
        with django_assert_max_num_queries(5):
            exports_context(user, request)


def make_export_row(request: object, **fields: object) -> AccessExport:
    """The row of a file that was asked for a while ago."""
    asked_at = timezone.now() - LATER
    return factories.make_export(request, asked_at=asked_at, **fields)  # type: ignore[arg-type]
