"""Files go in and out with the transaction of their row."""

from __future__ import annotations

import io
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from contacts.files import store
from contacts.models import Attachment
from contacts.services import attachments
from contacts.services.attachments import attach, remove_attachment
from tests.contacts.files import samples
from tests.factories import make_customer, make_moment, make_staff

if TYPE_CHECKING:
    from pathlib import Path

    from contacts.models import ContactMoment


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    """Files on a real disk, as in a shop."""
    settings.MEDIA_ROOT = tmp_path / "media"
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = settings.STORAGES | {"default": backend}


def kept(settings: Any) -> list[Path]:
    """The files that are there."""
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def attach_pdf(moment: ContactMoment | None = None, **options: Any) -> Attachment:
    """A PDF at a moment, by Anna."""
    values: dict[str, Any] = {"upload": samples.upload("bon.pdf", samples.pdf())}
    return attach(moment=moment or make_moment(), actor=make_staff(), **values | options)


@pytest.mark.django_db
class TestAttach:
    def test_the_row_says_what_it_is(self, settings: Any) -> None:
        moment, anna = make_moment(), make_staff()
        upload = samples.upload("../Offerte\u202e 1.pdf", samples.pdf())
        row = attach(moment=moment, upload=upload, actor=anna)
        row.refresh_from_db()
        assert (row.name, row.content_type) == ("Offerte 1.pdf", "application/pdf")
        assert (row.customer, row.moment, row.uploaded_by) == (moment.customer, moment, anna)
        assert row.size == len(samples.pdf())
        assert not row.scanned
        assert row.file.read() == samples.pdf()
        newest = row.history.latest("history_id")
        assert (newest.history_user, newest.history_type) == (anna, "+")

    def test_only_we_can_read_it_and_its_name_says_nothing(self, settings: Any) -> None:
        attach_pdf()
        (file,) = kept(settings)
        assert file.stat().st_mode & 0o777 == 0o600
        assert file.parent.stat().st_mode & 0o777 == 0o700
        assert file.parent.parent.name == "attachments"
        assert len(file.name) == 32
        assert set(file.name) <= set("0123456789abcdef")

    def test_an_image_is_kept_without_its_place(self, settings: Any) -> None:
        attach_pdf(upload=samples.upload("foto.jpg", samples.photo_with_place()))
        (file,) = kept(settings)
        assert samples.SECRET.encode() not in file.read_bytes()

    def test_two_of_one_name(self, settings: Any) -> None:
        moment = make_moment()
        attach_pdf(moment)
        attach_pdf(moment)
        assert len(kept(settings)) == 2

    def test_an_inactive_customer_gets_letters_too(self) -> None:
        assert attach_pdf(make_moment(make_customer(status="inactive"))).pk

    def test_an_erased_one_does_not(self, settings: Any) -> None:
        moment = make_moment()
        moment.customer.status = "erased"
        moment.customer.save()
        with pytest.raises(ValidationError, match=r"^\['bon\.pdf: "):
            attach_pdf(moment)
        assert kept(settings) == []

    def test_nor_a_moment_that_is_gone(self, settings: Any) -> None:
        with pytest.raises(ValidationError):
            attach_pdf(make_moment(removed_at=timezone.now()))
        assert kept(settings) == []

    def test_there_is_a_most(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(attachments, "MOST_FILES", 2)
        moment, fatima = make_moment(), make_staff("beheerder")
        first = attach_pdf(moment)
        attach_pdf(moment)
        with pytest.raises(ValidationError) as refusal:
            attach_pdf(moment)
        assert refusal.value.code == "too_many"
        remove_attachment(attachment=first, actor=fatima, reason="dubbel")
        assert attach_pdf(moment).pk

    @pytest.mark.django_db(transaction=True)
    def test_two_at_once_are_no_more_than_the_most(
        self, monkeypatch: pytest.MonkeyPatch, settings: Any
    ) -> None:
        monkeypatch.setattr(attachments, "MOST_FILES", 1)
        moment, anna = make_moment(), make_staff()
        written, go_on, refused = threading.Event(), threading.Event(), []

        def bill() -> Any:
            return samples.upload("bon.pdf", samples.pdf())

        def first() -> None:
            with transaction.atomic():
                attach(moment=moment, upload=bill(), actor=anna)
                written.set()
                go_on.wait(10)
            connection.close()

        def second() -> None:
            written.wait(10)
            threading.Timer(0.3, go_on.set).start()
            try:
                attach(moment=moment, upload=bill(), actor=anna)
            except ValidationError as error:
                refused.append(error.code)
            finally:
                connection.close()

        threads = [threading.Thread(target=work) for work in (first, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert refused == ["too_many"]
        assert len(kept(settings)) == moment.attachments.count() == 1

    def test_a_refused_file_leaves_nothing(self, settings: Any) -> None:
        with pytest.raises(ValidationError):
            attach_pdf(upload=samples.upload("bon.pdf", b"geen pdf"))
        assert kept(settings) == []
        assert not Attachment.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestTransactions:
    def test_a_commit_keeps_the_file(self, settings: Any) -> None:
        attach_pdf()
        assert len(kept(settings)) == 1

    def test_a_rollback_takes_the_file_along(self, settings: Any) -> None:
        moment = make_moment()
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            attach_pdf(moment)
            assert len(kept(settings)) == 1
            raise ZeroDivisionError
        assert kept(settings) == []
        assert not Attachment.objects.exists()

    def test_so_does_a_rollback_to_a_savepoint(self, settings: Any) -> None:
        moment = make_moment()
        with transaction.atomic():
            first = attach_pdf(moment)
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                attach_pdf(moment)
                raise ZeroDivisionError
        (file,) = kept(settings)
        assert str(file).endswith(str(first.file))

    def test_and_a_row_that_the_database_refuses(self, settings: Any) -> None:
        moment = make_moment()
        with pytest.raises(Exception, match="null value"), transaction.atomic():
            name = store.write(ContentFile(b"x"))
            Attachment.objects.create(moment=moment, file=name, name="x", size=1)
        assert kept(settings) == []

    def test_and_a_connection_that_breaks(self, settings: Any) -> None:
        moment = make_moment()
        with pytest.raises(Exception, match=r"terminat|closed"), transaction.atomic():
            attach_pdf(moment)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        connection.close()
        assert kept(settings) == []

    def test_a_removal_takes_the_file_after_the_commit(self, settings: Any) -> None:
        row, fatima = attach_pdf(), make_staff("beheerder")
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            remove_attachment(attachment=row, actor=fatima, reason="fout")
            raise ZeroDivisionError
        assert len(kept(settings)) == 1
        with transaction.atomic():
            remove_attachment(attachment=row, actor=fatima, reason="verkeerde klant")
            assert len(kept(settings)) == 1
        assert kept(settings) == []
        row.refresh_from_db()
        assert (row.removed_by, row.file.name, row.name) == (fatima, "", "bon.pdf")
        assert row.removed_at is not None
        newest = row.history.latest("history_id")
        assert newest.history_change_reason == "verkeerde klant"

    def test_a_second_removal_changes_nothing(self) -> None:
        row, fatima, bram = attach_pdf(), make_staff("beheerder"), make_staff("kantoor")
        remove_attachment(attachment=row, actor=fatima, reason="dubbel")
        remove_attachment(attachment=row, actor=bram, reason="ook")
        row.refresh_from_db()
        assert row.removed_by == fatima
        assert row.history.count() == 2

    def test_a_file_that_will_not_go_is_found_later(
        self, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        row = attach_pdf()
        with monkeypatch.context() as patch:

            def stuck(_name: str) -> None:
                raise PermissionError

            patch.setattr(storages["default"], "delete", stuck)
            remove_attachment(attachment=row, actor=make_staff("beheerder"), reason="weg")
        assert len(kept(settings)) == 1
        make_old(settings)
        with pytest.raises(CommandError):
            check_files()
        assert "no row, removed" in check_files("--remove")
        assert kept(settings) == []


def make_old(settings: Any) -> None:
    """Every file is from yesterday."""
    import os

    yesterday = (timezone.now() - timedelta(days=1)).timestamp()
    for file in kept(settings):
        os.utime(file, (yesterday, yesterday))


def check_files(*options: str) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command("check_files", *options, stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.django_db
class TestCheckFiles:
    def test_nothing_yet(self) -> None:
        assert check_files() == "0 files; 0 without a row, 0 rows without a file.\n"

    def test_all_is_well(self, settings: Any) -> None:
        for _serial in range(3):
            attach_pdf()
        make_old(settings)
        assert check_files() == "3 files; 0 without a row, 0 rows without a file.\n"

    def test_a_row_without_its_file(self, settings: Any) -> None:
        row = attach_pdf()
        attach_pdf()
        (settings.MEDIA_ROOT / str(row.file)).unlink()
        for options in ((), ("--remove",)):
            out = io.StringIO()
            with pytest.raises(CommandError):
                call_command("check_files", *options, stdout=out, stderr=out)
            assert f"{row.pk}: its file {row.file} is gone" in out.getvalue()
            assert "0 without a row, 1 rows without a file" in out.getvalue()

    def test_a_file_without_a_row(self, settings: Any) -> None:
        attach_pdf()
        storages["default"].save("attachments/zz/over", ContentFile(b"x"))
        assert check_files().startswith("2 files; 0 without"), "it may be of a form being saved"
        make_old(settings)
        with pytest.raises(CommandError):
            check_files()
        assert len(kept(settings)) == 2
        assert "attachments/zz/over: no row, removed" in check_files("--remove")
        assert len(kept(settings)) == 1
        assert check_files().startswith("1 files; 0 without")
