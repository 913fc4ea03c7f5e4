"""An erased customer is nowhere: not in the database, not in a file, not after an older backup."""

from __future__ import annotations

import io
import json
import subprocess
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from customers.models import Customer, ErasureEntry, PrivacyRequest
from customers.privacy.erasure.engine import erase_customer
from customers.privacy.mentions import service as mentions
from customers.privacy.proof import journal, traces
from customers.privacy.proof.needles import Needles
from customers.services.numbers import next_number
from klantbeheer import readiness
from klantbeheer.backup import making, restoring, tools
from klantbeheer.personal_data import Handling, registered_tables
from tests.conftest import leave_alone
from tests.customers.privacy.everything import PERSONAL, Everything, build, rows_without
from tests.customers.privacy.named import Named
from tests.factories import (
    make_customer,
)
from tests.klantbeheer.working import work_until_empty

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db(transaction=True)

#: What is kept of an issued invoice, live and in its history.
VAULT = {
    name: {column for column, its in table.columns.items() if its is Handling.FISCAL}
    for name, table in registered_tables().items()
    if Handling.FISCAL in table.columns.values()
}
#: No column of a person's own words: a treatment that was read, a number, a link.
WITHOUT_WORDS = {"salutation", "house_number", "mandate_signed_on", "active", "employee_id"}


@pytest.fixture
def shop(tmp_path: Path, settings: Any) -> Path:
    """Folders of its own, with files on the disk."""
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.SMS_FILE_PATH = tmp_path / "sms"
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    }
    return tmp_path


@pytest.fixture
def everything(shop: Path) -> Everything:
    return build()


def erase(everything: Everything) -> ErasureEntry:
    for mention in mentions.find_mentions([everything.customer], request=everything.request):
        mentions.decide(
            request=everything.request,
            mention_key=mention.key,
            decision="clean",
            actor=everything.staff,
        )
    return erase_customer(
        customer=everything.customer,
        actor=everything.staff,
        ground="not_needed",
        request=everything.request,
        reason="Verzoek",
    )


def dumped() -> Iterator[tuple[str, str, bytes]]:
    """Every line of a plain dump of the whole database: of which table, with which columns."""
    table = columns = ""
    with tools.Database().run("pg_dump", "--format=plain", stdout=subprocess.PIPE) as process:
        for line in cast("io.BufferedReader", process.stdout):
            if line.startswith(b"COPY ") and line.endswith(b" FROM stdin;\n"):
                name, _space, rest = line[5:].decode().partition(" (")
                table = name.removeprefix("public.")
                columns = ",".join(part.strip('" ') for part in rest.partition(")")[0].split(","))
            elif line == b"\\.\n":
                table = columns = ""
            else:
                yield table, columns, line


def found_in_dump(values: list[str]) -> dict[int, set[tuple[str, str]]]:
    """For each value, by its place, the tables and columns in which a dump has it."""
    needles, found = Needles(values), dict[int, set[tuple[str, str]]]()
    for (table, names), section in groupby(dumped(), key=lambda each: each[:2]):
        lines = [line for _table, _columns, line in section]
        if not needles.found_in(b"".join(lines)):
            continue
        for line in lines:
            if not needles.found_in(line):
                continue
            columns = names.split(",") if names else [""]
            cells = line.rstrip(b"\n").split(b"\t") if names else [line]
            for name, cell in zip(columns, cells, strict=True):
                for needle in needles.found_in(cell):
                    found.setdefault(needle.value, set()).add((table, name))
    assert not needles.skipped
    return found


def found_in_files(values: list[str], *folders: Path) -> list[traces.Trace]:
    found = traces.Traces()
    traces.search_files(Needles(values), folders, found)
    return found.found


def in_vault(places: set[tuple[str, str]]) -> bool:
    return all(column in VAULT.get(table, ()) for table, column in places)


def checked(everything: Everything, *options: str) -> dict[str, Any]:
    """What check_erasure says of all former values."""
    values = Path(f"{settings.VAR_DIR}-values.txt")
    values.write_text("\n".join([*everything.secrets.gone, *everything.secrets.fiscal]))
    out = io.StringIO()
    # What the planner remembers goes later (test_statistics), and depends on when it looked.
    with patch.object(traces, "_search_statistics"):
        try:
            call_command(
                "check_erasure",
                everything.customer.number,
                "--json",
                f"--values-from={values}",
                *options,
                stdout=out,
            )
        except SystemExit as end:
            assert end.code == 1
    return cast("dict[str, Any]", json.loads(out.getvalue()))


def replayed() -> list[str]:
    """Do the erasures of the journal once more; the numbers of whom, in that order."""
    out = io.StringIO()
    call_command("replay_erasures", "--json", stdout=out)
    return [line["number"] for line in json.loads(out.getvalue())["lines"]]


def counts() -> dict[str, int]:
    with tools.Database().connect() as counting:
        return tools.row_counts(counting)


class TestEverything:
    """The customer of the proof has everything: a new table or column without a place in it fails."""

    def test_every_table_has_a_row(self, everything: Everything) -> None:
        assert rows_without(everything.customer) == []

    def test_every_personal_column_has_a_value(self, everything: Everything) -> None:
        empty = []
        with connection.cursor() as cursor:
            for name, table in registered_tables().items():
                if not table.model or table.columns.keys().isdisjoint(table.columns):
                    continue
                for column, handling in table.columns.items():
                    if handling not in PERSONAL or column in WITHOUT_WORDS:
                        continue
                    if column == "history_change_reason":
                        continue
                    cursor.execute(
                        f'SELECT EXISTS (SELECT FROM "{name}" WHERE'
                        f" coalesce(\"{column}\"::text, '') NOT IN ('', '{{}}'))"
                    )
                    if not cursor.fetchone()[0]:
                        empty.append(f"{name}.{column}")
        assert empty == [
            "activities_arrival.description",
            "activities_historicalarrival.description",
        ]


class TestProof:
    def test_nothing_is_left(
        self, everything: Everything, shop: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        gone, fiscal = everything.secrets.gone, everything.secrets.fiscal
        before = found_in_dump([*gone, *fiscal])
        in_files = {trace.value for trace in found_in_files([*gone, *fiscal], shop)}
        # The search finds what is there: the proof is worth something.
        assert [
            value
            for place, value in enumerate([*gone, *fiscal], 1)
            if place not in before and place not in in_files
        ] == []
        assert len(in_files) == 4

        caplog.set_level("INFO")
        entry = erase(everything)

        after = found_in_dump(gone)
        assert {place: found for place, found in after.items() if not in_vault(found)} == {}
        # What the tax office may ask for is all there, and stands nowhere else.
        kept = found_in_dump(fiscal)
        assert kept.keys() == set(range(1, len(fiscal) + 1))
        assert all(in_vault(found) for found in kept.values())
        name = gone.index(everything.invoice.recipient_name.split()[-1]) + 1
        assert {table for table, _column in after[name]} == {
            "accounts_invoice",
            "accounts_historicalinvoice",
        }
        assert found_in_files([*gone, *fiscal], shop) == []
        assert Needles([*gone, *fiscal]).found_in(caplog.text.encode()) == []

        everything.mention.refresh_from_db()
        assert everything.mention.text.count("[gewist]") == 3
        assert everything.mention.text.startswith("Samen met [gewist]")
        everything.left_alone.refresh_from_db()
        assert everything.left_alone.text == "Kent haar buren goed."
        line = json.loads(journal.journal_path().read_text())
        assert line == journal.line_of(entry)

        report = checked(everything)
        assert report["left"] == []
        assert report["hits"] == []
        assert report["clean"]
        assert {kept["until"] for kept in report["kept"]} == {"2033-12-31"}
        call_command("check_history", stdout=io.StringIO())

    def test_what_is_left_is_told(self, everything: Everything, shop: Path) -> None:
        erase(everything)
        name = everything.secrets.gone[1]
        (shop / "service.log").write_text(f"saved {name.upper()}")
        make_customer(last_name=name)
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(
                "UPDATE contacts_historicalmemo SET text = 'x' WHERE customer_id = %s",
                [everything.customer.pk],
            )
            cursor.execute("SET session_replication_role = origin")
        journal.journal_path().unlink()
        report = checked(everything, f"--also={shop / 'service.log'}")
        assert not report["clean"]
        assert {(left["table"], left["column"]) for left in report["left"]} == {
            ("contacts_historicalmemo", "text"),
            ("customers_erasureentry", "file"),
        }
        found = {hit["table"] for hit in report["hits"]}
        assert {"", "customers_customer", "customers_historicalcustomer"} <= found

    @pytest.mark.parametrize("number", ["", "12345678", "nobody"])
    def test_nobody_of_this_number(self, everything: Everything, number: str) -> None:
        with pytest.raises(CommandError):
            call_command("check_erasure", number or everything.customer.number)


class TestDrill:
    """Backup, erase, restore: the site stays closed until everybody is erased again."""

    def test_an_older_backup_brings_nobody_back(self, everything: Everything, shop: Path) -> None:
        gone = everything.secrets.gone
        bystander = make_customer(last_name="Blijver")
        named = Named(everything.staff, bystander)
        backup = making.make_backup(shop.parent / f"{shop.name}-backups")
        named.erase()
        after_erasing = named.texts()
        later = make_customer(last_name="Laatkomer", number="9876543")
        erase_customer(customer=later, actor=everything.staff, ground="not_needed")
        erase(everything)
        before, text = counts(), journal.journal_path().read_text()
        assert len(text.splitlines()) == 5

        leave_alone()
        restoring.restore(backup, replace=True)
        assert Customer.objects.get(pk=everything.customer.pk).status == "active"
        assert found_in_dump(gone)
        assert journal.journal_path().read_text() == text
        self._stays_closed()

        assert replayed() == [
            bystander.number,
            bystander.number,
            named.leaver.number,
            later.number,
            everything.customer.number,
        ]
        readiness.require()
        after = found_in_dump([*gone, later.last_name])
        assert {place: found for place, found in after.items() if not in_vault(found)} == {}
        assert found_in_files(gone, shop) == []
        assert checked(everything)["clean"]
        everything.mention.refresh_from_db()
        assert everything.mention.text.count("[gewist]") == 3
        assert PrivacyRequest.objects.get(pk=everything.request.pk).status == "done"
        assert named.texts() == after_erasing
        back = Customer.objects.get(pk=bystander.pk)
        assert (back.last_name, back.mobile) == ("Blijver", "")
        self._same(before, counts())
        assert journal.journal_path().read_text() == text
        self._same_entries(text)
        call_command("check_history", stdout=io.StringIO())

        # The number and the key of who came after the backup are nobody else's.
        assert make_customer(last_name="Nieuw").pk > later.pk
        assert next_number() != later.number

        assert replayed() == []

    def _stays_closed(self) -> None:
        with pytest.raises(readiness.NotReadyError, match="replay_erasures"):
            readiness.Gate(lambda _environ, _start: [])
        with pytest.raises(readiness.NotReadyError, match="replay_erasures"):
            work_until_empty()

    def _same_entries(self, text: str) -> None:
        """Each line of the journal is in the database again, of its own moment."""
        entries = {line["id"]: line for line in map(json.loads, text.splitlines())}
        for entry in ErasureEntry.objects.all():
            assert entry.replayed_at is not None
            assert entries[str(entry.pk)]["moment"] == journal.line_of(entry)["moment"]

    def _same(self, before: dict[str, int], after: dict[str, int]) -> None:
        """As many rows in every table, but for what was done about the request after the backup."""
        about_request = {"customers_mentiondecision", "customers_historicalmentiondecision"}
        differing = {
            name.removeprefix("public.")
            for name in before.keys() | after.keys()
            if before.get(name) != after.get(name)
        }
        assert differing <= about_request | {"customers_historicalprivacyrequest"}
