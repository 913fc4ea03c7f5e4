"""The texts of messages: their fields, the standard texts, filling them in."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from contacts.defaults.texts import default_texts
from contacts.models import Channel, Document, MessageTemplate
from contacts.services import templates
from contacts.values.sms_text import sms_size
from customers.models import Customer, ShopSettings
from tests.factories import make_customer

if TYPE_CHECKING:
    from collections.abc import Mapping

VALUES = {"naam": "J. Jansen", "aanhef": "Geachte heer", "betreft": "B-1", "winkel": "De Spaak"}


class TestFields:
    @pytest.mark.parametrize(
        "text", ["", "Dag", "{naam}", "{aanhef}, {betreft} {nummer} {winkel}\n{toelichting}"]
    )
    def test_known(self, text: str) -> None:
        templates.check_text(Document.INVOICE, text)

    @pytest.mark.parametrize(
        ("document", "text", "named"),
        [
            ("invoice", "Dag {voornaam}", "{voornaam}"),
            ("invoice", "{datum}", "{datum}"),
            ("delayed", "{naam.__class__}", "{naam.__class__}"),
            ("delayed", "{0}", "{0}"),
            ("delayed", "{naam!r}", "{naam!r}"),
            ("delayed", "{naam:>9999999}", "{naam:>9999999}"),
            ("delayed", "{}", "{}"),
            ("delayed", "{Naam}", "{Naam}"),
            ("delayed", "{{ customer.emails }}", "{ customer.emails }"),
        ],
    )
    def test_unknown_ones_are_refused_with_the_list(
        self, document: str, text: str, named: str
    ) -> None:
        with pytest.raises(ValidationError) as refused:
            templates.check_text(document, text)
        (sentence,) = refused.value.messages
        assert named in sentence
        for name in templates.fields_of(document):
            assert f"{{{name}}}" in sentence

    @pytest.mark.parametrize("text", ["{naam", "naam}", "{{naam}}", "{na\nam}", "} {"])
    def test_a_brace_alone(self, text: str) -> None:
        with pytest.raises(ValidationError):
            templates.check_text("delayed", text)

    def test_only_a_delay_has_a_date(self) -> None:
        having = [document for document in Document if "datum" in templates.fields_of(document)]
        assert having == [Document.DELAYED]


class TestFill:
    @pytest.mark.parametrize(
        ("text", "values", "filled"),
        [
            ("{aanhef},\n\n{betreft}", VALUES, "Geachte heer,\n\nB-1"),
            ("{betreft} {nummer}!", VALUES, "B-1 !"),
            ("a\n\n{toelichting}\n\nb", VALUES, "a\n\nb"),
            ("a\n\n{toelichting}\n\nb", VALUES | {"toelichting": "x\ny"}, "a\n\nx\ny\n\nb"),
            ("a\nop {datum}\nb", VALUES, "a\nb"),
            ("a\nop {datum}\nb", VALUES | {"datum": "5 dec."}, "a\nop 5 dec.\nb"),
            ("{betreft}", {"betreft": "{winkel}"}, "{winkel}"),
            ("{onbekend} {betreft}", VALUES, "{onbekend} B-1"),
            ("{naam.__class__} %s %(naam)s", VALUES, "{naam.__class__} %s %(naam)s"),
            ("", VALUES, ""),
        ],
    )
    def test_text(self, text: str, values: Mapping[str, str], filled: str) -> None:
        assert templates.fill(text, values) == filled

    def test_a_subject_is_one_line_that_fits(self) -> None:
        values = {"betreft": "B-1\r\nBcc: x@y.example " + "x" * 300}
        subject = templates.fill_subject("Over {betreft}", values)
        assert subject.startswith("Over B-1 Bcc: x@y.example xx")
        assert len(subject) == templates.LONGEST_SUBJECT

    @given(st.text(), st.dictionaries(st.sampled_from(sorted(templates.COMMON)), st.text()))
    def test_never_fails(self, text: str, values: dict[str, str]) -> None:
        templates.fill(text, values)
        templates.fill_subject(text, values)


class TestStandardTexts:
    def test_every_document_in_every_language(self) -> None:
        wanted = set(itertools.product(Document.values, [Channel.EMAIL], Customer.Language.values))
        messages = [Document.READY, Document.DELAYED]
        wanted |= set(itertools.product(messages, [Channel.SMS], Customer.Language.values))
        assert set(default_texts()) == wanted

    @pytest.mark.parametrize("key", default_texts(), ids=str)
    def test_each_is_one_that_the_form_would_take(self, key: tuple[str, str, str]) -> None:
        document, channel, _language = key
        subject, text = default_texts()[key]
        templates.check_text(document, subject)
        templates.check_text(document, text)
        assert bool(subject) == (channel == Channel.EMAIL)
        if channel == Channel.SMS:
            values = VALUES | {"datum": "5 december 2026", "toelichting": ""}
            assert sms_size(templates.fill(text, values)).wide == frozenset()
            assert sms_size(templates.fill(text, values)).parts == 1

    @pytest.mark.django_db
    def test_are_there_after_migrating_once_with_history(self) -> None:
        assert MessageTemplate.objects.count() == len(default_texts())
        row = MessageTemplate.objects.get(document="invoice", channel="email", language="de")
        assert row.history.get().history_actor == "setup"
        templates.after_migrate()
        assert MessageTemplate.objects.count() == len(default_texts())

    @pytest.mark.django_db
    def test_the_missing_one_comes_back_and_a_changed_one_stays(self) -> None:
        row = MessageTemplate.objects.get(document="invoice", channel="email", language="nl")
        row.text = "Alsjeblieft."
        row.save()
        templates.ensure_default_templates()
        row.refresh_from_db()
        assert row.text == "Alsjeblieft."


@pytest.mark.django_db
class TestRender:
    @pytest.mark.parametrize(
        ("language", "opening", "closing"),
        [
            ("nl", "Geachte heer Van der Jansen,", "Met vriendelijke groet,\nDe Spaak"),
            ("fr", "Monsieur,", "Cordialement,\nDe Spaak"),
            ("de", "Sehr geehrter Herr van der Jansen,", "Mit freundlichen Grüßen\nDe Spaak"),
            ("en", "Dear Mr van der Jansen,", "Kind regards,\nDe Spaak"),
        ],
    )
    def test_an_email(self, language: str, opening: str, closing: str) -> None:
        shop = ShopSettings(shop_name="De Spaak")
        values = templates.values_for(
            make_customer(), language=language, about="B-20377", shop=shop, more={}
        )
        rendered = templates.render("ready_for_pickup", "email", language, values)
        assert rendered is not None
        subject, text = rendered
        assert "B-20377" in subject
        assert text.startswith(opening)
        assert text.endswith(closing)
        assert "{" not in text
        assert "\n\n\n" not in text

    def test_the_shops_own_text(self) -> None:
        MessageTemplate.objects.filter(document="delayed", channel="sms", language="nl").update(
            text="{betreft}: nog even."
        )
        assert templates.render("delayed", "sms", "nl", VALUES) == ("", "B-1: nog even.")

    def test_an_sms_has_plain_signs(self) -> None:
        rendered = templates.render(
            "ready_for_pickup", "sms", "nl", VALUES | {"winkel": "De Spaak · Utrecht"}
        )
        assert rendered == ("", "B-1 ligt voor u klaar bij De Spaak - Utrecht.")

    def test_no_text(self) -> None:
        assert templates.render("invoice", "sms", "nl", VALUES) is None

    def test_what_the_sender_adds_does_not_replace_who_the_customer_is(self) -> None:
        customer = make_customer()
        values = templates.values_for(
            customer,
            language="nl",
            about="B-1",
            shop=ShopSettings(shop_name="De Spaak"),
            more={"nummer": "1", "toelichting": "Tot zo."},
        )
        assert (values["nummer"], values["toelichting"]) == (customer.number, "Tot zo.")

    def test_another_name_on_the_document(self) -> None:
        customer = make_customer()
        holding = make_customer(kind="company", company_name="Holding N.V.", last_name="")
        values = templates.values_for(
            customer,
            language="en",
            about="F-1",
            shop=ShopSettings(),
            more={},
            name_of=holding,
        )
        assert values["naam"] == "Holding N.V."
        assert values["aanhef"] == "Dear Sir or Madam"
        assert values["nummer"] == customer.number

    @pytest.mark.parametrize(("length", "fits"), [(459, True), (460, False)])
    def test_the_length_of_an_sms(self, length: int, fits: bool) -> None:
        if fits:
            templates.check_sms("x" * length)
        else:
            with pytest.raises(ValidationError, match="3"):
                templates.check_sms("x" * length)
