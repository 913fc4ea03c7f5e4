"""The app of staff."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    """Logins of the shop, their roles and their sessions."""

    name = "klantbeheer.staff"
    label = "staff"
    verbose_name = _("Staff")

    def ready(self) -> None:
        """Keep the roles as the code says after every migrate; classify what is held of staff."""
        from klantbeheer.personal_data import register_model
        from klantbeheer.staff.models import StaffUser
        from klantbeheer.staff.roles import sync_roles

        # Staff are not customers: their logins stay, for the history is signed with them.
        names = [field.name for field in StaffUser._meta.concrete_fields if not field.primary_key]
        register_model(StaffUser, keep=names)
        post_migrate.connect(sync_roles, dispatch_uid="staff roles")
