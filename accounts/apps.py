"""The app of billing accounts and invoices."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Billing accounts and invoices."""

    name = "accounts"
    verbose_name = _("Billing accounts")

    def ready(self) -> None:
        """Register what this app hangs on a customer, holds of a person, and lets each role do."""
        from accounts import own_hooks, permissions, personal_data
        from accounts.services import predefined

        personal_data.register()
        own_hooks.register()
        permissions.register()
        post_migrate.connect(
            predefined.after_migrate, sender=self, dispatch_uid="predefined VAT rates and terms"
        )
