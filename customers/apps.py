"""The app of the customer register."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    """Customers, their search and their lifecycle."""

    name = "customers"
    verbose_name = _("Customers")

    def ready(self) -> None:
        """Register what this app itself hangs on a customer, and what it holds of a person."""
        from customers import own_hooks, personal_data
        from customers.privacy.proof import journal
        from customers.services.drafts import save_draft
        from klantbeheer.backup import register_before_replacing
        from klantbeheer.readiness import register_reason
        from klantbeheer.staff import pending

        personal_data.register()
        own_hooks.register()
        pending.register(save_draft)
        register_reason("journal of erasures", journal.why_not_ready)
        register_before_replacing("journal of erasures", journal.copy_before_replacing)
