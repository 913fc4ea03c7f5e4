"""The app of contact persons and the timeline."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    """Contact persons, e-mail routing, contact moments."""

    name = "contacts"
    verbose_name = _("Contacts")
