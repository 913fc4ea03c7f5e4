"""The project package as an app (commands, checks, translations), and our admin site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.db.models.signals import post_migrate


class KlantbeheerConfig(AppConfig):
    """Commands, checks and translations of the product as a whole."""

    name = "klantbeheer"

    def ready(self) -> None:
        """Register the checks; the guards of the history follow every migrate."""
        from klantbeheer import checks, framework_data  # noqa: F401  # checks register themselves
        from klantbeheer.backup import restoring
        from klantbeheer.db.roles import grants_after_migrate
        from klantbeheer.erasure_guard import catalogue_after_migrate
        from klantbeheer.history_guard import guards_after_migrate
        from klantbeheer.readiness import register_reason, register_stamp

        framework_data.register()
        register_reason("restore", restoring.why_not_ready)
        register_stamp("restore", restoring.stamp)
        post_migrate.connect(guards_after_migrate, dispatch_uid="history guards")
        post_migrate.connect(catalogue_after_migrate, dispatch_uid="what may be erased")
        # The last one: rights on what the others made.
        post_migrate.connect(grants_after_migrate, dispatch_uid="database roles")


class AdminConfig(DjangoAdminConfig):
    """Django's admin, with our own site."""

    default_site = "klantbeheer.admin.KlantbeheerAdminSite"

    def ready(self) -> None:
        """As Django's; the jobs of the queue stay out: a delivery says what became of a message."""
        super().ready()
        from django.contrib import admin
        from procrastinate.contrib.django.models import ProcrastinateJob

        admin.site.unregister(ProcrastinateJob)
