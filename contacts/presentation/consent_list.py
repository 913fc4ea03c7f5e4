"""The list of permissions and its file: whose address, since when, and what proves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from contacts.models import Channel
from contacts.presentation.consent import event_words, level_words
from contacts.services.consent_list import permitted, with_proof
from customers.models import ShopSettings
from customers.presentation.dates import full_day
from customers.presentation.history import who_words
from customers.presentation.numbers import counted
from customers.values.names import PersonName, full_name
from customers.values.phones import display_phone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from contacts.forms.consent_list import ConsentListForm
    from contacts.models import AddressPermission, ConsentEvent

SHOWN = 25
#: Counting stops here; the file has all of them.
MOST_COUNTED = 100_000


@dataclass(frozen=True)
class ConsentRow:
    """An address with its permission and what proves it."""

    number: str
    name: str
    owner: str
    address: str
    level: str
    since: datetime
    proof: ConsentEvent | None

    @property
    def day(self) -> str:
        """Since which day: '18 nov. 2026'."""
        return full_day(timezone.localdate(self.since))

    @property
    def by(self) -> str:
        """Who wrote the permission down."""
        if self.proof is None:
            return ""
        return who_words(self.proof.staff, self.proof.system)


@dataclass(frozen=True)
class ConsentList:
    """The first of the addresses, and how many there are."""

    rows: list[ConsentRow]
    total: int

    @property
    def words(self) -> str:
        """'1.204 adressen'."""
        if not self.total:
            return _("No addresses")
        count = counted(min(self.total, MOST_COUNTED), capped=self.total > MOST_COUNTED)
        return ngettext("%(count)s address", "%(count)s addresses", self.total) % {"count": count}

    @property
    def is_cut(self) -> bool:
        """Whether there are more than are shown."""
        return self.total > len(self.rows)


def consent_list(form: ConsentListForm) -> ConsentList:
    """What the form asks for, with three queries; nothing when it cannot be read."""
    if not form.is_valid():
        return ConsentList([], 0)
    found = permitted(**form.cleaned_data)
    total = found.order_by()[: MOST_COUNTED + 1].count()
    shown = with_proof(found[:SHOWN], purpose=form.cleaned_data["purpose"]) if total else ()
    return ConsentList(list(consent_rows(shown)), total)


def consent_rows(
    found: Iterable[tuple[AddressPermission, ConsentEvent | None]],
) -> Iterator[ConsentRow]:
    """Each permission as a row."""
    home = ShopSettings.load().country
    for row, proof in found:
        person, is_sms = row.contact_person, row.channel == Channel.SMS
        yield ConsentRow(
            number=row.customer.number,
            name=full_name(PersonName.of(row.customer)),
            owner=f"{person.display_name}, {person.type.label}" if person else "",
            address=display_phone(row.address, home) if is_sms else row.address,
            level=level_words(row.level, row.channel),
            since=row.since,
            proof=proof,
        )


# ---------------------------------------------------------------- as a file
HEADING = (
    gettext_lazy("Customer number"),
    gettext_lazy("Name"),
    gettext_lazy("Contact person"),
    gettext_lazy("Address"),
    gettext_lazy("Permission"),
    pgettext_lazy("consent", "Since"),
    gettext_lazy("Granted on"),
    gettext_lazy("Wording"),
    gettext_lazy("How agreed"),
    pgettext_lazy("consent", "By"),
)
EVENT_HEADING = (
    gettext_lazy("Moment"),
    gettext_lazy("Address"),
    pgettext_lazy("consent", "Of"),
    pgettext_lazy("consent", "What"),
    gettext_lazy("Wording"),
    gettext_lazy("How agreed"),
    pgettext_lazy("consent", "By"),
)


def file_rows(
    found: Iterable[tuple[AddressPermission, ConsentEvent | None]],
) -> Iterator[list[object]]:
    """A row for each address, with the event that granted the permission."""
    for row in consent_rows(found):
        proof = row.proof
        yield [
            row.number,
            row.name,
            row.owner,
            row.address,
            row.level,
            row.since,
            proof.moment if proof else None,
            proof.wording if proof else "",
            str(proof.get_source_display()) if proof else "",
            row.by,
        ]


def event_file_rows(events: Iterable[ConsentEvent]) -> Iterator[list[object]]:
    """A row for each event of a customer."""
    home = ShopSettings.load().country
    for event in events:
        told = event_words(event, home)
        yield [
            told.moment,
            told.address,
            told.owner,
            told.what,
            told.wording,
            told.source,
            told.by,
        ]
