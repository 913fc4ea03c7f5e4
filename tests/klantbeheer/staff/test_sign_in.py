"""The sign-in page: who gets in, what a wrong try says, how long a lock lasts."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import quote

import pytest
from axes.models import AccessAttempt, AccessLog
from django.test import Client
from django.utils import timezone

from klantbeheer.staff.client_address import client_address
from tests.factories import PASSWORD, make_staff

pytestmark = pytest.mark.django_db

SIGN_IN = "/staff/sign-in/"
WRONG = "Gebruikersnaam en wachtwoord horen niet bij elkaar. Let op Caps Lock."


@pytest.fixture(autouse=True)
def _in_dutch(client: Client) -> None:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "nl"


def post(client: Client, username: str, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(SIGN_IN, {"username": username, "password": password}, **extra)


def error_of(response: Any) -> str:
    return " ".join(response.context["form"].non_field_errors())


class TestSigningIn:
    def test_goes_to_the_counter_with_a_new_session_key(self, client: Client) -> None:
        make_staff("balie", username="anna")
        client.get(SIGN_IN)
        session = client.session
        session["before"] = 1
        session.save()
        client.cookies["session"] = str(session.session_key)
        response = post(client, "anna")
        assert (response.status_code, response["Location"]) == (302, "/")
        assert client.session.session_key != session.session_key

    @pytest.mark.parametrize(
        ("asked", "goes_to"),
        [
            ("/customers/add/?last_name=Jansen", "/customers/add/?last_name=Jansen"),
            ("/admin/", "/admin/"),
            ("", "/"),
            ("https://evil.example/", "/"),
            ("//evil.example/", "/"),
            ("/\\evil.example/", "/"),
            ("javascript:alert(1)", "/"),
            (SIGN_IN, "/"),
            (f"{SIGN_IN}?next=/", "/"),
            ("/staff/sign-out/", "/"),
        ],
    )
    @pytest.mark.parametrize("signed_in_already", [False, True])
    def test_goes_only_to_pages_of_ours(
        self, client: Client, asked: str, goes_to: str, signed_in_already: bool
    ) -> None:
        user = make_staff("balie", username="anna")
        address = f"{SIGN_IN}?next={quote(asked)}"
        if signed_in_already:
            client.force_login(user)
            response = client.get(address)
        else:
            response = client.post(address, {"username": "anna", "password": PASSWORD})
        assert (response.status_code, response["Location"]) == (302, goes_to)

    @pytest.mark.parametrize(
        ("username", "password"),
        [("anna", "verkeerd"), ("niemand", PASSWORD), ("weg", PASSWORD), ("ANNA", PASSWORD)],
    )
    def test_one_answer_for_every_wrong_pair(
        self, client: Client, username: str, password: str
    ) -> None:
        make_staff("balie", username="anna")
        make_staff("balie", username="weg", is_active=False)
        response = post(client, username, password)
        assert response.status_code == 200
        assert error_of(response) == f"{WRONG} Nog 4 pogingen."
        assert "_auth_user_id" not in client.session

    def test_signing_out_needs_a_post_and_ends_the_session(self, client: Client) -> None:
        client.force_login(make_staff("balie"))
        assert client.get("/staff/sign-out/").status_code == 405
        response = client.post("/staff/sign-out/")
        assert (response.status_code, response["Location"]) == (302, SIGN_IN)
        assert client.get("/")["Location"].startswith(SIGN_IN)

    def test_an_unknown_notice_says_nothing(self, client: Client) -> None:
        assert client.get(f"{SIGN_IN}?notice=betaal-nu").context["notice"] == ""
        kept = client.get(f"{SIGN_IN}?notice=kept").context["notice"]
        assert kept == (
            "Je was langer dan 10 minuten weg. Wat je typte is bewaard en staat straks weer klaar."
        )


class TestLock:
    def test_counts_down_and_locks_with_the_time_to_wait(self, client: Client) -> None:
        make_staff("balie", username="anna")
        left = [error_of(post(client, "anna", "fout")) for _try in range(4)]
        assert left == [
            f"{WRONG} Nog 4 pogingen.",
            f"{WRONG} Nog 3 pogingen.",
            f"{WRONG} Nog 2 pogingen.",
            f"{WRONG} Nog 1 poging.",
        ]
        locked = post(client, "anna", "fout")
        assert locked.status_code == 429
        assert "over 15 minuten" in error_of(locked)
        assert locked.context["locked"]

    def test_the_right_password_does_not_open_a_lock_nor_lengthen_it(self, client: Client) -> None:
        make_staff("balie", username="anna")
        for _try in range(5):
            post(client, "anna", "fout")
        AccessAttempt.objects.update(attempt_time=timezone.now() - datetime.timedelta(minutes=9))
        response = post(client, "anna")
        assert response.status_code == 429
        assert "over 6 minuten" in error_of(response)
        assert "_auth_user_id" not in client.session

    def test_ends_by_itself(self, client: Client) -> None:
        make_staff("balie", username="anna")
        for _try in range(5):
            post(client, "anna", "fout")
        AccessAttempt.objects.update(attempt_time=timezone.now() - datetime.timedelta(minutes=16))
        assert post(client, "anna").status_code == 302

    def test_holds_for_this_name_at_this_address_only(self, client: Client) -> None:
        make_staff("balie", username="anna")
        make_staff("balie", username="bram")
        for _try in range(5):
            post(client, "anna", "fout", REMOTE_ADDR="10.0.0.1")
        assert post(client, "anna", REMOTE_ADDR="10.0.0.1").status_code == 429
        assert post(client, "bram", REMOTE_ADDR="10.0.0.1").status_code == 302
        client.post("/staff/sign-out/")
        assert post(client, "anna", REMOTE_ADDR="10.0.0.2").status_code == 302

    def test_another_browser_does_not_get_more_tries(self, client: Client) -> None:
        make_staff("balie", username="anna")
        for attempt in range(5):
            response = post(client, "anna", "fout", HTTP_USER_AGENT=f"browser {attempt}")
        assert response.status_code == 429

    def test_a_good_sign_in_starts_the_count_again(self, client: Client) -> None:
        make_staff("balie", username="anna")
        for _try in range(4):
            post(client, "anna", "fout")
        post(client, "anna")
        client.post("/staff/sign-out/")
        assert error_of(post(client, "anna", "fout")) == f"{WRONG} Nog 4 pogingen."

    def test_keeps_no_password_no_page_and_no_log_of_visits(self, client: Client) -> None:
        make_staff("balie", username="anna")
        address = f"{SIGN_IN}?next={quote('/?last_name=Geheimnaam')}"
        data = {"username": "anna", "password": "geheimwoord", "next": "/?last_name=Geheimnaam"}
        client.post(address, data)
        attempt = AccessAttempt.objects.get()
        kept = " ".join(str(value) for value in vars(attempt).values())
        assert "Geheimnaam" not in kept
        assert "geheimwoord" not in kept
        post(client, "anna")
        assert AccessAttempt.objects.count() == 0
        assert AccessLog.objects.count() == 0


class TestClientAddress:
    @pytest.mark.parametrize(
        ("proxies", "remote", "forwarded", "expected"),
        [
            (0, "10.0.0.1", "", "10.0.0.1"),
            (0, "10.0.0.1", "6.6.6.6", "10.0.0.1"),
            (1, "10.0.0.1", "81.2.3.4", "81.2.3.4"),
            (1, "10.0.0.1", "6.6.6.6, 81.2.3.4", "81.2.3.4"),
            (2, "10.0.0.1", "6.6.6.6, 81.2.3.4, 10.0.0.9", "81.2.3.4"),
            (2, "10.0.0.1", "81.2.3.4", "10.0.0.1"),
            (1, "10.0.0.1", "", None),
            (1, "10.0.0.1", "no address", None),
            (0, "", "", None),
            (0, "2001:DB8::1", "", "2001:db8::1"),
        ],
    )
    def test_trusts_only_our_proxies(
        self, rf: Any, settings: Any, proxies: int, remote: str, forwarded: str, expected: str
    ) -> None:
        settings.TRUSTED_PROXIES = proxies
        headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
        request = rf.get("/", REMOTE_ADDR=remote, **headers)
        assert client_address(request) == expected
