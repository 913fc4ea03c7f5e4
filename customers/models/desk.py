"""What the counter remembers for one clerk: drafts, opened customers, forms already handled."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer


class Draft(models.Model):
    """What a clerk typed into a form and has not saved: it survives an expired session or a crash."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drafts"
    )
    path = models.CharField(_("form"), max_length=200)
    data = models.JSONField(_("typed values"))
    saved_at = models.DateTimeField(_("saved at"), auto_now=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["owner", "path"], name="draft_once")]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.path}"


class OpenedCustomer(models.Model):
    """The moment at which a clerk last opened a customer."""

    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="opened_customers"
    )
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="openings")
    opened_at = models.DateTimeField(_("opened at"))

    class Meta:
        verbose_name = _("opened customer")
        verbose_name_plural = _("opened customers")
        constraints = [
            models.UniqueConstraint(fields=["staff", "customer"], name="openedcustomer_once")
        ]
        indexes = [models.Index(fields=["staff", "-opened_at"], name="openedcustomer_recent")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.customer_id}"


class UsedFormToken(models.Model):
    """The token of a form that was handled: a second post of it goes where the first one went."""

    token = models.UUIDField(primary_key=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="used_form_tokens"
    )
    result_url = models.CharField(_("result"), max_length=200, blank=True)
    used_at = models.DateTimeField(_("used at"), auto_now_add=True)

    class Meta:
        verbose_name = _("used form token")
        verbose_name_plural = _("used form tokens")
        indexes = [models.Index(fields=["used_at"], name="usedformtoken_age")]

    def __str__(self) -> str:
        return str(self.token)
