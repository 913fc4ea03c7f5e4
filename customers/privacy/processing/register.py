"""The register of processing (article 30), made from the registry of personal data.

What is processed comes from the classes of the columns, how long from the rules and the vaults, why
from what each app registers. A personal table that stands in no line is a defect; a test says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import BooleanField
from django.utils.translation import gettext as _

from customers import hooks
from customers.models import PrivacySettings, RetentionRule, ShopSettings
from customers.privacy.retention.page import category_words, kind_words, period_words
from klantbeheer.personal_data import Handling, PersonalTable, registered_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from customers.hooks import Processing

#: Columns of these classes say nothing by themselves, or follow from others.
_SILENT = frozenset({Handling.KEEP, Handling.DERIVED})


@dataclass(frozen=True)
class Line:
    """One line of the register, in words."""

    label: str
    purpose: str
    ground: str
    subjects: str
    data: Sequence[str]
    recipients: Sequence[str]
    kept: Sequence[str]


@dataclass(frozen=True)
class Register:
    """The whole of it: who answers for it, the lines, and how it is guarded."""

    shop: str
    controller: str
    contact: str
    lines: Sequence[Line]
    measures: Sequence[str]


def is_personal(table: PersonalTable) -> bool:
    """Whether a live table has somebody's data."""
    if table.live:
        return False
    return bool(table.owner) or any(its is not Handling.KEEP for its in table.columns.values())


def unexplained() -> list[str]:
    """The personal tables that stand in no line."""
    told = {name for line in hooks.processings() for name in line.tables}
    tables = registered_tables().values()
    return sorted(table.name for table in tables if is_personal(table) and table.name not in told)


def make_register() -> Register:
    """The register as it stands now, with a fixed number of queries."""
    settings = PrivacySettings.load()
    shop = ShopSettings.load()
    rules = list(
        RetentionRule.objects.filter(active=True).select_related("category").order_by("pk")
    )
    everybody = _own_lines(settings.recipients)
    return Register(
        shop=shop.shop_name,
        controller=settings.controller,
        contact=settings.privacy_contact,
        lines=[_line(line, rules, everybody, settings) for line in hooks.processings()],
        measures=[*_measures(), *_own_lines(settings.security)],
    )


def _own_lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _line(
    line: Processing,
    rules: Iterable[RetentionRule],
    everybody: Sequence[str],
    settings: PrivacySettings,
) -> Line:
    recipients = [str(line.recipients)] if line.recipients else []
    return Line(
        label=str(line.label),
        purpose=str(line.purpose),
        ground=str(line.ground),
        subjects=str(line.subjects),
        data=[*data_of(line), *([str(line.data)] if line.data else [])],
        recipients=recipients if line.only_inside else [*recipients, *everybody],
        kept=[str(line.kept), *_vaults(line, settings), *_rules(line, rules)],
    )


def data_of(line: Processing) -> list[str]:
    """Which data, in the words of the fields: those that an erasure overwrites."""
    found: dict[str, None] = {}
    for name in line.tables:
        table = registered_tables().get(name)
        if table is not None and table.model:
            fields = apps.get_model(table.model)._meta.get_fields()
            words = {
                str(field.column): str(field.verbose_name)
                for field in fields
                if getattr(field, "column", None) and not _says_nothing(field)
            }
            for column, its in table.columns.items():
                if its not in _SILENT and column in words:
                    found.setdefault(words[column])
    return list(found)


def _says_nothing(field: Any) -> bool:
    """A link to another row, or a mark: no data of a person by itself."""
    return field.is_relation or isinstance(field, BooleanField)


def _vaults(line: Processing, settings: PrivacySettings) -> list[str]:
    notes = [f"{vault.label}: {vault.note}" for vault in hooks.vaults() if vault.name in line.vault]
    if "medical" in line.vault and settings.medical_years:
        notes.append(_("medical period: %(years)s") % {"years": _years(settings.medical_years)})
    return notes


def _years(count: int) -> str:
    return period_words(count * 12)


def _rules(line: Processing, rules: Iterable[RetentionRule]) -> list[str]:
    return [
        _("%(what)s (%(whose)s): %(period)s, %(ground)s")
        % {
            "what": kind_words(rule.kind),
            "whose": category_words(rule),
            "period": period_words(rule.months),
            "ground": rule.ground,
        }
        for rule in rules
        if rule.kind in line.kinds
    ]


def _measures() -> list[str]:
    """What the product itself does."""
    return [
        _("every member of staff has a login and a role of its own; sessions end by themselves"),
        _("every change is in a history that nobody can change or delete"),
        _("every reading of a treatment is logged before it is shown"),
        _("exports need a right of their own; downloads of access files are logged"),
        _("erasure overwrites live rows, history, files and logs, and is proven by a journal"),
        _("a restored backup opens only after the erasures since are done again"),
        _("connections are encrypted, pages are not kept by browsers, uploads are checked"),
    ]


def csv_rows(register: Register) -> list[list[str]]:
    """The register as rows for a spreadsheet: the lines, then who answers and how it is guarded."""
    rows = [
        [
            line.label,
            line.purpose,
            line.ground,
            line.subjects,
            ", ".join(line.data),
            "; ".join(line.recipients),
            "; ".join(line.kept),
        ]
        for line in register.lines
    ]
    rows += [[], [_("controller"), register.controller]]
    rows += [[_("contact for privacy"), register.contact]]
    return rows + [[_("security measures"), measure] for measure in register.measures]


def csv_heading() -> list[str]:
    """The columns of those rows."""
    return [
        _("processing"),
        _("purpose"),
        _("ground"),
        _("of whom"),
        _("personal data"),
        _("recipients"),
        _("kept for"),
    ]
