"""Contact persons, consent, messages and the timeline: their tables and their history."""

import uuid

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import contacts.models.attachment


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("customers", "0005_messages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactPerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="version"),
                ),
                ("preferred", models.BooleanField(default=False, verbose_name="preferred")),
                ("archived", models.BooleanField(default=False, verbose_name="archived")),
                (
                    "salutation",
                    models.CharField(
                        blank=True,
                        choices=[("", "none"), ("mr", "Mr"), ("mrs", "Ms")],
                        default="",
                        max_length=5,
                        verbose_name="salutation",
                    ),
                ),
                ("initials", models.CharField(blank=True, max_length=30, verbose_name="initials")),
                (
                    "first_name",
                    models.CharField(blank=True, max_length=80, verbose_name="first name"),
                ),
                ("infix", models.CharField(blank=True, max_length=30, verbose_name="infix")),
                (
                    "last_name",
                    models.CharField(blank=True, max_length=120, verbose_name="last name"),
                ),
                (
                    "job_title",
                    models.CharField(blank=True, max_length=80, verbose_name="job title"),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nl", "Dutch"),
                            ("fr", "French"),
                            ("de", "German"),
                            ("en", "English"),
                        ],
                        default="",
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
                ("street", models.CharField(blank=True, max_length=120, verbose_name="street")),
                (
                    "house_number",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="house number"),
                ),
                (
                    "house_number_addition",
                    models.CharField(blank=True, max_length=20, verbose_name="addition"),
                ),
                ("postcode", models.CharField(blank=True, max_length=12, verbose_name="postcode")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="city")),
                ("country", models.CharField(default="NL", max_length=2, verbose_name="country")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                ("mobile", models.CharField(blank=True, max_length=40, verbose_name="mobile")),
                ("emails", models.TextField(blank=True, verbose_name="e-mail")),
                (
                    "email_permission",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "0 none"), (1, "1 notifications"), (2, "2 everything")],
                        default=1,
                        verbose_name="may e-mail",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "invoice_customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices_from",
                        to="customers.customer",
                        verbose_name="invoices go to",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact person",
                "verbose_name_plural": "contact persons",
                "ordering": ["pk"],
                "permissions": [
                    ("export_contactperson", "Can export the addresses of contact persons")
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactMoment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="version"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("call", "Call"),
                            ("visit", "Counter"),
                            ("email", "E-mail"),
                            ("letter", "Letter"),
                            ("sms", "SMS"),
                            ("note", "Note"),
                            ("document", "Document"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "none"),
                            ("in", "from the customer"),
                            ("out", "to the customer"),
                        ],
                        default="",
                        max_length=3,
                        verbose_name="direction",
                    ),
                ),
                (
                    "moment",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="moment"),
                ),
                (
                    "system",
                    models.CharField(blank=True, max_length=80, verbose_name="system actor"),
                ),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="subject")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="removed at"),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moments",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "contact_person",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moments",
                        to="contacts.contactperson",
                        verbose_name="contact person",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact moment",
                "verbose_name_plural": "contact moments",
                "ordering": ["-moment", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ContactType",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=30, primary_key=True, serialize=False, verbose_name="code"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "predefined",
                    models.BooleanField(default=False, editable=False, verbose_name="predefined"),
                ),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=100, verbose_name="position"),
                ),
            ],
            options={
                "verbose_name": "contact type",
                "verbose_name_plural": "contact types",
                "ordering": ["position", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="contacttype_name_once",
                        violation_error_message="There is a type with this name already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[a-z][a-z0-9_]*$")),
                        name="contacttype_code_plain",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("predefined", False), ("active", True), _connector="OR"
                        ),
                        name="contacttype_predefined_active",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="contactperson",
            name="type",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="persons",
                to="contacts.contacttype",
                verbose_name="type",
            ),
        ),
        migrations.CreateModel(
            name="HeldAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "e-mail"), ("sms", "SMS")],
                        max_length=5,
                        verbose_name="channel",
                    ),
                ),
                ("address", models.CharField(max_length=254, verbose_name="address")),
                ("reason", models.CharField(blank=True, max_length=400, verbose_name="reason")),
                (
                    "held_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="held since"
                    ),
                ),
                (
                    "released_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="released at"),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="held_addresses",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="released by",
                    ),
                ),
            ],
            options={
                "verbose_name": "held address",
                "verbose_name_plural": "held addresses",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("released_at", None)),
                        fields=("channel", "address"),
                        name="heldaddress_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["email", "sms"])),
                        name="heldaddress_channel_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAttachment",
            fields=[
                (
                    "history_actor",
                    models.CharField(blank=True, max_length=80, verbose_name="system actor"),
                ),
                (
                    "history_origin",
                    models.CharField(blank=True, max_length=80, verbose_name="origin"),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("file", models.TextField(blank=True, max_length=100, verbose_name="file")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("content_type", models.CharField(max_length=100, verbose_name="content type")),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                ("scanned", models.BooleanField(default=False, verbose_name="scanned for viruses")),
                (
                    "uploaded_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="uploaded at"
                    ),
                ),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="removed at"),
                ),
                (
                    "history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "moment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="contacts.contactmoment",
                        verbose_name="contact moment",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="removed by",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical attachment",
                "verbose_name_plural": "historical attachments",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["id", "-history_id"], name="attachment_history")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="attachment_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalContactPerson",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                (
                    "history_actor",
                    models.CharField(blank=True, max_length=80, verbose_name="system actor"),
                ),
                (
                    "history_origin",
                    models.CharField(blank=True, max_length=80, verbose_name="origin"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="version"),
                ),
                ("preferred", models.BooleanField(default=False, verbose_name="preferred")),
                ("archived", models.BooleanField(default=False, verbose_name="archived")),
                (
                    "salutation",
                    models.CharField(
                        blank=True,
                        choices=[("", "none"), ("mr", "Mr"), ("mrs", "Ms")],
                        default="",
                        max_length=5,
                        verbose_name="salutation",
                    ),
                ),
                ("initials", models.CharField(blank=True, max_length=30, verbose_name="initials")),
                (
                    "first_name",
                    models.CharField(blank=True, max_length=80, verbose_name="first name"),
                ),
                ("infix", models.CharField(blank=True, max_length=30, verbose_name="infix")),
                (
                    "last_name",
                    models.CharField(blank=True, max_length=120, verbose_name="last name"),
                ),
                (
                    "job_title",
                    models.CharField(blank=True, max_length=80, verbose_name="job title"),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nl", "Dutch"),
                            ("fr", "French"),
                            ("de", "German"),
                            ("en", "English"),
                        ],
                        default="",
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
                ("street", models.CharField(blank=True, max_length=120, verbose_name="street")),
                (
                    "house_number",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="house number"),
                ),
                (
                    "house_number_addition",
                    models.CharField(blank=True, max_length=20, verbose_name="addition"),
                ),
                ("postcode", models.CharField(blank=True, max_length=12, verbose_name="postcode")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="city")),
                ("country", models.CharField(default="NL", max_length=2, verbose_name="country")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                ("mobile", models.CharField(blank=True, max_length=40, verbose_name="mobile")),
                ("emails", models.TextField(blank=True, verbose_name="e-mail")),
                (
                    "email_permission",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "0 none"), (1, "1 notifications"), (2, "2 everything")],
                        default=1,
                        verbose_name="may e-mail",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "changed_at",
                    models.DateTimeField(blank=True, editable=False, verbose_name="changed at"),
                ),
                (
                    "history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invoice_customer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.customer",
                        verbose_name="invoices go to",
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="contacts.contacttype",
                        verbose_name="type",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical contact person",
                "verbose_name_plural": "historical contact persons",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["id", "-history_id"], name="contactperson_history")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="contactperson_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalContactType",
            fields=[
                (
                    "history_actor",
                    models.CharField(blank=True, max_length=80, verbose_name="system actor"),
                ),
                (
                    "history_origin",
                    models.CharField(blank=True, max_length=80, verbose_name="origin"),
                ),
                ("code", models.CharField(max_length=30, verbose_name="code")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "predefined",
                    models.BooleanField(default=False, editable=False, verbose_name="predefined"),
                ),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=100, verbose_name="position"),
                ),
                (
                    "history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical contact type",
                "verbose_name_plural": "historical contact types",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["code", "-history_id"], name="contacttype_history")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="contacttype_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalHeldAddress",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                (
                    "history_actor",
                    models.CharField(blank=True, max_length=80, verbose_name="system actor"),
                ),
                (
                    "history_origin",
                    models.CharField(blank=True, max_length=80, verbose_name="origin"),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "e-mail"), ("sms", "SMS")],
                        max_length=5,
                        verbose_name="channel",
                    ),
                ),
                ("address", models.CharField(max_length=254, verbose_name="address")),
                ("reason", models.CharField(blank=True, max_length=400, verbose_name="reason")),
                (
                    "held_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="held since"
                    ),
                ),
                (
                    "released_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="released at"),
                ),
                (
                    "history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="released by",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical held address",
                "verbose_name_plural": "historical held addresses",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["id", "-history_id"], name="heldaddress_history")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="heldaddress_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMemo",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                (
                    "history_actor",
                    models.CharField(blank=True, max_length=80, verbose_name="system actor"),
                ),
                (
                    "history_origin",
                    models.CharField(blank=True, max_length=80, verbose_name="origin"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="version"),
                ),
                ("text", models.TextField(blank=True, verbose_name="memo")),
                (
                    "history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical memo",
                "verbose_name_plural": "historical memos",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["id", "-history_id"], name="memo_history")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="memo_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMessage",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                (
                    "history_actor",
                    models.CharField(blank=True, max_length=80, verbose_name="system actor"),
                ),
                (
                    "history_origin",
                    models.CharField(blank=True, max_length=80, verbose_name="origin"),
                ),
                (
                    "document",
                    models.CharField(
                        choices=[
                            ("quote", "Quote"),
                            ("order", "Order"),
                            ("packing_slip", "Packing slip"),
                            ("invoice", "Invoice"),
                            ("rma", "RMA"),
                            ("repair", "Repair"),
                            ("rma_invoice", "RMA invoice (copy)"),
                            ("ready_for_pickup", "Ready for pickup"),
                            ("delayed", "Delayed delivery"),
                            ("newsletter", "Newsletter"),
                        ],
                        max_length=20,
                        verbose_name="document",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "e-mail"), ("sms", "SMS")],
                        max_length=5,
                        verbose_name="channel",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("nl", "Dutch"),
                            ("fr", "French"),
                            ("de", "German"),
                            ("en", "English"),
                        ],
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=80, verbose_name="about")),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="subject")),
                ("text", models.TextField(verbose_name="text")),
                ("key", models.CharField(max_length=100, verbose_name="key")),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="created at"
                    ),
                ),
                (
                    "system",
                    models.CharField(blank=True, max_length=80, verbose_name="system actor"),
                ),
                (
                    "history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical message",
                "verbose_name_plural": "historical messages",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["id", "-history_id"], name="message_history")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="message_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMessageTemplate",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                (
                    "history_actor",
                    models.CharField(blank=True, max_length=80, verbose_name="system actor"),
                ),
                (
                    "history_origin",
                    models.CharField(blank=True, max_length=80, verbose_name="origin"),
                ),
                (
                    "document",
                    models.CharField(
                        choices=[
                            ("quote", "Quote"),
                            ("order", "Order"),
                            ("packing_slip", "Packing slip"),
                            ("invoice", "Invoice"),
                            ("rma", "RMA"),
                            ("repair", "Repair"),
                            ("rma_invoice", "RMA invoice (copy)"),
                            ("ready_for_pickup", "Ready for pickup"),
                            ("delayed", "Delayed delivery"),
                            ("newsletter", "Newsletter"),
                        ],
                        max_length=20,
                        verbose_name="document",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "e-mail"), ("sms", "SMS")],
                        max_length=5,
                        verbose_name="channel",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("nl", "Dutch"),
                            ("fr", "French"),
                            ("de", "German"),
                            ("en", "English"),
                        ],
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="subject")),
                ("text", models.TextField(verbose_name="text")),
                (
                    "history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical message template",
                "verbose_name_plural": "historical message templates",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["id", "-history_id"], name="messagetemplate_history")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="messagetemplate_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Memo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="version"),
                ),
                ("text", models.TextField(blank=True, verbose_name="memo")),
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memo",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
            ],
            options={
                "verbose_name": "memo",
                "verbose_name_plural": "memos",
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "document",
                    models.CharField(
                        choices=[
                            ("quote", "Quote"),
                            ("order", "Order"),
                            ("packing_slip", "Packing slip"),
                            ("invoice", "Invoice"),
                            ("rma", "RMA"),
                            ("repair", "Repair"),
                            ("rma_invoice", "RMA invoice (copy)"),
                            ("ready_for_pickup", "Ready for pickup"),
                            ("delayed", "Delayed delivery"),
                            ("newsletter", "Newsletter"),
                        ],
                        max_length=20,
                        verbose_name="document",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "e-mail"), ("sms", "SMS")],
                        max_length=5,
                        verbose_name="channel",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("nl", "Dutch"),
                            ("fr", "French"),
                            ("de", "German"),
                            ("en", "English"),
                        ],
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=80, verbose_name="about")),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="subject")),
                ("text", models.TextField(verbose_name="text")),
                ("key", models.CharField(max_length=100, unique=True, verbose_name="key")),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="created at"
                    ),
                ),
                (
                    "system",
                    models.CharField(blank=True, max_length=80, verbose_name="system actor"),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "ordering": ["-pk"],
                "permissions": [("send_message", "Can send messages to customers")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["email", "sms"])),
                        name="message_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("author", None), _negated=True),
                            models.Q(("system", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="message_has_author",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalDelivery",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                (
                    "history_actor",
                    models.CharField(blank=True, max_length=80, verbose_name="system actor"),
                ),
                (
                    "history_origin",
                    models.CharField(blank=True, max_length=80, verbose_name="origin"),
                ),
                ("address", models.CharField(max_length=254, verbose_name="address")),
                ("reason", models.CharField(blank=True, max_length=400, verbose_name="because")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "waiting"),
                            ("sending", "being sent"),
                            ("sent", "sent"),
                            ("withheld", "withheld"),
                            ("failed", "failed"),
                            ("bounced", "bounced"),
                            ("unsure", "unsure"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                (
                    "next_attempt_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="next attempt"),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                ("error", models.CharField(blank=True, max_length=400, verbose_name="error")),
                (
                    "provider_id",
                    models.CharField(blank=True, max_length=200, verbose_name="message id"),
                ),
                (
                    "history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "contact_person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="contacts.contactperson",
                        verbose_name="contact person",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="contacts.message",
                        verbose_name="message",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical delivery",
                "verbose_name_plural": "historical deliveries",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["id", "-history_id"], name="delivery_history")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="delivery_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalContactMoment",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                (
                    "history_actor",
                    models.CharField(blank=True, max_length=80, verbose_name="system actor"),
                ),
                (
                    "history_origin",
                    models.CharField(blank=True, max_length=80, verbose_name="origin"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="version"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("call", "Call"),
                            ("visit", "Counter"),
                            ("email", "E-mail"),
                            ("letter", "Letter"),
                            ("sms", "SMS"),
                            ("note", "Note"),
                            ("document", "Document"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "none"),
                            ("in", "from the customer"),
                            ("out", "to the customer"),
                        ],
                        default="",
                        max_length=3,
                        verbose_name="direction",
                    ),
                ),
                (
                    "moment",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="moment"),
                ),
                (
                    "system",
                    models.CharField(blank=True, max_length=80, verbose_name="system actor"),
                ),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="subject")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="removed at"),
                ),
                (
                    "history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "contact_person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="contacts.contactperson",
                        verbose_name="contact person",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="contacts.message",
                        verbose_name="message",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical contact moment",
                "verbose_name_plural": "historical contact moments",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["id", "-history_id"], name="contactmoment_history")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="contactmoment_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=254, verbose_name="address")),
                ("reason", models.CharField(blank=True, max_length=400, verbose_name="because")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "waiting"),
                            ("sending", "being sent"),
                            ("sent", "sent"),
                            ("withheld", "withheld"),
                            ("failed", "failed"),
                            ("bounced", "bounced"),
                            ("unsure", "unsure"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                (
                    "next_attempt_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="next attempt"),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                ("error", models.CharField(blank=True, max_length=400, verbose_name="error")),
                (
                    "provider_id",
                    models.CharField(blank=True, max_length=200, verbose_name="message id"),
                ),
                (
                    "contact_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="contacts.contactperson",
                        verbose_name="contact person",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="contacts.message",
                        verbose_name="message",
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery",
                "verbose_name_plural": "deliveries",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["queued", "sending", "unsure"])),
                        fields=["status", "next_attempt_at"],
                        name="delivery_unfinished",
                    ),
                    models.Index(fields=["provider_id"], name="delivery_provider_id"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("message", "address"), name="delivery_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "queued",
                                    "sending",
                                    "sent",
                                    "withheld",
                                    "failed",
                                    "bounced",
                                    "unsure",
                                ],
                            )
                        ),
                        name="delivery_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "sent"), _negated=True),
                            models.Q(("sent_at", None), _negated=True),
                            _connector="OR",
                        ),
                        name="delivery_sent_has_moment",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="contactmoment",
            name="message",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contact_moment",
                to="contacts.message",
                verbose_name="message",
            ),
        ),
        migrations.CreateModel(
            name="MessageTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "document",
                    models.CharField(
                        choices=[
                            ("quote", "Quote"),
                            ("order", "Order"),
                            ("packing_slip", "Packing slip"),
                            ("invoice", "Invoice"),
                            ("rma", "RMA"),
                            ("repair", "Repair"),
                            ("rma_invoice", "RMA invoice (copy)"),
                            ("ready_for_pickup", "Ready for pickup"),
                            ("delayed", "Delayed delivery"),
                            ("newsletter", "Newsletter"),
                        ],
                        max_length=20,
                        verbose_name="document",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "e-mail"), ("sms", "SMS")],
                        max_length=5,
                        verbose_name="channel",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("nl", "Dutch"),
                            ("fr", "French"),
                            ("de", "German"),
                            ("en", "English"),
                        ],
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="subject")),
                ("text", models.TextField(verbose_name="text")),
            ],
            options={
                "verbose_name": "message template",
                "verbose_name_plural": "message templates",
                "ordering": ["document", "channel", "language"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("document", "channel", "language"),
                        name="messagetemplate_once",
                        violation_error_message="This template is there already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["email", "sms"])),
                        name="messagetemplate_channel_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        upload_to=contacts.models.attachment.random_name,
                        verbose_name="file",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("content_type", models.CharField(max_length=100, verbose_name="content type")),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                ("scanned", models.BooleanField(default=False, verbose_name="scanned for viruses")),
                (
                    "uploaded_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="uploaded at"
                    ),
                ),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="removed at"),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="removed by",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
                (
                    "moment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="contacts.contactmoment",
                        verbose_name="contact moment",
                    ),
                ),
            ],
            options={
                "verbose_name": "attachment",
                "verbose_name_plural": "attachments",
                "ordering": ["uploaded_at", "pk"],
                "permissions": [("remove_attachment", "Can remove an attachment")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("removed_at", None), ("file", ""), _connector="OR"),
                        name="attachment_removed_has_no_file",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "e-mail"), ("sms", "SMS")],
                        max_length=5,
                        verbose_name="channel",
                    ),
                ),
                ("address", models.CharField(max_length=254, verbose_name="address")),
                (
                    "purpose",
                    models.CharField(
                        choices=[("notifications", "notifications"), ("news", "news")],
                        max_length=15,
                        verbose_name="purpose",
                    ),
                ),
                ("granted", models.BooleanField(verbose_name="granted")),
                ("wording", models.TextField(blank=True, verbose_name="wording")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("counter", "at the counter"),
                            ("phone", "by phone"),
                            ("letter", "by letter or e-mail"),
                            ("card", "with the customer card"),
                            ("import", "import"),
                            ("merge", "merge"),
                        ],
                        max_length=10,
                        verbose_name="source",
                    ),
                ),
                (
                    "moment",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="moment"),
                ),
                (
                    "system",
                    models.CharField(blank=True, max_length=80, verbose_name="system actor"),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consent",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="colleague",
                    ),
                ),
                (
                    "contact_person",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consent",
                        to="contacts.contactperson",
                        verbose_name="contact person",
                    ),
                ),
            ],
            options={
                "verbose_name": "consent event",
                "verbose_name_plural": "consent events",
                "ordering": ["-pk"],
                "default_permissions": ("view", "add"),
                "indexes": [
                    models.Index(
                        fields=["customer", "channel", "address", "purpose", "-id"],
                        name="consentevent_latest",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["email", "sms"])),
                        name="consentevent_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["notifications", "news"])),
                        name="consentevent_purpose_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "source__in",
                                ["counter", "phone", "letter", "card", "import", "merge"],
                            )
                        ),
                        name="consentevent_source_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("staff", None), _negated=True),
                            models.Q(("system", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="consentevent_has_actor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("address", ""), _negated=True),
                        name="consentevent_has_address",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AddressPermission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "e-mail"), ("sms", "SMS")],
                        max_length=5,
                        verbose_name="channel",
                    ),
                ),
                ("address", models.CharField(max_length=254, verbose_name="address")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "0 none"), (1, "1 notifications"), (2, "2 everything")],
                        verbose_name="may e-mail",
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="since")),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="permissions",
                        to="customers.customer",
                    ),
                ),
                (
                    "contact_person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="permissions",
                        to="contacts.contactperson",
                    ),
                ),
            ],
            options={
                "verbose_name": "permission",
                "verbose_name_plural": "permissions",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("customer", "contact_person", "channel", "address"),
                        name="addresspermission_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", [0, 1, 2])),
                        name="addresspermission_level_known",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="contactperson",
            index=models.Index(fields=["customer", "-changed_at"], name="contactperson_recent"),
        ),
        migrations.AddIndex(
            model_name="contactperson",
            index=models.Index(
                condition=models.Q(("archived", False)),
                fields=["type", "customer"],
                name="contactperson_by_type",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactperson",
            constraint=models.UniqueConstraint(
                condition=models.Q(("preferred", True)),
                fields=("customer", "type"),
                name="contactperson_one_preferred",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactperson",
            constraint=models.CheckConstraint(
                condition=models.Q(("archived", False), ("preferred", False), _connector="OR"),
                name="contactperson_archived_not_preferred",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactperson",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("last_name__regex", "\\S"),
                    models.Q(("invoice_customer", None), _negated=True),
                    _connector="OR",
                ),
                name="contactperson_has_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactperson",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("invoice_customer", None), ("type", "invoice_address"), _connector="OR"
                ),
                name="contactperson_redirect_by_type",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactperson",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("invoice_customer", None),
                    models.Q(("invoice_customer", models.F("customer")), _negated=True),
                    _connector="OR",
                ),
                name="contactperson_redirect_elsewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactperson",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("archived", False), models.Q(("invoice_customer", None), _negated=True)
                ),
                fields=("customer",),
                name="contactperson_one_redirect",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactperson",
            constraint=models.CheckConstraint(
                condition=models.Q(("email_permission__in", [0, 1, 2])),
                name="contactperson_permission_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactperson",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("house_number", None),
                    models.Q(("postcode", ""), _negated=True),
                    _connector="OR",
                ),
                name="contactperson_number_needs_postcode",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactperson",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("house_number_addition", ""),
                    models.Q(("house_number", None), _negated=True),
                    _connector="OR",
                ),
                name="contactperson_addition_needs_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactperson",
            constraint=models.CheckConstraint(
                condition=models.Q(("country__regex", "^[A-Z]{2}$")),
                name="contactperson_country_code",
            ),
        ),
        migrations.AddIndex(
            model_name="contactmoment",
            index=models.Index(
                condition=models.Q(("removed_at", None)),
                fields=["customer", "-moment", "-id"],
                name="contactmoment_timeline",
            ),
        ),
        migrations.AddIndex(
            model_name="contactmoment",
            index=models.Index(
                condition=models.Q(("removed_at", None)),
                fields=["customer", "kind", "-moment", "-id"],
                name="contactmoment_by_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="contactmoment",
            index=models.Index(
                condition=models.Q(
                    ("removed_at", None), models.Q(("contact_person", None), _negated=True)
                ),
                fields=["contact_person", "-moment", "-id"],
                name="contactmoment_by_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactmoment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["call", "visit", "email", "letter", "sms", "note", "document"])
                ),
                name="contactmoment_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactmoment",
            constraint=models.CheckConstraint(
                condition=models.Q(("direction__in", ["", "in", "out"])),
                name="contactmoment_direction_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactmoment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("author", None), _negated=True),
                    models.Q(("system", ""), _negated=True),
                    _connector="OR",
                ),
                name="contactmoment_has_author",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactmoment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("subject__regex", "\\S"), ("text__regex", "\\S"), _connector="OR"
                ),
                name="contactmoment_says_something",
            ),
        ),
    ]
