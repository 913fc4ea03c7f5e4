import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("customers", "0001_functions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Category",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "category",
                "verbose_name_plural": "categories",
                "ordering": ["name"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"), name="category_name_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="category_has_name"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Customer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        blank=True, max_length=12, unique=True, verbose_name="customer number"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("person", "person"), ("company", "company")],
                        default="person",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("prospect", "prospect"),
                            ("active", "active"),
                            ("inactive", "inactive"),
                            ("erased", "erased"),
                        ],
                        default="prospect",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
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
                    "company_name",
                    models.CharField(blank=True, max_length=160, verbose_name="company name"),
                ),
                (
                    "birth_date",
                    models.DateField(blank=True, null=True, verbose_name="date of birth"),
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
                        default="nl",
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
                (
                    "phone_extra",
                    models.CharField(blank=True, max_length=40, verbose_name="extra phone"),
                ),
                ("emails", models.TextField(blank=True, verbose_name="e-mail")),
                (
                    "email_permission",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "0 none"), (1, "1 notifications"), (2, "2 everything")],
                        default=1,
                        verbose_name="may e-mail",
                    ),
                ),
                (
                    "registration_number",
                    models.CharField(
                        blank=True, max_length=20, verbose_name="chamber of commerce number"
                    ),
                ),
                (
                    "vat_number",
                    models.CharField(blank=True, max_length=20, verbose_name="VAT number"),
                ),
                ("attention", models.TextField(blank=True, verbose_name="attention")),
                (
                    "attention_on",
                    models.DateField(blank=True, null=True, verbose_name="attention set on"),
                ),
                (
                    "attention_until",
                    models.DateField(blank=True, null=True, verbose_name="attention until"),
                ),
                ("internal_note", models.TextField(blank=True, verbose_name="internal note")),
                (
                    "custom",
                    models.JSONField(blank=True, default=dict, verbose_name="custom fields"),
                ),
                (
                    "customer_since",
                    models.DateField(blank=True, null=True, verbose_name="customer since"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="version"),
                ),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assigned_customers",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assigned to",
                    ),
                ),
                (
                    "attention_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="attention set by",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="customers",
                        to="customers.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "employee",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="customer",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="employee",
                    ),
                ),
            ],
            options={
                "verbose_name": "customer",
                "verbose_name_plural": "customers",
                "ordering": ["pk"],
                "permissions": [
                    ("set_inactive_customer", "Can set a customer inactive and back"),
                    ("renumber_customer", "Can change a customer number"),
                    ("export_customer", "Can export customers"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomField",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=40, unique=True, verbose_name="key")),
                ("label", models.CharField(max_length=60, verbose_name="label")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "text"),
                            ("number", "number"),
                            ("date", "date"),
                            ("yes_no", "yes or no"),
                            ("choice", "choice"),
                        ],
                        default="text",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "choices",
                    models.TextField(
                        blank=True,
                        help_text="One per line, for the kind 'choice'.",
                        verbose_name="choices",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "extra field",
                "verbose_name_plural": "extra fields",
                "ordering": ["position", "label"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["text", "number", "date", "yes_no", "choice"])
                        ),
                        name="customfield_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "choice"), _negated=True),
                            models.Q(("choices", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="customfield_choice_has_choices",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(max_length=12, unique=True, verbose_name="former number"),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former_numbers",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
            ],
            options={
                "verbose_name": "former customer number",
                "verbose_name_plural": "former customer numbers",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCustomer",
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
                    "number",
                    models.CharField(blank=True, max_length=12, verbose_name="customer number"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("person", "person"), ("company", "company")],
                        default="person",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("prospect", "prospect"),
                            ("active", "active"),
                            ("inactive", "inactive"),
                            ("erased", "erased"),
                        ],
                        default="prospect",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
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
                    "company_name",
                    models.CharField(blank=True, max_length=160, verbose_name="company name"),
                ),
                (
                    "birth_date",
                    models.DateField(blank=True, null=True, verbose_name="date of birth"),
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
                        default="nl",
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
                (
                    "phone_extra",
                    models.CharField(blank=True, max_length=40, verbose_name="extra phone"),
                ),
                ("emails", models.TextField(blank=True, verbose_name="e-mail")),
                (
                    "email_permission",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "0 none"), (1, "1 notifications"), (2, "2 everything")],
                        default=1,
                        verbose_name="may e-mail",
                    ),
                ),
                (
                    "registration_number",
                    models.CharField(
                        blank=True, max_length=20, verbose_name="chamber of commerce number"
                    ),
                ),
                (
                    "vat_number",
                    models.CharField(blank=True, max_length=20, verbose_name="VAT number"),
                ),
                ("attention", models.TextField(blank=True, verbose_name="attention")),
                (
                    "attention_on",
                    models.DateField(blank=True, null=True, verbose_name="attention set on"),
                ),
                (
                    "attention_until",
                    models.DateField(blank=True, null=True, verbose_name="attention until"),
                ),
                ("internal_note", models.TextField(blank=True, verbose_name="internal note")),
                (
                    "custom",
                    models.JSONField(blank=True, default=dict, verbose_name="custom fields"),
                ),
                (
                    "customer_since",
                    models.DateField(blank=True, null=True, verbose_name="customer since"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="version"),
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
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assigned to",
                    ),
                ),
                (
                    "attention_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="attention set by",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="employee",
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
                "verbose_name": "historical customer",
                "verbose_name_plural": "historical customers",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCustomerRelation",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("parent", "parent company"),
                            ("sister", "sister company"),
                            ("household", "household"),
                            ("partner", "partner"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("active", models.BooleanField(default=True, verbose_name="active")),
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
                    "other",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.customer",
                        verbose_name="other",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical relation",
                "verbose_name_plural": "historical relations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCustomField",
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
                ("key", models.SlugField(db_index=False, max_length=40, verbose_name="key")),
                ("label", models.CharField(max_length=60, verbose_name="label")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "text"),
                            ("number", "number"),
                            ("date", "date"),
                            ("yes_no", "yes or no"),
                            ("choice", "choice"),
                        ],
                        default="text",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "choices",
                    models.TextField(
                        blank=True,
                        help_text="One per line, for the kind 'choice'.",
                        verbose_name="choices",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
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
                "verbose_name": "historical extra field",
                "verbose_name_plural": "historical extra fields",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFormerNumber",
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
                ("number", models.CharField(max_length=12, verbose_name="former number")),
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
                "verbose_name": "historical former customer number",
                "verbose_name_plural": "historical former customer numbers",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalInterest",
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
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
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
                "verbose_name": "historical interest",
                "verbose_name_plural": "historical interests",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLoyaltyCard",
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
                ("number", models.CharField(max_length=32, verbose_name="card number")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="issued on")),
                ("blocked_on", models.DateField(blank=True, null=True, verbose_name="blocked on")),
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
                "verbose_name": "historical loyalty card",
                "verbose_name_plural": "historical loyalty cards",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalShopSettings",
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
                    "shop_name",
                    models.CharField(
                        default="Klantbeheer", max_length=80, verbose_name="shop name"
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        choices=[("NL", "Netherlands"), ("BE", "Belgium")],
                        default="NL",
                        max_length=2,
                        verbose_name="country",
                    ),
                ),
                (
                    "number_min_length",
                    models.PositiveSmallIntegerField(
                        default=6,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="shortest customer number, in digits",
                    ),
                ),
                (
                    "number_max_length",
                    models.PositiveSmallIntegerField(
                        default=8,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="longest customer number, in digits",
                    ),
                ),
                (
                    "use_pdok",
                    models.BooleanField(
                        default=False,
                        verbose_name="ask PDOK for addresses that the local table does not know",
                    ),
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
                "verbose_name": "historical shop settings",
                "verbose_name_plural": "historical shop settings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "interest",
                "verbose_name_plural": "interests",
                "ordering": ["name"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"), name="interest_name_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="interest_has_name"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCustomer_interests",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, verbose_name="ID")),
                (
                    "m2m_history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="customers.historicalcustomer",
                    ),
                ),
                (
                    "interest",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.interest",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalCustomer_interests",
                "default_permissions": (),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="customer",
            name="interests",
            field=models.ManyToManyField(
                blank=True,
                related_name="customers",
                to="customers.interest",
                verbose_name="interests",
            ),
        ),
        migrations.CreateModel(
            name="LoyaltyCard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=32, verbose_name="card number")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="issued on")),
                ("blocked_on", models.DateField(blank=True, null=True, verbose_name="blocked on")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
            ],
            options={
                "verbose_name": "loyalty card",
                "verbose_name_plural": "loyalty cards",
                "ordering": ["-active", "-issued_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="NumberCounter",
            fields=[
                (
                    "name",
                    models.CharField(
                        max_length=20, primary_key=True, serialize=False, verbose_name="name"
                    ),
                ),
                ("next_value", models.BigIntegerField(verbose_name="next number")),
            ],
            options={
                "verbose_name": "counter",
                "verbose_name_plural": "counters",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("next_value__gt", 0)), name="numbercounter_positive"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OpenedCustomer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="opened at")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="customers.customer",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opened_customers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "opened customer",
                "verbose_name_plural": "opened customers",
            },
        ),
        migrations.CreateModel(
            name="PostalAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("country", models.CharField(max_length=2, verbose_name="country")),
                ("postcode", models.CharField(max_length=12, verbose_name="postcode")),
                (
                    "house_number",
                    models.PositiveIntegerField(null=True, verbose_name="house number"),
                ),
                ("addition", models.CharField(blank=True, max_length=20, verbose_name="addition")),
                ("street", models.CharField(blank=True, max_length=120, verbose_name="street")),
                ("city", models.CharField(max_length=80, verbose_name="city")),
                ("source", models.CharField(max_length=20, verbose_name="source")),
            ],
            options={
                "verbose_name": "known address",
                "verbose_name_plural": "known addresses",
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "country",
                            "postcode",
                            "house_number",
                            "addition",
                            "street",
                            "city",
                        ),
                        name="postaladdress_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ShopSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "shop_name",
                    models.CharField(
                        default="Klantbeheer", max_length=80, verbose_name="shop name"
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        choices=[("NL", "Netherlands"), ("BE", "Belgium")],
                        default="NL",
                        max_length=2,
                        verbose_name="country",
                    ),
                ),
                (
                    "number_min_length",
                    models.PositiveSmallIntegerField(
                        default=6,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="shortest customer number, in digits",
                    ),
                ),
                (
                    "number_max_length",
                    models.PositiveSmallIntegerField(
                        default=8,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="longest customer number, in digits",
                    ),
                ),
                (
                    "use_pdok",
                    models.BooleanField(
                        default=False,
                        verbose_name="ask PDOK for addresses that the local table does not know",
                    ),
                ),
            ],
            options={
                "verbose_name": "shop settings",
                "verbose_name_plural": "shop settings",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="shopsettings_one_row"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number_min_length__gte", 1),
                            ("number_max_length__lte", 12),
                            ("number_max_length__gte", models.F("number_min_length")),
                        ),
                        name="shopsettings_number_lengths",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UsedFormToken",
            fields=[
                ("token", models.UUIDField(primary_key=True, serialize=False)),
                ("result_url", models.CharField(blank=True, max_length=200, verbose_name="result")),
                ("used_at", models.DateTimeField(auto_now_add=True, verbose_name="used at")),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="used_form_tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "used form token",
                "verbose_name_plural": "used form tokens",
            },
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("delivery", "delivery address"),
                            ("postal", "postal address"),
                            ("former", "former address"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "addressee",
                    models.CharField(blank=True, max_length=120, verbose_name="addressee"),
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
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addresses",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
            ],
            options={
                "verbose_name": "address",
                "verbose_name_plural": "addresses",
                "ordering": ["kind", "-valid_to", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["delivery", "postal", "former"])),
                        name="address_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("house_number", None),
                            models.Q(("postcode", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="address_house_number_needs_postcode",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("house_number_addition", ""),
                            models.Q(("house_number", None), _negated=True),
                            _connector="OR",
                        ),
                        name="address_addition_needs_house_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("country__regex", "^[A-Z]{2}$")),
                        name="address_country_is_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_from", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="address_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerRelation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("parent", "parent company"),
                            ("sister", "sister company"),
                            ("household", "household"),
                            ("partner", "partner"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relations",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relations_of",
                        to="customers.customer",
                        verbose_name="other",
                    ),
                ),
            ],
            options={
                "verbose_name": "relation",
                "verbose_name_plural": "relations",
                "ordering": ["kind", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("active", True)),
                        fields=("customer", "other", "kind"),
                        name="relation_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("customer", models.F("other")), _negated=True),
                        name="relation_not_to_self",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["parent", "sister", "household", "partner"])
                        ),
                        name="relation_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=200, verbose_name="form")),
                ("data", models.JSONField(verbose_name="typed values")),
                ("saved_at", models.DateTimeField(auto_now=True, verbose_name="saved at")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "draft",
                "verbose_name_plural": "drafts",
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "path"), name="draft_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAddress",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("delivery", "delivery address"),
                            ("postal", "postal address"),
                            ("former", "former address"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "addressee",
                    models.CharField(blank=True, max_length=120, verbose_name="addressee"),
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
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
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
                "verbose_name": "historical address",
                "verbose_name_plural": "historical addresses",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["id", "-history_id"], name="address_history")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="address_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCategory",
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
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
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
                "verbose_name": "historical category",
                "verbose_name_plural": "historical categories",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["id", "-history_id"], name="category_history")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="category_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddIndex(
            model_name="historicalcustomer",
            index=models.Index(fields=["id", "-history_id"], name="customer_history"),
        ),
        migrations.AddConstraint(
            model_name="historicalcustomer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("history_user__isnull", False),
                    models.Q(("history_actor", ""), _negated=True),
                    _connector="OR",
                ),
                name="customer_history_has_actor",
            ),
        ),
        migrations.AddIndex(
            model_name="historicalcustomerrelation",
            index=models.Index(fields=["id", "-history_id"], name="customerrelation_history"),
        ),
        migrations.AddConstraint(
            model_name="historicalcustomerrelation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("history_user__isnull", False),
                    models.Q(("history_actor", ""), _negated=True),
                    _connector="OR",
                ),
                name="customerrelation_history_has_actor",
            ),
        ),
        migrations.AddIndex(
            model_name="historicalcustomfield",
            index=models.Index(fields=["id", "-history_id"], name="customfield_history"),
        ),
        migrations.AddConstraint(
            model_name="historicalcustomfield",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("history_user__isnull", False),
                    models.Q(("history_actor", ""), _negated=True),
                    _connector="OR",
                ),
                name="customfield_history_has_actor",
            ),
        ),
        migrations.AddIndex(
            model_name="historicalformernumber",
            index=models.Index(fields=["id", "-history_id"], name="formernumber_history"),
        ),
        migrations.AddConstraint(
            model_name="historicalformernumber",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("history_user__isnull", False),
                    models.Q(("history_actor", ""), _negated=True),
                    _connector="OR",
                ),
                name="formernumber_history_has_actor",
            ),
        ),
        migrations.AddIndex(
            model_name="historicalinterest",
            index=models.Index(fields=["id", "-history_id"], name="interest_history"),
        ),
        migrations.AddConstraint(
            model_name="historicalinterest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("history_user__isnull", False),
                    models.Q(("history_actor", ""), _negated=True),
                    _connector="OR",
                ),
                name="interest_history_has_actor",
            ),
        ),
        migrations.AddIndex(
            model_name="historicalloyaltycard",
            index=models.Index(fields=["id", "-history_id"], name="loyaltycard_history"),
        ),
        migrations.AddConstraint(
            model_name="historicalloyaltycard",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("history_user__isnull", False),
                    models.Q(("history_actor", ""), _negated=True),
                    _connector="OR",
                ),
                name="loyaltycard_history_has_actor",
            ),
        ),
        migrations.AddIndex(
            model_name="historicalshopsettings",
            index=models.Index(fields=["id", "-history_id"], name="shopsettings_history"),
        ),
        migrations.AddConstraint(
            model_name="historicalshopsettings",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("history_user__isnull", False),
                    models.Q(("history_actor", ""), _negated=True),
                    _connector="OR",
                ),
                name="shopsettings_history_has_actor",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("registration_number", ""), _negated=True),
                fields=["registration_number"],
                name="customer_registration_number",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("vat_number", ""), _negated=True),
                fields=["vat_number"],
                name="customer_vat_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["person", "company"])), name="customer_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["prospect", "active", "inactive", "erased"])),
                name="customer_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(("salutation__in", ["", "mr", "mrs"])),
                name="customer_salutation_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", ["nl", "fr", "de", "en"])),
                name="customer_language_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.Exact(
                    models.Func("custom", function="jsonb_typeof", output_field=models.TextField()),
                    "object",
                ),
                name="customer_custom_is_object",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("birth_date", None), ("birth_date__gte", "1850-01-01"), _connector="OR"
                ),
                name="customer_birth_date_believable",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(("email_permission__in", [0, 1, 2])),
                name="customer_email_permission_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__regex", "^[0-9]{1,12}$")),
                name="customer_number_is_digits",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("company_name__regex", "\\S"), ("kind", "company")),
                    models.Q(("kind", "person"), ("last_name__regex", "\\S")),
                    _connector="OR",
                ),
                name="customer_has_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("house_number", None),
                    models.Q(("postcode", ""), _negated=True),
                    _connector="OR",
                ),
                name="customer_house_number_needs_postcode",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("house_number_addition", ""),
                    models.Q(("house_number", None), _negated=True),
                    _connector="OR",
                ),
                name="customer_addition_needs_house_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(("country__regex", "^[A-Z]{2}$")),
                name="customer_country_is_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="loyaltycard",
            constraint=models.UniqueConstraint(
                condition=models.Q(("active", True)),
                fields=("number",),
                name="loyaltycard_number_once_active",
            ),
        ),
        migrations.AddConstraint(
            model_name="loyaltycard",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__regex", "^[0-9A-Z]{4,32}$")),
                name="loyaltycard_number_form",
            ),
        ),
        migrations.AddIndex(
            model_name="openedcustomer",
            index=models.Index(fields=["staff", "-opened_at"], name="openedcustomer_recent"),
        ),
        migrations.AddConstraint(
            model_name="openedcustomer",
            constraint=models.UniqueConstraint(
                fields=("staff", "customer"), name="openedcustomer_once"
            ),
        ),
        migrations.AddIndex(
            model_name="usedformtoken",
            index=models.Index(fields=["used_at"], name="usedformtoken_age"),
        ),
    ]
