"""The app of activities: orders, repairs, appointments and all else that hangs on a customer."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    """Activities of customers."""

    name = "customers.activities"
    label = "activities"
    verbose_name = _("Activities")

    def ready(self) -> None:
        """Register what this app hangs on a customer, holds of a person, and lets each role do."""
        from customers.activities import own_hooks, permissions, personal_data
        from customers.activities.services import predefined

        personal_data.register()
        own_hooks.register()
        permissions.register()
        post_migrate.connect(
            predefined.after_migrate, sender=self, dispatch_uid="predefined stages"
        )
