"""Handing out files, showing pictures of them, removing them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from contacts.files import sandbox
from contacts.files.preview import MOST_PAGES
from contacts.models import Attachment
from contacts.presentation.files import files_of
from contacts.services.attachments import attach
from tests.contacts.files import samples
from tests.factories import make_customer, make_moment, make_staff

if TYPE_CHECKING:
    from django.test import Client

    from contacts.models import ContactMoment

pytestmark = pytest.mark.django_db


def make_file(
    name: str = "bon.pdf", content: bytes = b"", moment: ContactMoment | None = None
) -> Attachment:
    """A file at a moment; a PDF of two pages when nothing else is said."""
    upload = samples.upload(name, content or samples.pdf(2))
    return attach(moment=moment or make_moment(), upload=upload, actor=make_staff())


def url_of(row: Attachment, name: str = "attachment", **more: Any) -> str:
    """One of its addresses."""
    return reverse(f"contacts:{name}", kwargs={"attachment_id": row.pk, **more})


ADDRESSES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("attachment", {}),
    ("attachment_preview", {}),
    ("attachment_page", {"page": 1}),
    ("attachment_remove", {}),
)


class TestDownload:
    @pytest.mark.parametrize(
        ("name", "content", "content_type"),
        [
            ("bon.pdf", samples.pdf(), "application/pdf"),
            ("vraag.eml", samples.MAIL, "message/rfc822"),
            ("lijst.csv", b"a;b\n1;2\n", "text/csv"),
            ("brief.txt", b"hallo 1 < 2\n", "text/plain"),
        ],
    )
    def test_it_is_saved_never_opened(
        self, client: Client, name: str, content: bytes, content_type: str
    ) -> None:
        client.force_login(make_staff("inkijk"))
        response = client.get(url_of(make_file(name, content)))
        assert response.getvalue() == content
        headers = response.headers
        assert headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert headers["Content-Type"] == content_type
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"

    @pytest.mark.parametrize(
        "name", ["Eén “offerte”.pdf", "😀.pdf", "a;b%0d%0aX-Y: 1.pdf", "שלום.pdf"]
    )
    def test_any_name(self, client: Client, name: str) -> None:
        client.force_login(make_staff("inkijk"))
        row = make_file(name)
        said = client.get(url_of(row)).headers["Content-Disposition"]
        assert said.startswith("attachment; filename")
        assert "\n" not in said
        if not row.name.isascii():
            assert said == f"attachment; filename*=utf-8''{quote(row.name)}"

    def test_a_content_type_that_we_do_not_know_is_not_passed_on(self, client: Client) -> None:
        client.force_login(make_staff("inkijk"))
        row = make_file()
        row.content_type = "text/html"
        row.save()
        assert client.get(url_of(row)).headers["Content-Type"] == "application/octet-stream"

    def test_head(self, client: Client) -> None:
        client.force_login(make_staff("inkijk"))
        assert client.head(url_of(make_file())).status_code == 200

    def test_a_file_that_is_gone(self, client: Client) -> None:
        client.force_login(make_staff("inkijk"))
        row = make_file()
        storages["default"].delete(str(row.file))
        assert client.get(url_of(row)).status_code == 404
        assert client.get(url_of(row, "attachment_page", page=1)).status_code == 404
        page = client.get(url_of(row, "attachment_preview"))
        assert page.context["problem"]
        assert b"<img" not in page.content

    def test_it_has_no_address_of_its_own(self, client: Client) -> None:
        client.force_login(make_staff("beheerder"))
        name = str(make_file().file)
        for place in ("/media/", "/static/", "/"):
            assert client.get(f"{place}{name}").status_code == 404


class TestWhoMay:
    @pytest.mark.parametrize(("name", "more"), ADDRESSES)
    def test_what_is_not_there(self, client: Client, name: str, more: dict[str, Any]) -> None:
        client.force_login(make_staff("beheerder"))
        removed, erased, off = make_file(), make_file(), make_file()
        Attachment.objects.filter(pk=removed.pk).update(removed_at=timezone.now(), file="")
        erased.customer.status = "erased"
        erased.customer.save()
        off.moment.removed_at = timezone.now()
        off.moment.save()
        unknown = Attachment(pk=uuid4())
        for row in (removed, erased, off, unknown):
            assert client.get(url_of(row, name, **more)).status_code == 404
            if name == "attachment_remove":
                assert client.post(url_of(row, name), {"reason": "x"}).status_code == 404

    @pytest.mark.parametrize(("name", "more"), ADDRESSES[:3])
    def test_an_inactive_customers_files_can_be_read(
        self, client: Client, name: str, more: dict[str, Any]
    ) -> None:
        client.force_login(make_staff("inkijk"))
        row = make_file(moment=make_moment(make_customer(status="inactive")))
        assert client.get(url_of(row, name, **more)).status_code == 200

    @pytest.mark.parametrize(("name", "more"), ADDRESSES)
    def test_who_may_not_see_customers(
        self, client: Client, name: str, more: dict[str, Any]
    ) -> None:
        from django.contrib.auth.models import Permission

        user = make_staff()
        user.groups.clear()
        wanted = ("view_attachment", "remove_attachment")
        user.user_permissions.set(Permission.objects.filter(codename__in=wanted))
        client.force_login(user)
        assert client.get(url_of(make_file(), name, **more)).status_code == 404


class TestPreview:
    def test_a_pdf_page_by_page(self, client: Client) -> None:
        client.force_login(make_staff("inkijk"))
        row = make_file("Eén bon.pdf", samples.pdf(3))
        url = url_of(row, "attachment_preview")
        seen = []
        while url:
            page = client.get(url)
            seen.append(page.context["page"])
            assert f'src="{url_of(row, "attachment_page", page=seen[-1])}"' in page.content.decode()
            url = page.context["next_url"]
        assert seen == [1, 2, 3]
        assert page.context["previous_url"].endswith("page=2")

    def test_the_search_goes_along(self, client: Client) -> None:
        client.force_login(make_staff("inkijk"))
        page = client.get(url_of(make_file(), "attachment_preview") + "?last_name=jans")
        for name in ("next_url", "back_url", "moment_url"):
            assert "?last_name=jans" in page.context[name]

    @pytest.mark.parametrize("page", ["0", "3", "-1", "x", "²", "9" * 5000, "%00", ""])
    def test_a_page_that_is_not_there_is_the_first(self, client: Client, page: str) -> None:
        client.force_login(make_staff("inkijk"))
        shown = client.get(url_of(make_file(), "attachment_preview") + f"?page={page}")
        assert shown.context["page"] == 1

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
    def test_an_image_is_shown_small_and_made_anew(self, client: Client, kind: str) -> None:
        client.force_login(make_staff("inkijk"))
        name = f"foto.{kind.lower()}"
        row = make_file(name, samples.image(kind, (3000, 1500)))
        page = client.get(url_of(row, "attachment_preview"))
        assert page.context["pages"] == 1
        assert f'alt="{name}"' in page.content.decode()
        response = client.get(url_of(row, "attachment_page", page=1))
        assert response.headers["Content-Type"] in ("image/jpeg", "image/png")
        assert Image.open(io.BytesIO(response.content)).size == (1600, 800)

    def test_headers_of_a_picture(self, client: Client) -> None:
        client.force_login(make_staff("inkijk"))
        headers = client.get(url_of(make_file(), "attachment_page", page=2)).headers
        assert headers["Content-Type"] == "image/png"
        assert headers["Content-Disposition"] == "inline"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert headers["Cache-Control"] == "no-store"

    @pytest.mark.parametrize("page", [0, 3, MOST_PAGES + 1, 10**30])
    def test_a_picture_of_a_page_that_is_not_there(self, client: Client, page: int) -> None:
        client.force_login(make_staff("inkijk"))
        assert client.get(url_of(make_file(), "attachment_page", page=page)).status_code == 404

    def test_more_pages_than_are_shown(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("contacts.files.preview.MOST_PAGES", 2)
        monkeypatch.setattr("contacts.views.attachments.MOST_PAGES", 2)
        client.force_login(make_staff("inkijk"))
        row = make_file("boek.pdf", samples.pdf(3))
        page = client.get(url_of(row, "attachment_preview") + "?page=2")
        assert (page.context["pages"], page.context["next_url"]) == (3, "")
        assert "2 " in page.content.decode()
        assert client.get(url_of(row, "attachment_page", page=3)).status_code == 404

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("slot.pdf", samples.pdf(1, password="geheim")),
            ("kapot.pdf", b"%PDF-1.4\n%%EOF\n"),
            ("brief.txt", b"hallo"),
            ("brief.docx", samples.docx()),
        ],
    )
    def test_what_cannot_be_shown_can_be_downloaded(
        self, client: Client, name: str, content: bytes
    ) -> None:
        client.force_login(make_staff("inkijk"))
        row = make_file(name, content)
        page = client.get(url_of(row, "attachment_preview"))
        assert page.status_code == 200
        assert page.context["problem"]
        assert b"<img" not in page.content
        assert url_of(row) in page.content.decode()
        assert client.get(url_of(row, "attachment_page", page=1)).status_code in (404, 409)

    def test_the_server_is_busy(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        client.force_login(make_staff("inkijk"))
        row = make_file()

        def busy(*_args: Any, **_options: Any) -> None:
            raise sandbox.SandboxError("busy")

        monkeypatch.setattr(sandbox, "run", busy)
        assert client.get(url_of(row, "attachment_preview")).context["problem"]
        assert client.get(url_of(row, "attachment_page", page=1)).status_code == 409

    def test_a_reader_is_offered_no_removal(self, client: Client) -> None:
        row = make_file()
        for role, offered in (("inkijk", False), ("balie", False), ("kantoor", True)):
            client.force_login(make_staff(role))
            page = client.get(url_of(row, "attachment_preview")).content.decode()
            assert (url_of(row, "attachment_remove") in page) is offered


class TestRemove:
    def test_ask_then_do(self, client: Client) -> None:
        bram = make_staff("kantoor")
        client.force_login(bram)
        row = make_file()
        url = url_of(row, "attachment_remove")
        assert "bon.pdf" in client.get(url).content.decode()
        for reason in ("", "  ", "x" * 501, "a\0b"):
            assert client.post(url, {"reason": reason}).status_code == 200
        assert client.get(url_of(row)).status_code == 200
        answer = client.post(url, {"reason": "verkeerde klant"})
        assert answer["Location"] == reverse("contacts:timeline", args=[row.customer.number])
        row.refresh_from_db()
        assert row.removed_by == bram
        assert client.get(url_of(row)).status_code == 404

    def test_a_get_removes_nothing(self, client: Client) -> None:
        client.force_login(make_staff("beheerder"))
        row = make_file()
        client.get(url_of(row, "attachment_remove") + "?reason=x")
        row.refresh_from_db()
        assert row.removed_at is None


def test_who_may_not_see_files_sees_none_in_a_list() -> None:
    row = make_file()
    assert list(files_of([row.moment_id], make_staff())) == [row.moment_id]
    assert files_of([row.moment_id], AnonymousUser()) == {}


def test_the_number_of_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    client.force_login(make_staff("beheerder"))
    row = make_file()
    client.get(url_of(row))  # the first one notes the session's time
    with django_assert_max_num_queries(7):  # session, user, its rights, the row, a transaction
        client.get(url_of(row))
    with django_assert_max_num_queries(7):
        client.get(url_of(row, "attachment_page", page=1))
