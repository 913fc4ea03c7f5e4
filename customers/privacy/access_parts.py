"""The chapters of the file of an access request that the register itself has."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers.hooks.access import AccessChapter, register_access_chapter

#: What stands in the JSON alone: keys without a meaning for a reader.
_QUIET = {
    "customers_privacyrequest": ("scope_table", "scope_pk", "scope_columns"),
    "customers_accessexport": ("done", "total", "size"),
}


def register() -> None:
    """Register the chapters; harmless when called again."""
    for name, label, tables, position in (
        ("who", _("Who you are"), ("customers_customer",), 10),
        ("addresses", _("Your addresses"), ("customers_address",), 20),
        (
            "register",
            _("Cards, interests, relations and choices"),
            (
                "customers_loyaltycard",
                "customers_customer_interests",
                "customers_customerrelation",
                "customers_messagepreference",
                "customers_formernumber",
                "customers_formername",
            ),
            30,
        ),
        (
            "privacy",
            _("Your requests about privacy"),
            (
                "customers_privacyrequest",
                "customers_erasurehold",
                "customers_erasureentry",
                "customers_accessexport",
                "customers_accessdownload",
                "customers_retentionitem",
            ),
            110,
        ),
        ("opened", _("Who opened your card last"), ("customers_openedcustomer",), 120),
    ):
        register_access_chapter(AccessChapter(name, label, tables, position, quiet=_QUIET))
