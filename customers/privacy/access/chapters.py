"""The readable file, from its first sentence to its last: blocks that HTML and PDF draw."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers import hooks
from customers.models import PrivacyRequest, PrivacySettings, ShopSettings
from customers.presentation.numbers import counted
from customers.privacy.access.blocks import (
    Facts,
    Heading,
    Points,
    Row,
    TableEnd,
    TableStart,
    Text,
)
from customers.privacy.access.history import history_blocks
from customers.privacy.access.kept import kept_blocks, rights_blocks
from customers.privacy.access.tables import pages
from customers.privacy.access.values import table_label, value_words

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from customers.privacy.access.blocks import Block
    from customers.privacy.access.tables import Source
    from customers.privacy.access.values import Values


@dataclass(frozen=True)
class About:
    """What the readable file is made of, beside the rows themselves."""

    request: PrivacyRequest
    moment: datetime.datetime
    values: Values
    found: Sequence[Source]
    files: Sequence[str]
    notes: Sequence[str]
    without: frozenset[str] = field(default_factory=frozenset)
    medical: bool = False

    @property
    def title(self) -> str:
        """What stands above it."""
        return _("What we have of customer %(number)s") % {"number": self.values.customer.number}


def document(about: About, step: Callable[[int], None]) -> Iterator[Block]:
    """The whole file in its order; `step` is told how many rows were read."""
    yield from _opening(about)
    empty: list[str] = []
    yield from _chapters(about, step, empty)
    yield from _sections(about, empty)
    if empty:
        yield Heading(2, _("What we have nothing of"))
        yield Points(empty)
    yield Heading(2, _("Who changed what, and when"))
    yield from history_blocks(about.values, about.found, step)
    yield Heading(2, _("Files that go with this"))
    if about.files:
        yield Points(about.files)
    else:
        yield Text(_("There are none."))
    yield from kept_blocks(about.values.customer, medical=about.medical)
    yield from rights_blocks()
    yield Heading(2, _("What is not in this file"))
    yield Points(about.notes)


def _opening(about: About) -> Iterator[Block]:
    shop, settings = ShopSettings.load(), PrivacySettings.load()
    request = about.request
    yield Text(
        _("You asked %(shop)s what it has of you. This is all of it, on %(moment)s.")
        % {"shop": shop.shop_name, "moment": value_words(about.moment)}
    )
    identity = str(request.get_identity_display())
    if request.identity_on:
        identity = f"{identity}, {value_words(request.identity_on)}"
    yield Facts(
        [
            (_("Asked on"), value_words(request.received_on)),
            (_("Who you are was checked"), identity),
            (_("Customer number"), about.values.customer.number),
        ]
    )
    yield Heading(2, _("Who is responsible for your data"))
    pairs = [
        (_("Controller"), settings.controller.strip() or shop.shop_name),
        (_("Questions about privacy"), settings.privacy_contact.strip()),
        (_("Who else gets data"), settings.recipients.strip()),
    ]
    yield Facts([(label, said) for label, said in pairs if said])


# ---------------------------------------------------------------- the tables
def _chapters(about: About, step: Callable[[int], None], empty: list[str]) -> Iterator[Block]:
    """Every live table once: under the chapter that names it, else at the end.

    The labels of chapters without anything in them are added to `empty`.
    """
    live = {source.name: source for source in about.found if not source.is_history}
    left = dict(live)
    for chapter in hooks.access_chapters():
        sources = [left.pop(name) for name in chapter.tables if name in left]
        if not chapter.elsewhere:
            label, has_rows = str(chapter.label), False
            for block in _chapter(about, label, sources, chapter.quiet or {}, step):
                has_rows = True
                yield block
            if not has_rows:
                empty.append(label)
    if left:
        yield from _chapter(about, _("Other data"), list(left.values()), {}, step)


def _chapter(
    about: About,
    label: str,
    sources: Sequence[Source],
    quiet: Mapping[str, Sequence[str]],
    step: Callable[[int], None],
) -> Iterator[Block]:
    """The chapter; not even its heading when there is nothing in it."""
    is_empty = True
    several = len(sources) > 1
    for source in sources:
        started = False
        for page in pages(source, about.values.customer.pk, by_day=True):
            rows = [row for raw in page if (row := about.values.clean(source, raw)) is not None]
            about.values.prepare(source, rows)
            for row in rows:
                if is_empty:
                    yield Heading(2, label)
                if not started and several and table_label(source) != label:
                    yield Heading(3, table_label(source))
                started, is_empty = True, False
                facts = about.values.facts(source, row, quiet.get(source.name, ()))
                yield Facts(facts or [(capfirst(_("nothing")), "-")])
            step(len(page))


def _sections(about: About, empty: list[str]) -> Iterator[Block]:
    """What apps add beside the tables; the labels of empty ones are added to `empty`."""
    for section in hooks.access_sections():
        if section.name in about.without:
            continue
        label = str(section.label)
        table = section.rows(about.values.customer)
        started = False
        for cells in table.rows:
            if not started:
                started = True
                yield Heading(2, label)
                yield TableStart(label, [str(head) for head in table.headings])
            yield Row([about.values.redactor.text(cell) for cell in cells])
        if started:
            yield TableEnd()
        else:
            empty.append(label)


def readme(about: About) -> str:
    """The text of LEESMIJ.txt."""
    count = len(about.files)
    files = ngettext("%(n)s file", "%(n)s files", count) % {"n": counted(count)}
    lines = [
        about.title,
        value_words(about.moment),
        "",
        _("inzage.html and inzage.pdf: to read. They say the same; large ones come in parts."),
        _("gegevens.json: the same for a program, to take to another shop."),
        _("bestanden: %(files)s that belong to it.") % {"files": files},
        "",
        *about.notes,
        "",
    ]
    return "\r\n".join(lines)
