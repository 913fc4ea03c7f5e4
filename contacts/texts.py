"""The texts of contacts in which somebody else may be named."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contacts import models
from customers import hooks
from customers.privacy.mentions.places import places_of

if TYPE_CHECKING:
    from collections.abc import Callable


def _page(name: str, *, row: bool = False) -> Callable[[str, str], str]:
    """Makes the address of a page of the customer, or of one row there."""

    def url(number: str, key: str) -> str:
        return reverse(name, args=[number, key] if row else [number]) if number else ""

    return url


def register() -> None:
    """Have them searched."""
    one = partial(_page, row=True)
    for model, columns, label, url in (
        (
            models.ContactMoment,
            ("subject", "text"),
            _("Contact moment or note"),
            one("contacts:moment_edit"),
        ),
        (models.Memo, ("text",), _("Memo"), _page("contacts:memo")),
        (
            models.ContactPerson,
            ("job_title", "note"),
            _("Contact person"),
            one("contacts:person_edit"),
        ),
        (models.ConsentEvent, ("wording",), _("Permission"), _page("contacts:consent")),
        (models.Attachment, ("name",), _("Name of a file"), _page("contacts:files")),
        (models.Message, ("about", "subject", "text"), _("Message"), _page("contacts:messages")),
        (models.MessageFile, ("name",), _("Name of a file"), _page("contacts:messages")),
        (models.Delivery, ("reason", "error"), _("Delivery"), _page("contacts:messages")),
        (models.HeldAddress, ("reason",), _("Held address"), _page("contacts:messages")),
    ):
        table = model._meta.db_table
        hooks.register_text_source(
            hooks.TextSource(table, columns, label, partial(places_of, table, url=url))
        )
