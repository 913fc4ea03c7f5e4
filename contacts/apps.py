"""The app of contact persons and the timeline."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    """Contact persons, e-mail routing, messages, contact moments."""

    name = "contacts"
    verbose_name = _("Contacts")

    def ready(self) -> None:
        """Register what this app hangs on a customer, holds of a person, and lets each role do."""
        from contacts import own_hooks, permissions, personal_data
        from contacts.services import predefined, templates

        personal_data.register()
        own_hooks.register()
        permissions.register()
        for service, what in (
            (predefined, "predefined contact types"),
            (templates, "standard texts of messages"),
        ):
            post_migrate.connect(service.after_migrate, sender=self, dispatch_uid=what)
