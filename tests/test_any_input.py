"""No input gives a 500, and no post with a bad field changes another field in silence.

Every address, method and role; every parameter and every field of every form as the page shows it.
"""

from __future__ import annotations

import json
import re
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.forms import BaseForm
from django.urls import get_resolver, reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.models import (
    BillingAccount,
    ExportProfile,
    Invoice,
    InvoiceLine,
    InvoicePayment,
)
from accounts.services.invoices import totals_of
from contacts.filters import AddressFilter
from contacts.models import (
    Attachment,
    ContactMoment,
    ContactPerson,
    Delivery,
    HeldAddress,
    Memo,
)
from contacts.views.address_book import SheetForm
from customers.activities.models import (
    Activity,
    Appointment,
    Arrival,
    Kind,
    Repair,
    Subscription,
    Treatment,
    Trip,
)
from customers.forms.customer import CustomerForm
from customers.models import (
    AccessExport,
    Address,
    Customer,
    CustomerRelation,
    CustomField,
    ErasureEntry,
    ErasureHold,
    Interest,
    LoyaltyCard,
    MentionDecision,
    MessagePreference,
    PrivacyRequest,
    RetentionBatch,
    RetentionItem,
)
from customers.presentation.terms import SearchTerms
from tests.browser.pages import make_shop
from tests.factories import make_account, make_customer, make_request, make_staff
from tests.nasty import FORM, NASTY, Attempts, PageForm, encode, forms_to, with_value, writes
from tests.shared_rows import made_once
from tests.test_access import ROWS, Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from pytest_django.plugin import DjangoDbBlocker


pytestmark = pytest.mark.django_db

NUMBER = "100000"
#: Numbers of customers for whom the step in the name makes sense.
NUMBER_FOR = {
    "reactivate": "100003",
    "make_active": "100002",
    "deactivate": "300001",  # of whom nothing is open
    "make_prospect": "300001",
    "account_add": "100002",
    "account_unlink": "300001",
    "account_link": "300001",
    "account_close": "300001",
    "account_reopen": "100003",
    "hold": "100003",
    "hold_end": "100001",
    "add_erasure": "100003",
}
#: Keys of what the shop has for the step in the name, and of what serves the others.
ACTIVITY_FOR = {
    "ready": 911,
    "move": 913,
    "cancel": 913,
    "stop": 914,
    "renew": 914,
    "honour": 901,
    "project": 950,
    "reads": 916,
    "restore": 952,
}
#: Requests of the shop in the state in which the step in the name makes sense.
REQUEST_FOR = {
    "plan": 951,
    "plan_decide": 951,
    "plan_send": 955,
    "approve": 952,
    "hand_back": 952,
    "request_close": 942,
    "export_start": 971,
}
DRAFT, ISSUED = 951, 952
INVOICE_FOR = {"invoice_edit": DRAFT, "invoice_discard": DRAFT, "invoice_issue": DRAFT}
#: What else stands in an address: the first of this customer's.
ROWS_OF_CONTACTS: dict[str, Any] = {
    "person_id": lambda: ContactPerson.objects.filter(pk=901),
    "moment_id": lambda: ContactMoment.objects.filter(removed_at=None, message=None),
    "delivery_id": lambda: Delivery.objects.filter(status="unsure"),
}
WRITING = [row for row in ROWS if row.post]
SEARCHED = [item.name for item in fields(SearchTerms)]


def read_by_views(kind: str, *, but: tuple[str, ...] = ()) -> set[str]:
    """The names that the code asks of request.GET or request.POST, so that none is forgotten.

    What only the folders in `but` ask is left out.
    """
    # What is handed on to a presentation is called `asked` or `data` there.
    also = r"|\b(?:asked|data)" if kind == "GET" else ""
    places = rf'(?:\b{kind}{also})(?:\.get|\.getlist)?[(\[]"(\w+)"'
    places += rf'|"(\w+)" in (?:request\.{kind}|posted)\b'
    found = set()
    for app in ("customers", "contacts", "accounts", "klantbeheer"):
        for path in sorted((Path(settings.BASE_DIR) / app).rglob("*.py")):
            if str(path.relative_to(settings.BASE_DIR)).startswith(but):
                continue
            found |= {a or b for a, b in re.findall(places, path.read_text())}
    return found


def read_by_forms(app: str, base: type[BaseForm] = BaseForm) -> set[str]:
    """The fields of every form of an app, those that are shown as a fragment included."""
    found: set[str] = set()
    for form in base.__subclasses__():
        if form.__module__.partition(".")[0] == app:
            found |= set(getattr(form, "base_fields", ()))
        found |= read_by_forms(app, form)
    return found


FILTERED = {*AddressFilter.base_filters, *SheetForm.base_fields}
ASKED = sorted({*SEARCHED, *read_by_views("GET"), *FILTERED, "field", "person", "period", "next"})
SENT = read_by_views("POST") | {"choice_address", "choice_", "unknown"}


def columns_of(model: Any) -> set[str]:
    """The columns of a new row."""
    return {field.column for field in model._meta.concrete_fields}


#: What these deeds do, whatever is posted along with them.
DEEDS = {
    "archive": {"archived", "preferred"},
    "bill": {"billing", *columns_of(Invoice), *columns_of(InvoiceLine)},
    "link": {"billing_account_id"},
    "renew": {"next_on", *columns_of(Activity)},
    "restore": {"archived"},
    "stage": {"stage_id", "status", "closed_on"},
    "release": {"released_at", "released_by_id"},  # of the address with the key that was posted
    "decide": columns_of(MentionDecision),  # about the text that the post names
    "send": {"status", "planned_by_id", "planned_at"},
    "exclude": {"status", "held_by"},
    "export": columns_of(AccessExport),
}
#: Where contacts reads its parameters; the other pages read the same ones, in the same way.
LISTS: tuple[str, ...] = (
    "address_book",
    "address_export",
    "address_labels",
    "timeline",
    "persons",
    "person_add",
)
LISTS += ("choose_customer", "consent", "files", "memo", "messages", "moment_add")
LISTS += ("attachment_preview",)
#: What the pages of business read.
OF_BUSINESS = {
    "activities:activities": ("kind", "state", "by", "period", "sort", "page", "text"),
    "activities:export": ("kind", "sort", "file"),
    "activities:project": ("state", "sort", "page"),
    "activities:agenda": ("day", "span", "by"),
    "activities:trips": ("year", "by", "sort", "page"),
    "activities:trips_export": ("year", "file"),
    "activities:arrivals": ("archived", "page"),
    "activities:arrival_tell": ("page",),
    "activities:add_order": ("parent", "day"),
    "activities:add_appointment": ("day",),
    "accounts:account_find": ("wanted",),
    "accounts:invoices": ("show", "sort", "all"),
    "accounts:invoices_export": ("show", "sort", "format"),
    "accounts:all_invoices": ("show", "since", "until", "number", "page"),
    "accounts:bookkeeping": ("profile", "since", "until", "state"),
    "accounts:bookkeeping_file": ("profile", "since", "until", "state"),
    "privacy:requests": ("state", "kind", "due", "whose", "number", "sort", "all"),
    "privacy:requests_export": ("state", "kind", "sort", "format"),
    "privacy:batches": ("page",),
    "privacy:batch": ("show", "page", "sort"),
    "privacy:batch_decide": ("no",),
}
#: With one of these in the post nothing else in it counts.
INSTEAD = {"drop_draft", "drop", "mend"}


@pytest.fixture(scope="class")
def _shop(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with made_once(open_shop, django_db_blocker):
        yield


def open_shop() -> None:
    """A shop in which every form can be saved as its page shows it."""
    make_shop(make_staff("beheerder"))
    jan = Customer.objects.get(number=NUMBER)
    for kind in CustomField.Kind.values:
        CustomField.objects.create(key=kind, label=kind, kind=kind, choices="a\nb")
    jan.custom = {"text": "x", "number": 1.5, "date": "2020-02-29", "yes_no": True, "choice": "a"}
    jan.registration_number, jan.initials = "12345678", "J.A."
    jan.save()
    Interest.objects.create(pk=990, name="Tandems")
    make_account(make_customer(number="300001", last_name="Zonder facturen"))
    payer = Customer.objects.get(number="100001")
    payer.emails, payer.email_permission = "p.deboer@example.nl", 1
    payer.save()
    BillingAccount.objects.filter(number="100000").update(delivery_method="email")
    draft = Invoice.objects.get(pk=DRAFT)
    sums = totals_of(draft, draft.lines.all())  # as saving it untouched would leave it
    draft.subject, draft.net, draft.vat, draft.total = "Fietsen", sums.net, sums.vat, sums.total
    draft.save()
    make_request(make_customer(number="300002", last_name="Zonder plannen"), pk=955)


def address_of(row: Row) -> str:
    """The address of a row, for a customer for whom it makes sense."""
    name = row.name.partition(":")[2]
    kwargs = dict(row.kwargs)
    if "number" in kwargs:
        kwargs["number"] = NUMBER_FOR.get(name, NUMBER)
    for key, one in (
        ("activity_id", ACTIVITY_FOR.get(name, 951)),
        ("invoice_id", INVOICE_FOR.get(name, ISSUED)),
        ("arrival_id", 1),
        ("request_id", REQUEST_FOR.get(name, 941)),
        ("batch_id", 901),
        ("export_id", UUID(int=0x901)),
    ):
        if key in kwargs:
            kwargs[key] = one
    if "card_id" in kwargs:
        kwargs["card_id"] = LoyaltyCard.objects.values_list("pk", flat=True).get()
    for key, rows in ROWS_OF_CONTACTS.items():
        if key in kwargs:
            kwargs[key] = rows().filter(customer__number=NUMBER).order_by("pk")[0].pk
    return reverse(row.name, kwargs=kwargs)


def test_what_the_views_read_is_found() -> None:
    assert {"shown", "notice", "open", "limit", "last_name"} <= set(ASKED)
    assert {"sort", "archived", "text", "before", "kind", "paper", "may_email"} <= set(ASKED)
    assert {"token", "draft_path", "seen_version", "mend", "anyway_number", "cursor"} <= SENT
    get_resolver().url_patterns  # noqa: B018  # brings in every view, and so every form
    assert {"level", "wording", "uploads", "job_title"} <= read_by_forms("contacts")


@pytest.mark.usefixtures("_shop")
class TestParameters:
    def test_of_the_search_one_at_a_time(self, client: Client) -> None:
        client.force_login(make_staff("balie"))
        with Attempts(client) as attempts:
            for name in [*SEARCHED, "open"]:
                for what, values in NASTY.items():
                    query = encode(with_value([("last_name", b"jansen")], name, values)).decode()
                    attempts.send("GET", f"/?{query}", note=f"{name}: {what}")

    @pytest.mark.parametrize("role", ["beheerder", "inkijk", "behandelaar"])
    def test_all_at_once_everywhere(self, client: Client, role: str) -> None:
        client.force_login(make_staff(role))
        few = {
            "beheerder": ["long", "signs"],
            "inkijk": ["nul", *list(NASTY)[3::3]],
            "behandelaar": ["nul", *list(NASTY)[6::6]],
        }
        with Attempts(client) as attempts:
            for row in ROWS:
                for what in few[role]:
                    pairs = [(name, value) for name in ASKED for value in NASTY[what]]
                    url = f"{address_of(row)}?{encode(pairs).decode()}"
                    attempts.send("GET", url, note=what)

    def test_of_contacts_one_at_a_time(self, client: Client) -> None:
        """Each address gets each parameter of contacts alone, another bad value every time."""
        client.force_login(make_staff("kantoor"))
        elsewhere = ("accounts/", "customers/activities/", "customers/privacy/")
        others = {*SEARCHED, *read_by_views("GET")} - read_by_views("GET", but=elsewhere)
        kinds, asked = list(NASTY), sorted({*ASKED} - others | FILTERED)
        with Attempts(client) as attempts:
            for start, name in enumerate(LISTS):
                row = next(row for row in ROWS if row.name == f"contacts:{name}")
                url = address_of(row)
                for place, parameter in enumerate(asked):
                    what = kinds[(start + place) % len(kinds)]
                    query = encode((parameter, value) for value in NASTY[what]).decode()
                    attempts.send("GET", f"{url}?{query}", note=f"{parameter}: {what}")

    def test_of_business_one_at_a_time(self, client: Client) -> None:
        """Each address gets each parameter that it reads, with every fourth bad value."""
        client.force_login(make_staff("kantoor"))
        fine = [("since", b"1-11-2026"), ("until", b"20-11-2026")]
        rows = {row.name: row for row in ROWS}
        with Attempts(client) as attempts:
            for start, (name, parameters) in enumerate(OF_BUSINESS.items()):
                for place, parameter in enumerate(parameters):
                    for what in list(NASTY)[(start + place) % 4 :: 4]:
                        query = encode(with_value(fine, parameter, NASTY[what])).decode()
                        url = f"{address_of(rows[name])}?{query}"
                        attempts.send("GET", url, note=f"{parameter}: {what}")

    @pytest.mark.parametrize("target", ["older", "message-list"])
    def test_of_fragments(self, client: Client, target: str) -> None:
        client.force_login(make_staff("inkijk"))
        urls = [address_of(row) for row in ROWS if "contacts:" in row.name and "inkijk" in row.get]
        extra: dict[str, Any] = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": target}
        with Attempts(client) as attempts:
            for url in urls:
                for what in list(NASTY)[::4]:
                    pairs = [(name, value) for name in ASKED for value in NASTY[what]]
                    query = encode(pairs).decode()
                    attempts.send("GET", f"{url}?{query}", note=what, **extra)


#: What hangs on a customer; a post with a bad field leaves it alone too.
HANGING: tuple[Any, ...] = (
    Address,
    CustomerRelation,
    LoyaltyCard,
    MessagePreference,
    ContactPerson,
    ContactMoment,
    Memo,
    Attachment,
    HeldAddress,
    BillingAccount,
    Invoice,
    InvoiceLine,
    InvoicePayment,
    ExportProfile,
    Activity,
    Appointment,
    Repair,
    Subscription,
    Treatment,
    Trip,
    Arrival,
    PrivacyRequest,
    MentionDecision,
    ErasureHold,
    ErasureEntry,
    RetentionBatch,
    RetentionItem,
    AccessExport,
)


#: Keys and moments that differ with every post.
FRESH = {
    ("Invoice", "created_at"),
    ("InvoiceLine", "invoice_id"),
    ("InvoicePayment", "invoice_id"),
    ("InvoicePayment", "moment"),
    ("Repair", "ready_at"),
    *(("PrivacyRequest", f"{step}_at") for step in ("created", "planned", "approved", "closed")),
    *(("ErasureHold", f"{step}_at") for step in ("set", "ended")),
    *((model, "decided_at") for model in ("RetentionBatch", "MentionDecision")),
    ("AccessExport", "asked_at"),
    *((model.__name__, "activity_id") for model in (Appointment, Repair, Subscription)),
    *((model.__name__, "activity_id") for model in (Treatment, Trip)),
}


#: What differs with every post, in any table.
UNTOLD = {"id", "version", "attention_by_id", "attention_on", "changed_at", "search"}
#: Of these, whether there is one: the key of a new account, the moment of taking away.
THERE_OR_NOT = {("Customer", "billing_account_id"), *((m.__name__, "removed_at") for m in HANGING)}


@cache
def reading() -> str:
    """The statement that reads the register: in one go, for it is read hundreds of times."""
    parts = []
    for model in (Customer, *HANGING, Customer.interests.through):
        name, its = model.__name__, model._meta
        told = [
            f'("{f.column}" IS NOT NULL) AS "{f.column}"'
            if (name, f.column) in THERE_OR_NOT
            else f'"{f.column}"'
            for f in its.concrete_fields
            if f.column not in UNTOLD and (name, f.column) not in FRESH
        ]
        row = "t.number" if model is Customer else f"row_number() OVER (ORDER BY t.{its.pk.column})"
        parts.append(
            f"SELECT '{name}', ({row})::text, to_jsonb(told) FROM {its.db_table} AS t,"
            f" LATERAL (SELECT {', '.join(told)} FROM (SELECT t.*) AS one) AS told"
        )
    return " UNION ALL ".join(parts)


def register() -> dict[tuple[str, str, str], Any]:
    """Every value of every customer: by table, row and column."""
    with connection.cursor() as cursor:
        cursor.execute(reading())
        return {
            (name, row, column): value
            for name, row, values in cursor.fetchall()
            for column, value in json.loads(values).items()
        }


def changes(before: dict[Any, Any], after: dict[Any, Any]) -> set[tuple[str, str]]:
    """The tables and columns that differ."""
    keys = {key for key in before | after if before.get(key, "?") != after.get(key, "?")}
    return {(table, column) for table, _row, column in keys}


#: What else is read from a field: whoever types it sees it, and it is the sense of that field.
READS_ALSO = {
    "last_name": {"infix", "initials", "first_name"},
    "house_number": {"house_number_addition", "street", "city"},
    "house_number_addition": {"house_number"},
    "postcode": {"street", "city"},
    "country": {"postcode", "mobile", "phone", "phone_extra"},
    "mend": {"emails"},
    "kind": {"direction"},
    "day": {"moment", "starts_at", "ends_at", "planned_on"},
    "time": {"moment"},
    "type": {"preferred"},
    "device": {"title"},
    "remark": {"description"},
    "starts": {"starts_at", "ends_at"},
    "ends": {"ends_at"},
    "billed": {"billing"},
    "amount": {"billing"},
    "stage": {"status", "closed_on"},
    "stops_on": {"status", "closed_on", "stage_id"},
    "origin": {"title"},
    "destination": {"title"},
    "planned_on": {"opened_on"},
    "opened_on": {"next_on", "closed_on"},
    "period_months": {"next_on"},
    "received_on": {"deadline"},
    "identity": {"identity_by_id", "identity_on"},
    "identity_note": {"identity_by_id", "identity_on"},
    "chosen": {"scope_columns"},
    "answer": {"status"},
    "reason": {"outcome", "note"},
}


def may_change(name: str, table: str, column: str) -> bool:
    """Whether the value of the field `name` may show in this column."""
    if name.startswith("addresses-"):
        return table == "Address"
    if name.startswith("relations-"):
        return table == "CustomerRelation"
    if name.startswith("lines-") or name == "prices_include_vat":
        return table in ("Invoice", "InvoiceLine")
    if name.startswith("choice_"):
        return False
    if name.startswith("place_"):
        return column == "columns"
    if name == "interests":
        return table == "Customer_interests"
    columns = {name, f"{name}_id", *READS_ALSO.get(name, ())}
    return column in columns or (name.startswith("custom_") and column == "custom")


ADD = "/customers/add/?last_name=Zwanenveld&postcode=9999XK"
#: Where the form is not at the address that it is posted to.
FORM_AT = {"customers:add": ADD, "contacts:memo": f"/customers/{NUMBER}/memo/?edit=1"}
#: What a clerk fills in where the form as it is shown cannot be saved.
FILLED_IN = {
    "moved": {"postcode": b"3511 AB", "house_number": b"1", "street": b"Steeg", "city": b"Zeist"},
    "renumber": {"number": b"300000"},
    "deactivate": {"reason": b"Verhuisd"},
    "card_add": {"number": b"2900555555"},
    "account_close": {"reason": b"Dubbel"},
    "attachment_remove": {"reason": b"Dubbel"},
    "person_add": {"type": b"sales", "last_name": b"Zwaan"},
    "message_send": {"document": b"delayed", "about": b"B-20377"},
    "moment_add": {"text": b"Belde.", "day": b"3-11-2025", "time": b"11.40"},
    **{f"add_{kind}": {"title": b"Band"} for kind in Kind.values},
    "add_repair": {"device": b"Fiets"},
    "add_appointment": {"title": b"Meten", "day": b"25-11-2026", "starts": b"10.30"},
    "add_treatment": {},
    "add_trip": {"origin": b"Utrecht", "destination": b"Zeist", "km": b"12"},
    "cancel": {"reason": b"Verhuisd"},
    "stop": {"reason": b"Verhuisd"},
    "arrival_add": {"title": b"Atlas", "interests": b"990"},
    "arrival_tell": {"action": b"tell"},
    "invoice_add": {"lines-0-description": b"Band", "lines-0-unit_price": b"12,50"},
    "invoice_credit": {"reason": b"Retour"},
    "bookkeeping": {"name": b"Exact twee"},
    **{f"add_{kind}": {"channel": b"counter"} for kind in PrivacyRequest.Kind.values},
    "add_erasure": {"channel": b"counter", "ground": b"not_needed"},
    "fields": {"channel": b"counter", "ground": b"not_needed", "chosen": b"emails"},
    "person_erase": {"channel": b"counter", "ground": b"not_needed"},
    "hold": {"reason": b"Klacht"},
    "request_close": {"answer": b"rejected", "outcome": b"Klopte al."},
    "approve": {"typed_number": b"100951"},
    "hand_back": {"reason": b"Naam nazien"},
    "batch_decide": {"count": b"29"},
}


def form_at(client: Client, url: str, filled_in: dict[str, bytes] | None = None) -> PageForm:
    """The form on the page at `url`, with its fields as a browser would send them."""
    path = url.partition("?")[0]
    form = forms_to(client.get(url).content.decode(), path)
    for name, value in (filled_in or {}).items():
        assert name in form.names
        form.pairs = with_value(form.pairs, name, [value])
    return form


#: The twelfth line of an invoice is read as the first one is.
MORE_LINES = re.compile(r"lines-([2-9]|\d\d)-")


def written_forms(client: Client, app: str) -> list[tuple[str, PageForm]]:
    """Every form with a page of its own, filled in so that it can be saved, and its address.

    What the forms of several kinds of activities have in common is tried in the first of them.
    """
    forms, tried = [], set[str]()
    for row in WRITING:
        if row.get and row.name.startswith(f"{app}:"):
            url = FORM_AT.get(row.name) or address_of(row)
            form = form_at(client, url, FILLED_IN.get(row.name.partition(":")[2]))
            form.names = {name for name in form.names if not MORE_LINES.match(name)}
            if row.name.startswith("activities:add_"):
                form.names, tried = form.names - tried, tried | form.names
            forms.append((url, form))
    return forms


@pytest.mark.usefixtures("_shop")
class TestFields:
    def bad_fields(self, client: Client, url: str, form: PageForm) -> None:
        """Post the form with one bad field at a time, then with all bad."""
        before = register()
        fine: dict[Any, Any] = {}
        so_far = writes()

        def untouched(response: Any) -> None:
            nonlocal so_far
            assert response.status_code in {200, 302}
            fine.update(register())
            so_far = writes()

        with Attempts(client) as attempts:
            attempts.send("POST", url, encode(form.pairs), note="untouched", check=untouched)
            kinds = list(NASTY)
            each = 2 if len(form.names) <= 8 else 1
            names = form.names | SENT if len(form.names) > 22 else form.names
            for place, name in enumerate(sorted(names)):

                def check(response: Any, name: str = name) -> None:
                    nonlocal so_far
                    earlier, so_far = so_far, writes()
                    if so_far == earlier:
                        return  # and so nothing changed
                    now = register()
                    changed = changes(before, now)
                    if response.status_code != 302:
                        assert not changed, f"{name}: {changed}"
                    elif changed:
                        others = changes(fine, now)
                        assert all(may_change(name, *other) for other in others), (
                            f"{name}: {others}"
                        )

                for what in (kinds[(place * each + n) % len(kinds)] for n in range(each)):
                    pairs = with_value(form.pairs, name, NASTY[what])
                    attempts.send("POST", url, encode(pairs), note=f"{name}: {what}", check=check)
            for what in kinds[:: 2 if each == 1 else 4]:
                pairs = [(name, value) for name in names - INSTEAD for value in NASTY[what]]
                attempts.send("POST", url, encode(pairs), note=f"all: {what}")

    def a_long_address(self, client: Client, forms: list[tuple[str, PageForm]]) -> None:
        """The search travels along in the address, however long: what is saved stays saved."""

        def saved(response: Any) -> None:
            assert response.status_code == 302, url

        with Attempts(client) as attempts:
            for url, form in forms:
                query = encode((name, b"\xc3\xa9" * 150) for name in SEARCHED).decode()
                there = f"{url.partition('?')[0]}?{query}"
                attempts.send("POST", there, encode(form.pairs), note="long address", check=saved)

    @pytest.mark.parametrize("app", ["customers", "contacts", "accounts", "activities", "privacy"])
    def test_one_at_a_time(self, client: Client, app: str) -> None:
        chief = make_staff("beheerder")
        chief.groups.add(Group.objects.get(name="behandelaar"))
        client.force_login(chief)
        forms = written_forms(client, app)
        assert len(forms) >= 7
        self.a_long_address(client, forms)
        for url, form in forms:
            self.bad_fields(client, url, form)

    def test_of_the_conflict(self, client: Client) -> None:
        client.force_login(make_staff("balie"))
        url = f"/customers/{NUMBER}/edit/"
        pairs = with_value(form_at(client, url).pairs, "street", [b"Lange Nieuwstraat"])
        jan = Customer.objects.get(number=NUMBER)
        jan.street = "Oudegracht"
        jan.save()
        page = client.post(url, encode(pairs).decode(), FORM).content.decode()
        form = forms_to(page, url)
        assert {"seen_version", "choice_address"} <= form.names
        self.bad_fields(client, url, form)

    @pytest.mark.parametrize("role", ["balie", "inkijk"])
    def test_of_what_has_no_page(self, client: Client, role: str) -> None:
        """Fragments and buttons: with the fields of the large form, and with all that is ever read."""
        client.force_login(make_staff("balie"))
        names = form_at(client, f"/customers/{NUMBER}/edit/").names | SENT
        names |= read_by_forms("contacts")
        client.force_login(make_staff(role))
        path = ("draft_path", b"/customers/add/")
        before = register()

        so_far = writes()

        def check(response: Any) -> None:
            nonlocal so_far
            earlier, so_far = so_far, writes()
            if so_far == earlier:
                return
            changed = {column for _table, column in changes(before, register())}
            assert changed <= DEEDS.get(url.split("/")[-2], set()), changed

        with Attempts(client) as attempts:
            for url in [address_of(row) for row in WRITING if not row.get]:
                for place, (what, values) in enumerate(NASTY.items()):
                    for kept in [set[str](), INSTEAD, {"draft_path"}][place % 3 :: 3]:
                        pairs = [(name, v) for name in sorted(names - kept) for v in values]
                        pairs += [path] if "draft_path" in kept else []
                        attempts.send("POST", url, encode(pairs), note=what, check=check)
                for address in (
                    b"/a\x00b",
                    b"/" + b"x" * 5000,
                    b"//x",
                    b"/\xed\xa0\x80",
                    b"/?\x00",
                ):
                    for more in ([], [("drop", b"1")]):
                        pairs = [("draft_path", address), ("last_name", b"x"), *more]
                        attempts.send("POST", url, encode(pairs), note=repr(address[:9]))


any_text = st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass"))
quick = hypothesis_settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class TestAnyText:
    @quick
    @given(st.dictionaries(st.sampled_from(SEARCHED), any_text | st.binary(max_size=30)))
    def test_search(self, client: Client, typed: dict[str, bytes]) -> None:
        if "_auth_user_id" not in client.session:
            client.force_login(make_staff("balie"))
        assert client.get(f"/?{encode(typed.items()).decode()}").status_code == 200

    @quick
    @given(st.dictionaries(st.sampled_from(sorted(CustomerForm.base_fields)), any_text))
    def test_adding(self, client: Client, typed: dict[str, bytes]) -> None:
        if "_auth_user_id" not in client.session:
            client.force_login(make_staff("balie"))
        form = {
            "kind": b"person",
            "last_name": b"Zwaan",
            "country": b"NL",
            "email_permission": b"1",
        }
        body = encode((form | typed).items())
        before = Customer.objects.count()
        with Attempts(client) as attempts:
            attempts.send(
                "POST",
                ADD,
                body,
                check=lambda answer: _added(answer, Customer.objects.count() - before),
            )


def _added(answer: Any, added: int) -> None:
    """One more customer after a redirect, none in any other case."""
    assert (answer.status_code, added) in {(302, 1), (200, 0)}
