"""Texts of others that name somebody: found wherever they stand, decided on, cleaned."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from contacts.models import ConsentEvent, ContactMoment, ContactPerson
from customers import hooks
from customers.activities import models as activities
from customers.activities.models import TreatmentRead
from customers.models import Address, Customer, ErasureHold, MentionDecision, PrivacyRequest
from customers.privacy.erasure.engine import erase_customer
from customers.privacy.mentions.fold import words_of
from customers.privacy.mentions.search import REASON, branch, searched
from customers.privacy.mentions.service import (
    DecisionRefusedError,
    decide,
    find_mentions,
    undecided,
)
from customers.privacy.mentions.signs import Lookup
from customers.values.names import PersonName, full_name
from klantbeheer import erasure_guard, history
from klantbeheer.history_guard import find_gaps
from klantbeheer.personal_data import Handling, registered_tables
from tests.customers.privacy.person import make_person
from tests.customers.privacy.test_mention_words import FINDER, WHOLE
from tests.factories import (
    make_account,
    make_activity,
    make_contact,
    make_customer,
    make_moment,
    make_request,
    make_staff,
)

if TYPE_CHECKING:
    from pathlib import Path

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db
NAMED = "Voor Jan van der Jansen, 06 55 01 01 47."


@pytest.fixture
def jan() -> Customer:
    """Who is to be erased; the surname alone says nothing, for four bear it."""
    for house_number in (1, 2, 3):
        make_customer(house_number=house_number, infix="", initials="Q.")
    return make_customer(first_name="Jan", mobile="+31655010147", emails="jan@x.nl")


@pytest.fixture
def other() -> Customer:
    """Who has nothing to do with it."""
    return make_customer(last_name="Bakker", initials="B.", infix="", postcode="1012 AB")


#: Every sign there is below the Armenian ones, and what lists and quotations are written with.
LETTERS = [chr(code) for code in (*range(1, 0x530), *range(0x2010, 0x2040))]


def make_reader() -> StaffUser:
    """Somebody who may read treatments."""
    reader = make_staff("beheerder")
    reader.user_permissions.add(Permission.objects.get(codename="view_treatments"))
    return reader


def keys(customer: Customer, **options: Any) -> set[tuple[str, str]]:
    """Where it is mentioned."""
    return {(one.table, one.column) for one in find_mentions([customer], **options)}


def indexed(text: str) -> set[str]:
    """What the index holds of a text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.customers_text_words(%s, NULL, '')", [text])
        return set(cursor.fetchone()[0])


class TestWords:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", set()),
            (" .\n", set()),
            ("J. v.d. Jánsen’s O'Neill", {"j", "v", "d", "jansen", "oneill"}),
            ("x" * 100, {"x" * 60}),
            ("06 55010147 2 x", {"06", "55010147", "2", "x", "#55010147", "#50101472"}),
            ("1-2", {"1", "2"}),
            ("<JAN@x.nl>,", {"jan", "x", "nl", "@jan@x.nl"}),
        ],
    )
    def test_what_the_index_holds(self, text: str, words: set[str]) -> None:
        assert indexed(text) == words

    @pytest.mark.parametrize("around", ["{}", "Bel ({}), 2 x", "22-11-2026 {} 3512 AB"])
    def test_whatever_counts_as_a_mention_is_led_to(self, around: str) -> None:
        for text in WHOLE:
            words = indexed(around.format(text))
            assert any(
                words.issuperset(one.every) and (not one.any_of or words.intersection(one.any_of))
                for one in FINDER.lookups
            ), text

    def test_every_letter_is_cut_the_same_way(self) -> None:
        texts = [f"a{letter}b" for letter in LETTERS]
        assert indexed(" ".join(texts)) == set(words_of(" ".join(texts)))

    @given(text=st.text(st.sampled_from(LETTERS), max_size=40))
    @hypothesis_settings(max_examples=60, deadline=None)
    @example(text="İßÆ ﬁn ½ ǅ ª Σς Йй e\u0301x 's o’s a´s 's\u0301 o´n.b")
    def test_names_are_cut_the_same_way(self, text: str) -> None:
        assert {word for word in words_of(text) if word not in indexed(text)} == set()

    def test_no_text_is_too_long(self) -> None:
        assert indexed("woord 12 " * 50_000 + "06 55010147") >= {"woord", "#55010147"}


class TestEverythingIsSearched:
    def test_every_free_text(self) -> None:
        has_source = {
            (source.table, column) for source in hooks.text_sources() for column in source.columns
        }
        texts = {
            (table.name, column)
            for table in registered_tables().values()
            for column, its in table.columns.items()
            if its in (Handling.FREE_TEXT, Handling.MEDICAL) and not table.live
            # Logs of Django's own hold no text of a clerk; the eraser looks through them itself.
            if not table.name.startswith(("django_", "axes_"))
        }
        assert texts - has_source == set()

    def test_every_reason(self) -> None:
        reasons = {place.held_in for place in searched() if place.columns == (REASON,)}
        of_somebody = {
            table.name
            for table in registered_tables().values()
            if table.owner and REASON in table.columns
        }
        assert of_somebody - reasons == set()

    def test_all_of_it_can_be_cleaned(self) -> None:
        known = erasure_guard.catalogue()
        assert [
            f"{place.live}.{column}"
            for place in searched()
            for column in place.columns
            if column not in known[place.live]["texts"]
        ] == []

    def test_all_of_it_by_an_index(self) -> None:
        lookups = [Lookup(("#55010147",)), Lookup(("jansen",), ("j", "jan"))]
        with connection.cursor() as cursor:
            # Whatever the statistics say: here it is only asked whether the index fits the question.
            for way in ("seqscan", "indexscan", "indexonlyscan"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
            for place in searched():
                query = branch(0, place, lookups, [1, 2]).as_string()
                cursor.execute(f"EXPLAIN {query}")
                plan = "\n".join(line for (line,) in cursor.fetchall())
                kind = "reason" if place.columns == (REASON,) else "text"
                assert f"Bitmap Index Scan on {place.held_in}_{kind}" in plan, place
                assert f"Seq Scan on {place.held_in}" not in plan, place

    def test_the_index_is_what_the_planner_takes(self, jan: Customer, other: Customer) -> None:
        ContactMoment.objects.bulk_create(
            ContactMoment(
                customer=other, kind="note", system="t", text=f"woord{n} en nog een {n % 50} fiets"
            )
            for n in range(3000)
        )
        make_moment(other, text=NAMED)
        place = next(one for one in searched() if one.live == "contacts_contactmoment")
        query = branch(0, place, [Lookup(("jansen",), ("j", "jan"))], [jan.pk]).as_string()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE contacts_historicalcontactmoment")
            cursor.execute(f"EXPLAIN {query}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "Bitmap Index Scan on contacts_historicalcontactmoment_text" in plan
        assert keys(jan) == {("contacts_contactmoment", "text")}


def write(place: tuple[str, str], person: Customer, text: str) -> None:
    """Put `text` in a column of some row of this person's, as any change is made."""
    table, column = place
    known = registered_tables()[table]
    model = apps.get_model(known.model)
    if model is ConsentEvent:
        fields = {"channel": "email", "address": "q@kwast.example", "purpose": "news"}
        kept = {"granted": True, "source": "counter", "system": "test", "wording": text}
        ConsentEvent.objects.create(customer=person, **fields, **kept)
        return
    whose = {"customer_id": "customer", "activity_id": "activity__customer", "id": "pk"}
    owner = whose.get(known.owner, "")
    rows: Any = model._default_manager
    rows = rows.filter(**{owner: person.pk}) if owner else rows.all()
    assert rows.filter(pk=rows.order_by("-pk").values("pk")[:1]).update(**{column: text}) == 1


class TestEverySource:
    def test_found_and_told_where(self, jan: Customer) -> None:
        person = _make_with_everything()
        places = {(one.table, column) for one in hooks.text_sources() for column in one.columns}
        for place in places:
            write(place, person, NAMED)
        found = find_mentions([jan], reader=make_reader())
        assert {(one.table, one.column) for one in found} == places
        for one in found:
            assert one.words == ("Jan van der Jansen", "06 55 01 01 47")
            assert one.label
            assert "<mark>Jan van der Jansen</mark>, <mark>06 55 01 01 47</mark>" in one.excerpt
            assert one.place.url
            assert one.place.number == person.number or one.table == "activities_arrival"
            assert one.place.name == (full_name(PersonName.of(person)) if one.place.number else "")
            assert (one.decision, one.in_history_only) == ("", False)

    def test_found_in_an_older_version(self, jan: Customer) -> None:
        person = _make_with_everything()
        places = {(one.table, one.columns[-1]) for one in hooks.text_sources()}
        places -= {("contacts_consentevent", "wording")}  # it has one version only
        for place in places:
            write(place, person, NAMED)
            write(place, person, "iets anders")
        found = find_mentions([jan])
        assert {(one.table, one.column) for one in found} == places
        assert all(one.in_history_only for one in found)


def _make_with_everything() -> Customer:
    """Somebody with a row in every table that has texts."""
    person = make_person()
    Address.objects.create(customer=person, kind="postal", postcode="9731QX", house_number=1)
    ErasureHold.objects.create(customer=person, reason="geschil")
    make_request(person)
    make_account(person)
    arrival = activities.Arrival.objects.create(title="Helmen", author=make_staff())
    activities.ArrivalNotice.objects.create(arrival=arrival, customer=person, sent=False)
    begin = timezone.now()
    activities.Appointment.objects.create(
        activity=make_activity(person, "appointment"),
        starts_at=begin,
        ends_at=begin + datetime.timedelta(hours=1),
    )
    activities.Trip.objects.create(
        activity=make_activity(person, "trip"), origin="hier", destination="daar", km=2
    )
    return person


class TestWhoseTexts:
    def test_own_texts_are_no_mentions(self, jan: Customer, other: Customer) -> None:
        make_moment(jan, text=NAMED)
        make_contact(jan, note=NAMED)
        activities.Repair.objects.create(
            activity=make_activity(jan, "repair", title=NAMED), device=NAMED
        )
        make_request(jan, note=NAMED)
        assert find_mentions([jan]) == []
        make_moment(other, text=NAMED)
        assert keys(jan) == {("contacts_contactmoment", "text")}

    def test_nor_those_of_who_is_erased_together(self, jan: Customer, other: Customer) -> None:
        make_moment(other, text=NAMED)
        assert find_mentions([jan, other]) == []

    def test_a_moved_text_is_of_who_has_it_now(self, jan: Customer, other: Customer) -> None:
        moment = make_moment(other, text=NAMED)
        ContactMoment.objects.filter(pk=moment.pk).update(customer=jan)
        assert find_mentions([jan]) == []
        ContactMoment.objects.filter(pk=moment.pk).update(customer=other)
        assert keys(jan) == {("contacts_contactmoment", "text")}

    def test_contact_persons_and_former_names_are_named_too(
        self, jan: Customer, other: Customer
    ) -> None:
        person = make_contact(jan, last_name="Zwartjesveld", initials="W.", emails="")
        ContactPerson.objects.filter(pk=person.pk).update(last_name="Kwast")
        Customer.objects.filter(pk=jan.pk).update(last_name="Visser", infix="")
        for house_number in (1, 2, 3):
            make_customer(last_name="Visser", infix="", house_number=house_number)
        for text in ("W. Zwartjesveld", "W. Kwast", "Jan Jansen", "Jan Visser"):
            make_moment(other, text=text)
        make_moment(other, text="Kees Visser")
        found = find_mentions([jan])
        assert {one.words for one in found} == {
            ("W. Zwartjesveld",),
            ("W. Kwast",),
            ("Jan Jansen",),
            ("Jan Visser",),
        }

    def test_of_very_many_contact_persons(self, jan: Customer, other: Customer) -> None:
        for letter in "abcdefghijklmnopqrst":
            make_contact(jan, last_name=f"Kwast{letter}", initials="W.", emails="")
        make_moment(other, text="W. Kwastb, en niet W. Kwastz")
        make_moment(other, text=NAMED)
        found = find_mentions([jan])
        assert {one.words for one in found} == {
            ("W. Kwastb",),
            ("Jan van der Jansen", "06 55 01 01 47"),
        }

    def test_an_account_that_others_have_too(self, jan: Customer, other: Customer) -> None:
        account = make_account(jan, other, note=NAMED)
        assert keys(jan) == {("accounts_billingaccount", "note")}
        assert find_mentions([jan, other]) == []
        Customer.objects.filter(pk=other.pk).update(billing_account=None)
        assert find_mentions([jan]) == []
        assert account.note == NAMED

    def test_a_name_that_few_bear_counts_alone(self, jan: Customer, other: Customer) -> None:
        make_moment(other, text="Jansen belde")
        rare = make_customer(last_name="Zwartjesveld", infix="", initials="W.")
        for house_number in (1, 2, 3):
            make_moment(other, text="Zwartjesveld belde")
            assert len(find_mentions([rare])) == house_number
            make_customer(last_name="Zwartjesveld", infix="", house_number=house_number)
        assert find_mentions([rare]) == []
        assert find_mentions([jan]) == []

    def test_the_number_of_a_household(self, jan: Customer, other: Customer) -> None:
        make_moment(other, subject="+31 6-55010147", text="terugbellen")
        assert keys(jan) == {("contacts_contactmoment", "subject")}

    def test_why_something_was_changed(self, jan: Customer, other: Customer) -> None:
        with history.acting(actor="test", reason="Dubbel met J.A. Jansen, zegt JAN@X.NL"):
            Customer.objects.filter(pk=other.pk).update(city="Zeist")
        with history.acting(actor="test", reason="iets anders"):
            Customer.objects.filter(pk=other.pk).update(city="Utrecht")
        (found,) = find_mentions([jan])
        assert found.key == ("customers_customer", str(other.pk), REASON)
        assert found.words == ("J.A. Jansen", "JAN@X.NL")

    def test_a_row_that_is_gone(self, jan: Customer, other: Customer) -> None:
        wrong = Address.objects.create(customer=other, kind="postal", addressee="p/a Jan Jansen")
        wrong.delete()
        (found,) = find_mentions([jan])
        assert (found.place.number, found.in_history_only) == (other.number, True)

    def test_one_row_or_some_columns_of_it(self, jan: Customer, other: Customer) -> None:
        """What is erased of somebody who stays is looked for in its own texts as well."""
        note = "W. Kwast wil op 06-12345678 gebeld worden"
        person = make_contact(
            jan, last_name="Kwast", initials="W.", mobile="+31612345678", note=note
        )
        make_moment(jan, text="W. Kwast is op 06 12345678")
        make_moment(other, text="Jan Jansen")
        row: dict[str, Any] = {"scope_table": "contacts_contactperson", "scope_pk": person.pk}
        request = make_request(jan, scope="row", **row)
        assert [one.words for one in find_mentions([jan], request=request)] == [
            ("06 12345678", "W. Kwast")
        ]
        request = make_request(jan, scope="columns", scope_columns=["mobile"], **row)
        assert [one.words for one in find_mentions([jan], request=request)] == [
            ("06 12345678",),
            ("06-12345678",),
        ]

    def test_the_other_texts_of_the_same_card(self, jan: Customer) -> None:
        """A number that is erased everywhere does not stay in the note beside it."""
        jan.mobile, jan.internal_note = "+31612345678", "Bel 06 12 34 56 78 liever."
        with history.acting(actor="test", reason="Gaf 06-12345678 door"):
            jan.save()
        row: dict[str, Any] = {"scope_table": "customers_customer", "scope_pk": jan.pk}
        for columns, expected in (
            (["mobile"], {"internal_note", "history_change_reason"}),
            (["mobile", "internal_note"], {"history_change_reason"}),
        ):
            request = make_request(jan, scope="columns", scope_columns=columns, **row)
            found = find_mentions([jan], request=request)
            assert {one.column for one in found} == expected
            assert {one.place.number for one in found} == {jan.number}
            assert all(one.label and one.excerpt for one in found)

    @pytest.mark.parametrize("written", ["09 123 45 67", "+32 9 123 45 67", "0032-91234567"])
    def test_a_number_of_eight_digits(self, jan: Customer, other: Customer, written: str) -> None:
        """The index knows its last nine: with the zero before it, or the code of the country."""
        jan.phone = "+3291234567"
        jan.save()
        make_moment(other, text=f"Bel {written} na vijven")
        assert [one.words for one in find_mentions([jan])] == [(written,)]

    def test_the_words_of_every_version(self, jan: Customer, other: Customer) -> None:
        """Also what an earlier version alone said is cleaned."""
        moment = make_moment(other, text="Jan Jansen belde")
        moment.text = "JAN JANSEN belde terug"
        moment.save()
        (found,) = find_mentions([jan])
        assert set(found.words) == {"Jan Jansen", "JAN JANSEN"}

    def test_what_was_decided_for_another_request(self, jan: Customer, other: Customer) -> None:
        make_moment(other, text="Jan Jansen belde")
        asked, again = make_request(jan, status="withdrawn"), make_request(jan)
        now = timezone.now()
        (found,) = find_mentions([jan], request=again)
        MentionDecision.objects.create(
            request=asked,
            **dict(zip(("table", "row", "column"), found.key, strict=True)),
            decision="keep",
            decided_by=make_staff("kantoor"),
            decided_at=now,
        )
        assert [one.decision for one in find_mentions([jan], request=asked)] == ["keep"]
        assert [one.decision for one in find_mentions([jan], request=again)] == [""]

    def test_as_many_queries_for_one_as_for_many(self, jan: Customer, other: Customer) -> None:
        counts = []
        for number in (1, 30):
            for _n in range(number):
                make_moment(other, text=NAMED)
                make_activity(other, title=NAMED)
            with CaptureQueriesContext(connection) as queries:
                assert find_mentions([jan])
            counts.append(len(queries))
        assert counts[0] == counts[1]


class TestTreatments:
    @pytest.fixture(autouse=True)
    def _treatment(self, jan: Customer, other: Customer) -> None:
        activity = make_activity(other, "treatment", title="Bij Jan Jansen", number=12)
        activities.Treatment.objects.create(activity=activity, findings=NAMED)

    def test_its_number_for_who_may_not_read(self, jan: Customer) -> None:
        for reader in (None, make_staff("balie")):
            found = find_mentions([jan], reader=reader)
            assert {one.column for one in found} == {"title", "findings"}
            assert {one.label for one in found} == {"Behandeling BH-12"}
            assert {one.excerpt for one in found} == {""}
        assert not TreatmentRead.objects.exists()

    def test_what_it_says_when_that_is_written_down(self, jan: Customer) -> None:
        reader = make_reader()
        found = find_mentions([jan], reader=reader)
        assert all("<mark>Jan" in one.excerpt for one in found)
        assert [read.reader for read in TreatmentRead.objects.all()] == [reader]


class TestDecisions:
    @pytest.fixture
    def request_(self, jan: Customer) -> PrivacyRequest:
        return make_request(jan)

    @pytest.fixture
    def clerk(self) -> StaffUser:
        return make_staff("beheerder")

    def test_one_after_another(
        self, jan: Customer, other: Customer, request_: PrivacyRequest, clerk: StaffUser
    ) -> None:
        first, second = make_moment(other, text=NAMED), make_moment(other, text=NAMED)
        assert len(undecided(request_)) == 2
        key = ("contacts_contactmoment", str(first.pk), "text")
        decide(request=request_, mention_key=key, decision="keep", actor=clerk)
        decide(request=request_, mention_key=key, decision="clean", actor=clerk)
        assert [one.row for one in undecided(request_)] == [str(second.pk)]
        found = find_mentions([jan], request=request_)
        # What still asks for a decision stands first, however few are shown.
        assert [(one.row, one.decision) for one in found] == [
            (str(second.pk), ""),
            (str(first.pk), "clean"),
        ]
        assert find_mentions([jan], request=request_, limit=1) == found[:1]
        decision = MentionDecision.objects.get()
        assert (decision.decided_by, decision.history.count()) == (clerk, 2)

    def test_a_text_that_changed_since_asks_again(
        self, jan: Customer, other: Customer, request_: PrivacyRequest, clerk: StaffUser
    ) -> None:
        moment = make_moment(other, text=NAMED)
        seen = timezone.now()
        key = ("contacts_contactmoment", str(moment.pk), "text")
        decide(request=request_, mention_key=key, decision="keep", actor=clerk)
        ContactMoment.objects.filter(pk=moment.pk).update(subject="onderwerp")
        assert undecided(request_) == []
        ContactMoment.objects.filter(pk=moment.pk).update(text=f"{NAMED} Woont in Zeist.")
        assert [one.key for one in undecided(request_)] == [key]
        # Also when it changed between the page and the decision.
        decide(request=request_, mention_key=key, decision="keep", actor=clerk, seen=seen)
        assert [one.key for one in undecided(request_)] == [key]
        decide(request=request_, mention_key=key, decision="keep", actor=clerk)
        assert undecided(request_) == []

    @pytest.mark.parametrize("status", ["withdrawn", "awaiting"])
    def test_only_while_the_plan_is_open(
        self, jan: Customer, clerk: StaffUser, status: str
    ) -> None:
        """What a second person looks at, or approved, stays as it was sent."""
        over = make_request(jan, status=status)
        with pytest.raises(DecisionRefusedError):
            decide(request=over, mention_key=("a", "1", "b"), decision="keep", actor=clerk)
        with pytest.raises(ValueError, match="decision"):
            decide(request=over, mention_key=("a", "1", "b"), decision="", actor=clerk)
        assert not MentionDecision.objects.exists()

    def test_cleaned_with_the_customer(
        self,
        jan: Customer,
        other: Customer,
        clerk: StaffUser,
        request_: PrivacyRequest,
        tmp_path: Path,
        settings: Any,
    ) -> None:
        settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
        cleaned, kept = (
            make_moment(other, text="Jánsen, J.A. van der: 06 55 01 01 47 2x"),
            make_moment(other, text=NAMED),
        )
        with history.acting(actor="test", reason="Voor J. v.d. Jansen"):
            ContactMoment.objects.filter(pk=cleaned.pk).update(
                text="Jan Jansen's fiets is de fiets"
            )
        for one in undecided(request_):
            keep = one.row == str(kept.pk)
            decide(
                request=request_,
                mention_key=one.key,
                decision="keep" if keep else "clean",
                actor=clerk,
            )
        erase_customer(customer=jan, actor=clerk, ground="not_needed", request=request_)
        texts = ContactMoment.history.filter(id=cleaned.pk).order_by("history_id")
        assert list(texts.values_list("text", REASON)) == [
            ("[gewist]: [gewist] 2x", None),
            ("[gewist]'s fiets is de fiets", "Voor [gewist]"),
        ]
        cleaned.refresh_from_db()
        kept.refresh_from_db()
        assert (cleaned.text, kept.text) == ("[gewist]'s fiets is de fiets", NAMED)
        assert find_gaps() == []
        assert find_mentions([Customer(pk=jan.pk)]) == []
