"""What the views that save share: once, with what is said; and what the conflict screen posts."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import ValidationError

from customers.models import Draft, UsedFormToken
from customers.views import saving, shared
from customers.views.shared import Done
from tests.factories import make_staff

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.test import RequestFactory

    from klantbeheer.staff.models import StaffUser

FORM = "/klanten/1001/bewerken/"
DONE = "/klanten/1001/"


def post(rf: RequestFactory, staff: StaffUser, **typed: str) -> HttpRequest:
    """A posted form, of somebody who has a draft of it."""
    request = rf.post(FORM, typed)
    request.user = staff
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]  # as the middleware
    shared.keep_draft(request)
    return request


def said(request: HttpRequest) -> list[tuple[str, str]]:
    """What the next page says, with how."""
    return [(message.level_tag, str(message)) for message in get_messages(request)]


@pytest.mark.django_db
class TestSaveOnce:
    """`shared.save_once`."""

    @pytest.mark.parametrize(
        ("done", "expected"),
        [
            (Done(DONE, "Saved."), [("success", "Saved.")]),
            (Done(DONE, "Saved.", ["Odd."]), [("success", "Saved."), ("warning", "Odd.")]),
            (Done(DONE, ""), [("info", shared.nothing_changed())]),
            (Done(DONE, None), []),
        ],
    )
    def test_what_is_said(
        self, rf: RequestFactory, done: Done, expected: list[tuple[str, str]]
    ) -> None:
        request = post(rf, make_staff(), name="x")
        answer = shared.save_once(request, lambda: done)
        assert (answer.status_code, answer["Location"]) == (302, DONE)
        assert said(request) == expected
        assert not Draft.objects.exists()

    def test_a_second_post_goes_where_the_first_went(self, rf: RequestFactory) -> None:
        staff, token, urls = make_staff(), str(uuid.uuid4()), iter([DONE, "/elsewhere/"])
        for _time in range(2):
            request = post(rf, staff, token=token, name="x")
            answer = shared.save_once(request, lambda: Done(next(urls), "Saved."))
            assert answer["Location"] == DONE
        assert said(request) == []

    def test_what_is_refused_leaves_all_as_it_was(self, rf: RequestFactory) -> None:
        request = post(rf, make_staff(), token=str(uuid.uuid4()), name="x")

        def deed() -> Done:
            raise ValidationError("No.")

        with pytest.raises(ValidationError):
            shared.save_once(request, deed)
        assert (said(request), UsedFormToken.objects.count()) == ([], 0)
        assert Draft.objects.get().path.startswith(FORM)


class TestPosted:
    """What the buttons of the form and of the conflict screen post."""

    @pytest.mark.parametrize(
        ("typed", "gives_up", "goes_on"),
        [
            ({"action": "save"}, False, False),
            ({"action": "undo"}, True, False),
            ({"drop_draft": "1"}, True, False),
            ({"action": "continue"}, False, True),
            ({}, False, False),
        ],
    )
    def test_buttons(
        self, rf: RequestFactory, typed: dict[str, str], gives_up: bool, goes_on: bool
    ) -> None:
        request = rf.post(FORM, typed)
        assert (saving.gives_up(request), saving.goes_on(request)) == (gives_up, goes_on)

    @pytest.mark.parametrize(
        ("posted", "version"), [("3", 3), ("", None), ("x", None), ("٣", None), ("9" * 10, None)]
    )
    def test_seen_version(self, rf: RequestFactory, posted: str, version: int | None) -> None:
        assert saving.seen_version(rf.post(FORM, {"seen_version": posted})) == version

    def test_choices(self, rf: RequestFactory) -> None:
        request = rf.post(FORM, {"choice_mobile": "theirs", "mobile": "06"})
        assert saving.conflict_choices(request) == {"mobile": "theirs"}
