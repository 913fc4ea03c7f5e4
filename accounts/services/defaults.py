"""What a new account starts with, by the category of its customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.models import CategoryDefaults

if TYPE_CHECKING:
    from customers.models import Category


def defaults_for(category: Category | None) -> CategoryDefaults:
    """The preferences for accounts of this category of customers.

    Returns:
        the category's own, else those of all others, else what the fields start with (not stored).
        The payment term comes with it, left out when it is no longer in use.
    """
    wanted = Q(category=None) if category is None else Q(category=None) | Q(category=category)
    rows = CategoryDefaults.objects.filter(wanted).select_related("payment_term")
    found = {row.category_id: row for row in rows}
    own = found.get(category.pk) if category else None
    defaults: CategoryDefaults = own or found.get(None) or CategoryDefaults()
    if defaults.payment_term and not defaults.payment_term.active:
        defaults.payment_term = None
    return defaults
