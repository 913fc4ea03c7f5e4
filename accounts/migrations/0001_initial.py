import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import localflavor.generic.models
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("customers", "0007_sort_names"),
        ("staff", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="PaymentTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(365)],
                        verbose_name="days",
                    ),
                ),
                ("active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "payment term",
                "verbose_name_plural": "payment terms",
                "ordering": ["days", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"), name="paymentterm_name_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="paymentterm_has_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__lte", 365)), name="paymentterm_days_believable"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExportProfile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("columns", models.JSONField(default=list, verbose_name="columns")),
                (
                    "separator",
                    models.CharField(
                        choices=[(";", "semicolon"), (",", "comma"), ("\t", "tab")],
                        default=";",
                        max_length=1,
                        verbose_name="separator",
                    ),
                ),
                ("decimal_comma", models.BooleanField(default=True, verbose_name="decimal comma")),
            ],
            options={
                "verbose_name": "export for bookkeeping",
                "verbose_name_plural": "exports for bookkeeping",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="exportprofile_name_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="exportprofile_has_name",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VatRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("country", models.CharField(default="NL", max_length=2, verbose_name="country")),
                (
                    "rate",
                    models.DecimalField(
                        decimal_places=2, max_digits=5, verbose_name="rate in per cent"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("usual", models.BooleanField(default=False, verbose_name="usual")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "VAT rate",
                "verbose_name_plural": "VAT rates",
                "ordering": ["country", "-rate", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("country"),
                        django.db.models.functions.text.Lower("name"),
                        name="vatrate_name_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("active", True), ("usual", True)),
                        fields=("country",),
                        name="vatrate_one_usual",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rate__gte", 0), ("rate__lte", 100)),
                        name="vatrate_believable",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "legal_name",
                    models.CharField(blank=True, max_length=160, verbose_name="name on invoices"),
                ),
                (
                    "street",
                    models.CharField(blank=True, max_length=160, verbose_name="street and number"),
                ),
                ("postcode", models.CharField(blank=True, max_length=12, verbose_name="postcode")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="city")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
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
                (
                    "iban",
                    localflavor.generic.models.IBANField(
                        blank=True,
                        default="",
                        include_countries=None,
                        max_length=34,
                        use_nordea_extensions=False,
                        verbose_name="IBAN",
                    ),
                ),
                (
                    "bic",
                    localflavor.generic.models.BICField(
                        blank=True, default="", max_length=11, verbose_name="BIC"
                    ),
                ),
                (
                    "prices_include_vat",
                    models.BooleanField(
                        default=True,
                        help_text="How amounts of activities and new invoices are meant.",
                        verbose_name="prices include VAT",
                    ),
                ),
                (
                    "series_prefix",
                    models.CharField(
                        blank=True,
                        help_text="Empty: 2026-1204. With F: F2026-1204.",
                        max_length=6,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9]*$", "Only letters and digits."
                            )
                        ],
                        verbose_name="before the year in an invoice number",
                    ),
                ),
                (
                    "footer",
                    models.TextField(blank=True, max_length=600, verbose_name="text at the foot"),
                ),
                (
                    "payment_term",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.paymentterm",
                        verbose_name="payment term when an account has none",
                    ),
                ),
            ],
            options={
                "verbose_name": "invoice settings",
                "verbose_name_plural": "invoice settings",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="invoicesettings_one_row"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BillingAccount",
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
                    "number",
                    models.CharField(max_length=12, unique=True, verbose_name="account number"),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                (
                    "attention_of",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="for the attention of"
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
                (
                    "iban",
                    localflavor.generic.models.IBANField(
                        blank=True,
                        default="",
                        include_countries=None,
                        max_length=34,
                        use_nordea_extensions=False,
                        verbose_name="IBAN",
                    ),
                ),
                (
                    "bic",
                    localflavor.generic.models.BICField(
                        blank=True, default="", max_length=11, verbose_name="BIC"
                    ),
                ),
                (
                    "invoicing_method",
                    models.CharField(
                        choices=[
                            ("per_order", "per order"),
                            ("weekly", "collected, weekly"),
                            ("monthly", "collected, monthly"),
                        ],
                        default="per_order",
                        max_length=10,
                        verbose_name="invoicing",
                    ),
                ),
                (
                    "delivery_method",
                    models.CharField(
                        choices=[
                            ("email", "by e-mail"),
                            ("post", "by post"),
                            ("peppol", "by Peppol"),
                        ],
                        default="email",
                        max_length=6,
                        verbose_name="delivery",
                    ),
                ),
                (
                    "mandate_reference",
                    models.CharField(blank=True, max_length=35, verbose_name="mandate reference"),
                ),
                (
                    "mandate_signed_on",
                    models.DateField(blank=True, null=True, verbose_name="mandate signed on"),
                ),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "payment_term",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="accounts.paymentterm",
                        verbose_name="payment term",
                    ),
                ),
            ],
            options={
                "verbose_name": "billing account",
                "verbose_name_plural": "billing accounts",
                "ordering": ["number"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("iban", ""), _negated=True),
                        fields=["iban"],
                        name="billingaccount_iban",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        models.Func(
                            "name",
                            output_field=django.contrib.postgres.search.SearchVectorField(),
                            template="to_tsvector('simple'::regconfig, public.customers_fold(%(expressions)s))",
                        ),
                        name="billingaccount_words",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__regex", "^[0-9]{1,12}$")),
                        name="billingaccount_number_is_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name__regex", "\\S")), name="billingaccount_has_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("house_number", None),
                            models.Q(("postcode", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="billingaccount_number_needs_postcode",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("house_number_addition", ""),
                            models.Q(("house_number", None), _negated=True),
                            _connector="OR",
                        ),
                        name="billingaccount_addition_needs_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("country__regex", "^[A-Z]{2}$")),
                        name="billingaccount_country_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("invoicing_method__in", ["per_order", "weekly", "monthly"])
                        ),
                        name="billingaccount_invoicing_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("delivery_method__in", ["email", "post", "peppol"])),
                        name="billingaccount_delivery_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mandate_reference", ""), ("mandate_signed_on", None)),
                            models.Q(
                                models.Q(("mandate_reference", ""), _negated=True),
                                models.Q(("mandate_signed_on", None), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="billingaccount_mandate_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mandate_reference", ""),
                            models.Q(("iban", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="billingaccount_mandate_needs_iban",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CategoryDefaults",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "invoicing_method",
                    models.CharField(
                        choices=[
                            ("per_order", "per order"),
                            ("weekly", "collected, weekly"),
                            ("monthly", "collected, monthly"),
                        ],
                        default="per_order",
                        max_length=10,
                        verbose_name="invoicing",
                    ),
                ),
                (
                    "delivery_method",
                    models.CharField(
                        choices=[
                            ("email", "by e-mail"),
                            ("post", "by post"),
                            ("peppol", "by Peppol"),
                        ],
                        default="email",
                        max_length=6,
                        verbose_name="delivery",
                    ),
                ),
                (
                    "category",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="account_defaults",
                        to="customers.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "payment_term",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.paymentterm",
                        verbose_name="payment term",
                    ),
                ),
            ],
            options={
                "verbose_name": "defaults of accounts",
                "verbose_name_plural": "defaults of accounts",
                "constraints": [
                    models.UniqueConstraint(
                        models.Value(1),
                        condition=models.Q(("category", None)),
                        name="categorydefaults_one_of_all_others",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("invoicing_method__in", ["per_order", "weekly", "monthly"])
                        ),
                        name="categorydefaults_invoicing_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("delivery_method__in", ["email", "post", "peppol"])),
                        name="categorydefaults_delivery_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalInvoiceSettings",
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
                    "legal_name",
                    models.CharField(blank=True, max_length=160, verbose_name="name on invoices"),
                ),
                (
                    "street",
                    models.CharField(blank=True, max_length=160, verbose_name="street and number"),
                ),
                ("postcode", models.CharField(blank=True, max_length=12, verbose_name="postcode")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="city")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
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
                (
                    "iban",
                    localflavor.generic.models.IBANField(
                        blank=True,
                        default="",
                        include_countries=None,
                        max_length=34,
                        use_nordea_extensions=False,
                        verbose_name="IBAN",
                    ),
                ),
                (
                    "bic",
                    localflavor.generic.models.BICField(
                        blank=True, default="", max_length=11, verbose_name="BIC"
                    ),
                ),
                (
                    "prices_include_vat",
                    models.BooleanField(
                        default=True,
                        help_text="How amounts of activities and new invoices are meant.",
                        verbose_name="prices include VAT",
                    ),
                ),
                (
                    "series_prefix",
                    models.CharField(
                        blank=True,
                        help_text="Empty: 2026-1204. With F: F2026-1204.",
                        max_length=6,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9]*$", "Only letters and digits."
                            )
                        ],
                        verbose_name="before the year in an invoice number",
                    ),
                ),
                (
                    "footer",
                    models.TextField(blank=True, max_length=600, verbose_name="text at the foot"),
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
                (
                    "payment_term",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.paymentterm",
                        verbose_name="payment term when an account has none",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical invoice settings",
                "verbose_name_plural": "historical invoice settings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["id", "-history_id"], name="invoicesettings_history")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="invoicesettings_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPaymentTerm",
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
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(365)],
                        verbose_name="days",
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
                "verbose_name": "historical payment term",
                "verbose_name_plural": "historical payment terms",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["id", "-history_id"], name="paymentterm_history")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="paymentterm_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalVatRate",
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
                ("country", models.CharField(default="NL", max_length=2, verbose_name="country")),
                (
                    "rate",
                    models.DecimalField(
                        decimal_places=2, max_digits=5, verbose_name="rate in per cent"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("usual", models.BooleanField(default=False, verbose_name="usual")),
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
                "verbose_name": "historical VAT rate",
                "verbose_name_plural": "historical VAT rates",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["id", "-history_id"], name="vatrate_history")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="vatrate_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalBillingAccount",
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
                ("number", models.CharField(max_length=12, verbose_name="account number")),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                (
                    "attention_of",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="for the attention of"
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
                (
                    "iban",
                    localflavor.generic.models.IBANField(
                        blank=True,
                        default="",
                        include_countries=None,
                        max_length=34,
                        use_nordea_extensions=False,
                        verbose_name="IBAN",
                    ),
                ),
                (
                    "bic",
                    localflavor.generic.models.BICField(
                        blank=True, default="", max_length=11, verbose_name="BIC"
                    ),
                ),
                (
                    "invoicing_method",
                    models.CharField(
                        choices=[
                            ("per_order", "per order"),
                            ("weekly", "collected, weekly"),
                            ("monthly", "collected, monthly"),
                        ],
                        default="per_order",
                        max_length=10,
                        verbose_name="invoicing",
                    ),
                ),
                (
                    "delivery_method",
                    models.CharField(
                        choices=[
                            ("email", "by e-mail"),
                            ("post", "by post"),
                            ("peppol", "by Peppol"),
                        ],
                        default="email",
                        max_length=6,
                        verbose_name="delivery",
                    ),
                ),
                (
                    "mandate_reference",
                    models.CharField(blank=True, max_length=35, verbose_name="mandate reference"),
                ),
                (
                    "mandate_signed_on",
                    models.DateField(blank=True, null=True, verbose_name="mandate signed on"),
                ),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                ("note", models.TextField(blank=True, verbose_name="note")),
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
                (
                    "payment_term",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.paymentterm",
                        verbose_name="payment term",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical billing account",
                "verbose_name_plural": "historical billing accounts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["id", "-history_id"], name="billingaccount_history")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="billingaccount_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCategoryDefaults",
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
                    "invoicing_method",
                    models.CharField(
                        choices=[
                            ("per_order", "per order"),
                            ("weekly", "collected, weekly"),
                            ("monthly", "collected, monthly"),
                        ],
                        default="per_order",
                        max_length=10,
                        verbose_name="invoicing",
                    ),
                ),
                (
                    "delivery_method",
                    models.CharField(
                        choices=[
                            ("email", "by e-mail"),
                            ("post", "by post"),
                            ("peppol", "by Peppol"),
                        ],
                        default="email",
                        max_length=6,
                        verbose_name="delivery",
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
                    "payment_term",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.paymentterm",
                        verbose_name="payment term",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical defaults of accounts",
                "verbose_name_plural": "historical defaults of accounts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["id", "-history_id"], name="categorydefaults_history")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="categorydefaults_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalExportProfile",
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
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("columns", models.JSONField(default=list, verbose_name="columns")),
                (
                    "separator",
                    models.CharField(
                        choices=[(";", "semicolon"), (",", "comma"), ("\t", "tab")],
                        default=";",
                        max_length=1,
                        verbose_name="separator",
                    ),
                ),
                ("decimal_comma", models.BooleanField(default=True, verbose_name="decimal comma")),
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
                "verbose_name": "historical export for bookkeeping",
                "verbose_name_plural": "historical exports for bookkeeping",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["id", "-history_id"], name="exportprofile_history")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("history_user__isnull", False),
                            models.Q(("history_actor", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="exportprofile_history_has_actor",
                    )
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
