"""The app of billing accounts and invoices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Billing accounts and invoices."""

    name = "accounts"
    verbose_name = _("Billing accounts")
