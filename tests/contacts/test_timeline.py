"""The timeline: its order over all sources, its pages, its filters, and searching its texts."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from contacts import timeline
from contacts.models import ContactMoment
from contacts.timeline import CAP, NEWEST, PAGE, Place, counts, page_of
from customers import hooks
from customers.hooks import TimelineEvent, TimelineSource, TimelineWindow, past
from tests.factories import make_contact, make_customer, make_moment, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_django import DjangoAssertNumQueries

    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def reader() -> StaffUser:
    return make_staff("inkijk")


@pytest.fixture
def customer() -> Customer:
    return make_customer()


@pytest.fixture(autouse=True)
def _no_other_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only contact moments, and what a test adds: what other apps bring is tested there."""
    monkeypatch.setattr(past, "_timeline_sources", {})


@pytest.fixture
def add_source() -> Iterator[Callable[..., None]]:
    """Another app with events, which keeps them in a list."""
    names = []

    def add(name: str, events: list[TimelineEvent]) -> None:
        def fetch(_user: Any, _customer: Customer, window: TimelineWindow) -> list[TimelineEvent]:
            found = [
                event
                for event in events
                if (window.before is None or (event.moment, event.key) < window.before)
                and (not window.kinds or event.kind in window.kinds)
                and (not window.only_sent or event.sent)
                and window.text in event.text
            ]
            found.sort(key=lambda event: (event.moment, event.key), reverse=True)
            return found[: window.limit]

        def count(_customer: Customer, most: int) -> dict[str, int]:
            return {"visit": min(len(events), most)}

        hooks.register_timeline_source(TimelineSource(name, fetch, count))
        names.append(name)

    yield add
    for name in names:
        hooks.unregister_timeline_source(name)


def event(key: int, moment: datetime.datetime, **more: Any) -> TimelineEvent:
    """A visit to the workshop."""
    values = {"kind": "visit", "icon": "phone", "title": f"event {key}", "text": "werkplaats"}
    return TimelineEvent(moment, key, **values | more)


def asked(**more: Any) -> TimelineWindow:
    """What is asked for; a page of the usual length."""
    return TimelineWindow(**{"limit": PAGE} | more)


def walk(user: StaffUser, customer: Customer, window: TimelineWindow) -> list[tuple[str, int]]:
    """Source and key of everything, page after page."""
    found, after = [], None
    for _page in range(100):
        page = page_of(user, customer, window, after=after)
        found += [(entry.source, entry.event.key) for entry in page.entries]
        if page.older is None:
            return found
        after = Place.read(str(page.older))
    raise AssertionError("it never ends")


def keys(user: StaffUser, customer: Customer, **more: Any) -> list[int]:
    """The keys of the first page."""
    return [entry.event.key for entry in page_of(user, customer, asked(**more)).entries]


class TestOrder:
    def test_newest_first_and_only_of_this_customer(
        self, reader: StaffUser, customer: Customer
    ) -> None:
        old = make_moment(customer, moment=NOON)
        new = make_moment(customer, moment=NOON + MINUTE)
        make_moment(make_customer())
        assert keys(reader, customer) == [new.pk, old.pk]

    def test_of_contact_persons_too(self, reader: StaffUser, customer: Customer) -> None:
        person = make_contact(customer)
        moment = make_moment(customer, contact_person=person)
        [entry] = page_of(reader, customer, asked()).entries
        assert entry.own == moment
        assert entry.own.contact_person == person

    def test_what_was_taken_off_is_not_there(self, reader: StaffUser, customer: Customer) -> None:
        make_moment(customer, removed_at=NOON)
        assert keys(reader, customer) == []

    def test_nothing_for_who_may_not_see_it(self, reader: StaffUser, customer: Customer) -> None:
        make_moment(customer)
        reader.groups.clear()
        assert page_of(reader, customer, asked()).entries == []

    def test_merged_with_the_events_of_other_apps(
        self, reader: StaffUser, customer: Customer, add_source: Callable[..., None]
    ) -> None:
        moments = [make_moment(customer, moment=NOON + n * MINUTE) for n in (0, 2, 4)]
        add_source("werk", [event(n, NOON + n * MINUTE) for n in (1, 3)])
        assert walk(reader, customer, asked()) == [
            ("", moments[2].pk),
            ("werk", 3),
            ("", moments[1].pk),
            ("werk", 1),
            ("", moments[0].pk),
        ]


class TestPages:
    @pytest.mark.parametrize("length", [1, 2, 3, 7, 100])
    def test_every_event_once_also_of_equal_moments_and_keys(
        self,
        reader: StaffUser,
        customer: Customer,
        add_source: Callable[..., None],
        length: int,
    ) -> None:
        """The keys of the sources are those of the moments: only the source tells them apart."""
        own = [make_moment(customer, moment=NOON).pk for _n in range(6)]
        add_source("a", [event(key, NOON) for key in own])
        add_source("b", [event(key, NOON) for key in own])
        found = walk(reader, customer, asked(limit=length))
        assert found == [(source, key) for key in reversed(own) for source in ("", "a", "b")]

    def test_no_older_page_when_it_just_fits(self, reader: StaffUser, customer: Customer) -> None:
        for _n in range(PAGE):
            make_moment(customer)
        assert page_of(reader, customer, asked()).older is None
        make_moment(customer)
        assert page_of(reader, customer, asked()).older is not None

    def test_what_is_added_meanwhile_moves_nothing(
        self, reader: StaffUser, customer: Customer
    ) -> None:
        moments = [make_moment(customer, moment=NOON - n * MINUTE).pk for n in range(4)]
        page = page_of(reader, customer, asked(limit=2))
        make_moment(customer, moment=NOON + MINUTE)
        rest = page_of(reader, customer, asked(limit=2), after=page.older)
        assert [entry.event.key for entry in rest.entries] == moments[2:]

    @pytest.mark.parametrize(
        "text",
        ["", "1", "1_2", "1_2_A", "x_2_", "1_-2_", "9" * 19 + "_1_", "1_1_\n", "１_1_", "1_1_a b"],
    )
    def test_a_place_that_is_none(self, text: str) -> None:
        assert Place.read(text) is None

    def test_a_place_survives_its_address(self) -> None:
        for moment in (NOON.replace(microsecond=123456), NOON.replace(year=1950)):
            place = Place(moment, 7, "orders")
            assert Place.read(str(place)) == place
        assert Place.read("999999999999999999_1_") is None


class TestFilter:
    @pytest.fixture
    def moments(self, customer: Customer) -> dict[str, ContactMoment]:
        """One of each kind to the customer, an incoming e-mail, one with a person, an old one."""
        made = {
            kind: make_moment(customer, kind=kind, direction="out", moment=NOON)
            for kind in ContactMoment.Kind.values
        }
        made["received"] = make_moment(customer, kind="email", direction="in", moment=NOON)
        made["person"] = make_moment(customer, contact_person=make_contact(customer), moment=NOON)
        made["old"] = make_moment(customer, moment=NOON - datetime.timedelta(days=400))
        return made

    @pytest.mark.parametrize(
        ("window", "expected"),
        [
            ({"kinds": frozenset({"call"})}, {"call"}),
            ({"kinds": frozenset({"call", "sms"})}, {"call", "sms"}),
            ({"only_sent": True}, {"email", "letter", "sms", "document"}),
            ({"only_sent": True, "kinds": frozenset({"sms"})}, {"sms"}),
            ({"until": NOON}, {"old"}),
            ({"since": NOON, "kinds": frozenset({"note"})}, {"note", "person"}),
            ({"text": "bakfietsen", "kinds": frozenset({"letter"})}, {"letter"}),
            ({"text": "tandem"}, set()),
        ],
    )
    def test_narrows(
        self,
        reader: StaffUser,
        customer: Customer,
        moments: dict[str, ContactMoment],
        window: dict[str, Any],
        expected: set[str],
    ) -> None:
        assert set(keys(reader, customer, **window)) == {moments[name].pk for name in expected}

    def test_by_contact_person(
        self, reader: StaffUser, customer: Customer, moments: dict[str, ContactMoment]
    ) -> None:
        person = moments["person"].contact_person_id
        assert keys(reader, customer, contact_person=person) == [moments["person"].pk]

    def test_the_window_reaches_the_sources(
        self, reader: StaffUser, customer: Customer, add_source: Callable[..., None]
    ) -> None:
        add_source("werk", [event(1, NOON, sent=True), event(2, NOON)])
        assert keys(reader, customer, only_sent=True) == [1]
        assert keys(reader, customer, kinds=frozenset({"call"})) == []
        assert keys(reader, customer, text="plaats") == [2, 1]


FOUND = [
    ("fietsen", "De fiets is klaar."),
    ("fiets", "Twee fietsen gezien."),
    ("fietsje", "Zoekt een fiets voor zijn dochter."),
    ("banden", "Lekke band."),
    ("huis", "Twee huizen verder bezorgd."),
    ("brieven", "Een brief gestuurd."),
    ("remmen", "De achterrem piept; rem bijgesteld."),
    ("facturen", "Factuur opnieuw gestuurd."),
    ("offerte", "Drie offertes."),
    ("foto's", "Foto van de schade."),
    ("foto", "Stuurde foto's van de schade."),
    ("accus", "Nieuwe accu's."),
    ("cafe", "Gesproken in het Café."),
    ("CAFÉS", "Het cafe wil tien fietsen."),
    ("geïnteresseerd", "Was geinteresseerd."),
    ("bakf", "Een bakfiets."),
    ("fietse", "De fiets is klaar."),
    ("lek band", "Lekke banden vervangen."),
    ("band lekke", "Lekke band."),
    ("2026-1183", "Belde over factuur 2026-1183."),
    ("jan.smit@x.nl", "Mailen naar jan.smit@x.nl graag."),
    ("3500", "Budget tot € 3500."),
    ("klaar", "Fiets klaar.\nBelt zelf."),
    ("5 december", "Voor 5 december."),
    ("мама", "Зовёт мама."),
]
NOT_FOUND = [
    ("fiets", "De tandem is klaar."),
    ("fiets rood", "Een blauwe fiets."),
    ("man stuur", "Een mand voor het stuur."),
    ("iets", "Een fiets."),
    ("lek band", "Lekke fiets."),
    ("!?", "Wat nu?!"),
    ("'; --", "Niets."),
]


class TestText:
    @pytest.mark.parametrize(("text", "said"), FOUND)
    def test_finds(self, reader: StaffUser, customer: Customer, text: str, said: str) -> None:
        moment = make_moment(customer, text=said)
        assert keys(reader, customer, text=text) == [moment.pk]

    @pytest.mark.parametrize(("text", "said"), NOT_FOUND)
    def test_does_not_find(
        self, reader: StaffUser, customer: Customer, text: str, said: str
    ) -> None:
        make_moment(customer, text=said)
        assert keys(reader, customer, text=text) == []

    def test_searches_the_subject_too_and_follows_a_change(
        self, reader: StaffUser, customer: Customer
    ) -> None:
        moment = make_moment(customer, subject="Klacht", text="")
        assert keys(reader, customer, text="klachten") == [moment.pk]
        moment.subject = "Compliment"
        moment.save()
        assert keys(reader, customer, text="klachten") == []

    def test_a_long_text_can_be_stored_and_found(
        self, reader: StaffUser, customer: Customer
    ) -> None:
        text = "begin " + "x" * 5000 + " " + " ".join(f"woord{n}" for n in range(20_000))
        moment = make_moment(customer, text=text)
        assert keys(reader, customer, text="woord77") == [moment.pk]

    def test_far_back_by_the_index_of_words(
        self, reader: StaffUser, customer: Customer, django_assert_num_queries: Any
    ) -> None:
        """More moments than are read one by one: rare words stand further back."""
        moments = [
            ContactMoment(customer=customer, kind="note", system="t", moment=NOON - n * MINUTE)
            for n in range(NEWEST + 30)
        ]
        for number, moment in enumerate(moments):
            moment.text = "fiets zeldzaam" if number % 500 == 9 or number > NEWEST else "fiets"
        ContactMoment.objects.bulk_create(moments)
        rare = [moment.pk for moment in moments if "zeldzaam" in moment.text]
        make_moment(make_customer(), text="fiets zeldzaam")
        window = asked(text="zeldzaam", limit=10)
        reader.has_perm("contacts.view_contactmoment")  # a request asks its rights once
        with django_assert_num_queries(4):
            first = page_of(reader, customer, window)
        assert [entry.event.key for entry in first.entries] == rare[:10]
        # By the whole word that this customer has seldom, and by both where it is everywhere.
        for text in ("zeldzaam fie", "fiets zeld", "fiets zeldzaam k"):
            assert [key for _source, key in walk(reader, customer, asked(text=text))] == rare
        assert walk(reader, customer, asked(text="zeldzaam step")) == []
        assert [key for _source, key in walk(reader, customer, window)] == rare
        assert len(walk(reader, customer, asked(text="fietsen", limit=400))) == len(moments)


class TestCounts:
    def test_per_kind_and_capped(
        self,
        customer: Customer,
        add_source: Callable[..., None],
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        make_moment(customer, kind="call")
        make_moment(customer, removed_at=NOON)
        make_moment(make_customer())
        ContactMoment.objects.bulk_create(
            ContactMoment(customer=customer, kind="sms", system="t", text="x")
            for _n in range(CAP + 5)
        )
        add_source("werk", [event(1, NOON)])
        with django_assert_num_queries(1):
            found = counts(customer)
        assert (found.of("call"), found.of("sms"), found.of("note"), found.of()) == (
            ("1", "99+", "", "99+")
        )
        assert found.of("visit") == "1"

    def test_asked_once(
        self, customer: Customer, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        counts(customer)
        with django_assert_num_queries(0):
            counts(customer)


class TestSpeed:
    @pytest.mark.parametrize(
        "window",
        [
            asked(),
            asked(kinds=frozenset({"sms"})),
            asked(only_sent=True),
            asked(contact_person=1),
            asked(before=(NOON, 5)),
        ],
        ids=["all", "kind", "sent", "person", "older"],
    )
    def test_by_an_index_in_its_order(self, customer: Customer, window: TimelineWindow) -> None:
        """Nothing is sorted, and no condition is left for after the index: the page is all it reads."""
        ContactMoment.objects.bulk_create(
            ContactMoment(customer=customer, kind=kind, text="x", system="test", direction="out")
            for kind in ("note", "call", "visit", "sms")
            for _n in range(100)
        )
        where, values = timeline._conditions(customer, window)
        with connection.cursor() as cursor:
            # The planner goes by what stands there now, not by what another test left in its books.
            cursor.execute("ANALYZE contacts_contactmoment")
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute(
                f"EXPLAIN {timeline._FROM} WHERE {where} {timeline._NEWEST_FIRST} LIMIT 25", values
            )
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "Index" in plan
        assert "Sort" not in plan
        if window.contact_person is None:
            assert "Filter" not in plan

    def test_a_constant_number_of_queries(
        self,
        reader: StaffUser,
        customer: Customer,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        reader.has_perm("contacts.view_contactmoment")  # a request asks its rights once
        for number in (1, 30):
            person = make_contact(customer)
            for _n in range(number):
                make_moment(customer, contact_person=person, author=reader, system="")
            with django_assert_num_queries(2):
                for entry in page_of(reader, customer, asked()).entries:
                    assert entry.own
                    assert entry.own.contact_person
                    assert entry.own.contact_person.display_name
                    assert entry.own.author
