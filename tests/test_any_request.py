"""No request gives a 500, however broken: bodies, methods, headers, cookies, addresses, encodings.

Also of those who are not signed in, and in the administration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.conf import settings
from django.urls import reverse

from contacts.models import ContactMoment
from customers.models import Customer
from klantbeheer.staff.pending import owner_token
from klantbeheer.wsgi import application
from tests.contacts.files import samples
from tests.factories import PASSWORD, make_staff
from tests.nasty import FORM, NASTY, Attempts, Pairs, encode, forms_to, with_value, writes
from tests.test_access import ADMIN, OPEN, ROWS, admin_addresses
from tests.test_any_input import NUMBER, _shop, address_of

if TYPE_CHECKING:
    from django.test import Client

__all__ = ["_shop"]  # the fixture

pytestmark = pytest.mark.django_db

PARTS = "multipart/form-data; boundary=x"
FILE = (
    b'--x\r\nContent-Disposition: form-data; name="last_name"; filename="a"\r\n\r\n\x00\xff\r\n'
    b'--x\r\nContent-Disposition: form-data; name="street"\r\n\r\n\xed\xa0\x80\x00\r\n--x--\r\n'
)
BODIES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", FORM),
    "no type": (b"a=b", ""),
    "json": (b'{"last_name": ["x"]}', "application/json"),
    "json as a form": (b'{"last_name": ["x"]}', FORM),
    "file": (FILE, PARTS),
    "file cut short": (FILE[:90], PARTS),
    "no boundary": (FILE, "multipart/form-data"),
    "not base64": (
        FILE.replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"),
        PARTS,
    ),
    "no parts": (b"", PARTS),
    "bytes": (bytes(range(256)), "application/octet-stream"),
    "bytes as a form": (bytes(range(256)), FORM),
    "utf-16": ("last_name=x".encode("utf-16"), f"{FORM}; charset=utf-16"),
    "unknown encoding": (FILE, f"{PARTS}; charset=no-such-thing"),
    "too many fields": (b"a=&" * 2_000, FORM),
    "too large": (b"a=" + b"x" * 3_000_000, FORM),
    "only signs": (b"&&==&;%=%%%zz=%u0000", FORM),
}
METHODS = ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "JUNK")


@pytest.mark.usefixtures("_shop")
class TestRequests:
    @pytest.mark.parametrize("role", ["", "balie", "inkijk"])
    def test_bodies_and_methods(self, client: Client, role: str) -> None:
        """Whatever is posted, and whatever is done instead of posting it."""
        if role:
            client.force_login(make_staff(role))
        urls = [address_of(row) for row in ROWS] + [reverse(name) for name in OPEN]
        posted = {address_of(row) for row in ROWS if row.post} | {reverse(name) for name in OPEN}
        # Every third body, every method; who is turned away at the door sends every fourth of both.
        # Where it begins moves along, so each of them comes to a third or a fourth of the addresses.
        bodies_step, methods_step = (3, 1) if role == "balie" else (4, 4)
        so_far = writes()

        def check(response: Any) -> None:
            nonlocal so_far
            before, so_far = so_far, writes()
            assert response.status_code < 400 or so_far == before

        with Attempts(client) as attempts:
            for place, url in enumerate(urls):
                bodies = list(BODIES.items())[place % bodies_step :: bodies_step]
                for what, (body, kind) in bodies if url in posted else []:
                    if what != "too large":
                        attempts.send("POST", url, body, kind, note=what, check=check)
                for method in METHODS[place % methods_step :: methods_step]:
                    attempts.send(method, url, b'{"a": 1}', "application/json", check=check)
            for url in ("/customers/add/", f"/customers/{NUMBER}/edit/", "/staff/sign-in/"):
                attempts.send("POST", url, *BODIES["too large"], note="too large", check=check)

    def test_headers(self, client: Client) -> None:
        junk = ["\x00", "http://[", "//\xff", "x" * 9_000, "/%00?a=%ff"]
        names = ["HX_TARGET", "HX_CURRENT_URL", "HX_REQUEST", "REFERER", "USER_AGENT", "ACCEPT"]
        names += ["ACCEPT_LANGUAGE", "ACCEPT_ENCODING", "X_FORWARDED_FOR", "X_BACKGROUND", "RANGE"]
        names += ["IF_MODIFIED_SINCE", "IF_NONE_MATCH", "HX_CURRENT_URL_URI_AUTOENCODED", "COOKIE"]
        pairs = [("last_name", b"x"), ("owner", owner_token(make_staff()).encode())]
        for role in ("", "balie"):
            if role:
                client.force_login(make_staff(role))
            with Attempts(client) as attempts:
                for header in names:
                    for value in junk:
                        extra: dict[str, Any] = {f"HTTP_{header}": value}
                        if role:
                            attempts.send("GET", "/?last_name=jansen", **extra)
                            continue
                        attempts.send("POST", "/customers/add/", encode(pairs), **extra)
                        attempts.send("POST", "/staff/sign-in/", b"username=x&password=y", **extra)

    def test_cookies(self, client: Client) -> None:
        with Attempts(client) as attempts:
            for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
                for value in ('"aaaaaaaaa\\000"', "a" * 5_000, "aaaaaaaa\xff", "'", '"\\777"', ""):
                    for url in ("/", "/staff/sign-in/"):
                        extra: dict[str, Any] = {"HTTP_COOKIE": f"{name}={value}"}
                        attempts.send("GET", url, note=value[:20], **extra)
                        attempts.send("POST", url, note=value[:20], **extra)

    def test_addresses(self, client: Client) -> None:
        client.force_login(make_staff("beheerder"))
        parts = [
            "%00",
            "%ED%A0%80",
            "%FF",
            "１２",
            "²",
            "9" * 5_000,
            "0",
            "-1",
            "..",
            "%2e%2e%2f",
            "'",
        ]
        patterns = ["/{}", "/customers/{}/", "/customers/{}/edit/", "/keys/{}", "/staff/{}/"]
        patterns += ["/customers/100000/{}/", "/customers/100000/cards/{}/block/"]
        patterns += ["/customers/100000/people/{}/", "/customers/100000/people/{}/archive/"]
        patterns += ["/customers/100000/timeline/{}/", "/customers/100000/timeline/add/{}/"]
        patterns += ["/customers/100000/messages/{}/decide/", "/customers/{}/memo/"]
        patterns += ["/customers/{}/timeline/", "/attachments/{}/", "/attachments/{}/preview/"]
        file = "/attachments/00000000-0000-0000-0000-000000000001"
        patterns += [f"{file}/page/{{}}/", "/addresses/export/{}/"]
        patterns += ["/customers/{}/activities/", "/customers/100000/activities/add/{}/"]
        patterns += [f"/customers/100000/activities/{{}}/{step}" for step in ("", "stage/")]
        patterns += ["/customers/{}/account/", "/invoices/{}/", "/invoices/{}/pay/"]
        patterns += ["/arrivals/{}/", "/arrivals/{}/tell/"]
        patterns += ["/admin/{}/", "/admin/customers/{}/", "/admin/customers/customer/{}/change/"]
        patterns += ["/admin/customers/customer/{}/history/", "/admin/r/{}/1/", "/admin/r/1/{}/"]
        patterns += [
            "/admin/customers/customer/1/history/{}/",
            "/admin/staff/staffuser/{}/password/",
        ]
        with Attempts(client) as attempts:
            for pattern in patterns:
                for part in parts:
                    for method in ("GET", "POST"):
                        attempts.send(method, pattern.format(part))


#: What a browser never sends as the name of a file.
NAMES = [b"", b"..", b"../../etc/passwd.pdf", b"C:\\x\\a.pdf", b"a\x00.pdf", b"\xed\xa0\x80.pdf"]
NAMES += ["\u202efdp.exe".encode(), b"x" * 700 + b".pdf", b"a%0d%0ab.pdf", b"a.pdf; x=y", b".pdf"]
NAMES += ["👩.pdf".encode(), b"\xff\xfe.docx", b"a.docx", b"a.jpg", b"a.txt", b"a.eml", b"a.mp3"]
#: No disk has such a name, and Django does not read on: an answer all the same.
FAR_TOO_LONG = b"x" * 5_000 + b".pdf"
#: And what is no file of that kind, or a spoilt one.
CONTENTS = [b"", b"\x00", b"PK\x03\x04", b"PK\x05\x06" + b"\x00" * 18, b"%PDF-", b"\xff\xd8\xff"]
CONTENTS += [samples.docx()[:-9], samples.docx()[:49] + b"\xff" * 20 + samples.docx()[69:]]
CONTENTS += [samples.bomb(), samples.pdf()[:400], samples.image()[:300], b"\xff\xfe\x00", b"ID3"]
CONTENTS += [
    b"From: a\r\nSubject: =?x?q?=00?=\r\nDate: \xff\r\n\r\n\x80",
    samples.pdf(),
    samples.docx(),
]


def with_files(pairs: Pairs, files: list[tuple[str, bytes, bytes]]) -> bytes:
    """A form with files, as a browser sends it: name of the field, of the file, and content."""
    parts = [b'name="%s"\r\n\r\n%s' % (name.encode(), value) for name, value in pairs]
    parts += [
        b'name="%s"; filename="%s"\r\nContent-Type: x/y\r\n\r\n%s' % (field.encode(), name, content)
        for field, name, content in files
    ]
    return (
        b"".join(b"--x\r\nContent-Disposition: form-data; %s\r\n" % part for part in parts)
        + b"--x--"
    )


@pytest.mark.usefixtures("_shop")
class TestUploads:
    """A file that cannot be kept is refused with a sentence, and what was typed beside it stays."""

    def test_any_file(self, client: Client) -> None:
        client.force_login(make_staff("balie"))
        said = "Belde over het zadel van de bakfiets."
        pairs = [("kind", b"note"), ("text", said.encode())]
        edited = ContactMoment.objects.filter(message=None, removed_at=None).earliest("pk")
        urls = [f"/customers/{NUMBER}/timeline/{part}/" for part in ("add", edited.pk)]
        before = ContactMoment.history.count()

        def check(response: Any) -> None:
            kept = ContactMoment.objects.filter(text=said).exists()
            assert kept == (response.status_code == 302)
            assert kept or said in response.content.decode()
            assert kept or ContactMoment.history.count() == before

        with Attempts(client) as attempts:
            for place, name in enumerate(NAMES):
                for step, content in enumerate(CONTENTS[place % 4 :: 4]):
                    body = with_files(pairs, [("uploads", name, content)])
                    note = f"{name[:20]!r}: {content[:20]!r}"
                    attempts.send("POST", urls[step % 2], body, PARTS, note=note, check=check)
            for content in CONTENTS:
                for end in (b"pdf", b"docx", b"txt"):
                    body = with_files(pairs, [("uploads", b"a." + end, content)])
                    attempts.send(
                        "POST", urls[0], body, PARTS, note=f"{content[:9]!r}", check=check
                    )
            several = [("uploads", b"%d.txt" % n, b"tekst") for n in range(21)]
            attempts.send("POST", urls[0], with_files(pairs, several), PARTS, check=check)

    def test_a_file_where_a_text_belongs(self, client: Client) -> None:
        client.force_login(make_staff("balie"))
        names = ("kind", "text", "day", "version", "token", "owner", "contact_person", "unknown")
        with Attempts(client) as attempts:
            for url in ("timeline/add/", "memo/", "people/add/", "messages/send/", "messages/"):
                for name in names:
                    body = with_files(
                        [("uploads", b"no file")], [(name, FAR_TOO_LONG, samples.pdf())]
                    )
                    attempts.send("POST", f"/customers/{NUMBER}/{url}", body, PARTS, note=name)
                    body = with_files([("uploads", b"no file")], [(name, b"a.pdf", samples.pdf())])
                    attempts.send("POST", f"/customers/{NUMBER}/{url}", body, PARTS, note=name)


@pytest.mark.usefixtures("_shop")
class TestWithoutSession:
    """What arrives without a session, or with an outdated key, is kept for the form's owner."""

    def test_what_is_kept(self, client: Client) -> None:
        owner = ("owner", owner_token(make_staff()).encode())
        with Attempts(client) as attempts:
            for what, values in NASTY.items():
                for name in ("owner", "draft_path", "search", "last_name", "token", "password"):
                    pairs = [owner, ("draft_path", b"/customers/add/"), ("city", b"x")]
                    pairs = with_value(pairs, name, values)
                    attempts.send("POST", "/customers/add/", encode(pairs), note=f"{name}: {what}")
            for address in (b"/a\x00b", b"/" + b"x" * 5000, b"//x", b"/\xed\xa0\x80"):
                pairs = [owner, ("draft_path", address), ("city", b"x")]
                attempts.send("POST", "/customers/draft/", encode(pairs), note=repr(address[:9]))

    def test_an_outdated_key(self, client: Client) -> None:
        client.handler.enforce_csrf_checks = True
        owner = make_staff()
        for signed_in in (False, True):
            if signed_in:
                client.force_login(owner)
            with Attempts(client) as attempts:
                for what, values in NASTY.items():
                    pairs = [("owner", owner_token(owner).encode()), ("last_name", b"x")]
                    for name in ("csrfmiddlewaretoken", "owner", "draft_path", "next"):
                        for url in ("/customers/add/", "/staff/sign-in/"):
                            body = encode(with_value(pairs, name, values))
                            attempts.send("POST", url, body, note=f"{name}: {what}")
                for what, (body, kind) in BODIES.items():
                    attempts.send("POST", "/customers/add/", body, kind, note=what)

    def test_signing_in(self, client: Client) -> None:
        user = make_staff().username.encode()
        good = [("username", user), ("password", PASSWORD.encode()), ("next", b"/")]
        with Attempts(client) as attempts:
            for what, values in NASTY.items():
                for name in ("username", "password", "next", "unknown"):
                    body = encode(with_value(good, name, values))
                    attempts.send("POST", "/staff/sign-in/", body, note=f"{name}: {what}")
                    query = encode((name, value) for value in values).decode()
                    body = encode(with_value(good, "password", [b"wrong"]))
                    url = f"/staff/sign-in/?{query}"
                    attempts.send("POST", url, body, note=f"{name}: {what}")


class TestEncodings:
    """As a server calls us: Django decodes the address before any middleware runs."""

    @pytest.mark.parametrize("kind", ["text/plain", PARTS, FORM])
    @pytest.mark.parametrize(
        ("status", "charsets"),
        [
            (400, ["hex", "utf-7", "utf-16", "undefined", "idna", "\x00"]),
            (302, ["UTF-8", "utf8", "no-such-thing", ""]),
        ],
    )
    def test_only_utf_8(self, kind: str, charsets: list[str], status: int) -> None:
        answers: list[str] = []
        for charset in charsets:
            environ: dict[str, Any] = {
                "QUERY_STRING": "last_name=%61+2AA-",
                "CONTENT_TYPE": f"{kind}; charset={charset}",
                "HTTP_HOST": "localhost",
            }
            setup_testing_defaults(environ)
            list(application(environ, lambda line, *_more: answers.append(line)))
        assert [int(line[:3]) for line in answers] == [status] * len(charsets)


@pytest.mark.usefixtures("_shop")
class TestAdministration:
    def test_parameters(self, client: Client) -> None:
        client.force_login(make_staff("beheerder"))
        names = [
            "q",
            "o",
            "p",
            "all",
            "_facets",
            "_popup",
            "_to_field",
            "_changelist_filters",
            "next",
        ]
        names += ["status__exact", "kind__exact", "country", "category__id__exact", "active__exact"]
        names += ["assigned_to__id__exact", "is_active__exact", "groups__id__exact", "junk__exact"]
        names += ["app_label", "model_name", "field_name", "term", "e"]
        lists = [reverse(f"admin:{model}_changelist") for model in ADMIN]
        kinds = list(NASTY)
        with Attempts(client) as attempts:
            for start, url in enumerate(lists):
                # Every list each parameter alone, with another value than the list before.
                for place, name in enumerate(names):
                    what = kinds[(start + place) % len(kinds)]
                    query = encode((name, value) for value in NASTY[what]).decode()
                    attempts.send("GET", f"{url}?{query}", note=f"{name}: {what}")
            for place, url in enumerate(admin_addresses()):
                one, other = ("nul", "long number")[:: 1 if place % 2 else -1]
                asked, sent = (
                    encode((name, value) for name in names for value in NASTY[what])
                    for what in (one, other)
                )
                attempts.send("GET", f"{url}?{asked.decode()}", note=one)
                attempts.send("POST", url, sent, note=other)

    def test_fields(self, client: Client) -> None:
        client.force_login(make_staff("beheerder"))
        pages = [reverse(f"admin:{model}_add") for model in ADMIN if "add" in ADMIN[model]]
        jan, kinds = Customer.objects.get(number=NUMBER), list(NASTY)
        pages += [f"/admin/customers/customer/{jan.pk}/change/"]
        with Attempts(client) as attempts:
            for start, url in enumerate(pages):
                page = client.get(url)
                if page.status_code != 200:
                    continue
                form = forms_to(page.content.decode(), url)
                for place, name in enumerate(sorted(form.names)):
                    what = kinds[(start + place) % len(kinds)]
                    pairs = with_value(form.pairs, name, NASTY[what])
                    attempts.send("POST", url, encode(pairs), note=f"{name}: {what}")
                for what in kinds[start % 4 :: 4]:
                    pairs = [(name, value) for name in form.names for value in NASTY[what]]
                    attempts.send("POST", url, encode(pairs), note=f"all: {what}")
