"""Why the shop has what stands on a card, in the register of processing (article 30)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers import hooks
from customers.hooks import Processing

CONTRACT = _("contract (article 6.1.b)")
LAW = _("legal obligation (article 6.1.c)")
INTEREST = _("legitimate interest (article 6.1.f)")
CUSTOMERS = _("customers and prospects")
UNTIL_ERASED = _("until the customer is erased")


def register() -> None:
    """Put the lines of the register itself, of the privacy law and of the technique in it."""
    for line in (_card(), _search(), _requests(), _drafts(), _staff()):
        hooks.register_processing(line)


def _card() -> Processing:
    return Processing(
        name="customers",
        label=_("Customer register"),
        tables=(
            "customers_customer",
            "customers_address",
            "customers_loyaltycard",
            "customers_customerrelation",
            "customers_customer_interests",
            "customers_messagepreference",
            "customers_formernumber",
        ),
        purpose=_("knowing the customer, delivering, being reachable, saving with a card"),
        ground=CONTRACT,
        subjects=CUSTOMERS,
        kept=UNTIL_ERASED,
        kinds=("customer", "prospect"),
        position=10,
    )


def _search() -> Processing:
    return Processing(
        name="search",
        label=_("Search index"),
        tables=(
            "customers_searchname",
            "customers_searchphone",
            "customers_searchemail",
            "customers_searchword",
            "customers_searchpiece",
            "customers_formername",
            "customers_openedcustomer",
        ),
        purpose=_("finding a customer by name, address, phone, e-mail or a former name"),
        ground=INTEREST,
        subjects=CUSTOMERS,
        kept=_("follows the customer register by itself"),
        data=_("names, postcodes, phone numbers and e-mail addresses in the form that is searched"),
        only_inside=True,
        position=20,
    )


def _requests() -> Processing:
    return Processing(
        name="privacy",
        label=_("Privacy requests, holds and journal"),
        tables=(
            "customers_privacyrequest",
            "customers_mentiondecision",
            "customers_erasurehold",
            "customers_accessexport",
            "customers_accessdownload",
            "customers_retentionitem",
            "customers_erasureentry",
            "customers_erasedfile",
        ),
        purpose=_("answering requests under the privacy law, and proving it"),
        ground=LAW,
        subjects=CUSTOMERS,
        kept=_("texts until the customer is erased; the journal names nobody and stays"),
        position=70,
    )


def _drafts() -> Processing:
    return Processing(
        name="drafts",
        label=_("Unsaved forms and sessions"),
        tables=("customers_draft", "django_session"),
        purpose=_("losing nothing that was typed when a page is left"),
        ground=INTEREST,
        subjects=_("customers, prospects and staff"),
        kept=_("a draft until it is saved or thrown away, a session for a day at most"),
        data=_("whatever stands in a form that is not saved yet"),
        only_inside=True,
        position=80,
    )


def _staff() -> Processing:
    return Processing(
        name="staff",
        label=_("Staff, sign-in and history"),
        tables=(
            "staff_staffuser",
            "axes_accessattempt",
            "axes_accessfailurelog",
            "axes_accesslog",
            "django_admin_log",
        ),
        purpose=_("who may do what, and who did what when"),
        ground=_("legitimate interest and legal obligation (articles 6.1.f, 6.1.c and 32)"),
        subjects=_("staff"),
        kept=_("staff are deactivated and stay as the author of what they did"),
        data=_("name, user name, role, moments of signing in and of every change"),
        only_inside=True,
        position=90,
    )
