"""Every table and every column of the registry is in the file, also of a model that is added later."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection

from customers import hooks
from customers.models import Customer
from customers.privacy.access import tables
from customers.privacy.access.redaction import People, Redactor
from customers.privacy.access.values import Values
from klantbeheer.personal_data import Handling, registered_tables
from tests.customers.privacy.access.made import gathered, made, opened
from tests.customers.privacy.everything import build
from tests.customers.privacy.person import found_in_database
from tests.factories import make_customer, make_request

if TYPE_CHECKING:
    from pathlib import Path

    from customers.privacy.access.tables import Source

#: Tables with a customer's key that hold nothing of the person; each with its reason.
NOT_THEIRS = {
    "customers_mentiondecision": "where other customers' texts stand",
}


class TestTables:
    def test_every_owned_table_is_in_it(self) -> None:
        found = {source.name for source in tables.sources()}
        owned = {table.name for table in registered_tables().values() if table.owner}
        assert owned - found == set(tables.derived_tables())

    def test_every_model_of_a_customer_is_in_it(self) -> None:
        found = {source.name for source in tables.sources()}
        derived = set(tables.derived_tables())
        pointing = {
            model._meta.db_table
            for model in apps.get_models(include_auto_created=True)
            for its in model._meta.concrete_fields
            if its.related_model is Customer
        }
        assert pointing - found - derived - set(NOT_THEIRS) == set()

    @pytest.mark.django_db
    def test_every_column_is_in_it(self) -> None:
        found = gathered(opened(made(make_request(make_customer(), "access"))))
        for source in tables.sources():
            kind = "history_fields" if source.is_history else "fields"
            fields = set(found[source.live][kind])
            classes = source.table.columns.items()
            said = {column for column, its in classes if its is not Handling.DERIVED}
            assert fields == said, source.name


def _texts(source: Source) -> list[str]:
    """The columns that hold texts of the person."""
    personal = set(Handling) - {Handling.KEEP, Handling.DERIVED, Handling.FILE}
    return [
        column
        for column, its in source.table.columns.items()
        if its in personal and not getattr(source.fields.get(column), "related_model", None)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("source", tables.sources(), ids=lambda source: source.name)
def test_every_personal_value_comes_through(source: Source) -> None:
    """A row with a value of its own in every personal column: all of them are in the JSON."""
    customer = make_customer(kind="company", company_name="Domstad B.V.", last_name="")
    values = Values(customer, Redactor(People(), People()))
    values.masks = {}
    row: dict[str, Any] = dict.fromkeys(source.columns)
    marked = {column: f"waarde van {column}" for column in _texts(source)}
    for column, text in marked.items():
        is_json = source.fields.get(column).__class__.__name__ == "JSONField"
        row[column] = json.dumps({"x": text}) if is_json else text
    cleaned = values.clean(source, row)
    assert cleaned is not None
    dumped = json.dumps({column: values.plain(value) for column, value in cleaned.items()})
    assert [text for text in marked.values() if text not in dumped] == []


@pytest.mark.django_db
def test_the_conditions_use_an_index() -> None:
    """No table is read from end to end for one customer."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        slow = []
        for source in tables.sources():
            statement = tables.statement_of(source, None)
            cursor.execute(f"EXPLAIN {statement}", {"customer": 1, "size": 1000})
            plan = "\n".join(line for (line,) in cursor.fetchall())
            if f"Seq Scan on {source.name} " in plan:
                slow.append(source.name)
    assert slow == []


@pytest.mark.django_db
def test_a_customer_with_everything(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every value that was ever written about a customer with every kind of record is in the file.

    Other people stay out by rules of their own, which are off here. A model without a row fails where
    that customer is made; see `tests.customers.privacy.everything`.
    """
    settings.MEDIA_ROOT = tmp_path
    every = build()
    monkeypatch.setattr(hooks, "access_masks", dict)
    monkeypatch.setattr(Redactor, "of", lambda _customer: Redactor(People(), People()))
    actor = every.staff
    actor.groups.add(Group.objects.get(name="behandelaar"))
    request = make_request(every.customer, "access")
    zipped = opened(made(request, type(actor).objects.get(pk=actor.pk)))
    found = gathered(zipped)
    texts = (zipped.read(name).decode("utf-8", "replace") for name in zipped.namelist()[3:])
    text = "\n".join(texts).casefold()
    secrets = [*every.secrets.gone, *every.secrets.fiscal]
    missing = [word for word in secrets if word.casefold() not in text]
    assert {table for table, _word in found_in_database(missing)} <= ELSEWHERE
    empty = {name for name, table in found.items() if not table["rows"]}
    assert empty <= EMPTY, "nothing of these tables was looked at"


#: What is typed and not saved, sessions, the log of the administration, the search.
ELSEWHERE = {"customers_draft", "django_session", "django_admin_log", *tables.derived_tables()}
#: Tables of which that customer has no row.
EMPTY = {"customers_erasureentry", "customers_accessdownload", "activities_treatmentread"}
