"""Sessions end by themselves; what was typed does not."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing
from django.test import Client

from klantbeheer.staff import pending
from klantbeheer.staff.middleware import SEEN, SEEN_EVERY, STARTED
from klantbeheer.staff.models import StaffUser
from klantbeheer.staff.pending import owner_of, owner_token
from tests.factories import make_staff

pytestmark = pytest.mark.django_db

PAGE = "/keys/"
FORM = "/customers/add/"
SIGN_IN = "/staff/sign-in/"


@pytest.fixture
def clerk(client: Client) -> StaffUser:
    user = make_staff("balie")
    client.force_login(user)
    return user


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What is handed to the saver, instead of to the one that the register uses."""
    calls: list[dict[str, Any]] = []
    monkeypatch.setattr(pending, "_savers", [])
    pending.register(lambda **values: calls.append(values))
    return calls


def age(client: Client, *, idle: int = 0, started: int = 0) -> None:
    """Make the session as old as this, in seconds."""
    now = int(time.time())
    session = client.session
    session[SEEN], session[STARTED] = now - idle, now - started
    session.save()


def sign_in_of(response: Any) -> dict[str, str]:
    """The parameters with which the response goes to the sign-in page."""
    url = urlsplit(response.headers.get("HX-Redirect") or response.headers["Location"])
    assert url.path == SIGN_IN
    return {name: values[0] for name, values in parse_qs(url.query).items()}


class TestLimits:
    @pytest.mark.parametrize(
        ("idle", "started", "goes_on"),
        [
            (0, 0, True),
            (9 * 60, 9 * 60, True),
            (10 * 60 + 1, 11 * 60, False),
            (0, 10 * 3600 - 60, True),
            (0, 10 * 3600 + 1, False),
        ],
    )
    def test_ten_minutes_idle_and_ten_hours_at_most(
        self, client: Client, clerk: StaffUser, idle: int, started: int, goes_on: bool
    ) -> None:
        age(client, idle=idle, started=started)
        response = client.get(PAGE)
        assert (response.status_code == 200) is goes_on
        assert ("_auth_user_id" in client.session) is goes_on
        if not goes_on:
            assert sign_in_of(response) == {"next": PAGE, "notice": "away"}

    def test_the_limits_are_settings(self, client: Client, clerk: StaffUser, settings: Any) -> None:
        settings.SESSION_IDLE_MINUTES = 1
        age(client, idle=61)
        assert client.get(PAGE).status_code == 302

    @pytest.mark.parametrize(("idle", "written"), [(SEEN_EVERY - 5, False), (SEEN_EVERY + 5, True)])
    def test_the_last_sign_of_life_is_not_written_every_time(
        self, client: Client, clerk: StaffUser, idle: int, written: bool
    ) -> None:
        age(client, idle=idle)
        before = client.session[SEEN]
        client.get(PAGE)
        assert (client.session[SEEN] > before) is written

    def test_a_page_that_refreshes_itself_is_no_sign_of_life(
        self, client: Client, clerk: StaffUser
    ) -> None:
        age(client, idle=300)
        before = client.session[SEEN]
        assert client.get(PAGE, headers={"X-Background": "1"}).status_code == 200
        assert client.session[SEEN] == before

    def test_activity_does_not_move_the_end_of_the_day(
        self, client: Client, clerk: StaffUser
    ) -> None:
        age(client, idle=60, started=3600)
        before = client.session[STARTED]
        client.get(PAGE)
        assert client.session[STARTED] == before

    def test_a_deactivated_login_is_out_with_its_next_request(
        self, client: Client, clerk: StaffUser
    ) -> None:
        clerk.is_active = False
        clerk.save()
        assert client.get(PAGE).status_code == 302


class TestOwnerToken:
    def test_names_its_owner(self) -> None:
        user = make_staff("balie")
        assert owner_of(owner_token(user)) == user

    @pytest.mark.parametrize("token", ["", "x", "1:2:3", "\x00", "1"])
    def test_a_false_one_names_nobody(self, token: str) -> None:
        make_staff("balie")
        assert owner_of(token) is None

    def test_not_one_for_something_else_nor_of_a_closed_login(self) -> None:
        user = make_staff("balie")
        assert owner_of(signing.dumps(user.pk, salt="other")) is None
        token = owner_token(user)
        user.is_active = False
        user.save()
        assert owner_of(token) is None

    def test_is_valid_for_a_day(self, monkeypatch: pytest.MonkeyPatch) -> None:
        token, now = owner_token(make_staff("balie")), time.time()
        monkeypatch.setattr(time, "time", lambda: now + 24 * 3600 - 5)
        assert owner_of(token) is not None
        monkeypatch.setattr(time, "time", lambda: now + 24 * 3600 + 5)
        assert owner_of(token) is None


class TestExpiredPost:
    def typed(self, owner: StaffUser) -> dict[str, Any]:
        return {
            "owner": owner_token(owner),
            "csrfmiddlewaretoken": "x",
            "last_name": "Jansen",
            "interests": ["1", "2"],
            "new_password": "geheim",
        }

    def test_is_kept_for_its_owner(
        self, client: Client, clerk: StaffUser, kept: list[dict[str, Any]]
    ) -> None:
        age(client, idle=601)
        response = client.post(f"{FORM}?search=jansen", self.typed(clerk))
        assert response.status_code == 302
        assert sign_in_of(response) == {"next": f"{FORM}?search=jansen", "notice": "kept"}
        assert kept == [
            {
                "owner": clerk,
                "path": FORM,
                "data": {"last_name": ["Jansen"], "interests": ["1", "2"]},
            }
        ]

    def test_also_when_the_session_is_gone_altogether(
        self, client: Client, kept: list[dict[str, Any]]
    ) -> None:
        user = make_staff("balie")
        assert sign_in_of(client.post(FORM, self.typed(user)))["notice"] == "kept"
        assert [call["owner"] for call in kept] == [user]

    def test_without_a_true_owner_nothing_is_kept(
        self, client: Client, clerk: StaffUser, kept: list[dict[str, Any]]
    ) -> None:
        age(client, idle=601)
        response = client.post(FORM, self.typed(clerk) | {"owner": "iemand"})
        assert sign_in_of(response) == {"next": FORM, "notice": "away"}
        assert kept == []

    def test_too_much_is_not_kept(
        self, client: Client, kept: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pending, "LARGEST_DRAFT", 50)
        data = self.typed(make_staff("balie"))
        client.post(FORM, data)
        assert len(kept) == 1
        client.post(FORM, data | {"internal_note": "x" * 51})
        assert len(kept) == 1

    def test_leads_back_to_the_search_in_which_the_form_was_opened(
        self, client: Client, kept: list[dict[str, Any]]
    ) -> None:
        page = f"{FORM}?last_name=Jansen"
        headers = {"Referer": f"http://testserver{page}"}
        response = client.post(FORM, self.typed(make_staff("balie")), headers=headers)
        assert sign_in_of(response)["next"] == page

    @pytest.mark.parametrize(
        ("referer", "leads_to"),
        [
            ("http://testserver/customers/100234/?q=jan", "/customers/100234/?q=jan"),
            ("https://evil.example/customers/100234/", "/customers/100234/reactivate/"),
            ("", "/customers/100234/reactivate/"),
        ],
    )
    def test_a_mere_button_leads_back_to_its_page(
        self, client: Client, kept: list[dict[str, Any]], referer: str, leads_to: str
    ) -> None:
        data = {"owner": owner_token(make_staff("balie")), "token": "x", "search": "q=jan"}
        headers = {"Referer": referer}
        response = client.post("/customers/100234/reactivate/", data, headers=headers)
        assert sign_in_of(response) == {"next": leads_to}
        assert kept == []

    @pytest.mark.parametrize(
        ("named", "path"),
        [
            ("/customers/100234/edit/", "/customers/100234/edit/"),
            ("//evil.example/", "/customers/draft/"),
            ("", "/customers/draft/"),
        ],
    )
    def test_a_draft_is_kept_for_the_form_that_it_names(
        self, client: Client, kept: list[dict[str, Any]], named: str, path: str
    ) -> None:
        data = {"owner": owner_token(make_staff("balie")), "last_name": "J", "draft_path": named}
        client.post("/customers/draft/", data)
        assert [call["path"] for call in kept] == [path]
        assert kept[0]["data"] == {"last_name": ["J"]}

    def test_htmx_makes_the_whole_page_go_there(
        self, client: Client, clerk: StaffUser, kept: list[dict[str, Any]]
    ) -> None:
        age(client, idle=601)
        page = "/customers/add/?last_name=Jansen"
        response = client.post(
            "/customers/doubles/",
            self.typed(clerk),
            headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}"},
        )
        assert response.status_code == 200
        assert sign_in_of(response) == {"next": page, "notice": "kept"}
        assert kept[0]["path"] == "/customers/add/"

    def test_htmx_cannot_lead_elsewhere(self, client: Client) -> None:
        response = client.get(
            PAGE, headers={"HX-Request": "true", "HX-Current-URL": "https://evil.example/"}
        )
        assert sign_in_of(response) == {"next": PAGE}

    def test_the_register_keeps_it_as_a_draft(self, client: Client, clerk: StaffUser) -> None:
        from customers.services.drafts import load_draft

        age(client, idle=601)
        client.post("/customers/100234/edit/", self.typed(clerk))
        draft = load_draft(owner=clerk, path="/customers/100234/edit/")
        assert draft is not None
        assert "Jansen" in json.dumps(draft.data)
        assert "geheim" not in json.dumps(draft.data)
        assert load_draft(owner=make_staff("balie"), path="/customers/100234/edit/") is None


class TestOutdatedForm:
    """A form whose key (CSRF) is outdated: cookies cleared, or somebody signed in since."""

    @pytest.fixture
    def strict(self) -> Client:
        return Client(enforce_csrf_checks=True)

    def test_of_its_owner_without_a_session(
        self, strict: Client, kept: list[dict[str, Any]]
    ) -> None:
        user = make_staff("balie")
        data = {"owner": owner_token(user), "last_name": "Jansen"}
        assert sign_in_of(strict.post(FORM, data)) == {"next": FORM, "notice": "kept"}
        assert kept[0]["data"] == {"last_name": ["Jansen"]}

    def test_of_its_owner_who_signed_in_again_leads_back_to_the_form(
        self, strict: Client, kept: list[dict[str, Any]]
    ) -> None:
        user = make_staff("balie")
        strict.force_login(user)
        response = strict.post(FORM, {"owner": owner_token(user), "last_name": "Jansen"})
        assert (response.status_code, response["Location"]) == (302, FORM)
        assert len(kept) == 1

    def test_of_a_colleague_is_kept_for_the_colleague(
        self, strict: Client, kept: list[dict[str, Any]]
    ) -> None:
        colleague = make_staff("balie")
        strict.force_login(make_staff("balie"))
        response = strict.post(FORM, {"owner": owner_token(colleague), "last_name": "Jansen"})
        assert response.status_code == 403
        assert response.context["kept_for"] == colleague
        assert [call["owner"] for call in kept] == [colleague]

    def test_of_nobody_is_refused_in_plain_words(
        self, strict: Client, kept: list[dict[str, Any]]
    ) -> None:
        strict.force_login(make_staff("balie"))
        response = strict.post(FORM, {"last_name": "Jansen"})
        assert response.status_code == 403
        assert response.templates[0].name == "403_csrf.html"
        assert kept == []

    def test_on_the_sign_in_page_asks_again(self, strict: Client) -> None:
        response = strict.post(SIGN_IN, {"username": "a", "password": "b", "next": PAGE})
        assert sign_in_of(response) == {"next": PAGE, "notice": "again"}
